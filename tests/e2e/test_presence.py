#!/usr/bin/env python3
"""Who is inside, over two gates with one of them offline: a server, two sync daemons, two kiosks. What both screens and
the office's list say before, while the south gate has no network, and after.

usage: test_presence.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK CLOCK_SHIFT
"""
import datetime
import sys
import tempfile
from urllib.parse import quote

from server_support import check
from sync_support import ZONE, Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
LIST = ("tap log", "expect-page log", "tap tab 1")
WALKER, LATE, CROSSER = ("王小明", "王*明"), ("赵一鸣", "赵*鸣"), ("孙悦", "孙*")
DRIVER, PLATE = ("陈志远", "陈*远"), "京A12345"
SOUTH_AWAY = "南门（岗亭 0）"


def passes_of(world, persons, kind="multi", plate=None):
    """Applied for, approved and passed; the passes with their codes."""
    begin = int(datetime.datetime.combine(world.now().date(), datetime.time(), ZONE).timestamp()) * 1000
    zhang, li, guard = (world.people[name] for name in ("zhang", "li", "guard"))
    status, draft = zhang.call("POST", "/api/applications", {
        "unit": 1, "campus": 1, "gates": [0] if plate else [0, 1], "kind": kind, "purpose": "学术讲座", "host_name": "张老师",
        "periods": [{"from": begin, "to": begin + 86400000}], "vehicles": [{"plate": plate}] if plate else [],
        "persons": [dict(world.visitor_of(number), name=name, vehicle=0 if plate else None) for number, name in persons]})
    check(status in (200, 201), "a draft: %s" % draft)
    status, sent = zhang.act(draft, "submit")
    check(status == 200, "submitted: %s" % sent)
    done = guard.act(li.act(sent, "unit-pass")[1], "security-pass")[1]
    check(done["state"] == "approved", "approved: %s" % done)
    passes = zhang.call("GET", "/api/applications/" + done["id"])[1]["passes"]
    return [token_of(world, one) for one in sorted(passes, key=lambda one: one["kind"] != "vehicle")]


def told(world):
    status, answer = world.people["guard"].call("GET", "/api/presence?campus=1")
    check(status == 200, "the office's list: %s" % answer)
    return answer


def inside(world):
    """Names of persons and plates of vehicles, as the office sees them."""
    return sorted(one["plate"] if one["vehicle"] else one["person"] for one in told(world)["items"])


def wall(world):
    status, answer = world.people["guard"].call("GET", "/api/wall?campus=1")
    check(status == 200, "the wall screen: %s" % answer)
    return answer, {one["gate"]: one for one in answer["gates"]}


def says(world, *who):
    answer = told(world)
    check(answer["persons"] + answer["vehicles"] == len(answer["items"]) == len(who), "the counts fit: %s" % answer)
    return inside(world) == sorted(who)


def before(world, north, south, codes):
    _, earlier = wall(world)
    for booth in (north, south):
        booth.kiosk(*LIST, "expect-text 目前无人在校", "expect-text 含全部校门", "expect-no-text 断网")
    check(says(world), "nobody, says the office")
    south.kiosk("gun " + codes["walker"], "expect-verdict green ok", "expect-state admitted", "leave",
                "gun " + codes["car"], "expect-state admitted", "leave")
    wait_for("the entries", south.settled)
    check(says(world, WALKER[1], DRIVER[1], PLATE), "two persons and a car: %s" % inside(world))
    screen, gates = wall(world)
    check((screen["persons"], screen["vehicles"]) == (2, 1), "the wall screen counts the same: %s" % screen)
    check(gates[0]["entered"] == earlier[0]["entered"] + 3 and gates[0]["left"] == 0 and gates[1] == earlier[1],
          "by gate: %s, before: %s" % (gates, earlier))
    check(earlier[0]["last_at"] <= gates[0]["last_at"] <= screen["at"], "and when: %s" % gates)
    check(set(screen["alerts"]) == {"entries", "aside", "emergencies"}, "what there is to look into: %s" % screen["alerts"])
    check(not any(name in str(screen) for name in (WALKER[0], WALKER[1], DRIVER[1], PLATE)), "nobody is named")
    rider = next(one for one in told(world)["items"] if one["person"] == DRIVER[1])
    check(rider["in_car"] and rider["plate"] == PLATE and rider["gate"] == 0 and not rider["vehicle"], "a rider: %s" % rider)
    # The other gate says the same, asks about the one who is inside, and lets him out.
    north.kiosk(*LIST, "expect-text " + WALKER[1], "expect-text " + DRIVER[1], "expect-text 含全部校门", "screenshot inside",
                "tap back", "expect-page scan", "gun " + codes["walker"], "expect-verdict amber already-inside",
                "expect-text 南门", "screenshot already-inside", "tap refuse", "expect-page scan", "tap menu",
                "tap direction 1", "tap back", "expect-page scan", "gun " + codes["walker"], "expect-state went-out")
    wait_for("the exit", lambda: north.settled() and says(world, DRIVER[1], PLATE))
    south.kiosk(*LIST, "expect-text " + DRIVER[1], "expect-no-text " + WALKER[1], "expect-text 含全部校门")


def south_offline(world, north, south, codes):
    south.stop()
    world.hours_pass(1)
    # South lets two people in, and knows that it does not know what the others do.
    south.kiosk(*LIST, "expect-text 起断网，其他", "tap back", "expect-page scan", "gun " + codes["late"],
                "expect-verdict green ok", "expect-state admitted", "leave", "gun " + codes["crosser"],
                "expect-verdict green ok", "expect-state admitted", "leave", *LIST,
                "expect-text " + LATE[1], "expect-text " + CROSSER[1], "expect-text " + DRIVER[1], "screenshot offline")
    # North names the gate that is offline. One of the two leaves there; the rider leaves by name, without the car.
    north.kiosk(*LIST, "expect-text " + SOUTH_AWAY, "expect-text " + DRIVER[1],
                "expect-no-text " + LATE[1], "screenshot south-away", "tap log 0", "expect-page entry", "expect-text 在校",
                "tap exit", "tap dialog-yes", "expect-text 已登记离校", "expect-no-text 在校", "screenshot left", "tap back",
                "expect-no-text " + DRIVER[1], "tap back", "expect-page scan", "expect-text 南门", "tap menu",
                "tap direction 1", "tap back", "expect-page scan", "gun " + codes["crosser"], "expect-state went-out")
    wait_for("the exits", lambda: north.settled() and says(world, PLATE))
    booths = {one["name"]: one for one in told(world)["booths"]}
    check(booths["岗亭 0"]["away"] and not booths["岗亭 1"]["away"], "the office names the gate, too: %s" % booths)
    screen, gates = wall(world)
    check({one["name"]: one["away"] for one in screen["booths"]} == {"岗亭 0": True, "岗亭 1": False}, "so does the wall screen")
    check(gates[1]["left"] == 4, "three have left by north, and the stranger before: %s" % gates)
    check(told(world)["at"] - booths["岗亭 0"]["heard_at"] > 3000000, "and since when: %s" % booths)
    south.kiosk(*LIST, "expect-text " + DRIVER[1])  # that the rider has left can't be known there


def afterwards(world, north, south):
    south.start()
    wait_for("the entries", south.settled)
    # The admission at south arrives after the exit at north, and happened before it.
    wait_for("the list", lambda: says(world, LATE[1], PLATE))
    check(not any(one["away"] for one in told(world)["booths"]), "everybody is heard")
    for booth in (north, south):
        booth.kiosk(*LIST, "expect-text " + LATE[1], "expect-no-text " + DRIVER[1], "expect-no-text " + CROSSER[1],
                    "expect-text 含全部校门", "expect-no-text 断网", "screenshot after")


TYPED = ("tap type", "tap kind 1", "tap province 2", "wait 300", "type C98765", "tap find")
STRANGER = "冀C98765"


def assembled(world):
    """In a roll call the officers look for the car by its plate."""
    admin = world.people["admin"]
    status, begun = admin.call("POST", "/api/roll-calls", {"campus": 1})
    check(status in (200, 201), "a roll call: %s" % begun)
    rows = admin.call("GET", "/api/roll-calls/" + begun["id"])[1]["items"]
    check([one["plate"] for one in rows if one["vehicle"]] == [STRANGER], "with the car's plate: %s" % rows)
    check(admin.call("POST", "/api/roll-calls/%s/end" % begun["id"], {})[0] in (200, 204), "ended")


def stranger(world, north, south):
    """A car without a reservation is let in at south, known again at north, and leaves there."""
    before = inside(world)
    south.kiosk(*TYPED, "expect-verdict red not-expected", "tap override", "expect-page override", "tap reason 1",
                "tap confirm-override", "expect-state overridden", "leave", *LIST, "expect-text " + STRANGER,
                "expect-text 无预约", "screenshot stranger", "tap back", "expect-page scan",
                *TYPED, "expect-verdict red not-expected", "expect-text 强制入校", "screenshot stranger-again", "leave")
    wait_for("the entries", south.settled)
    check(says(world, *before, STRANGER), "the office sees the plate: %s" % inside(world))
    logged = [one for one in world.people["guard"].call("GET", "/api/entries?overrides=true")[1]["items"]]
    check(logged[0]["plate"] == STRANGER, "and so does the entry log: %s" % logged)
    found = world.people["guard"].call("GET", "/api/entries?plate=" + quote("冀c 98765"))[1]["items"]
    check([one["plate"] for one in found] == [STRANGER], "whose filter finds it: %s" % found)
    assembled(world)
    wait_for("the list at north", north.up_to_date)
    north.kiosk(*LIST, "expect-text " + STRANGER, "expect-text 无预约", "screenshot stranger-listed-elsewhere", "tap back",
                "expect-page scan", *TYPED, "expect-verdict red not-expected", "expect-text 强制入校", "expect-text 南门",
                "screenshot stranger-elsewhere", "leave", "expect-page scan", "tap menu", "tap direction 1",
                "tap back", "expect-page scan", *TYPED, "expect-verdict green ok", "expect-state went-out",
                "expect-text 南门", "screenshot stranger-left")
    wait_for("the exit", lambda: north.settled() and says(world, *before))
    check([one["plate"] for one in told(world)["left_elsewhere"]] == [STRANGER], "out by another gate: %s" % told(world)["left_elsewhere"])
    # Once more at south, which takes part in the same list: nobody is counted twice, and it is not inside any more.
    wait_for("the list at south", south.up_to_date)
    south.kiosk(*TYPED, "expect-verdict red not-expected", "expect-no-text 强制入校", "leave")


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, shim=sys.argv[5])
        world.open_days()
        add_guard(world)
        south, north = (Booth(world, name, gate).start() for name, gate in (("booth-south", 0), ("booth-north", 1)))
        try:
            codes = {key: passes_of(world, [(number, name[0])])[0]
                     for number, (key, name) in enumerate((("walker", WALKER), ("late", LATE), ("crosser", CROSSER)), 1)}
            codes["car"] = passes_of(world, [(9, DRIVER[0])], plate=PLATE)[0]
            for booth in (south, north):
                check(booth.enrol().returncode == 0, "enrolled")
                wait_for("the first sync of " + booth.name, booth.up_to_date)
            stranger(world, north, south)
            before(world, north, south, codes)
            south_offline(world, north, south, codes)
            afterwards(world, north, south)
            check(world.people["zhang"].call("GET", "/api/presence?campus=1")[0] == 403, "not for applicants")
            for booth in (north, south):
                booth.stop()
            world.stop()
        finally:
            for process in (world.process, south.daemon, north.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
