#!/usr/bin/env python3
"""The inbox of exceptions: what booths hand up raises each kind once, and people assign, remark, close and reopen them.

usage: test_exceptions.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import sys
import time

import server_support
from interop_support import bindings, id_now, new_booth, sp
from server_support import Client, check, serve, sql, visit, wait_for

FORGED, REVOKED, NOT_EXPECTED = 1, 2, 6  # enum verdict_reason
HEAD_LEN = 1024  # of an emergency admission's box
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)
OCTETS = "application/octet-stream"
people, number = {}, [0]


def new_pass():
    number[0] += 1
    person = {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
              "document_number": "G%08d" % number[0]}
    made = people["zhang"].call("POST", "/api/applications", visit(gates=[0, 1], vehicles=[], persons=[person]))[1]
    for who, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
        status, made = people[who].act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    return made["passes"][0]["id"]


def entry(booth, **more):
    return booth.entry(id=id_now(), at=int(time.time() * 1000), clock_trusted=True, **more)


def push(booth, *entries, **how):
    status, told = booth.push(list(entries), **how)
    check(status == 200, "taken: %s" % told)
    return told


def listed(query="", who="guard"):
    return people[who].call("GET", "/api/exceptions?limit=200" + query)[1]["items"]


def about(booth, kind=None):
    """The exceptions of a booth by kind."""
    found = {one["kind"]: one for one in listed() if one["device"] == booth.id}
    return found.get(kind) if kind else found


def same_sync_twice(booth, *entries, **how):
    """A repeated sync makes no exception twice. Returns those of the booth."""
    first = push(booth, *entries, **how)
    before = about(booth)
    push(booth, *entries, **how)
    check(about(booth) == before, "a repeated sync changes nothing: %s" % about(booth))
    return first, before


def tampered():
    """A deleted, an altered and a reordered row of a booth's journal are each shown after one sync."""
    booth = new_booth(people["admin"])
    rows = [entry(booth) for _ in range(4)]
    told, found = same_sync_twice(booth, rows[0], rows[1], rows[3])
    check(told["gap"] and list(found) == ["gap"] and found["gap"]["count"] == 1, "a deleted row: %s" % found)
    push(booth, rows[3], oldest=4)
    check(about(booth)["gap"]["count"] == 1, "the booth says that it has lost it: the same one")
    booth = new_booth(people["admin"])
    rows = [entry(booth) for _ in range(3)]
    told, found = same_sync_twice(booth, rows[0], dict(rows[1], gate=1), rows[2])
    check(told["aside"] and list(found) == ["altered"], "an altered row: %s" % found)
    booth = new_booth(people["admin"])
    rows = [entry(booth) for _ in range(3)]
    told, found = same_sync_twice(booth, rows[0], rows[2], rows[1])
    check(told["gap"] and list(found) == ["gap"], "a reordered row: %s" % found)
    booth = new_booth(people["admin"])
    first, second = entry(booth), entry(booth)
    other = dict(second, number=1, previous="00" * 32)
    moved = dict(first, number=2)
    for one in (other, moved):
        one["hash"] = sp.entry_hash(one, booth.name)
    moved["previous"] = first["previous"]
    moved["hash"] = sp.entry_hash(moved, booth.name)
    told, found = same_sync_twice(booth, other, moved)
    check(list(found) == ["broken"] and found["broken"]["entry"]["id"] == moved["id"], "rows that changed places: %s" % found)


def contents():
    """What entries say: overrides, double uses, forged and revoked codes, unknown vehicles."""
    south, north, shown = new_booth(people["admin"]), new_booth(people["admin"], gate=1), new_pass()
    admitted = dict(kind="admit", colour="green", reason=24, pass_id=shown, uses_up=True, pass_expires=int(time.time()) * 1000 + 86400000)
    admitted["pass"] = admitted.pop("pass_id")
    push(south, entry(south, **admitted))
    check(not about(south), "nothing is wrong: %s" % about(south))
    _, found = same_sync_twice(north, entry(north, gate=1, **admitted))
    twice = found["double-use"]
    check(twice["gate_name"] != twice["other"]["gate_name"] and twice["pass"]["id"] == shown and twice["count"] == 1 and
          abs(twice["entry"]["at"] - twice["other"]["at"]) < 240000, "at two gates within minutes: %s" % twice)
    _, found = same_sync_twice(south, entry(south, reason=REVOKED, **{"pass": shown}))
    check(found["revoked-pass"]["pass"]["id"] == shown, "a revoked pass was shown: %s" % found)
    seen = dict(reason=FORGED, code_digest="11" * 16)
    push(south, entry(south, **seen))
    push(north, entry(north, **seen))
    forged = [one for one in listed("&kind=forged") if one["device"] in (south.id, north.id)]
    check(len(forged) == 1 and forged[0]["count"] == 2, "the same forged code at two booths: %s" % forged)
    push(south, entry(south, reason=NOT_EXPECTED, evidence="plate"))
    check(about(south)["unknown-vehicle"]["count"] == 1, "an unknown vehicle: %s" % about(south))
    push(south, entry(south, kind="override", override="phone-confirmed", reason=NOT_EXPECTED))
    push(south, entry(south, kind="override", override="host-present", reason=NOT_EXPECTED))
    one = about(south)["override"]
    check(one["count"] == 2 and one["entry"]["override"] == "host-present", "two overrides on a day: %s" % one)
    return south


def booths():
    """A revoked booth, lines that nobody can read, an emergency admission."""
    booth = new_booth(people["admin"])
    check(booth.call("POST", "/device/entries", b"not json\n", sp.NDJSON)[0] == 200, "kept")
    check(about(booth)["unusable"]["count"] == 1, "a line that can't be used: %s" % about(booth))
    booth = new_booth(people["admin"])
    application, id = id_now(), id_now()
    box = json.dumps({"form": 1, "link": "w%021d" % number[0], "language": "zh", "application": {}}).encode().ljust(512)

    def hand_up(kind, id, plain):
        path = "/device/boxes/%s/%s?number=1&at=%d" % (kind, id, time.time() * 1000)
        return booth.call("POST", path, bindings.crypto_box_seal(plain, booth.sealing), OCTETS)
    hand_up("walk-up", application, box)
    head = {"id": id, "application": application, "at": int(time.time() * 1000), "clock_trusted": True, "guard": 1,
            "reason": "host-present", "approver": "Chen"}
    check(hand_up("emergency", id, json.dumps(head).encode().ljust(HEAD_LEN) + JPEG)[1]["taken"], "an emergency")
    check(about(booth)["emergency"]["state"] == "open", "it waits for the office")
    people["guard"].call("POST", "/api/emergencies/%s/actions" % id, {"action": "confirm", "remark": "x"})
    closed = about(booth)["emergency"]
    check(closed["state"] == "closed" and closed["closed"]["reason"] == "decided" and closed["closed"]["by"], "decided: %s" % closed)
    check(people["admin"].call("POST", "/api/devices/%s/revoke" % booth.id)[0] == 200, "revoked")
    push(booth, entry(booth, reason=FORGED))
    check(sorted(about(booth)) == ["emergency", "revoked-booth"], "evidence without another effect: %s" % about(booth))


def silence():
    """The job finds a booth that is not heard, once for each silence, and closes it when it reports again."""
    database, booth = server_support.place.database, new_booth(people["admin"])
    sql(database, "UPDATE counter SET value = 1000 WHERE name = 'booths-watched-since'")
    hour_ago = int(time.time() * 1000) - 3600000

    def quiet():
        sql(database, "UPDATE device SET seen_at = %d WHERE name = '%s'" % (hour_ago, booth.name))
    quiet()
    wait_for("the silent booth", lambda: about(booth, "silent"))
    one = about(booth, "silent")
    check(one["state"] == "open" and one["count"] == 1 and one["last_at"] == hour_ago, "heard last an hour ago: %s" % one)
    booth.pull()
    wait_for("it reports again", lambda: about(booth, "silent")["state"] == "closed")
    check(about(booth, "silent")["closed"] == dict(about(booth, "silent")["closed"], by=None, reason="heard-again"), "by itself")


def unwell():
    """What a booth says of itself is one exception until it is well again, and one for each episode."""
    booth = new_booth(people["admin"])

    def report(**more):
        status, told = booth.call("POST", "/device/status", json.dumps(more).encode())
        check(status == 204, "reported: %s %s" % (status, told))
        return {kind: (one["state"], one["count"]) for kind, one in about(booth).items()}
    check(report(disk_percent=50, temperature=500, checks="1764559200 camera=warning printer=warning") == {}, "warnings are no exceptions")
    said = report(disk_percent=95, temperature=900, clock_offset_ms=-61000, checks="1764559200 camera=fault printer=fault")
    kinds = ("camera", "disk", "clock", "temperature", "unwell")
    check(said == {kind: ("open", 1) for kind in kinds}, "each is raised: %s" % said)
    check(report(disk_percent=96, temperature=901, clock_offset_ms=61000, checks="1764559300 camera=fault printer=fault") == said,
          "a state that lasts is one exception")
    said = report(disk_percent=50, temperature=500, checks="1764559400 printer=fault")
    check(said.pop("unwell") == ("open", 1) and set(said.values()) == {("closed", 1)}, "well again but for the printer: %s" % said)
    check(about(booth, "disk")["closed"]["reason"] == "well-again", "closed by itself")
    check(report(disk_percent=99, checks="1764559500 printer=fault")["disk"] == ("open", 2), "the next episode")


def acting(booth):
    """Two people share the work; a new sighting opens a closed one again."""
    guard, one = people["guard"], about(booth, "override")
    path = "/api/exceptions/%s" % one["id"]

    def act(status=204, who="guard", **wish):
        got = people[who].call("POST", path + "/actions", wish)
        check(got[0] == status, "%s: %s" % (wish, got))
        return got[1]

    def state():
        return guard.call("GET", path)[1]
    own = guard.call("GET", "/api/session")[1]["account"]["id"]
    check(own in [one["id"] for one in state()["assignees"]], "officers can take it: %s" % state())
    before = guard.call("GET", "/api/exceptions/count")[1]
    act(action="assign", assignee=own)
    check(state()["assignee"]["id"] == own, "taken: %s" % state())
    check(guard.call("GET", "/api/exceptions/count")[1] == {"open": before["open"], "own": before["own"] + 1}, "counted as own")
    zhang = people["zhang"].call("GET", "/api/session")[1]["account"]["id"]
    act(404, action="assign", assignee=zhang)
    act(400, action="close")
    act(400, action="close", reason="decided")
    check(act(422, action="close", reason="other")["code"] == "remark-missing", "another reason needs a remark")
    act(action="remark", remark="已致电接待人")
    act(action="close", reason="checked", remark="接待人确认")
    check(act(409, who="admin", action="close", reason="checked"), "once")
    check(state()["closed"]["reason"] == "checked" and guard.call("GET", "/api/exceptions/count")[1]["open"] == before["open"] - 1, "closed")
    push(booth, entry(booth, kind="override", override="other", reason=NOT_EXPECTED))
    check(state()["state"] == "open" and state()["count"] == one["count"] + 1 and state()["closed"] is None, "it happened again: %s" % state())
    act(action="close", reason="dealt-with")
    act(action="reopen")
    act(action="assign")
    check([step["action"] for step in state()["history"]] ==
          ["assigned", "remarked", "closed", "again", "closed", "reopened", "assigned"], "the history: %s" % state()["history"])
    check(state()["history"][1]["remark"] == "已致电接待人" and state()["history"][3]["by"] is None, "with remarks: %s" % state()["history"])
    sealed = sql(server_support.place.database, "SELECT count(*) FROM exception_step WHERE CAST(remark_sealed AS TEXT) LIKE '%接待人%'")
    check(sealed == ["0"], "remarks are sealed: %s" % sealed)


def pages():
    """Filters, pages by keyset, files, and nothing of another campus."""
    whole = listed()
    check(len(whole) > 8 and [one["last_at"] for one in whole] == sorted((one["last_at"] for one in whole), reverse=True), "in order")
    walked, cursor = [], ""
    while cursor is not None:
        answer = people["guard"].call("GET", "/api/exceptions?limit=3" + ("&cursor=" + cursor if cursor else ""))[1]
        walked, cursor = walked + answer["items"], answer["next"]
    check(walked == whole, "pages hold each once")
    for query, fits in (("&state=open", lambda one: one["state"] == "open"), ("&gate=1", lambda one: one["gate"] == 1),
                        ("&kind=gap", lambda one: one["kind"] == "gap"), ("&campus=2", lambda one: one["campus"] == 2),
                        ("&assignee=-1", lambda one: one["assignee"] is None), ("&to=1000", lambda one: False),
                        ("&from=1000", lambda one: True)):
        check(listed(query) == [one for one in whole if fits(one)], "only those: %s" % query)
    check(people["guard"].call("GET", "/api/exceptions?kind=strange")[0] == 400, "an unknown word")
    text = people["guard"].call("GET", "/api/exceptions/csv?state=open&lang=en")[1]
    open_ones = [one for one in whole if one["state"] == "open"]
    check(len(text.strip().splitlines()) == 1 + len(open_ones) and "Pass used twice" in text and "double-use" not in text, "in words: %s" % text)
    check("通行码重复使用" in people["guard"].call("GET", "/api/exceptions/csv?lang=zh")[1], "in Chinese, too")
    check(people["zhang"].call("GET", "/api/exceptions")[0] == 403, "not for applicants")
    wish = {"name": "other", "display_name": "other", "unit": 1, "active": True, "roles": [{"role": "reviewer", "unit": 0, "campus": 2}]}
    made = people["admin"].call("POST", "/api/accounts", wish)[1]
    people["other"] = Client(people["admin"].port)
    people["other"].sign_in("other", made["password"])
    check(people["other"].call("PUT", "/api/session/password", {"old": made["password"], "new": "three quiet words"})[0] == 204, "a reviewer")
    check(listed(who="other") == [] and people["other"].call("GET", "/api/exceptions/count")[1] == {"open": 0, "own": 0}, "nothing of campus 1")
    check(len(people["other"].call("GET", "/api/exceptions/csv")[1].strip().splitlines()) == 1, "nor in a file")
    for method, path, body in (("GET", "", None), ("POST", "/actions", {"action": "reopen"})):
        check(people["other"].call(method, "/api/exceptions/" + whole[0]["id"] + path, body)[0] == 404, "as if it did not exist")


def kept():
    """Old exceptions go with the other personal data."""
    database = server_support.place.database
    sql(database, "UPDATE exception SET last_at = 1000 WHERE kind = 'override'")
    wait_for("old ones to go", lambda: not [one for one in listed() if one["kind"] == "override"])
    check(sql(database, "SELECT count(*) FROM exception_step WHERE exception NOT IN (SELECT id FROM exception)") == ["0"], "with their history")


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    tampered()
    booth = contents()
    booths()
    acting(booth)
    pages()
    silence()
    unwell()
    kept()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
