#!/usr/bin/env python3
"""The live view: entries as they arrive, going on after a break, scope, the end of a session, and how many may watch.

usage: test_live.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import http.client
import json
import os
import sys
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
try:
    import sync_protocol as sp
except ImportError as missing:
    print("needs python3-cryptography and python3-nacl: %s" % missing)
    sys.exit(77)
import server_support  # noqa: E402 (beside this file)
from server_support import PATIENCE_S, Client, check, serve, wait_for  # noqa: E402

MOST = 6  # of one account
people, number = {}, [0]


class Watch:
    """One connection of the live view."""

    def __init__(self, who, query="", last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", people[who].port, timeout=PATIENCE_S)
        headers = {"Cookie": people[who].cookie, "Accept": "text/event-stream"}
        if last:
            headers["Last-Event-ID"] = last
        self.connection.request("GET", "/api/live" + query, headers=headers)
        self.answer = self.connection.getresponse()
        self.status, self.last = self.answer.status, last

    def event(self):
        """The next event but beats; None at the end."""
        name, data = None, None
        while True:
            line = self.answer.readline().decode()
            if not line:
                return None
            field, _, value = line.rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data = json.loads(value)
            elif field == "id":
                self.last = value
            elif not field and name and name != "beat":
                return name, data
            elif not field:
                name = data = None

    def entries(self, ids):
        """Reads until it has had all of these; returns the entries that came."""
        found = []
        while not set(ids) <= {one["id"] for one in found}:
            event = self.event()
            check(event is not None, "the view ends before %s" % ids)
            if event[0] == "entry":
                found.append(event[1])
        return found

    def close(self):
        self.answer.close()
        self.connection.close()


def id_now():
    number[0] += 1
    return str(uuid.UUID(bytes=bytes.fromhex("019e0000%04x" % number[0]) + b"\x70\x00\x80" + os.urandom(7)))


def new_booth(campus):
    number[0] += 1
    gate = next(one["bit"] for one in next(c for c in people["admin"].call("GET", "/api/campuses")[1]["items"]
                                           if c["id"] == campus)["gates"])
    place = {"name": "booth %d" % number[0], "campus": campus, "gate": gate}
    booth = sp.Booth(people["admin"].port, server_support.place.folder, place["name"])
    status, told = booth.enrol(people["admin"].call("POST", "/api/devices/codes", place)[1]["code"])
    check(status == 201, "a booth: %s" % told)
    booth.pull()
    booth.gate = gate
    return booth


def push(booth, count=1):
    rows = [booth.entry(id=id_now(), gate=booth.gate, at=int(time.time() * 1000), clock_trusted=True) for _ in range(count)]
    check(booth.push(rows)[0] == 200, "taken")
    return [one["id"] for one in rows]


def follows(booth):
    """Entries come by themselves, in their order, each once, also after a break."""
    before = push(booth, 2)
    watch = Watch("guard")
    check(watch.status == 200 and watch.answer.getheader("Content-Type").startswith("text/event-stream"), "a stream")
    check([one["id"] for one in watch.entries(before)] == before, "it begins with the newest, in their order")
    came = push(booth)
    told = watch.entries(came)
    check([one["id"] for one in told] == came and told[0]["device_name"] == booth.name, "then what arrives: %s" % told)
    watch.close()
    missed = push(booth, 3)
    again = Watch("guard", last=watch.last)
    check([one["id"] for one in again.entries(missed)] == missed, "what came meanwhile, and nothing twice")
    again.close()
    old = Watch("guard", "?seconds=0", last="1000_" + came[0])
    check(old.event()[0] == "gap", "who was away for long is told")
    old.close()
    odd = Watch("guard", "?seconds=0", last="nonsense")
    check(odd.event()[0] == "entry", "another mark begins anew")
    odd.close()


def scope(booth):
    wish = {"name": "second", "display_name": "second", "unit": None, "active": True,
            "roles": [{"role": "reviewer", "unit": None, "campus": 2}]}
    status, made = people["admin"].call("POST", "/api/accounts", wish)
    check(status == 201, "a reviewer of the second campus: %s" % made)
    people["second"] = Client(people["admin"].port)
    people["second"].sign_in("second", made["password"])
    people["second"].call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud y"})
    other = new_booth(2)
    watch = Watch("second")
    push(booth)
    there = push(other)
    check([one["id"] for one in watch.entries(there)] == there, "only the own campus")
    watch.close()
    narrowed = Watch("guard", "?campus=2&seconds=0")
    check([one["id"] for one in narrowed.entries(there)] == there and narrowed.event() is None, "one campus of all, to its end")
    check(Watch("zhang").status == 403, "not for applicants")
    check(Watch("guard", "?seconds=901").status == 400 and Watch("guard", "?campus=x").status == 400, "refused")


def session_ends():
    watch = Watch("second")
    check(people["second"].call("DELETE", "/api/session")[0] == 204, "signed out")
    event = watch.event()
    while event and event[0] == "entry":
        event = watch.event()
    check(event and event[0] == "end" and watch.event() is None, "the view ends with the session: %s" % (event,))


def limit():
    def opened():
        watches.append(Watch("admin"))
        return watches[-1].status
    watches = []
    check([opened() for _ in range(MOST)] == [200] * MOST, "so many at once")
    check(opened() == 503, "one more is refused")
    check(Watch("guard", "?seconds=0").status == 200, "others are not")
    watches[0].close()
    wait_for("a free place", lambda: opened() == 200)
    for one in watches:
        one.close()


def run(port):
    for name in ("zhang", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    booth = new_booth(1)
    follows(booth)
    scope(booth)
    session_ends()
    limit()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
