#!/usr/bin/env python3
"""A journal that begins again while the replica stays: it is lost, an older copy of it is put back, it is damaged and set
aside, it is another booth's. A server, a sync daemon, the kiosk. Every entry of the new journal is with the server, both
sides say that it was replaced, and a single-use pass that was used is not green again.

usage: test_journal.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import os
import shutil
import sqlite3
import sys
import tempfile

from server_support import check
from sync_support import Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
FILES = ("", "-wal", "-shm")


def at_the_server(world):
    """Ids of the entries that the server has: they are there once."""
    items, after = [], ""
    while True:
        status, page = world.people["guard"].call("GET", "/api/entries?limit=100" + after)
        check(status == 200, "the entries: %s" % page)
        items += page["items"]
        if not page.get("next"):
            break
        after = "&after=" + page["next"]
    ids = [one["id"] for one in items]
    check(len(ids) == len(set(ids)), "no entry is there twice")
    return set(ids)


def device(world, name):
    listed = world.people["admin"].call("GET", "/api/devices")[1]["items"]
    return next(one for one in listed if one["name"] == name)


def settle(world, name):
    one = device(world, name)
    check(one["forked_at"] is not None, "the server says that the journal was replaced: %s" % one)
    status, after = world.people["admin"].call("POST", "/api/devices/%s/journal-settled" % one["id"], {})
    check(status == 200 and after["forked_at"] is None, "looked into: %s" % after)
    check(world.people["admin"].call("POST", "/api/devices/%s/journal-settled" % one["id"], {})[0] == 404, "once")


def remove(booth, name="journal.db"):
    for ending in FILES:
        if os.path.exists(booth.path(name + ending)):
            os.unlink(booth.path(name + ending))


def all_with_the_server(world, booth):
    entries = booth.journal()
    wait_for("the entries of the journal", lambda: booth.up_to_date() and
             {one["id"] for one in entries} <= at_the_server(world))
    return entries


def scan(code, verdict, state=None):
    steps = ["gun " + code, "expect-verdict " + verdict]
    return steps + (["expect-state " + state] if state else []) + ["tap next"] + ["expect-page scan"]


def came_again(world, booth, codes, known, what, begins_at=None):
    """The kiosk works on; the used passes are red, a new one is green, and everything is with the server."""
    used, fresh = codes
    booth.kiosk(*scan(used, "red already-used"), *scan(fresh, "green ok", "admitted"), *scan(fresh, "red already-used"),
                "expect-text 进出记录库被更换过", "screenshot replaced")
    check(booth.status().get("forked"), what + ": the booth says so")
    check("forked" in booth.gatehouse("sync", "status", "--config", booth.ini, check_code=False).stdout, "status says so")
    check("forked" in booth.gatehouse("doctor", "--config", booth.ini, check_code=False).stdout, "doctor says so")
    entries = all_with_the_server(world, booth)
    if begins_at:
        check(entries[0]["number"] == begins_at, "%s: the numbers go on at %d: %s" % (what, begins_at, entries[0]))
    check(known <= at_the_server(world), what + ": nothing is lost at the server")
    settle(world, "岗亭 0")
    wait_for("the booth knows that somebody looked", lambda: not booth.status().get("forked"))
    return {one["id"] for one in entries} | known


def of_another_booth(world, booth, name):
    """A journal with another name on it: the kiosk does not write it, and nothing of it goes up."""
    before = at_the_server(world)
    remove(booth)
    shutil.copy(name, booth.path("journal.db"))
    booth.kiosk("expect-page sign-in", "wait 6000", sign_in=False)
    check(at_the_server(world) == before and booth.status().get("waiting", 0) == 0, "nothing of it goes up")


def run(world):
    booth = Booth(world, "south", 0, wait=5).start()
    check(booth.enrol().returncode == 0, "it enrols")
    add_guard(world)
    codes = [token_of(world, world.visitor(n)[1]) for n in range(1, 7)]
    wait_for("the passes", booth.up_to_date)
    booth.kiosk(*scan(codes[0], "green ok", "admitted"), *scan(codes[0], "red already-used"))
    known = {one["id"] for one in all_with_the_server(world, booth)}
    shutil.copy(booth.path("journal.db"), booth.path("older.db"))
    booth.kiosk(*scan(codes[1], "green ok", "admitted"))
    known |= {one["id"] for one in all_with_the_server(world, booth)}
    last = booth.journal()[-1]["number"]
    check(booth.status()["acknowledged"] == last and not booth.status().get("forked"), "nothing is wrong so far")

    remove(booth)
    known = came_again(world, booth, (codes[1], codes[2]), known, "lost", last + 1)
    remove(booth)
    shutil.copy(booth.path("older.db"), booth.path("journal.db"))
    known = came_again(world, booth, (codes[2], codes[3]), known, "an older copy")
    # Damaged: the head is gone, and so is an entry.
    db = sqlite3.connect(booth.path("journal.db"))
    db.execute("DELETE FROM entry WHERE number > (SELECT max(number) - 3 FROM entry)")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    with open(booth.path("journal.db"), "r+b") as file:
        file.write(b"\0" * 4096)
    known = came_again(world, booth, (codes[3], codes[4]), known, "damaged and set aside")
    # The replica is lost, too: the server alone knows what this booth had.
    booth.stop()
    remove(booth)
    remove(booth, "replica.db")
    booth.start()
    wait_for("the passes come again", booth.up_to_date)
    came_again(world, booth, (codes[4], codes[5]), known, "all is lost")

    north = Booth(world, "north", 1, wait=5)
    shutil.copy(booth.path("root.public"), north.path("root.public"))
    north.start()
    check(north.enrol().returncode == 0, "the other booth enrols")
    wait_for("the passes", north.up_to_date)
    north.kiosk(*scan(codes[0], "red already-used"))
    all_with_the_server(world, north)
    north.stop()
    of_another_booth(world, booth, north.path("journal.db"))
    booth.stop()


with tempfile.TemporaryDirectory() as folder:
    world = World(PROGRAMS, folder)
    try:
        world.open_days()
        run(world)
    finally:
        world.process.kill()
print("journals that begin again: every entry is with the server, and both sides say so")
