#!/usr/bin/env python3
"""A server that went back: its database is copied, the server goes on, the copy is put back, and other changes are made
until the change sequence is beyond the booth's position. With the next sync the booth follows the server that is there:
revoked passes are red, passes that only the lost history knew are not green, valid ones are green, and entries that the
server lost come up again without a scan. Once as a restore that the server notices, once as one that only the stamps of
the changes show; and a new lineage by hand.

usage: test_went_back.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from server_support import check
from sync_support import Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
CHANGES = 30  # more than the server that was lost made


class SQLite:
    def __init__(self, url):
        self.path = url.partition(":")[2]

    def ask(self, text):
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % self.path, uri=True)) as db:
            return db.execute(text).fetchone()[0]

    def copy(self):
        shutil.copy(self.path, self.path + ".copy")

    def put_back(self, silently):
        for ending in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path + ending)
        if silently:  # into the same file, on another machine
            shutil.copyfile(self.path + ".copy", self.path)
            os.unlink(self.path + "-lineage")
        else:
            os.replace(self.path + ".copy", self.path)


class PostgreSQL:
    def __init__(self, url):
        self.url = url
        self.name = urllib.parse.urlsplit(url).path[1:]

    def run(self, text, database=None):
        url = self.url.replace("/%s?" % self.name, "/%s?" % (database or self.name))
        return subprocess.run(["psql", "-d", url, "-Atqc", text], check=True, capture_output=True, text=True, cwd="/").stdout

    def ask(self, text):
        return int(self.run(text))

    def copy(self):
        self.run('CREATE DATABASE "%s_copy" TEMPLATE "%s"' % (self.name, self.name), "postgres")

    def put_back(self, silently):
        self.run('DROP DATABASE "%s"' % self.name, "postgres")
        self.run('ALTER DATABASE "%s_copy" RENAME TO "%s"' % (self.name, self.name), "postgres")
        if silently:  # as where the server's account may not ask who the database is
            self.run("UPDATE lineage SET identity = ''")


def revoke(world, one):
    status, gone = world.people["guard"].call("POST", "/api/passes/%s/actions" % one["id"],
                                              {"action": "revoke", "reason": "来访取消"})
    check(status == 200, "revoked: %s" % gone)


def position(database):
    return database.ask("SELECT position FROM change_counter")


def follows(booth, database):
    """The booth says that it is up to date at the server's position."""
    return booth.up_to_date() and booth.status()["position"] == position(database)


def again(world):
    world.start_again()
    world.sign_in()


class Story:
    """Visitors whose passes differ in the two histories. base: of their numbers."""

    def __init__(self, world, base):
        self.world, self.base, self.passes, self.codes = world, base, {}, {}

    def visitor(self, name):
        one = self.world.visitor(self.base + len(self.passes))[1]
        self.passes[name], self.codes[name] = one, token_of(self.world, one)

    def verdicts(self, booth):
        booth.kiosk(*(step for name, verdict in (("revoked", "red revoked"), ("lost", "red not-issued"), ("new", "green ok"),
                                                 ("revived", "green ok"))
                      for step in ("gun " + self.codes[name], "expect-verdict " + verdict, "screenshot " + name, "wait 300")))


def entries(world):
    return [one["number"] for one in world.people["guard"].call("GET", "/api/entries?limit=200")[1]["items"]]


def lineages(world):
    return world.people["admin"].call("GET", "/api/devices")[1].get("lineage", {}).get("number", 0)


def went_back(world, booth, database, base, silently, online):
    story = Story(world, base)
    for name in ("revoked", "revived", "admitted"):
        story.visitor(name)
    wait_for("the passes", lambda: follows(booth, database))
    before = len(entries(world))
    world.stop()
    database.copy()
    again(world)

    # What the server loses.
    story.visitor("lost")
    revoke(world, story.passes["revived"])
    wait_for("the lost history", lambda: follows(booth, database))
    booth.kiosk("gun " + story.codes["admitted"], "expect-verdict green ok")
    wait_for("the entries", booth.settled)
    check(len(entries(world)) > before, "the server has the entries")
    held = wait_for("the last of it", lambda: follows(booth, database) and booth.status()["position"])
    if not online:
        booth.stop()
    world.stop()
    database.put_back(silently)
    check(position(database) < held, "the server went back")

    # What it does instead.
    again(world)
    revoke(world, story.passes["revoked"])
    story.visitor("new")
    for _ in range(CHANGES):
        if position(database) > held + 1:
            break
        story.visitor("another")
    check(position(database) > held, "the sequence is beyond the booth's position")
    if not online:
        booth.start()
    wait_for("the booth to follow", lambda: follows(booth, database))
    numbers = wait_for("the lost entries, without a scan", lambda: booth.settled() and entries(world))
    check(sorted(numbers) == list(range(1, len(booth.journal()) + 1)), "every entry, once: %s" % sorted(numbers))
    story.verdicts(booth)
    wait_for("the entries", booth.settled)
    check(not os.path.exists(booth.path("replica.db.next")), "no second replica stays behind")


def by_hand(world, booth, database):
    world.stop()
    done = subprocess.run([world.programs["server"], "--new-lineage", "--database", world.database], check=True,
                          capture_output=True, text=True).stdout
    check(re.match(r"New lineage [0-9a-f]{16} from position \d+\.", done), "says what it did: %s" % done)
    again(world)
    wait_for("the booth to follow", lambda: "why=other-history" in log_of(booth) and follows(booth, database))


def log_of(booth):
    return open(booth.path("syncd.log"), encoding="utf-8").read()


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        database = (SQLite if world.database.startswith("sqlite:") else PostgreSQL)(world.database)
        world.open_days()
        add_guard(world)
        booth = Booth(world, "booth-a", 0).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled")
            wait_for("the first sync", booth.up_to_date)
            went_back(world, booth, database, 100, silently=False, online=False)
            went_back(world, booth, database, 200, silently=True, online=False)
            went_back(world, booth, database, 300, silently=True, online=True)
            by_hand(world, booth, database)
        finally:
            for one in (booth.daemon, world.process):
                if one:
                    one.kill()
    print("ok: %s" % ("SQLite" if isinstance(database, SQLite) else "PostgreSQL"))


if __name__ == "__main__":
    main()
