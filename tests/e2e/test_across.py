#!/usr/bin/env python3
"""Several server processes on one PostgreSQL: what they count and claim together, and one signing key for all of them.

usage: test_across.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: the database)
The clock of the second server is 150 s ahead, as on a machine without NTP.
"""
import concurrent.futures
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import server_support
from server_support import PATIENCE_S, Client, check, sql, start, visit, wait_for

SERVER, GATEHOUSE = sys.argv[1:3]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
AHEAD_MS = 150000
WRONG = "wrong-wrong-wrong"


class Gateway(http.server.ThreadingHTTPServer):
    """An SMS gateway that takes its time, so that a second server sees messages in work."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.taken = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(2)
        if "?" not in self.path:  # a query would be in logs
            self.server.taken.append(self.headers["X-Kannel-To"])
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b"0: Accepted for delivery")

    def log_message(self, *_):
        pass


def keys_new(folder, *what):
    for one in what:
        subprocess.run([GATEHOUSE, "keys", "new", one, "--dir", folder], check=True, stdout=subprocess.DEVNULL)


def people(port):
    made = {}
    for name in ("zhang", "li", "guard", "admin"):
        made[name] = Client(port)
        check(made[name].sign_in(name)[0] == 200, "%s signs in" % name)
    return made


def resident_id(number):
    """Returns an ID number with its check digit (GB 11643)."""
    digits = "11010819851212%03d" % number
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[weighed % 11]


def approve(clients, number):
    """Makes an application and has it approved. Returns the status of the last step and the application."""
    wish = visit(vehicles=[], persons=[{"name": "赵一", "mobile": "139%08d" % number, "document_kind": "resident-id",
                                        "document_number": resident_id(number), "vehicle": None}])
    status, sent = clients["zhang"].act(clients["zhang"].call("POST", "/api/applications", wish)[1], "submit")
    check(status == 200, "submitted: %s" % sent)
    passed = clients["li"].act(sent, "unit-pass")[1]
    return clients["guard"].act(passed, "security-pass")[0], sent


def key_of(database, application):
    """Returns the kid of the key that signed the pass of an application."""
    token = sql(database, "SELECT token FROM pass WHERE application = '\\x%s'" % application["id"].replace("-", ""))[0]
    shown = subprocess.run([GATEHOUSE, "pass", "show", "--json", token], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(shown.stdout)["kid"]


def first_start(folder, database, options):
    """Four servers begin at once on an empty database, and on a folder without vault, campus and data key."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(start, SERVER, folder, database, CATALOGUE, *more) for more in options]
    started = [one.result() for one in asked if not one.exception()]
    if len(started) < len(asked):
        for process, _ in started:
            process.kill()
        raise next(one.exception() for one in asked if one.exception())
    check(sql(database, "SELECT count(*) FROM account") == ["5"], "the demo's accounts are there once")
    for _, port in started:
        check(Client(port).sign_in("zhang")[0] == 200, "each of them knows them")
    return started


def links(one, two, admin):
    check(admin.call("PUT", "/api/settings", {"link.rate_per_minute": 12})[0] == 200, "twelve a minute")
    answers = [Client((one, two)[n % 2]).call("GET", "/p/%022d" % n)[0] for n in range(14)]
    check(answers == [404] * 12 + [429] * 2, "twelve guesses at both together: %s" % answers)
    check([Client(port).call("GET", "/api/invited/" + "A" * 22)[0] for port in (one, two)] == [429, 429], "of any link")
    check(admin.call("PUT", "/api/settings", {"link.rate_per_minute": 6000})[0] == 200, "an administrator helps")
    wait_for("the new rate at both", lambda: [Client(port).call("GET", "/p/" + "A" * 22)[0] for port in (one, two)] == [404, 404])


def passwords(one, two):
    answers = [Client((one, two)[n % 2]).sign_in("wang", WRONG)[0] for n in range(8)]
    check(answers == [401] * 5 + [429] * 3, "five wrong passwords at both together: %s" % answers)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: Client((one, two)[n % 2]).sign_in("nobody", WRONG)[0], range(16)))
    check(sorted(answers) == [401] * 5 + [429] * 11, "and when they come at the same moment: %s" % answers)


def one_key(database, keys, clients):
    """A new set is used by both at once, without a signal to either."""
    before = {key_of(database, approve(clients[n], n)[1]) for n in (0, 1)}
    check(len(before) == 1, "one key before")
    for turn in range(3):
        keys_new(keys, "signing", "set")
        after = [key_of(database, approve(clients[n % 2], 10 * turn + n + 10)[1]) for n in range(4)]
        check(len(set(after)) == 1 and after[0] not in before, "turn %d: the new key alone: %s" % (turn, after))
        before.add(after[0])


def an_older_folder(folder, database, keys, clients):
    """A server on another machine, whose keys were not copied yet, issues nothing until they are."""
    other = os.path.join(folder, "elsewhere")
    shutil.copytree(keys, os.path.join(other, "keys"))
    process, port = start(SERVER, other, database, CATALOGUE)
    late = people(port)
    check(approve(late, 100)[0] == 200, "with the same set it issues")
    keys_new(keys, "signing", "set")
    fresh = key_of(database, approve(clients, 101)[1])
    status, waiting = approve(late, 102)
    check(status == 503, "with an older set it does not: %s" % status)
    check(not late["zhang"].call("GET", "/healthz")[1]["issuing"], "and says so")
    check(late["guard"].call("GET", "/api/applications/" + waiting["id"])[1]["state"] == "security-review", "nothing was changed")
    for name in os.listdir(keys):
        if name.startswith("signing-"):
            shutil.copy(os.path.join(keys, name), os.path.join(other, "keys"))
    shutil.copy(os.path.join(keys, "keyset.cose"), os.path.join(other, "keys"))
    status, done = approve(late, 103)
    check(status == 200 and key_of(database, done) == fresh, "once they are copied, it issues with the new key")
    check(late["zhang"].call("GET", "/healthz")[1]["issuing"], "and says that too")
    return process


def messages(gateway, database, clients):
    for number in range(12):
        check(approve(clients[number % 2], 200 + number)[0] == 200, "approved")
    wanted = {"139%08d" % (200 + number) for number in range(12)}
    wait_for("all messages", lambda: wanted <= set(gateway.taken))
    unsent = "SELECT count(*) FROM message WHERE channel = 'sms' AND state IN ('waiting', 'sending')"
    wait_for("an end", lambda: sql(database, unsent) == ["0"])
    doubled = sorted(one for one in wanted if gateway.taken.count(one) != 1)
    check(not doubled, "each message once: %s" % doubled)


def run(folder, database):
    keys = os.path.join(folder, "keys")
    keys_new(keys, "root", "signing", "set")
    gateway = Gateway()
    send = ["--sms-url", "http://127.0.0.1:%d/sendsms" % gateway.server_address[1]]
    ahead = send + ["--demo-clock", str(int(time.time() * 1000) + AHEAD_MS)]
    started = first_start(folder, database, [send, ahead, [], []])
    running = [process for process, _ in started]
    try:
        one, two = started[0][1], started[1][1]
        clients = [people(one), people(two)]
        links(one, two, clients[0]["admin"])
        passwords(one, two)
        one_key(database, keys, clients)
        running.append(an_older_folder(folder, database, keys, clients[0]))
        messages(gateway, database, clients)
    finally:
        for process in running:
            process.terminate()
        codes = [process.wait(PATIENCE_S) for process in running]
    check(set(codes) == {0}, "all end cleanly: %s" % codes)
    for process in running:
        log = open(process.log, encoding="utf-8").read()
        # One request met a server with an older key set.
        failed = [line for line in log.splitlines() if "-failed" in line and "status=unavailable" not in line]
        check(not failed, "nothing failed inside: %s" % failed)
    print("%d checks hold" % server_support.checks)


if not os.environ.get("GATEHOUSE_TEST_POSTGRES"):
    print("skipped: several servers need PostgreSQL")
    sys.exit(77)
with tempfile.TemporaryDirectory() as place:
    run(place, os.environ["GATEHOUSE_TEST_POSTGRES"])
