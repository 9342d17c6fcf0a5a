#!/usr/bin/env python3
"""Each booth has a data key of its own. Two booths that shared one, as before, come to their own keys while a guard works and
one of them is offline. From then on a thief with everything of one booth, its key included, opens nothing of the other:
not its replica, its changes, its stick. The data key changes while a booth is offline.

usage: test_booth_keys.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import json
import os
import shutil
import signal
import sys
import tempfile
import time

from server_support import check, sql
from sync_support import PIN, Booth, World, add_guard, token_of, wait_for
from thief import Thief, open_display

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
TYPED = ("tap type", "tap kind 1", "tap province 2", "wait 300", "type C98765", "tap find")
STRANGER = "冀C98765"
NOTE = "PLANTED13800138000"  # nothing else on a booth says this
# Keeps the server as one of before, whose booths share the data key.
HOLD = "CREATE TRIGGER hold BEFORE INSERT ON counter WHEN NEW.name = 'key.booths' BEGIN SELECT RAISE(ABORT, 'held'); END"


def thief_of(booth):
    """A thief with all files of a booth who knows the guard's PIN: the copy, and the booth's data key."""
    folder = os.path.join(booth.world.folder, "loot-%d" % time.monotonic_ns())
    shutil.copytree(booth.dir, folder, ignore=shutil.ignore_patterns("script-*", "pictures-*", "*.sock"))
    loot = Thief(folder)
    found = loot.guess(loot.guards[0], [PIN], hardware=loot.files["binding.key"])
    check(found is not None, "the PIN opens the guard's record of %s" % booth.name)
    return loot, loot.guards[0].keys(found[1])[0]


def names(loot, key):
    return [one[0] for one in loot.displays(key)]


def stick_names(world, booth, key):
    """What a key opens of the file that the office fetches for a booth."""
    status, text = world.people["guard"].call("POST", "/api/devices/%s/snapshot" % booth.status()["device"])
    check(status == 200, "a snapshot: %s" % status)
    passes = [one for one in map(json.loads, (line for line in text.splitlines() if line.startswith("{"))) if one["t"] == "pass"]
    check(passes, "with passes")
    found = [open_display(bytes.fromhex(one["id"].replace("-", "")), one["version"], bytes.fromhex(one["display"]), key) for one in passes]
    return [one[0] for one in found if one]


def shared_key(world, name="data.key"):
    with open(os.path.join(world.keys, name), encoding="utf-8") as file:
        return bytes.fromhex(file.read().split()[1])


def nothing_of_the_other(world, one, other, shared):
    (loot, key), (other_loot, other_key) = thief_of(one), thief_of(other)
    check(key != other_key, "two keys")
    check("李*" in names(loot, key), "a booth's key opens the booth's replica: %s" % names(loot, key))
    check("李*" in names(other_loot, other_key), "and that of the other one")
    check("李*" in stick_names(world, other, other_key), "and its stick")
    for wrong in (key,) + shared:
        check(names(other_loot, wrong) == [], "another key opens nothing of a replica")
        check(stick_names(world, other, wrong) == [], "nor of a stick")
        check(other_loot.holds(wrong) == [], "and lies in no file")
    for wrong in shared:
        check(names(loot, wrong) == [], "nor does the server's")


def log_of(booth):
    with open(booth.path("syncd.log"), encoding="utf-8") as file:
        return file.read()


def fetched_anew(booth):
    return log_of(booth).count("why=other-history")


def shared_before(world, south, north):
    """As the booths in the field are: who has one of them has both."""
    world.stop()
    sql(world.database, "DELETE FROM counter WHERE name = 'key.booths'")
    sql(world.database, HOLD)
    world.start_again()
    for booth in (south, north):
        booth.start()
        check(booth.enrol().returncode == 0, "enrolled")
        wait_for("the first sync", booth.up_to_date)
    key = shared_key(world)
    for booth in (south, north):
        loot, own = thief_of(booth)
        check(own == key and "李*" in names(loot, key), "one key for all")
    return key


def moved(world, south, north, codes, shared):
    """The update, while north has no network and a car is let in there; its plate is sealed with the key of before."""
    north.stop()
    north.kiosk(*TYPED, "expect-verdict red not-expected", "tap override", "expect-page override", "tap reason 1",
                "tap confirm-override", "expect-state overridden", "leave")
    world.stop()
    sql(world.database, "DROP TRIGGER hold")
    world.start_again()
    wait_for("the rows of south under its own key", lambda: fetched_anew(south) == 1 and south.up_to_date())
    south.kiosk("gun " + codes[0], "expect-verdict green ok", "expect-text 李*")
    north.kiosk("gun " + codes[1], "expect-verdict green ok", "expect-text 李*")
    north.start()
    wait_for("the rows of north under its own key", lambda: fetched_anew(north) == 1 and north.settled())
    north.kiosk("gun " + codes[2], "expect-verdict green ok", "expect-text 李*")
    wait_for("the entries", lambda: north.settled() and south.settled())
    logged = world.people["guard"].call("GET", "/api/entries?overrides=true")[1]["items"]
    check([one["plate"] for one in logged] == [STRANGER], "the server reads the plate of the key before: %s" % logged)
    south.kiosk("tap log", "expect-page log", "tap tab 1", "expect-text " + STRANGER)
    audit = world.people["admin"].call("GET", "/api/audit?limit=100")[1]["items"]
    told = [one for one in audit if one["action"] == "key-replaced"]
    check(len(told) == 1 and "booth-keys" in json.dumps(told), "it is in the audit trail: %s" % told)
    nothing_of_the_other(world, south, north, (shared,))


def rotated(world, south, north, codes, shared):
    """Another data key while south is offline, where a car is let in under the key before."""
    south.stop()
    before = [thief_of(one)[1] for one in (south, north)]
    check(os.spawnv(os.P_WAIT, PROGRAMS["gatehouse"], ["gatehouse", "keys", "rotate", "data", "--dir", world.keys]) == 0, "rotated")
    os.utime(os.path.join(world.keys, "data-2.key"), (time.time() - 120, time.time() - 120))
    world.process.send_signal(signal.SIGHUP)
    wait_for("north under its next key", lambda: fetched_anew(north) == 2 and north.up_to_date())
    south.kiosk("gun " + codes[3], "expect-verdict green ok", "expect-text 李*", "leave", *(word.replace("C98765", "C98766") for word in TYPED),
                "expect-verdict red not-expected", "tap override", "expect-page override", "tap reason 1", "tap note",
                "type " + NOTE, "tap keyboard-done", "tap confirm-override", "expect-state overridden", "tap log", "expect-page log",
                "tap log 0", "expect-page entry", "expect-text " + NOTE)
    south.start()
    wait_for("south under its next key", lambda: fetched_anew(south) == 2 and south.settled())
    after = [thief_of(one)[1] for one in (south, north)]
    check(len(set(before + after)) == 4, "each has another one")
    check(thief_of(south)[0].in_clear(NOTE) == [], "a note is in the clear in no file: %s" % thief_of(south)[0].in_clear(NOTE))
    check([one["note_sealed"] for one in south.journal() if one["kind"] == "override"] == [True], "it is sealed")
    logged = world.people["guard"].call("GET", "/api/entries?overrides=true")[1]["items"]
    check(NOTE in [one.get("note") for one in logged], "the server reads it: %s" % logged)
    check("冀C98766" in [one["plate"] for one in logged], "the server reads what the booth's key before sealed: %s" % logged)
    nothing_of_the_other(world, north, south, (shared, shared_key(world, "data-2.key"), *before))


def revoked(world, south, north):
    """A revoked booth has nothing left, gets nothing, and the other one goes on."""
    loot, key = thief_of(south)
    device = south.status()["device"]
    check(world.people["admin"].call("POST", "/api/devices/%s/revoke" % device)[0] in (200, 204), "revoked")
    wait_for("the end of its replica", lambda: not os.path.exists(south.path("replica.db")))
    check(world.people["guard"].call("POST", "/api/devices/%s/snapshot" % device)[0] == 409, "no stick for it")
    check(south.enrol().returncode == 0, "enrolled again")
    wait_for("its rows", south.up_to_date)
    again, other = thief_of(south)
    check(other != key and "李*" in names(again, other) and names(again, key) == [], "under another key")
    check("李*" in names(*thief_of(north)) and names(thief_of(north)[0], key) == [], "the other booth has its own")


def run(folder):
    world = World(PROGRAMS, folder, database="sqlite:" + os.path.join(folder, "server.db"))
    south, north = Booth(world, "south", 0), Booth(world, "north", 1)
    try:
        world.open_days()
        add_guard(world)
        codes = [token_of(world, world.visitor(number)[1]) for number in range(1, 5)]
        shared = shared_before(world, south, north)
        moved(world, south, north, codes, shared)
        rotated(world, south, north, codes, shared)
        revoked(world, south, north)
        for booth in (south, north):
            booth.stop()
        world.stop()
    finally:  # after a failure they would go on
        for process in (south.daemon, north.daemon, world.process):
            if process and process.poll() is None:
                process.kill()


with tempfile.TemporaryDirectory() as temporary:
    run(temporary)
