#!/usr/bin/env python3
"""E-mail to hosts and approvers, taken by a real SMTP server: who gets it, what it says, and what happens while it is down.

usage: test_mail.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
Exit code 77 where the SMTP server (package python3-aiosmtpd) is not installed.
"""
import re
import sys
import tempfile
import time

import server_support
from mail_support import Mailbox, free_port, skip_without
from server_support import Client, check, serve, start, visit, wait_for

SERVER = sys.argv[1]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
ZONE, HOUR, DAY = 8 * 3600000, 3600000, 86400000


def monday(hour):
    """Returns a moment of the week after next, by the campus's clock, since reminders follow working days."""
    day = (int(time.time() * 1000) + ZONE) // DAY + 7
    return (day + (4 - day) % 7) * DAY - ZONE + hour * HOUR  # 1970-01-01 was a Thursday


def waits(port):
    """Applies while no SMTP server listens. Returns the application."""
    clients = []
    for name in ("zhang", "li", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, admin = clients
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] == "li":
            path = "/api/accounts/%d" % account["id"]
            for bad in ("li@example.edu.cn\r\nBcc: all@example.edu.cn", "li<x>@example.edu.cn", "li"):
                check(admin.call("PUT", path, {"email": bad})[0] == 422, "no address: %r" % bad)
            check(admin.call("PUT", path, {"email": "li@example.edu.cn"})[0] == 200, "can be written to")
    sent = user.act(user.call("POST", "/api/applications", visit(periods=[
        {"from": monday(48 + 9), "to": monday(48 + 17)}]))[1], "submit")[1]
    state = lambda: [m for m in admin.call("GET", "/api/messages")[1]["items"] if m["channel"] == "email"]
    wait_for("it is tried while nobody listens", lambda: state() and state()[0]["tries"] > 0 and state()[0]["state"] != "sending")
    check(state()[0]["state"] == "waiting" and state()[0]["error"] and not state()[0]["maybe_twice"],
          "it waits, and says why: %s" % state())
    return sent


def arrives(port, box, sent):
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "admin signs in")
    state = lambda: [m for m in admin.call("GET", "/api/messages")[1]["items"] if m["channel"] == "email"]
    got = wait_for("it arrives once there is a server: %s" % state(), box.messages)
    check(len(got) == 1 and got[0]["To"] == "li@example.edu.cn" and got[0]["X-RcptTo"] == "li@example.edu.cn",
          "at the approver's address: %s" % got[0].items())
    check(got[0]["X-MailFrom"] == "gatehouse@example.edu.cn", "from whom")
    check(re.fullmatch("待审批：学术讲座，\\d+月\\d+日（%s）" % sent["number"], got[0]["Subject"]),
          "about what: %s" % got[0]["Subject"])
    check(got[0]["Date"].datetime and got[0]["Auto-Submitted"] == "auto-generated", "as programs write it")
    text = got[0].get_content()
    check(sent["number"] in text and "待您审批" in text, "in words: %r" % text)
    check("/app/approve/%s\n" % sent["id"] in text.replace("\r", "") + "\n", "a link to this very application: %r" % text)
    wait_for("and is settled", lambda: state()[0]["state"] == "sent")
    check(len(box.messages()) == 1, "once")


def run(_port):
    place = server_support.place
    with tempfile.TemporaryDirectory() as folder:
        box = Mailbox(folder, free_port())
        database = place.database if "postgres" in place.database else "sqlite:%s/mail.db" % place.folder
        clock = lambda time: ["--demo-clock", str(time)]
        options = ["--smtp-url", "smtp://127.0.0.1:%d" % box.port, "--smtp-from", "gatehouse@example.edu.cn"]
        process = None
        try:
            process, port = start(SERVER, place.folder, database, CATALOGUE, *clock(monday(10)), *options)
            sent = waits(port)
            process.terminate()
            check(process.wait(20) == 0, "ends cleanly")
            box.start()
            # Ten minutes later it is tried again.
            later = clock(monday(10) + 600000)
            process, port = start(SERVER, place.folder, database, CATALOGUE, *later, *options)
            arrives(port, box, sent)
        finally:
            if process:
                process.terminate()
                process.wait(20)
            box.stop()


skip_without()
serve(SERVER, sys.argv[2], run, CATALOGUE)
