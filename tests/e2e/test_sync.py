#!/usr/bin/env python3
"""The whole system over real HTTPS: a server, two sync daemons, two kiosks. Apply, approve, the pass arrives, green at
one booth, spent at the other; revoked, red at both; the entries of both in the review list; and all of it again after
an hour without the server, by the clocks of all programs.

usage: test_sync.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK CLOCK_SHIFT
"""
import csv
import io
import json
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.parse

import server_support
from server_support import check, visit
from sync_support import PIN, Booth, World, add_guard, token_of, wait_for
from thief import Thief, wrap

POLL_S = 55
PLATE = "京A12345"
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
            "expect-text %s" % world.url, "screenshot scanned", "tap enrol", "expect-target sync-now", "screenshot enrolled", "tap back", "expect-page sign-in", "tap guards 0",
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
    for wrong in ("direction=up", "override=mood", "category=%21", "guard=x", "unit=-1", "person=1", "application=x", "override=none"):
        check(reviewer.call("GET", "/api/entries?" + wrong)[1]["code"] == "bad-request", wrong)
    table = reviewer.call("GET", "/api/entries/csv?reason=already-used&lang=en")[1].splitlines()
    red = [other for other in everything if other["reason"] == "already-used"]
    check(len(table) == 1 + len(red) and one["pass_number"] in table[1], "the table has what the filter leaves: %s" % table)


def tables(world, reviewer):
    """The spreadsheet has the cells of the text; what looks like a formula stays a text in both."""
    def cells(who, path):
        texts, sheet = (who.call("GET", path % form)[1] for form in ("csv", "xlsx"))
        return [list(row) for row in csv.reader(io.StringIO(texts.lstrip("\ufeff")))], [row.split("\t") for row in sheet.split("\n")]
    for language in ("en", "zh"):
        texts, sheet = cells(reviewer, "/api/entries/%s?reason=already-used&lang=" + language)
        check(len(sheet) > 1 and sheet == texts, "entries: %s, not %s" % (sheet, texts))
    host = world.people["zhang"]
    draft = host.call("POST", "/api/applications", dict(visit(), purpose="=1+1", host_name="@SUM(A1)"))[1]
    texts, sheet = cells(host, "/api/applications/%s?view=mine&state=draft&lang=en")
    check(texts[0] == sheet[0] and sheet[0][:2] == ["Application no.", "State"], "names of columns: %s" % sheet[0])
    check(len(texts) == len(sheet) == 2 and sheet[1][:2] == [draft["number"], "Draft"], "the draft alone: %s" % sheet)
    check(sheet[1][6:8] == ["=1+1", "@SUM(A1)"] and texts[1][6:8] == ["'=1+1", "'@SUM(A1)"], "no formulas: %s %s" % (texts, sheet))
    check(len(cells(host, "/api/applications/%s?view=mine&q=" + draft["number"])[1]) == 2, "as searched")
    listed = host.call("GET", "/api/applications?view=mine&limit=100")[1]["items"]
    due = {row[0]: row[texts[0].index("To be decided by")] for row in cells(host, "/api/applications/%s?view=mine&lang=en")[0][1:]}
    check({one["number"]: bool(one["decide_by"]) for one in listed} == {number: bool(at) for number, at in due.items()},
          "a deadline where the list has one: %s" % due)
    check(host.call("DELETE", "/api/applications/%s?version=%d" % (draft["id"], draft["version"]))[0] == 204, "the draft goes")


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
    tables(world, reviewer)
    for booth in (a, b):
        numbers = [one["number"] for one in booth.journal()]
        told = reviewer.call("GET", "/api/entries?limit=200&device=" + booth.status()["device"])[1]["items"]
        check(sorted(one["number"] for one in told) == numbers, "every entry of %s, once" % booth.name)
    check(not any(one["mark"] for one in both), "nothing to look at")
    one = world.visitor_of(1)
    held = world.people["admin"].call("POST", "/api/subjects/export", {key: one[key] for key in ("document_kind", "document_number")})[1]
    came = [(e["kind"], e["direction"], bool(e["gate"])) for a in held["applications"] for e in a["entries"]]
    check(("admit", "in", True) in came, "who asks for their data gets where they came through: %s" % came)


def reported(world):
    """What the doctor left goes to the server with the daemon's next report."""
    def found():
        listed = world.people["admin"].call("GET", "/api/devices")[1]["items"]
        return next((one["checks"] for one in listed if one["checks"]), None)
    told = wait_for("the booth's own checks", found)
    check({"name": "touch", "state": "warning"} in told["items"], "no touchscreen here: %s" % told)
    check(all(one["name"] != "sync" for one in told["items"]), "sync is well: %s" % told)


def away(world, a, b):
    """The server is away for an hour. The gates go on, and their entries arrive when it is back."""
    spent, before = uses(b), a.status()["position"]
    _, one = world.visitor(9)
    arrived(a, before)
    code = token_of(world, one)
    said = a.gatehouse("doctor", "--config", a.ini, "--report", a.path("state/doctor"), "--sys", a.path("no-sys"))
    check("ok       sync" in said.stdout, "the doctor finds sync well")
    reported(world)
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


def gate_says(world, one, gate, **more):
    """What the server says that a gate would say: colour and reason, and the whole answer."""
    query = urllib.parse.urlencode(dict({"gate": gate, "as": "static"}, **more))
    status, answer = world.people["guard"].call("GET", "/api/passes/%s/verdict?%s" % (one["id"], query))
    check(status == 200, "asked: %s" % answer)
    applying = [check["reason"] for check in answer["checks"] if check["result"] == "applies"]
    check(applying and applying[0] == answer["reason"], "the first check that applies decides: %s" % answer)
    return "%s %s" % (answer["colour"], answer["reason"]), answer


def the_server_says_the_same(world, a, b):
    """What the server says of a gate is what its booth says: in time and early, at another gate, used, revoked with and
    without a network."""
    def both(booth, code, one, **more):
        said, answer = gate_says(world, one, booth.gate, **more)
        booth.kiosk("gun " + code, "expect-verdict " + said)
        return said, answer

    before, spent = (a.status()["position"], b.status()["position"]), uses(b)
    _, one = world.visitor(41)
    _, narrow = world.visitor(42, plate="京B22222")
    _, gone = world.visitor(43)
    issued = int(world.now().timestamp() * 1000)
    codes = [token_of(world, each) for each in (one, narrow, gone)]
    for booth, position in ((a, before[0]), (b, before[1])):
        arrived(booth, position)
        wait_for("all three at " + booth.name, booth.up_to_date)
    check(gate_says(world, one, 0, at=one["from"] - 3600000)[0] == "red too-early", "an hour before")
    check(gate_says(world, one, 0, at=one["to"] + 3600000)[0] == "red expired", "an hour after")
    check(gate_says(world, one, 0, **{"as": "number"})[0] == "amber typed-number", "by its number")
    check(gate_says(world, one, 0, **{"as": "live"})[0] == "green ok", "a live code")
    check(both(b, codes[1], narrow)[0] == "red wrong-gate", "not for this gate")
    check(both(a, codes[0], one)[0] == "green ok", "good here")
    wait_for("the entry", a.settled)
    wait_for("the use at the other gate", lambda: uses(b) > spent)
    check(both(b, codes[0], one)[0] == "red already-used", "used at the other gate")

    def reported():
        found = world.people["admin"].call("GET", "/api/devices")[1]["items"]
        return all(item["synced_at"] and item["synced_at"] >= issued for item in found if item["state"] == "active")
    wait_for("both booths to report", reported, 4 * POLL_S)
    a.stop()  # cut off
    before = b.status()["position"]
    check(world.people["guard"].call("POST", "/api/passes/%s/actions" % gone["id"], {"action": "revoke", "reason": "x"})[0] == 200, "revoked")
    arrived(b, before)
    check(both(b, codes[2], gone)[0] == "red revoked", "revoked where the network is")
    said, answer = both(a, codes[2], gone, network="offline")
    check(said == "green ok" and {"earlier-state", "last-report", "not-handed-up"} <= set(answer["assumptions"]),
          "the booth that was cut off does not know, and the server says so: %s" % answer)
    a.start()
    wait_for("the entries", a.settled)
    shown = world.people["guard"].call("GET", "/api/entries?limit=200&pass=" + gone["id"])[1]["items"]
    for entry in shown:
        why = world.people["guard"].call("GET", "/api/entries/%s/why" % entry["id"])[1]
        found = {each["reason"]: each["result"] for each in why["checks"]}
        check(why["reason"] == entry["reason"] and found["revoked"] == ("applies" if entry["colour"] == "red" else "clear"),
              "why: %s %s" % (entry["reason"], why))
        check(found["not-a-pass"] == found["forged"] == "clear", "its form and its signature were good: %s" % why)
    check({entry["colour"] for entry in shown} == {"red", "green"}, "both booths' entries: %s" % shown)
    what_another_policy_would_do(world, one)


def what_another_policy_would_do(world, one):
    """Settings before they are stored: the entries of the last week decided again."""
    admin, path = world.people["admin"], "/api/settings/preview"
    same = admin.call("POST", path, {})[1]
    check(same["changed"] == 0 and same["colours"] == [] and same["entries"] > 4 and same["unlike"] < same["entries"] // 2,
          "the settings of now: %s" % same)
    wish = {"gate.live_code": True, "gate.touch_before_admit": True}
    alive = admin.call("POST", path, wish)[1]
    check(alive["changed"] == 0 and alive["touches"] > 0, "live codes stay green, and admissions would wait: %s" % alive)
    server_support.sql(world.database, "UPDATE entry SET live = 0 WHERE kind = 1")  # as if on paper
    strict = admin.call("POST", path, wish)[1]
    entries = world.people["guard"].call("GET", "/api/entries?limit=200&pass=" + one["id"])[1]["items"]
    green = {entry["id"] for entry in entries if entry["colour"] == "green"}
    listed = {item["entry"]: item for item in strict["items"]}
    check(green and green <= set(listed) and all(listed[id]["after"] == {"colour": "amber", "reason": "static-code"} for id in green),
          "a static code would be amber: %s" % strict)
    check(not {entry["id"] for entry in entries if entry["colour"] == "red"} & set(listed), "what was red stays so: %s" % strict)
    check(strict["changed"] >= len(green) and {"before": "green", "after": "amber"} == {
        key: strict["colours"][0][key] for key in ("before", "after")}, "counted: %s" % strict)
    check(admin.call("GET", "/api/settings")[1]["gate.live_code"] is False, "nothing was stored")
    check(admin.call("POST", path, {"gate.fresh_minutes": "x"})[0] == 422, "what can't be stored can't be looked at")


def copied(booth, name):
    """What a thief has who copies the storage: all files that the booth's programs leave, without those of this test."""
    folder = os.path.join(booth.world.folder, name)
    shutil.copytree(booth.dir, folder, ignore=shutil.ignore_patterns("script-*", "pictures-*", "*.sock"))
    return Thief(folder)


def campus_key(world):
    """The first campus key, as the server has it."""
    with open(os.path.join(world.keys, "campus.key"), encoding="utf-8") as file:
        return bytes.fromhex(file.read().split()[1])


def copied_card(world, a):
    """A copy made after a sign-in and an admission: nothing in clear, a PIN falls at its price, a badge does not."""
    before = a.status()["position"]
    _, one = world.visitor(78)
    world.visitor(79, plate=PLATE)
    status, made = world.people["guard"].call("POST", "/api/guards", {"name": "有证门卫", "rights": ["admit"], "pin": PIN, "badge": True})
    check(status == 201, "a guard with a badge: %s" % made)
    arrived(a, before)
    wait_for("the guard's record", lambda: a.up_to_date() and len(copied(a, "look-%d" % time.monotonic_ns()).guards) == 2)
    a.kiosk("gun " + token_of(world, one), "expect-verdict green ok", "expect-state admitted", "expect-text 李*")
    wait_for("the entry", a.settled)
    loot = copied(a, "copied")
    check({"replica.db", "journal.db", "binding.key"} <= set(loot.files), "the copy is whole: %s" % sorted(loot.files))
    campus = campus_key(world)
    check(loot.holds(campus) == [], "the campus key does not stand in %s" % loot.holds(campus))
    for what in ("李娜", "学术讲座", "张老师", PIN, made["badge_text"], PLATE, "京A·12345") + tuple(
            text % n for text in ("E%08d", "1380013%04d") for n in (1, 2, 9, 78, 79)):
        check(loot.in_clear(what) == [], "%s does not stand in %s" % (what, loot.in_clear(what)))
    alone, with_badge = loot.guards
    check((alone.badge, with_badge.badge) == (0, 1) and {(one.ops, one.mem_kib) for one in loot.guards} == {(8, 32768)},
          "each try at the price of docs/threats.md")
    check(all(one.bound for one in loot.guards), "and bound to the hardware's secret")
    some = [PIN[:-1] + str(last) for last in range(10)]  # as if all digits but the last were known
    for elsewhere in (None, os.urandom(32)):
        check(loot.guess(alone, some, hardware=elsewhere) is None, "without that secret even the right PIN looks like a wrong one")
    binding = loot.files["binding.key"]
    found = loot.guess(alone, some, hardware=binding)
    check(found and found[0] == PIN, "with it on the same card a PIN alone falls by trying: %s" % (found,))
    keys = alone.keys(found[1])
    check(keys[1:] == [campus], "and opens the campus key")
    seen = loot.displays(keys[0])
    check(("李*", PLATE) in [(one[0], one[2]) for one in seen], "and masked names, plates: %s" % seen)
    check("李娜" not in str(seen) and "E000000" not in str(seen), "and no full name or number, since there is none")
    check(loot.guess(with_badge, [PIN], (None, bytes(16), os.urandom(16)), binding) is None, "even the right PIN of a badge can't be told from a wrong one")
    a_try = loot.spent / loot.tries
    print("a try of a PIN takes %.3f s: six digits %.0f core-hours, eight digits %.0f core-days; with a badge, or the "
          "hardware's secret elsewhere: nothing to try" % (a_try, a_try * 1e6 / 3600, a_try * 1e8 / 86400))
    return alone


def unbound_card(world):
    """A booth without a hardware secret: its PIN falls by trying on a copied card, and opens all."""
    c = Booth(world, "booth-c", 1, wait=POLL_S)
    with open(c.ini, encoding="utf-8") as file:
        text = file.read()
    with open(c.ini, "w", encoding="utf-8") as out:
        out.write(text.replace("hardware_file = binding.key\n", ""))
    c.start()
    try:
        check(c.enrol().returncode == 0, "a booth without a hardware secret")
        wait_for("its first sync", c.up_to_date)
        c.kiosk("expect-page scan")
        loot = copied(c, "copied-unbound")
        check(loot.holds(campus_key(world)) == [], "the campus key does not stand in clear here either")
        alone = loot.guards[0]
        found = loot.guess(alone, [PIN])
        check(not alone.bound and found and alone.keys(found[1])[1] == campus_key(world), "a PIN opens all")
        world.people["admin"].call("POST", "/api/devices/%s/revoke" % c.status()["device"])
        wait_for("its wipe", lambda: c.status().get("wiped"))
    finally:
        c.stop()


def as_before_the_update(world, a):
    """What an older version left: the campus key in a file, guards' records that wrap the data key alone and can be
    tried without this machine."""
    with open(os.path.join(world.keys, "campus.key"), encoding="utf-8") as file:
        text = file.read()
    with open(a.path("campus.key"), "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(a.path("campus.key"), 0o640)
    with open(a.path("binding.key"), "rb") as file:
        binding = file.read()
    db = sqlite3.connect(a.path("replica.db"))
    with db:
        for row in Thief(a.dir).guards:
            if row.badge:
                db.execute("UPDATE guard SET active = 0 WHERE guard = ?", (row.number,))
                continue
            bound, loose = row.derive(PIN, None, binding), row.derive(PIN)
            db.execute("UPDATE guard SET bound = 0, verifier = ?, wrapped = ? WHERE guard = ?",
                       (loose[0], wrap(row.number, row.keys(bound[1])[0], bound[1]), row.number))
    db.close()


def updated(world, a):
    """A booth that is updated while the server is away goes on with what it has. Then the key's file goes."""
    before = a.status()["position"]
    for number in range(3):
        world.visitor(80 + number, plate="京A8888%d" % number)
    arrived(a, before)
    a.stop()
    as_before_the_update(world, a)
    world.stop()
    a.start()

    def finds(number):
        a.kiosk("tap type", "tap kind 1", "tap province 0", "wait 300", "type A8888%d" % number, "tap find",
                "expect-verdict green ok", "expect-text 李*", "screenshot plate", "wait 500")
    finds(0)
    check(os.path.exists(a.path("campus.key")), "without the server the file stays")
    world.start_again()
    world.sign_in()
    wait_for("guards' records with the campus key", lambda: a.up_to_date() and all(
        one.bound and len(one.wrapped) > 72 for one in Thief(a.dir).guards))
    check(os.path.exists(a.path("campus.key")), "before a sign-in the file stays")
    finds(1)
    wait_for("the file to go", lambda: not os.path.exists(a.path("campus.key")))
    check(copied(a, "copied-updated").holds(campus_key(world)) == [], "and the campus key with it")
    finds(2)


def badges_only(world, a, alone):
    """Once the settings ask for badges, nothing is left to try. Neither the replica nor its log holds what was there."""
    before = a.status()["position"]
    check(world.people["admin"].call("PUT", "/api/settings", {"guard.badge_only": True})[0] == 200, "badges only")
    arrived(a, before)
    loot = copied(a, "copied-later")
    check([one.badge for one in loot.guards] == [1], "badges alone")
    for what in (alone.salt, alone.verifier, alone.wrapped):
        check(not any(what in data for data in loot.files.values()), "no secret of a PIN alone stays")
    a.kiosk("expect-page sign-in", "expect-text 有证门卫", "expect-no-text 赵师傅", "screenshot badges", sign_in=False)
    before = a.status()["position"]
    a.stop()
    a.start()

    def shown():
        one = next(one for one in world.people["admin"].call("GET", "/api/devices")[1]["items"] if one["id"] == a.status()["device"])
        return one["protection"], one["hardware"], one["below_policy"]
    wait_for("the booth to say so", lambda: shown() == ("badge", "file", False))
    check(world.people["admin"].call("PUT", "/api/settings", {"guard.badge_only": False})[0] == 200, "PINs again")
    arrived(a, before)


def stolen(world, a):
    """Even a thief who knows a PIN can't sign in on other hardware, or without any."""
    before = a.status()["position"]
    code = token_of(world, world.visitor(77)[1])
    arrived(a, before)
    a.stop()
    admits = ("expect-page scan", "gun " + code, "expect-verdict green ok", "expect-state admitted", "expect-text 李*", "screenshot sight")
    for name, hardware, sees in (("booth-x", os.urandom(32), ("expect-text PIN 码不正确", "expect-page sign-in")),
                                 ("booth-z", None, ("expect-text 本机的硬件密钥读不到", "screenshot no-hardware", "expect-page sign-in")),
                                 ("booth-y", open(a.path("binding.key"), "rb").read(), admits)):
        copy = Booth(world, name, 0)
        for file in ("replica.db", "replica.db-wal", "root.public"):
            if os.path.exists(a.path(file)):
                shutil.copy(a.path(file), copy.path(file))
        if hardware:
            with open(copy.path("binding.key"), "wb") as out:
                out.write(hardware)
            os.chmod(copy.path("binding.key"), 0o600)
        copy.kiosk("tap guards 0", "type " + PIN, "key enter", *sees, sign_in=False)
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
            the_server_says_the_same(world, a, b)
            badges_only(world, a, copied_card(world, a))
            unbound_card(world)
            updated(world, a)
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
