#!/usr/bin/env python3
"""The machines at both ends of sync are in trouble: clocks that are years off, full disks. The booth names each fault,
loses nothing, and recovers as soon as the cause is gone.

usage: test_sync_machine.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD JOURNAL_WRITER CLOCK_SHIFT
"""
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import check  # noqa: E402
from sync_support import Booth, World, add_guard, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "writer"), sys.argv[1:5]))
SHIFT = sys.argv[5]
YEAR = 365 * 86400


def write(booth, count):
    subprocess.run([PROGRAMS["writer"], booth.path("journal.db"), booth.name, str(count)], check=True)


def passes(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM pass").fetchone()[0]


def shifted(booth, seconds):
    """Returns the environment that gives a program another date."""
    with open(booth.path("shift"), "wb") as file:
        file.write(struct.pack("=qq", seconds, 0))
    return {"LD_PRELOAD": SHIFT, "GATEHOUSE_CLOCK_SHIFT": booth.path("shift")}


def clocks(world, booth):
    """A booth without a battery starts in another year. Its certificate check and its signatures would both fail."""
    for seconds in (-8 * YEAR, 8 * YEAR, -3 * 86400, 3 * 86400):
        booth.stop()
        write(booth, 2)
        world.visitor(abs(seconds) % 997)
        before = passes(booth)
        booth.start(shifted(booth, seconds))
        wait_for("sync with a clock %d days off" % (seconds / 86400), booth.settled)
        wait_for("the pass", lambda: passes(booth) > before)
        check(abs(booth.status()["server_time"] / 1000 - time.time()) < 60, "it knows the right time: %s" % booth.status())
    booth.stop()
    # This booth has not heard the time yet. It can't correct its clock, but it reports what is wrong.
    young = Booth(world, "booth-y", 1, wait=1)
    young.start(shifted(young, -8 * YEAR))
    done = young.enrol()
    check(done.returncode == 1 and "certificate-date" in done.stderr, "the date is named: %s" % done.stderr)
    young.stop()
    young.start()
    check(young.enrol().returncode == 0, "with a right clock it is enrolled")
    young.stop()
    booth.start()
    wait_for("the booth to be back", booth.settled)


class Disk:
    """A small separate file system that the test can fill."""

    def __init__(self, path, megabytes):
        os.makedirs(path, exist_ok=True)
        self.path, self.filler = path, os.path.join(path, "filler")
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % megabytes, "tmpfs", path], check=False).returncode:
            raise SystemExit(77)

    def fill(self):
        with open(self.filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass

    def free(self):
        os.remove(self.filler)

    def gone(self):
        subprocess.run(["umount", "-l", self.path], check=False)


def full_booth(world, booth, disk):
    before, waits = passes(booth), booth.status()["acknowledged"]
    disk.fill()
    world.visitor(801)
    # A page or two may still find room in what the database holds already.
    for number in range(60):
        world.visitor(810 + number)
        if booth.problem() == "disk-full":
            break
    wait_for("disk-full", lambda: booth.problem() == "disk-full")
    check(booth.daemon.poll() is None, "the daemon lives")
    check(booth.status()["acknowledged"] == waits, "nothing was taken for settled")
    disk.free()
    wait_for("to be over", booth.settled)
    wait_for("the passes", lambda: passes(booth) >= before + number + 2)


def empty_log(disk):
    """Truncates the write-ahead log: one that grew earlier has room for much more, however full the disk is."""
    with sqlite3.connect(os.path.join(disk.path, "server.db"), timeout=10) as db:
        wait_for("an empty log", lambda: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)


def full_server(world, booth, disk):
    empty_log(disk)
    disk.fill()
    # Writes of the daemon or the server may have made room for some of them.
    for _ in range(4):
        write(booth, 40)
        if any(booth.problem() in ("server-error", "busy") for _ in range(10) if not time.sleep(0.1)):
            break
    wait_for("a word", lambda: booth.problem() in ("server-error", "busy"))
    check(booth.status()["waiting"] > 0, "entries wait")
    disk.free()
    wait_for("to be over", booth.settled)
    mine = booth.status()["device"]
    world.sign_in()
    numbers = sorted(one["number"] for one in world.people["guard"].call(
        "GET", "/api/entries?limit=200&device=" + mine)[1]["items"])
    check(numbers == [one["number"] for one in booth.journal()], "every entry once: %s" % numbers)


def main():
    if os.geteuid() != 0:
        print("needs root to mount small disks")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        disks = [Disk(os.path.join(folder, "server-disk"), 12), Disk(os.path.join(folder, "booth-a"), 6)]
        world, booth = None, None
        try:
            world = World(PROGRAMS, folder, database="sqlite:" + os.path.join(disks[0].path, "server.db"))
            world.open_days()
            add_guard(world)
            booth = Booth(world, "booth-a", 0, wait=1).start()
            check(booth.enrol().returncode == 0, "enrolled")
            write(booth, 3)
            wait_for("the first sync", booth.settled)
            clocks(world, booth)
            full_booth(world, booth, disks[1])
            full_server(world, booth, disks[0])
            booth.stop()
            world.stop()
        finally:
            for process in (world and world.process, booth and booth.daemon):
                if process and process.poll() is None:
                    process.kill()
            for disk in disks:
                disk.gone()
    from server_support import checks
    print("%d checks hold" % checks)


main()
