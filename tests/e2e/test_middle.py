#!/usr/bin/env python3
"""A machine between booth and server, with a certificate that the booth trusts: what people see, and what is refused.

usage: test_middle.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

import server_support
from middle_support import Answer, Middle, Signer, pieces_of, raw
from server_support import check, wait_for
from sync_support import Booth, World, add_guard

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
PULL = "/device/changes"
ELSEWHERE = "http://192.0.2.1:8080"  # TEST-NET-1 (RFC 5737): nobody answers there


def on_the_page(world, booth):
    """The fingerprint of the newest booth, as the administrator sees it."""
    return next(one["fingerprint"] for one in world.people["admin"].call("GET", "/api/devices")[1]["items"]
                if one["id"] == booth.status()["device"])


def attacker(folder):
    """Who has keys of its own, from the root on."""
    keys = os.path.join(folder, "attacker")
    for what in ("root", "signing", "set"):
        subprocess.run([PROGRAMS["gatehouse"], "keys", "new", what, "--dir", keys], check=True, stdout=subprocess.DEVNULL)
    return Signer(keys)


def exchanged_root(signer):
    """A fault that puts an attacker's root key into the answer to an enrolment."""
    other = signer.read("root.public").decode().split()[-1]

    def fault(answer):
        told = json.loads(answer.body)
        told["root_key"] = other
        answer.body = json.dumps(told).encode()
        return answer
    return fault


def compare(world, folder):
    honest = Booth(world, "honest", 0).start()
    check(honest.enrol().returncode == 0, "enrolled")
    shown = honest.status()["fingerprint"]
    check(len(shown) == 19 and shown == on_the_page(world, honest), "both screens show one fingerprint: %s" % shown)
    honest.stop()
    honest.start()
    check(honest.status()["fingerprint"] == shown, "also after a restart")
    honest.stop()

    middle = Middle(world, folder)
    middle.signer = attacker(folder)
    middle.where, middle.fault = "/device/enrol", exchanged_root(middle.signer)
    booth = Booth(world, "deceived", 1).start()
    world.url, direct = middle.url, world.url
    told = booth.enrol()
    world.url = direct
    check(middle.spoilt == 1 and told.returncode == 0, "the booth can't see it by itself: %s" % told.stderr)
    check(booth.status()["fingerprint"] != on_the_page(world, booth), "two screens, two fingerprints")
    booth.stop()

    scanning = Booth(world, "scanning", 1).start()
    link = world.code_and_link(1)["link"].replace(direct, middle.url)
    told = scanning.enrol(link)
    check(told.returncode == 1 and scanning.status()["enrolment"] == "other-root",
          "the QR code names the root key: %s" % told.stderr)
    check(not scanning.status().get("enrolled"), "nothing was kept")
    told = scanning.enrol(world.code_and_link(1)["link"])
    check(told.returncode == 0, "the server itself has that key: %s" % told.stderr)
    scanning.stop()


def held(booth):
    """What an answer could change at a booth."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return {name: sorted(db.execute("SELECT * FROM %s" % name).fetchall(), key=repr)
                for name in ("pass", "revoked", "bar", "guard", "policy", "keyset", "use", "position")
                if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()}


def in_between(world, folder):
    """Who ends TLS with a certificate that the booth trusts can withhold, and nothing else."""
    middle, own = Middle(world, folder), Signer(os.path.join(folder, "attacker"))
    world.url, direct = middle.url, world.url
    first, second = Booth(world, "first", 0, wait=1).start(), Booth(world, "second", 1, wait=1).start()
    for booth in (first, second):
        check(booth.enrol().returncode == 0, "enrolled through what stands between")
        wait_for("the first sync of " + booth.name, booth.up_to_date)
    world.url = direct
    second.stop()
    of_first = middle.last_raw[PULL][-1]

    def every_right(good):
        return Answer(good.status, good.kind, good.body.replace(b'"rights":1', b'"rights":7'), **good.fields)

    def own_words(good):
        """The attacker's own key set, to which boxes would be sealed, and its signature."""
        pieces = pieces_of(good.body)
        return Answer(200, good.kind, own.stream(b"".join(body for _, body in pieces), pieces[0][0]), **good.fields)

    def without_the_middle(good):
        """As the server would have signed smaller pieces, without the second."""
        pieces = pieces_of(good.body)
        whole = world_signer.stream(b"".join(body for _, body in pieces), pieces[0][0], 200).split(b"GHP1:")
        return Answer(200, good.kind, b"GHP1:".join(whole[:2] + whole[3:]), **good.fields)

    def wipe(good):
        return Answer(403, "application/problem+json", b'{"code":"revoked"}', **good.fields)
    world_signer = middle.signer
    for name, fault in (("a guard's rights", every_right), ("another sealing key", own_words),
                        ("a piece less", without_the_middle), ("an earlier answer", lambda _: of_first),
                        ("a forged revocation", wipe)):
        middle.where, middle.fault = PULL, raw(fault)
        spoilt = middle.spoilt
        wait_for("%s: it was said" % name, lambda: middle.spoilt > spoilt)
        before = held(first)
        add_guard(world, name, ["admit"])
        wait_for("%s: the booth says so" % name, lambda: first.problem() == "forged")
        check(held(first) == before and first.status()["device"], "%s: nothing was applied" % name)
        doctor = first.gatehouse("doctor", "--config", first.ini, check_code=False)
        check("not signed by the server" in doctor.stdout, "the doctor says it: %s" % doctor.stdout)
        middle.fault = None
        wait_for("%s: it is over" % name, first.settled)
    first.stop()
    with open(first.path("syncd.log"), encoding="utf-8") as log:
        check("forged" in log.read(), "and the log")

    middle.where, middle.fault = PULL, raw(lambda _: of_first)
    second.start()
    wait_for("the answer to another booth", lambda: second.problem() == "forged")
    middle.fault = None
    wait_for("to be over", second.settled)
    second.stop()


def plain(world):
    booth = Booth(world, "plain", 0).start()
    told = booth.gatehouse("enrol", "4Q7KX2MP9D", "--server", ELSEWHERE, "--config", booth.ini, check_code=False)
    check(told.returncode != 0 and "http://" in told.stderr and "plain_http" in told.stderr, "refused: %s" % told.stderr)
    check(booth.status()["enrolment"] == "plain-http", "and the screen says so: %s" % booth.status()["enrolment"])
    check(booth.enrol().returncode == 0, "https works")
    booth.stop()

    # An address from the time before, or written into the configuration by hand.
    with open(booth.ini, encoding="utf-8") as file:
        text = file.read()
    with open(booth.ini, "w", encoding="utf-8") as file:
        file.write(text.replace("[sync]\n", "[sync]\nserver = %s\n" % ELSEWHERE))
    booth.start()
    wait_for("the problem", lambda: booth.problem() == "plain-http")
    doctor = booth.gatehouse("doctor", "--config", booth.ini, check_code=False)
    check("plain_http" in doctor.stdout, "the doctor says what to do: %s" % doctor.stdout)
    booth.stop()
    with open(booth.ini, "w", encoding="utf-8") as file:
        file.write(text.replace("[sync]\n", "[sync]\nplain_http = yes\nserver = %s\n" % ELSEWHERE))
    booth.start()
    wait_for("a try", lambda: booth.problem() not in ("plain-http", "not-enrolled"))
    booth.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        try:
            compare(world, folder)
            add_guard(world)
            in_between(world, folder)
            plain(world)
        finally:
            world.process.kill()
    print("%d checks passed" % server_support.checks)


main()
