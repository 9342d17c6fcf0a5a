#!/usr/bin/env python3
"""The whole system over real HTTPS: a server, two sync daemons, two kiosks. Apply, approve, the pass arrives, green at
one booth, spent at the other; revoked, red at both; the entries of both in the review list; and all of it again after
an hour without the server, by the clocks of all programs.

usage: test_sync.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK CLOCK_SHIFT
"""
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.parse

from server_support import check
from sync_support import PIN, Booth, World, add_guard, token_of, wait_for

POLL_S = 55
PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))


def an_old_outcome_is_not_ours(world):
    """A stand-in for the daemon. On a new request it still reports the result of the previous one."""
    booth = Booth(world, "booth-old", 0)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(booth.path("sync.sock"))
    listener.listen(1)
    says = [("bad-code", 1), ("bad-code", 1), ("running", 2), ("done", 2)]

    def serve():
        peer = listener.accept()[0]
        for i, (word, tries) in enumerate(says):
            if i == 1:
                peer.recv(4096)  # the command
            peer.sendall((json.dumps({"t": "sync", "enrolment": word, "enrol_tries": tries, "problem": "not-enrolled"}) + "\n").encode())
            time.sleep(0.1)

    thread = threading.Thread(target=serve)
    thread.start()
    done = booth.gatehouse("enrol", "2222-222222", "--config", booth.ini, check_code=False)
    thread.join()
    listener.close()
    check(done.returncode == 0, "the outcome of this try, not of the last one: %s" % done)


def enrolment(world, a, b):
    check(a.problem() == "not-enrolled", "a new booth is not enrolled")
    wrong = a.enrol("2222-222222")
    check(wrong.returncode == 1 and "bad-code" in wrong.stderr, "a wrong code: %s" % wrong)
    done = a.enrol()
    check(done.returncode == 0, "enrolled: %s" % done)
    # The other one at its screen: nobody can sign in yet; a scan of the server's page brings keys and guards.
    b.kiosk("expect-page sign-in", "tap enrol", "expect-page sync", "type 2222222222", "expect-text 2222-222222",
            "screenshot typed", "tap enrol", "expect-text 缺少服务器地址", "gun GHE1:%s@%s" % (world.code(1), world.url),
            "expect-target sync-now", "screenshot enrolled", "tap back", "expect-page sign-in", "tap guards 0",
            "type " + PIN, "key enter", "expect-page scan", "tap menu", "tap sync", "tap sync-now", "wait 1500",
            "screenshot state", sign_in=False)
    shown = {one["name"]: one["fingerprint"] for one in world.people["admin"].call("GET", "/api/devices")[1]["items"]}
    check(shown["岗亭 0"] == a.status()["fingerprint"] and shown["岗亭 1"] == b.status()["fingerprint"],
          "both sides show one fingerprint: %s" % shown)
    check(a.enrol().returncode == 1, "an enrolled booth does not enrol again")
    for booth in (a, b):
        wait_for("the first sync of " + booth.name, booth.up_to_date)


def position(world):
    return max(one["position"] for one in world.people["admin"].call("GET", "/api/devices")[1]["items"])


def arrived(booth, before):
    return wait_for("a change at " + booth.name, lambda: (booth.status() or {}).get("position", 0) > before)


def uses(booth):
    """Returns the admissions at other gates that a booth knows."""
    return json.loads(booth.gatehouse("replica", "stat", "--replica", booth.path("replica.db"), "--json").stdout)["uses"]


def a_day(world, a, b, number):
    spent = uses(b)
    before = a.status()["position"], b.status()["position"]
    _, one = world.visitor(number)
    code = token_of(world, one)
    arrived(a, before[0])
    arrived(b, before[1])
    a.kiosk("gun " + code, "expect-verdict green ok", "expect-state admitted", "expect-text 李*", "screenshot green")
    wait_for("the entry", a.settled)
    wait_for("the use at the other gate", lambda: uses(b) > spent)
    b.kiosk("gun " + code, "expect-verdict red already-used", "screenshot used")
    before = a.status()["position"]
    _, other = world.visitor(number + 500)
    red = token_of(world, other)
    arrived(a, before)
    before = a.status()["position"], b.status()["position"]
    status, gone = world.people["guard"].call("POST", "/api/passes/%s/actions" % other["id"],
                                              {"action": "revoke", "reason": "来访取消"})
    check(status == 200, "revoked: %s" % gone)
    began = time.time()
    arrived(a, before[0])
    arrived(b, before[1])
    check(time.time() - began < POLL_S / 2, "a revocation does not wait for the next poll")
    for booth in (a, b):
        booth.kiosk("gun " + red, "expect-verdict red revoked", "screenshot revoked")


def filters(world, reviewer, everything, one):
    """Each filter leaves what the whole list has of it, alone and with others, on pages and in the table."""
    def found(**query):
        listed = reviewer.call("GET", "/api/entries?limit=200&" + urllib.parse.urlencode(query))
        check(listed[0] == 200, "%s: %s" % (query, listed[1]))
        return listed[1]["items"]
    units = {unit["name"]: unit["id"] for unit in reviewer.call("GET", "/api/units")[1]["items"]}
    guards = {guard["name"]: guard["id"] for guard in world.people["admin"].call("GET", "/api/guards")[1]["items"]}
    check(one["unit"] in units and one["guard"] in guards and one["category"] == "visit" and one["pass_number"], "of a pass: %s" % one)
    same = {field: [other for other in everything if other[field] == one[field]] for field in one}
    cases = [("unit", units[one["unit"]], same["unit"]), ("guard", guards[one["guard"]], same["guard"])]
    cases += [(field, one[field], same[field]) for field in
              ("direction", "category", "application", "pass_number", "pass", "reason", "colour", "kind", "device", "gate")]
    cases += [("pass_number", one["pass_number"].lower().replace("-", " "), same["pass_number"]), ("name", "李", same["person"]),
              ("application", one["application"][:6], [other for other in everything if other["application"]]),
              ("pass_number", "222-222-222", []), ("name", "欧阳", []), ("plate", "京A12345", []), ("plate", "%", []), ("unit", 99, []),
              ("override", "other", []), ("mark", "any", []), ("guard", 99, []), ("category", "multi", [])]
    for field, value, expected in cases:
        check(found(**{field: value}) == expected, "by %s %s: %d" % (field, value, len(expected)))
        both = [other for other in expected if other["colour"] == "red"]
        check(found(**{field: value, "colour": "red"}) == both if field != "colour" else True, "%s, red" % field)
    check(found(person=one["person_id"]) == [other for other in everything if other["person_id"] == one["person_id"]], "the same person")
    for wrong in ("direction=up", "override=mood", "category=none", "guard=x", "unit=-1", "person=1", "application=x", "override=none"):
        check(reviewer.call("GET", "/api/entries?" + wrong)[1]["code"] == "bad-request", wrong)
    table = reviewer.call("GET", "/api/entries/csv?reason=already-used&lang=en")[1].splitlines()
    red = [other for other in everything if other["reason"] == "already-used"]
    check(len(table) == 1 + len(red) and one["pass_number"] in table[1], "the table has what the filter leaves: %s" % table)


def review(world, a, b, entries):
    reviewer = world.people["guard"]
    both = wait_for("all entries", lambda: a.settled() and b.settled() and
                    reviewer.call("GET", "/api/entries?limit=200")[1]["items"])
    found = [one for one in both if one["kind"] in ("admit", "shown")]
    check(len(found) == entries, "%d scans of both booths, found %s" % (entries, [(o["kind"], o["reason"]) for o in found]))
    green = [one for one in found if one["colour"] == "green"]
    check(all(one["person"] == "李*" and one["guard"] == "赵师傅" and one["application"] for one in green), "who and by whom")
    check({one["device_name"] for one in found} == {"岗亭 0", "岗亭 1"}, "of both booths")
    check([one["at"] for one in both] == sorted((one["at"] for one in both), reverse=True), "newest first")
    page = reviewer.call("GET", "/api/entries?limit=3")[1]
    rest = reviewer.call("GET", "/api/entries?limit=200&cursor=" + page["next"])[1]
    check(page["items"] + rest["items"] == both, "page by page")
    red = reviewer.call("GET", "/api/entries?colour=red&reason=already-used")[1]["items"]
    check(red and all(one["reason"] == "already-used" for one in red), "by verdict and reason")
    filters(world, reviewer, both, green[0])
    table = reviewer.call("GET", "/api/entries/csv")[1]
    check(len(table.splitlines()) == len(both) + 1 and "李*" in table, "as a table")
    english = reviewer.call("GET", "/api/entries/csv?lang=en")[1].splitlines()
    check(english[0].startswith('\ufeff"Time","Arrived","Number","Event","Direction","Verdict","Reason"') and
          any('"Admitted","in","Green: admit","Valid"' in line for line in english), "in one language, in words: %s" % english[:3])
    for booth in (a, b):
        numbers = [one["number"] for one in booth.journal()]
        told = reviewer.call("GET", "/api/entries?limit=200&device=" + booth.status()["device"])[1]["items"]
        check(sorted(one["number"] for one in told) == numbers, "every entry of %s, once" % booth.name)
    check(not any(one["mark"] for one in both), "nothing to look at")
    one = world.visitor_of(1)
    held = world.people["admin"].call("POST", "/api/subjects/export", {key: one[key] for key in ("document_kind", "document_number")})[1]
    came = [(e["kind"], e["direction"], bool(e["gate"])) for a in held["applications"] for e in a["entries"]]
    check(("admit", "in", True) in came, "who asks for their data gets where they came through: %s" % came)


def away(world, a, b):
    """The server is away for an hour. The gates go on, and their entries arrive when it is back."""
    spent, before = uses(b), a.status()["position"]
    _, one = world.visitor(9)
    arrived(a, before)
    code = token_of(world, one)
    check("ok       sync" in a.gatehouse("doctor", "--config", a.ini).stdout, "the doctor finds sync well")
    world.stop()
    wait_for("the booth to notice", lambda: a.problem() in ("unreachable", "cut"))
    sick = a.gatehouse("doctor", "--config", a.ini, check_code=False)
    check(sick.returncode == 1 and "wrong    sync" in sick.stdout, "and then not: %s" % sick.stdout)
    world.hours_pass(1)
    a.kiosk("gun " + code, "expect-verdict green ok", "screenshot offline", "tap menu", "tap sync", "expect-text 1 小时",
            "screenshot an-hour")
    wait_for("entries to wait", lambda: a.status().get("waiting", 0) > 0)
    world.start_again()
    world.sign_in()
    began = time.time()
    wait_for("the entries", a.settled)
    check(time.time() - began < 60, "recovered by itself, without a long pause")
    wait_for("the use at the other gate", lambda: uses(b) > spent)


def stolen(world, a):
    """A thief finds no name, number or PIN in any file, and can't open a name on other hardware."""
    planted = {"a name": "李娜", "a number": "E00000001", "a mobile": "13800130001", "a PIN": PIN, "a unit's secret": "学术讲座"}
    for folder, _, names in os.walk(a.dir):
        for name in names:
            if name.startswith("script-") or not os.path.isfile(os.path.join(folder, name)):
                continue
            data = open(os.path.join(folder, name), "rb").read()
            for what, text in planted.items():
                check(text.encode() not in data, "%s is not in %s" % (what, name))
    before = a.status()["position"]
    code = token_of(world, world.visitor(77)[1])
    arrived(a, before)
    a.stop()
    # Even a thief who knows a PIN needs the booth's hardware.
    for name, hardware, sight in (("booth-x", os.urandom(32), "expect-no-text 李*"),
                                  ("booth-y", open(a.path("binding.key"), "rb").read(), "expect-text 李*")):
        copy = Booth(world, name, 0)
        for file in ("replica.db", "replica.db-wal", "root.public", "campus.key"):
            if os.path.exists(a.path(file)):
                shutil.copy(a.path(file), copy.path(file))
        with open(copy.path("binding.key"), "wb") as out:
            out.write(hardware)
        os.chmod(copy.path("binding.key"), 0o600)
        copy.kiosk("gun " + code, "expect-verdict green ok", "expect-state admitted", sight, "screenshot sight")
    a.start()
    wait_for("the booth to be back", a.up_to_date)


def taken_out(world, a, b):
    device = b.status()["device"]
    world.people["admin"].call("POST", "/api/devices/%s/revoke" % device)
    wait_for("the wipe", lambda: b.status().get("wiped"))
    check(not os.path.exists(b.path("replica.db")) and not os.path.exists(b.path("campus.key")), "keys and replica are gone")
    check(os.path.exists(b.path("journal.db")), "the journal is not")
    b.kiosk("expect-page sign-in", "expect-text 本机已停用", "expect-no-text 本机还没有数据", "tap enrol", "expect-page sync",
            "expect-text 本机已停用", sign_in=False)
    again = b.enrol()
    check(again.returncode == 0, "it can be enrolled again: %s" % again)
    wait_for("its first sync", b.up_to_date)


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, shim=sys.argv[5])
        world.open_days()
        add_guard(world)
        a, b = (Booth(world, name, gate, wait=POLL_S).start() for name, gate in (("booth-a", 0), ("booth-b", 1)))
        try:
            an_old_outcome_is_not_ours(world)
            enrolment(world, a, b)
            a_day(world, a, b, 1)
            review(world, a, b, 4)
            away(world, a, b)
            a_day(world, a, b, 2)
            review(world, a, b, 9)
            stolen(world, a)
            taken_out(world, a, b)
            for booth in (a, b):
                booth.stop()
                log = open(booth.path("syncd.log"), encoding="utf-8").read()
                for secret in ("李娜", "E00000001", "secret"):
                    check(secret not in log, "nothing personal in the log")
            world.stop()
        finally:
            for process in (world.process, a.daemon, b.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
