#!/usr/bin/env python3
"""What time alone brings: reminders before a decision is due, visits that are over, bans that end, data that are erased.

usage: test_jobs.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
Hours and months pass by starting the server again, on the same database, at another time.
"""
import concurrent.futures
import sys
import time

import server_support
from server_support import PATIENCE_S, Client, check, serve, start, visit, wait_for

SERVER = sys.argv[1]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
HOUR, DAY = 3600000, 24 * 3600000
ZONE = 8 * HOUR


def wednesday(hour):
    """Returns a moment of a coming week, by the campus's clock, so that every run has the same working hours."""
    day = (int(time.time() * 1000) + ZONE) // DAY + 7
    return (day + (6 - day) % 7) * DAY - ZONE + hour * HOUR  # 1970-01-01 was a Thursday


class At:
    """Starts servers at a moment: two of them on PostgreSQL, as an operator would there."""

    def __init__(self, moment):
        self.moment = moment

    def __enter__(self):
        place = server_support.place
        many = 2 if "postgres" in place.database else 1
        # One process at a time may write an SQLite database, and serve() has its own.
        database = place.database if many > 1 else "sqlite:%s/jobs.db" % place.folder
        self.running = [start(SERVER, place.folder, database, CATALOGUE, "--demo-clock", str(self.moment))
                        for _ in range(many)]
        self.clients = {}
        return self

    def __exit__(self, *_):
        for process, _ in self.running:
            process.terminate()
        for process, _ in self.running:
            check(process.wait(PATIENCE_S) == 0, "ends cleanly")
            log = open(process.log, encoding="utf-8").read()
            check("failed" not in log, "nothing failed inside: %s" % log)

    def __getattr__(self, name):
        if name not in self.clients:
            self.clients[name] = Client(self.running[0][1])
            check(self.clients[name].sign_in(name)[0] == 200, "%s signs in" % name)
        return self.clients[name]

    def settles(self, look, what):
        return wait_for(what, look)


def reminders(client, number):
    items = client.call("GET", "/api/messages")[1]["items"]
    return sorted(m["recipient_masked"] for m in items if m["purpose"] == "reminder" and number in m["body"])


def urge(now, wish):
    """The applicant sees who has it, and reminds once an hour, whichever server is asked and however often at once."""
    one = now.zhang.act(now.zhang.call("POST", "/api/applications", wish)[1], "submit")[1]
    holder = one["holder"]
    check(holder["role"] == "unit" and holder["since"] == one["submitted_at"] and holder["names"] and holder["reachable"] and
          holder["remind_from"] == 0 and holder["reminder"] is None, "who has it: %s" % holder)
    path = "/api/applications/%s/remind" % one["id"]
    check(now.li.call("POST", path)[0] == 403, "only the applicant reminds")
    clients = [Client(port) for _, port in now.running for _ in range(2)]
    for client in clients:
        check(client.sign_in("zhang")[0] == 200, "the applicant, at each server")
    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda client: client.call("POST", path), clients))
    done = [answer for status, answer in answers if status == 200]
    check(len(done) == 1, "one of all: %s" % [status for status, _ in answers])
    check(all(answer["code"] == "reminded" for status, answer in answers if status != 200), "the others hear why: %s" % answers)
    last, told = done[0]["holder"]["reminder"], reminders(now.admin, one["number"])
    check(sum(last[how] for how in ("sms", "email", "waiting", "failed")) == len(told) > 0, "as sent: %s %s" % (last, told))
    seen = now.li.call("GET", "/api/applications/" + one["id"])[1]["holder"]
    check(seen["remind_from"] is None and seen["reminder"]["at"] == last["at"], "the approver sees it, too: %s" % seen)
    off = {"decide.show_names": False}
    check(now.admin.call("PUT", "/api/settings", off)[0] == 200, "a university hides who decides")
    check(now.zhang.call("GET", "/api/applications/" + one["id"])[1]["holder"]["names"] == [], "from applicants")
    check(now.admin.call("PUT", "/api/settings", {"decide.show_names": True})[0] == 200, "and shows it again")
    return one


def run(_port):
    begin = wednesday(9)
    wish = visit(periods=[{"from": begin, "to": begin + 8 * HOUR}])
    person = {"kind": "person", "document_kind": "resident-id", "document_number": "110105195001010012", "label": "王某",
              "reason": "多次违规", "until": begin - 12 * HOUR}
    with At(begin - DAY) as now:
        for account in now.admin.call("GET", "/api/accounts")[1]["items"]:
            if account["name"] in ("li", "guard"):
                address = {"email": account["name"] + "@example.edu.cn"}
                check(now.admin.call("PUT", "/api/accounts/%d" % account["id"], address)[0] == 200, "can be written to")
        sent = now.zhang.act(now.zhang.call("POST", "/api/applications", wish)[1], "submit")[1]
        other = now.zhang.act(now.zhang.call("POST", "/api/applications", wish)[1], "submit")[1]
        urged = urge(now, wish)
        other = now.li.act(other, "unit-pass")[1]
        other = now.guard.act(other, "security-pass")[1]
        check(other["state"] == "approved", "one is approved: %s" % other)
        check(now.guard.call("POST", "/api/barred", person)[0] in (201, 422), "a ban for some hours")
        check(sent["decide_by"] == begin + 9 * HOUR - DAY > sent["submit_by"], "due at six, after the deadline: %s" % sent)
        check(other["decide_by"] is None, "nothing is due once it is decided")
        check(reminders(now.admin, sent["number"]) == [], "nobody is reminded at nine")
    with At(begin + 6 * HOUR + HOUR // 2 - DAY) as now:
        told = now.settles(lambda: reminders(now.admin, sent["number"]), "approvers are reminded at half past three")
        check(len(told) == 1, "one message, however many servers there are: %s" % told)
        check(reminders(now.admin, other["number"]) == [], "not of what is decided")
        check(now.zhang.call("POST", "/api/applications/%s/remind" % urged["id"])[0] == 200, "hours later once more")
        check(now.zhang.call("POST", "/api/applications/%s/remind" % other["id"])[1]["code"] == "not-possible",
              "not of what is decided, either")
    with At(begin + 8 * HOUR + HOUR // 2 - DAY) as now:
        told = now.settles(lambda: len(reminders(now.admin, sent["number"])) > 2 and reminders(now.admin, sent["number"]),
                           "the office hears of it at half past five")
        check(len(told) == 3, "the approver again, and the office: %s" % told)
    with At(begin + 9 * HOUR) as now:
        path = "/api/applications/"
        now.settles(lambda: now.zhang.call("GET", path + sent["id"])[1]["state"] == "lapsed", "undecided: lapsed")
        now.settles(lambda: now.zhang.call("GET", path + other["id"])[1]["state"] == "lapsed", "nobody came: lapsed")
        line = now.zhang.call("GET", path + sent["id"])[1]["history"][-1]
        check((line["who"], line["role"], line["action"]) == (None, "system", "lapse"), "by nobody: %s" % line)
        check(now.guard.call("GET", "/api/barred")[1]["items"] == [], "the ban is over")
    with At(begin + 200 * DAY) as now:
        gone = lambda: now.zhang.call("GET", path + sent["id"])[1]["persons"][0]["name_masked"] == ""
        now.settles(gone, "half a year later nobody knows who it was")
        check(now.zhang.call("GET", path + sent["id"])[1]["number"] == sent["number"], "but that it was")


serve(SERVER, sys.argv[2], run, CATALOGUE)
