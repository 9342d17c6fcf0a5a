#!/usr/bin/env python3
"""The daily digest of exceptions by mail: who gets it, what it says, and that it comes once, with two servers too.

usage: test_digest.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
Exit code 77 where the SMTP server (package python3-aiosmtpd) is not installed.
"""
import sys
import tempfile
import time

import mail_support
import server_support
from interop_support import id_now, sp
from server_support import PATIENCE_S, Client, check, serve, sql, start, wait_for

SERVER = sys.argv[1]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None


def raise_some(admin, folder):
    """A booth of campus 1 hands up an override and a forged code."""
    booth = sp.Booth(admin.port, folder, "south")
    status, told = booth.enrol(admin.call("POST", "/api/devices/codes", {"name": "south", "campus": 1, "gate": 0})[1]["code"])
    check(status == 201, "a booth: %s" % told)
    for more in ({"kind": "override", "override": "other", "reason": 6}, {"reason": 1, "code_digest": "22" * 16}):
        status, told = booth.push([booth.entry(id=id_now(), at=int(time.time() * 1000), clock_trusted=True, **more)])
        check(status == 200, "taken: %s" % told)


def choose(client, wanted):
    got = client.call("PUT", "/api/session/preferences", {"exception_digest": wanted})
    check(got[0] == 200 and got[1]["account"]["exception_digest"] == wanted, "the switch: %s" % (got,))


def digests(client):
    return [m for m in client.call("GET", "/api/messages")[1]["items"] if m["purpose"] == "exception-digest"]


def comes(admin, guard, database, box):
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] in ("guard", "admin"):
            check(admin.call("PUT", "/api/accounts/%d" % account["id"], {"email": account["name"] + "@example.edu.cn"})[0] == 200, "an address")
    for name, client in (("admin", admin), ("guard", guard)):  # a changed account signs in again
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    choose(guard, True)
    check(admin.call("PUT", "/api/settings", {"exceptions.digest_minute": 0})[0] in (200, 204), "at any time of the day")
    sql(database, "UPDATE campus SET digest_day = 0")
    got = wait_for("the digest", box.messages)
    check(got[0]["To"] == "guard@example.edu.cn", "to who wants it: %s" % got[0].items())
    check(got[0]["Subject"].endswith("未处理的异常 2 项"), "about what: %s" % got[0]["Subject"])
    text = got[0].get_content()
    check("强制放行 1" in text and "非本校签发的码 1" in text and "2 项无人负责" in text and "/app/security/exceptions" in text,
          "kinds and counts with a link: %r" % text)
    check("south" not in text, "and nothing else: %r" % text)


def comes_once(admin, guard, database, box):
    """Every server looks in each of its rounds; the day is taken once, and the message is written once for each reader."""
    sql(database, "UPDATE campus SET digest_day = 0")
    wait_for("another round", lambda: sql(database, "SELECT count(*) FROM campus WHERE digest_day = 0 AND active = 1") == ["0"])
    check(len(digests(admin)) == 1 and len(box.messages()) == 1, "once a day: %s" % digests(admin))
    choose(guard, False)
    choose(admin, True)
    sql(database, "UPDATE campus SET digest_day = 0")
    wait_for("the other reader's", lambda: len(box.messages()) == 2)
    check(box.messages()[1]["To"] == "admin@example.edu.cn" or box.messages()[0]["To"] == "admin@example.edu.cn", "the switch is each reader's own")


def run(_port):
    place = server_support.place
    many = 2 if "postgres" in place.database else 1
    database = place.database if many > 1 else "sqlite:%s/digest.db" % place.folder
    with tempfile.TemporaryDirectory() as folder:
        box = mail_support.Mailbox(folder, mail_support.free_port())
        options = ["--smtp-url", "smtp://127.0.0.1:%d" % box.port, "--smtp-from", "gatehouse@example.edu.cn"]
        running = []
        try:
            box.start()
            running = [start(SERVER, place.folder, database, CATALOGUE, *options) for _ in range(many)]
            admin, guard = Client(running[0][1]), Client(running[-1][1])
            for name, client in (("admin", admin), ("guard", guard)):
                check(client.sign_in(name)[0] == 200, "%s signs in" % name)
            raise_some(admin, folder)
            comes(admin, guard, database, box)
            comes_once(admin, guard, database, box)
        finally:
            for process, _ in running:
                process.terminate()
                process.wait(PATIENCE_S)
            box.stop()


mail_support.skip_without()
serve(SERVER, sys.argv[2], run, CATALOGUE)
