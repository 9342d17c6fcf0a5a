#!/usr/bin/env python3
"""The figures of the security office against a set that was counted by hand, and who may read them.

usage: test_figures.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
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
from server_support import Client, check, serve, sql, visit  # noqa: E402

HOUR, DAY, ZONE = 3600000, 86400000, 480 * 60000
OK, REVOKED, EXPIRED = 24, 2, 9  # enum verdict_reason
people, number = {}, [0]


def id_now():
    number[0] += 1
    return str(uuid.UUID(bytes=bytes.fromhex("019d0000%04x" % number[0]) + b"\x70\x00\x80" + os.urandom(7)))


def new_booth(gate, campus=1):
    number[0] += 1
    place = {"name": "booth %d" % number[0], "campus": campus, "gate": gate}
    booth = sp.Booth(people["admin"].port, server_support.place.folder, place["name"])
    status, told = booth.enrol(people["admin"].call("POST", "/api/devices/codes", place)[1]["code"])
    check(status == 201, "a booth: %s" % told)
    booth.pull()
    booth.gate = gate
    return booth


def yesterday():
    now = int(time.time() * 1000)
    return now - (now + ZONE) % DAY - DAY


def push(booth, *wishes):
    """Each wish: hour and minute of yesterday, and what the entry says."""
    rows = [booth.entry(id=id_now(), gate=booth.gate, at=yesterday() + hour * HOUR + minute * 60000, clock_trusted=True, **more)
            for hour, minute, more in wishes]
    status, told = booth.push(rows)
    check(status == 200 and told["acknowledged"] == rows[-1]["number"], "taken: %s" % told)
    return rows


def applied(action="security-pass"):
    """Returns an application with one visitor for tomorrow, decided by that action."""
    number[0] += 1
    person = {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
              "document_number": "G%08d" % number[0]}
    made = people["zhang"].call("POST", "/api/applications", visit(gates=[0, 1], vehicles=[], persons=[person]))[1]
    for who, step in (("zhang", "submit"), ("li", "unit-pass"), ("guard", action)):
        if step:
            status, made = people[who].act(made, step)
            check(status == 200, "%s: %s" % (step, made))
    return made


def hex_of(one):
    return one["id"].replace("-", "")


def blob(database, text):
    return ("'\\x%s'" if database.startswith("postgres") else "x'%s'") % text


def figures(query="", who="guard", campus=1):
    return people[who].call("GET", "/api/figures?campus=%d%s" % (campus, query))


def entries():
    """Three gates' entries of yesterday: hours, directions, verdicts, an admission that was taken back."""
    admit = {"kind": "admit", "colour": "green", "reason": OK}
    south, north = new_booth(0), new_booth(1)
    rows = push(south, (8, 5, admit), (8, 59, admit), (9, 0, admit), (9, 30, {"kind": "shown", "colour": "red", "reason": REVOKED}))
    push(south, (9, 31, {"kind": "override", "colour": "red", "reason": REVOKED, "override": "phone-confirmed",
                         "refers_to": rows[-1]["id"]}),
         (9, 40, {"kind": "take-back", "colour": "green", "reason": OK, "refers_to": rows[2]["id"]}),
         (17, 0, {"kind": "exit", "colour": "green", "reason": OK, "direction": "out"}))
    push(north, (0, 0, admit), (23, 59, dict(admit, direction="out")),
         (8, 30, {"kind": "shown", "colour": "red", "reason": EXPIRED}))
    push(north, (-1, 59, admit), (24, 0, admit))  # of other days
    day = "&from=%d&to=%d" % (yesterday(), yesterday() + DAY)
    status, told = figures(day)
    check(status == 200, "figures: %s" % told)
    counted = {(one["hour"], one["gate"]): (one["entered"], one["left"]) for one in told["hours"]}
    check(counted == {(8, 0): (2, 0), (9, 0): (1, 0), (17, 0): (0, 1), (0, 1): (1, 0), (8, 1): (0, 0), (23, 1): (0, 1)},
          "by hour and gate: %s" % counted)
    shown = {(one["colour"], one["reason"]): one["count"] for one in told["verdicts"]}
    check(shown == {("green", "ok"): 5, ("red", "revoked"): 1, ("red", "expired"): 1}, "verdicts: %s" % shown)
    check([one["gate"] for one in told["gates"]][:2] == [0, 1] and told["gates"][0]["name_en"], "gates: %s" % told["gates"])
    return day


# What is counted of entries, by the columns of each table, and the slots of time (server/records/entry_tally.h).
ENTERED = "SUM(CASE WHEN kind IN (1, 3, 5) AND direction = 0 THEN 1 WHEN kind = 6 THEN -1 ELSE 0 END)"
DEPARTED = "SUM(CASE WHEN kind = 7 OR (kind IN (1, 3, 5) AND direction = 1) THEN 1 ELSE 0 END)"
TALLIES = {
    "gate_tally": (900000, ("gate",), {"entered": ENTERED, "departed": DEPARTED}, "1 = 1"),
    "verdict_tally": (28800000, ("colour", "reason"), {"shown": "COUNT(*)"}, "kind IN (1, 2)"),
    "unit_tally": (28800000, ("unit",), {"entered": ENTERED}, "unit IS NOT NULL"),
}


def tallies_agree(database, when):
    """Every count is that of the entries themselves. Returns the number of counts."""
    count = 0
    for table, (slot, keys, counts, which) in TALLIES.items():
        kept = sql(database, "SELECT campus, slot, %s FROM %s ORDER BY campus, slot, %s" % (
            ", ".join(list(keys) + list(counts)), table, ", ".join(keys)))
        begin = "at / %d * %d" % (slot, slot)
        columns = ", ".join(["campus", begin] + list(keys))
        told = sql(database, "SELECT %s, %s FROM entry WHERE %s GROUP BY %s ORDER BY %s" % (
            columns, ", ".join(counts.values()), which, columns, columns))
        check(kept == told, "%s of %s: %s, not %s" % (table, when, kept, told))
        count += len(kept)
    return count


def odd_ranges(database):
    """Ranges that begin and end within slots: the sum of both parts of a cut day is the day, wherever it is cut."""
    begin = yesterday()

    def sums(start, end):
        told = figures("&from=%d&to=%d" % (start, end))[1]
        return (sum(one["count"] for one in told["verdicts"]), sum(one["left"] for one in told["hours"]))
    day = sums(begin, begin + DAY)
    for minutes in (1, 60 + 7, 8 * 60, 8 * 60 + 6, 9 * 60 + 15, 12 * 60 + 30, 24 * 60 - 1):
        cut = begin + minutes * 60000
        parts = [sums(begin, cut), sums(cut, begin + DAY)]
        check(tuple(map(sum, zip(*parts))) == day, "cut after %d minutes: %s and not %s" % (minutes, parts, day))
    check(sums(begin + 8 * HOUR + 6 * 60000, begin + 8 * HOUR + 59 * 60000)[0] == 1, "between two entries of one slot")
    sql(database, "UPDATE campus SET zone_minutes = zone_minutes + 7")
    hours = figures("&from=%d&to=%d" % (begin, begin + DAY))[1]["hours"]
    check((9, 0) in {(one["hour"], one["gate"]) for one in hours} and sum(one["left"] for one in hours) == day[1],
          "a zone beside the quarters of an hour: %s" % hours)
    sql(database, "UPDATE campus SET zone_minutes = zone_minutes - 7")


def tallies(database):
    """The counts stay those of the entries, whatever arrives and whatever is done with it."""
    admit = {"kind": "admit", "colour": "green", "reason": OK}
    check(tallies_agree(database, "a day of entries") > 10, "counts")
    booth = new_booth(1)
    rows = push(booth, (7, 0, admit), (-30, 0, admit), (7, 1, admit))  # one arrives a day late
    tallies_agree(database, "a late arrival")
    check(booth.push(rows)[0] == 200, "the same again")
    tallies_agree(database, "a batch that came twice")
    sql(database, "UPDATE entry SET mark = 'conflict' WHERE id = %s" % blob(database, hex_of(rows[0])))
    check(people["guard"].call("POST", "/api/entries/%s/settle" % rows[0]["id"])[0] == 204, "settled")
    tallies_agree(database, "a settled entry")
    rows = push(booth, (-40 * 24, 0, admit))
    for table in TALLIES:  # as a server of before the counts would have stored it
        sql(database, "DELETE FROM %s WHERE slot > %d AND slot <= %d" % (table, rows[0]["at"] - DAY, rows[0]["at"]))
    sql(database, "UPDATE device SET tallied = tallied - 1 WHERE id = %s" % blob(database, hex_of(booth.__dict__)))
    push(booth, (7, 5, admit))
    tallies_agree(database, "an entry that an older server stored")
    made = applied()
    push(booth, (11, 0, dict(admit, **{"pass": made["passes"][0]["id"]})))
    before = tallies_agree(database, "a visitor's entry")
    sql(database, "UPDATE application SET first_at = 1, last_at = 2, state = 'used' WHERE id = %s" % blob(database, hex_of(made)))
    status, told = people["admin"].call("POST", "/api/subjects/erase", {
        "document_kind": "passport", "document_number": "G%08d" % number[0]})
    check(status == 200, "erased: %s" % told)
    check(tallies_agree(database, "an erased visitor") == before, "and none is gone")
    other = booth.entry(id=id_now(), gate=1, at=yesterday(), clock_trusted=True, **dict(admit, number=rows[0]["number"]))
    booth.push([other])
    tallies_agree(database, "another content of a number")


def kinds(day, number_of, code, visit_made, booth):
    """Entries by day and kind of pass; those without a pass apart. Cut days add up to the day."""
    def of(start, end):
        told = figures("&from=%d&to=%d" % (start, end))[1]["kinds"]
        return {(one["day"], one["kind"]): one["entered"] for one in told}
    told = figures(day)[1]
    mine = [one for one in told["kinds"] if one["kind"] == code]
    check([(one["day"], one["entered"]) for one in mine] == [(number_of, 2)] and mine[0]["name"] and mine[0]["name_en"],
          "by kind: %s" % told["kinds"])
    others = sum(one["entered"] for one in told["kinds"] if not one["kind"])
    check(2 + others == sum(one["entered"] for one in told["hours"]) and others > 0, "all of them: %s" % told["kinds"])
    begin = yesterday()
    for cut in (begin + 10 * HOUR + 30000, begin + 8 * HOUR, begin + 10 * HOUR + 1):
        parts = (of(begin, cut), of(cut, begin + DAY))
        whole = {key: sum(part.get(key, 0) for part in parts) for key in set(parts[0]) | set(parts[1])}
        check(whole == of(begin, begin + DAY), "cut at %d: %s" % (cut - begin, parts))
    # A day before, and a pass whose admission was taken back.
    rows = push(booth, (-3, 0, {"kind": "admit", "colour": "green", "reason": OK, "pass": visit_made["passes"][0]["id"]}))
    check(of(begin - DAY, begin + DAY)[(number_of - 1, code)] == 1, "the day before")
    push(booth, (-2, 0, {"kind": "take-back", "colour": "green", "reason": OK, "pass": visit_made["passes"][0]["id"],
                         "refers_to": rows[0]["id"]}))
    check((number_of - 1, code) not in of(begin - DAY, begin + DAY), "taken back")


def passes_and_units(database):
    """Who was expected and came; which units they visited."""
    one, two, three = applied(), applied(), applied()
    booth = new_booth(0)
    use = {"kind": "admit", "colour": "green", "reason": OK}
    push(booth, (10, 0, dict(use, **{"pass": one["passes"][0]["id"]})), (10, 1, dict(use, **{"pass": two["passes"][0]["id"]})))
    for made in (one, two, three):
        sql(database, "UPDATE pass SET from_at = %d WHERE application = %s" % (yesterday() + HOUR, blob(database, hex_of(made))))
    sql(database, "UPDATE pass SET used_at = %d WHERE application IN (%s, %s)" % (
        yesterday() + 10 * HOUR, blob(database, hex_of(one)), blob(database, hex_of(two))))
    day = "&from=%d&to=%d" % (yesterday(), yesterday() + DAY)
    told = figures(day)[1]
    number_of = (yesterday() + ZONE) // DAY
    check(told["days"] == [{"day": number_of, "expected": 3, "arrived": 2}], "expected and arrived: %s" % told["days"])
    unit = one["unit"]
    check([(u["unit"], u["entered"]) for u in told["units"]] == [(unit["id"] if isinstance(unit, dict) else unit, 2)],
          "top units: %s" % told["units"])
    kinds(day, number_of, one["kind"], two, booth)
    sql(database, "UPDATE pass SET state = 'revoked' WHERE application = %s" % blob(database, hex_of(three)))
    check(figures(day)[1]["days"][0]["expected"] == 2, "a revoked pass is not expected")


def waits(database):
    """Ten applications took 1 to 10 minutes; four at the gate 4, 8, 12 and 40."""
    sql(database, "UPDATE application SET decided_at = 1, submitted_at = 0")
    made = [applied() for _ in range(14)]
    for i, one in enumerate(made):
        minutes = i + 1 if i < 10 else (4, 8, 12, 40)[i - 10]
        begin = yesterday() + 12 * HOUR
        sql(database, "UPDATE application SET submitted_at = %d, decided_at = %d, walk_up = %d WHERE id = %s" % (
            begin, begin + minutes * 60000, i >= 10, blob(database, hex_of(one))))
        if i >= 10:
            sql(database, "INSERT INTO walk_up (id, device, number, at, arrived_at, state, reason, state_at, row_version, position) "
                "VALUES (%s, (SELECT id FROM device LIMIT 1), %d, %d, 0, 'approved', '', 0, 1, 1)" % (
                    blob(database, hex_of(one)), 900 + i, begin))
    day = "&from=%d&to=%d" % (yesterday(), yesterday() + DAY)
    told = figures(day)[1]
    check([(a["count"], a["median_ms"], a["p90_ms"]) for a in told["approvals"]] == [(10, 5 * 60000, 9 * 60000)],
          "approvals: %s" % told["approvals"])
    gate = told["walk_ups"]
    check((gate["count"], gate["median_ms"], gate["p90_ms"]) == (4, 8 * 60000, 40 * 60000), "walk-ups: %s" % gate)
    check([(w["to_minutes"], w["count"]) for w in gate["waits"]] == [(5, 1), (10, 1), (20, 1), (30, 0), (None, 1)],
          "how long: %s" % gate)


def ahead():
    """The days to come: passes, and what nobody has decided."""
    before = {one["day"]: one for one in figures()[1]["ahead"]}
    passed, waiting = applied(), applied(None)
    day = (passed["periods"][0]["from"] + ZONE) // DAY
    told = {one["day"]: one for one in figures()[1]["ahead"]}
    was = before.get(day, {"persons": 0, "vehicles": 0, "undecided": 0})
    check((told[day]["persons"], told[day]["vehicles"], told[day]["undecided"]) ==
          (was["persons"] + 1, was["vehicles"], was["undecided"] + len(waiting["persons"])), "ahead: %s" % told[day])


def limits():
    now = int(time.time() * 1000)
    for query in ("&from=%d&to=%d" % (now, now), "&from=%d&to=%d" % (now - 32 * DAY, now), "&from=soon", "&to=-1"):
        check(figures(query)[0] == 400, "refused: %s" % query)
    check(figures("&from=%d&to=%d" % (now - 31 * DAY, now))[0] == 200, "a month")
    check(people["guard"].call("GET", "/api/figures")[0] == 400, "the campus is named")
    check(figures(who="zhang")[0] == 403, "not for applicants")


def scope():
    wish = {"name": "second", "display_name": "second", "unit": None, "active": True,
            "roles": [{"role": "reviewer", "unit": None, "campus": 2}]}
    status, made = people["admin"].call("POST", "/api/accounts", wish)
    check(status == 201, "a reviewer of the second campus: %s" % made)
    people["second"] = Client(people["admin"].port)
    check(people["second"].sign_in("second", made["password"])[0] == 200, "signs in")
    check(people["second"].call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud y"})[0] == 204,
          "chooses a password")
    check(figures(who="second")[0] == 403, "nothing of the first campus")
    status, told = figures(who="second", campus=2)
    check(status == 200 and told["hours"] == [] and told["verdicts"] == [] and told["walk_ups"]["count"] == 0,
          "the second campus has none: %s" % told)


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    database = server_support.place.database
    limits()
    entries()
    odd_ranges(database)
    passes_and_units(database)
    tallies(database)
    waits(database)
    ahead()
    scope()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
