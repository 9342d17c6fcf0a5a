#!/usr/bin/env python3
"""Somebody deletes, moves, replaces or cuts the files of a booth under the running programs: replica, journal, socket.
The daemon sees it within a second or two, says so, and makes what is gone again. No entry is lost.

usage: test_store_gone.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import check  # noqa: E402
from sync_support import Booth, World, add_guard, token_of, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
NOTICED_S = 3  # a second, and a busy machine


def passes(path):
    """Returns how many passes the replica of that path has; -1 when there is none."""
    try:
        with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
            return db.execute("SELECT count(*) FROM pass").fetchone()[0]
    except sqlite3.Error:
        return -1


def delete(path):
    os.unlink(path)


def delete_all(path):
    for ending in ("", "-wal", "-shm"):
        os.unlink(path + ending)


def move(path):
    os.rename(path, path + ".elsewhere")


def replace(path):
    with open(path + ".new", "wb") as file:
        file.write(b"something else" * 100)
    os.rename(path + ".new", path)


def cut(keep):
    return lambda path: os.truncate(path, int(os.path.getsize(path) * keep))


WAYS = {"deleted": delete, "deleted with its log": delete_all, "moved": move, "replaced": replace,
        "cut to nothing": cut(0), "cut in half": cut(0.5)}


def noticed(booth):
    with open(booth.path("syncd.log"), encoding="utf-8") as log:
        return log.read().count("event=replica-gone")


def replica_gone(world, booth):
    path = booth.path("replica.db")
    wanted = passes(path)
    for name, way in WAYS.items():
        seen = noticed(booth)
        way(path)
        broken = time.monotonic()
        wait_for("the replica to be back after it was " + name,
                 lambda: noticed(booth) > seen and booth.up_to_date() and passes(path) == wanted)
        took = time.monotonic() - broken
        print("replica %s: back after %.1f s" % (name, took))
        check(took < 10, "the replica is back soon, not after %.1f s" % took)
    # Without the server nothing can be fetched, and the booth does not say that it is up to date.
    world.stop()
    delete(path)
    end = time.monotonic() + NOTICED_S
    while time.monotonic() < end and booth.problem() == "none":
        status = booth.status()
        if status["problem"] == "none" and not status.get("syncing"):
            check(time.monotonic() < end - 1, "the booth says that it is up to date without a replica: %s" % status)
        time.sleep(0.1)
    status = booth.status()
    check(status["problem"] != "none" or status.get("syncing"), "up to date without a replica: %s" % status)
    world.start_again()
    wait_for("the replica with the server", lambda: booth.up_to_date() and passes(path) == wanted)


def socket_gone(world, booth):
    path = booth.path("sync.sock")
    for name, way in {"deleted": delete, "moved": move}.items():
        way(path)
        gone = time.monotonic()
        wait_for("the socket to be back after it was " + name, lambda: booth.status() is not None)
        took = time.monotonic() - gone
        check(took < NOTICED_S, "the socket is back after %.1f s" % took)
    with open(path + ".new", "wb"):
        os.rename(path + ".new", path)
    time.sleep(2)
    check(os.path.isfile(path), "an ordinary file is left alone")
    os.unlink(path)
    wait_for("the socket to be back", lambda: booth.status() is not None)


def when_there(picture, way, path):
    wait_for("the first scan", lambda: os.path.exists(picture))
    way(path)


def journal_gone(world, booth, codes):
    """The kiosk scans before and after, with the daemon reading beside. Every entry comes to the server."""
    path = booth.path("journal.db")
    for i, (name, way) in enumerate(WAYS.items()):
        before, after = codes[2 * i:2 * i + 2]
        steps = ["gun " + before, "expect-verdict green ok", "screenshot one", "expect-page scan", "wait 4000",
                 "gun " + after, "expect-verdict green ok", "wait 500"]
        count = len(booth.journal()) if os.path.exists(path) else 0

        thread = threading.Thread(target=when_there, args=(booth.path("pictures-%d/one.png" % (booth.runs + 1)), way, path))
        thread.start()
        booth.kiosk(*steps)
        thread.join()
        entries = booth.journal()
        admitted = [e for e in entries[count:] if e["kind"] == "admit"]
        check(len(admitted) == 2, "journal %s: both admissions are there: %s" % (name, admitted))
        wait_for("the entries to be with the server after the journal was " + name, booth.settled)
        print("journal %s: %d entries, all with the server" % (name, len(entries)))


def run(folder):
    world = World(PROGRAMS, folder)
    world.open_days()
    add_guard(world)
    codes = [token_of(world, world.visitor(i + 1)[1]) for i in range(2 * len(WAYS))]
    booth = Booth(world, "booth-a", 0).start()
    check(booth.enrol().returncode == 0, "enrolled")
    wait_for("the first sync", booth.up_to_date)
    try:
        socket_gone(world, booth)
        replica_gone(world, booth)
        journal_gone(world, booth, codes)
    finally:
        booth.stop()
        world.stop()


def main():
    folder = tempfile.mkdtemp(prefix="gatehouse-store-gone-")
    try:
        run(folder)
    except BaseException:
        with open(os.path.join(folder, "booth-a", "syncd.log"), encoding="utf-8") as log:
            print(log.read()[-3000:])
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("ok")


main()
