#!/usr/bin/env python3
"""One code at two gates that are both online. A single-use pass that one gate spends is spent at the other as soon as the
entry has gone up to the server and down to the other booth. The test measures how long that takes with the real
programs: for so long the same code would be green at both.

usage: test_two_gates.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK [CODES]
"""
import datetime
import os
import re
import sqlite3
import sys
import tempfile
import threading
import time
import uuid

from server_support import check
from sync_support import Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
CODES = int(sys.argv[5]) if len(sys.argv) > 5 else 12
APART_S = 0.7  # as the two scans of the report


class Watch(threading.Thread):
    """Notes when each use arrives in a replica."""

    def __init__(self, booth):
        super().__init__(daemon=True)
        self.path, self.seen, self.stopping = booth.path("replica.db"), {}, False

    def run(self):
        while not self.stopping:
            try:
                with sqlite3.connect("file:%s?mode=ro" % self.path, uri=True) as db:
                    while not self.stopping:
                        for (entry,) in db.execute("SELECT entry_id FROM use").fetchall():
                            self.seen.setdefault(str(uuid.UUID(bytes=bytes(entry))), time.time())
                        time.sleep(0.005)
            except sqlite3.Error:
                time.sleep(0.05)


def admissions(log):
    """Returns when each entry was shown as green, by its id."""
    found = {}
    for at, entry in re.findall(r"^(\S+)Z info event=verdict .*colour=green .*entry=(\S+)", log, re.MULTILINE):
        found[entry] = datetime.datetime.fromisoformat(at + "+00:00").timestamp()
    return found


def run(folder):
    world = World(PROGRAMS, folder)
    world.open_days()
    add_guard(world)
    codes = [token_of(world, world.visitor(i + 1)[1]) for i in range(CODES)]
    north, south = (Booth(world, name, gate).start() for gate, name in enumerate(("north", "south")))
    for booth in (north, south):
        check(booth.enrol().returncode == 0, "enrolled")
        wait_for("the first sync", booth.up_to_date)
    watch = Watch(south)
    watch.start()
    steps = []
    for code in codes:
        steps += ["gun " + code, "expect-verdict green ok", "wait 400"]
    north.kiosk(*steps, "wait 2000")
    shown = admissions(north.kiosk_log)
    check(len(shown) == CODES, "each code is green once: %s" % shown)
    wait_for("the uses at the other gate", lambda: all(entry in watch.seen for entry in shown))
    watch.stopping = True
    took = sorted(watch.seen[entry] - at for entry, at in shown.items())
    median = took[len(took) // 2]
    print("spent at the other gate after %.0f ms (median), %.0f ms (p90), %.0f ms (longest of %d)" %
          (1000 * median, 1000 * took[len(took) * 9 // 10], 1000 * took[-1], len(took)))
    for apart in (0.1, 0.2, 0.3, APART_S):
        print("green at both, scanned %.1f s apart: %d of %d" % (apart, sum(one > apart for one in took), len(took)))
    check(median < APART_S / 2, "the second gate knows in time, not after %.0f ms" % (1000 * median))
    # The other gate says so.
    south.kiosk("gun " + codes[-1], "expect-verdict red already-used", "screenshot used")
    for booth in (north, south):
        booth.stop()
    world.stop()


with tempfile.TemporaryDirectory() as temporary:
    run(temporary)
