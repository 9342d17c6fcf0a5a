#!/usr/bin/env python3
"""Everything at once, for long: scans at three booths, people who apply, officers who revoke, and faults in between.

usage: soak.py BUILD --minutes N --rate SCANS-A-SECOND [--figures FILE] [--seed N]
(GATEHOUSE_TEST_POSTGRES, and GATEHOUSE_TEST_POSTGRES_PID and _RESTART of a cluster that may be killed)

Faults, a random one at a time: links cut, links that stay silent, a daemon or the server killed, PostgreSQL restarted.
Books at the end: every application that was answered stands; every entry of every journal is at the server once, and no
other; nobody got two SMS except where the gateway's answer was lost; no green for a pass whose revocation the booth had;
no second green for a pass of one use. And a table: memory, descriptors, sizes and latencies, first minutes against last.
"""
import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from soak_parts import Desk, Gateway, Link, People, percentile, resources, restart_postgres  # noqa: E402
from server_support import check, sql, wait_for  # noqa: E402
from sync_support import PIN, Booth, World  # noqa: E402
import server_support  # noqa: E402

PAUSE_S = (4, 12)  # between two faults
FAULT_S = (2, 25)  # how long a link stays down


class Soak:
    def __init__(self, options, folder):
        build = options.build
        self.programs = {name: os.path.join(build, path) for name, path in (
            ("server", "server/gatehouse-server"), ("gatehouse", "core/cli/gatehouse"), ("syncd", "sync/gatehouse-syncd"),
            ("desk", "tests/soak/desk_scans"))}
        self.options, self.folder, self.chance = options, folder, random.Random(options.seed)
        self.gateway = Gateway()
        self.world = World(self.programs, folder, more=["--sms-url", "http://127.0.0.1:%d/sendsms" % self.gateway.port])
        self.world.open_days()
        status, guard = self.world.people["guard"].call("POST", "/api/guards", {
            "name": "赵师傅", "rights": ["admit", "override", "settings"], "pin": PIN})
        check(status == 201, "a guard: %s" % guard)
        self.guard, self.ending, self.minutes, self.faults = guard["id"], threading.Event(), [], {}
        self.people = People(self.world, self.ending)
        self.booths, self.links, self.desks = [], [], []

    def open_booths(self):
        direct = self.world.url
        for number, gate in enumerate((0, 1, 0)):
            link = Link(self.world.port)
            self.world.url = "https://127.0.0.1:%d" % link.port
            booth = Booth(self.world, "booth-%d" % number, gate).start()
            check(booth.enrol().returncode == 0, "booth %d is enrolled" % number)
            self.booths.append(booth)
            self.links.append(link)
        self.world.url = direct
        self.people.apply(12)
        for booth in self.booths:
            wait_for("the first sync", booth.up_to_date)
            desk = Desk(self.programs["desk"], booth, self.guard, self.options.rate, self.people, self.ending)
            self.desks.append(desk)
        for thread in self.desks + [self.people]:
            thread.start()

    # ---- Faults ----

    def cut(self):
        self.chance.choice(self.links).cut()

    def silence(self):
        link = self.chance.choice(self.links)
        link.mode = "silent"
        self.ending.wait(self.chance.uniform(*FAULT_S))
        link.mode = "pass"
        link.cut()

    def refuse(self):
        link = self.chance.choice(self.links)
        link.mode = "refuse"
        link.cut()
        self.ending.wait(self.chance.uniform(*FAULT_S))
        link.mode = "pass"

    def kill_daemon(self):
        booth = self.chance.choice(self.booths)
        booth.stop(signal.SIGKILL)
        booth.start()

    def kill_server(self):
        with self.people.away:
            self.world.stop(signal.SIGKILL)
            self.world.start_again()

    def stop_server(self):
        with self.people.away:
            self.world.stop()
            self.world.start_again()

    def restart_database(self):
        with self.people.away:
            restart_postgres()

    def spoil(self):
        kinds = (self.cut, self.silence, self.refuse, self.kill_daemon, self.kill_server, self.stop_server,
                 self.restart_database)
        # Each kind once, then as it comes.
        order = list(kinds)
        self.chance.shuffle(order)
        while not self.ending.wait(self.chance.uniform(*PAUSE_S)):
            fault = order.pop() if order else self.chance.choice(kinds)
            self.faults[fault.__name__] = self.faults.get(fault.__name__, 0) + 1
            fault()

    # ---- A minute ----

    def sample(self, minute):
        line = {"minute": minute, "applications": self.people.done, "revoked": len(self.people.revoked)}
        scans = [one for desk in self.desks for one in desk.take_latencies()]
        line["scans"] = len(scans)
        line["scan_p50_ms"], line["scan_p99_ms"] = (round(percentile(scans, part) / 1000, 1) for part in (50, 99))
        waits = self.people.take_latencies()
        line["apply_p50_ms"], line["apply_p99_ms"] = (round(percentile(waits, part), 1) for part in (50, 99))
        programs = {"server": self.world.process}
        for booth, desk in zip(self.booths, self.desks):
            programs["syncd-" + booth.name[-1]], programs["desk-" + booth.name[-1]] = booth.daemon, desk.process
        for name, process in programs.items():
            line.update(resources(name, process))
        for booth in self.booths:
            for name in ("journal.db", "journal.db-wal", "replica.db", "replica.db-wal"):
                path = booth.path(name)
                line["%s-%s_kb" % (name, booth.name[-1])] = os.path.getsize(path) // 1024 if os.path.exists(path) else 0
        self.minutes.append(line)
        if self.options.figures:
            with open(self.options.figures, "a", encoding="utf-8") as out:
                out.write(json.dumps(line) + "\n")

    def run(self):
        self.open_booths()
        spoiler = threading.Thread(target=self.spoil)
        spoiler.start()
        began = time.monotonic()
        for minute in range(1, self.options.minutes + 1):
            while time.monotonic() - began < minute * 60 and not self.fault_of_a_thread():
                time.sleep(0.5)
            if self.fault_of_a_thread():
                break
            self.sample(minute)
        self.ending.set()
        for thread in [spoiler, self.people] + self.desks:
            thread.join()
        check(not self.fault_of_a_thread(), "%s" % self.fault_of_a_thread())

    def fault_of_a_thread(self):
        return next((one.fault for one in [self.people] + self.desks if one.fault), None)

    # ---- The books ----

    def settle(self):
        for link in self.links:
            link.mode = "pass"
        began = time.monotonic()
        for booth in self.booths:
            wait_for("%s is settled" % booth.name, booth.settled)
        wait_for("the last SMS", lambda: sql(self.world.database, "SELECT count(*) FROM message WHERE channel = 'sms' "
                                             "AND state NOT IN ('sent', 'failed')") == ["0"])
        return time.monotonic() - began

    def entries_are_equal(self):
        """Every entry of the booths' journals stands at the server once, and no other does. Returns how many."""
        here = []
        for booth in self.booths:
            with sqlite3.connect("file:%s?mode=ro" % booth.path("journal.db"), uri=True, timeout=20) as db:
                here += [bytes(row[0]).hex() for row in db.execute("SELECT id FROM entry")]
        there = sql(self.world.database, "SELECT encode(id, 'hex') FROM entry")
        check(sorted(here) == sorted(there), "%d entries at the booths, %d at the server, %d of them both" % (
            len(here), len(there), len(set(here) & set(there))))
        return len(here)

    def books(self):
        took = self.settle()
        entries = self.entries_are_equal()
        stored = set(sql(self.world.database, "SELECT encode(id, 'hex') FROM application WHERE state = 'approved'"))
        lost = [id for id in self.people.approved if id.replace("-", "") not in stored]
        check(not lost, "applications answered and lost: %s" % lost[:3])
        twice = self.gateway.twice()
        doubtful = int(sql(self.world.database, "SELECT count(*) FROM message WHERE maybe_twice = 1")[0])
        check(len(twice) <= doubtful, "SMS sent twice: %d, %d of them marked" % (len(twice), doubtful))
        false = [one for desk in self.desks for one in desk.false_greens()]
        check(not false, "false greens: %s" % false[:3])
        print("books: %d entries, %d applications, %d revoked, %d SMS, %d marked as perhaps sent twice; settled in %.1f s" % (
            entries, len(self.people.approved), len(self.people.revoked), len(self.gateway.taken), doubtful, took))
        print("scans: %s" % {key: sum(desk.counts.get(key, 0) for desk in self.desks)
                             for key in sorted({key for desk in self.desks for key in desk.counts})})
        print("faults: %s; requests without an answer meanwhile: %d" % (self.faults, self.people.failed))

    def table(self):
        if not self.minutes:
            return
        first, last = self.minutes[0], self.minutes[-1]
        print("%-24s %12s %12s" % ("", "minute %d" % first["minute"], "minute %d" % last["minute"]))
        for key in sorted(set(first) & set(last) - {"minute"}):
            print("%-24s %12s %12s" % (key, first[key], last[key]))

    def close(self):
        self.ending.set()
        for desk in self.desks:
            desk.end()
        for booth in self.booths:
            if booth.daemon:
                booth.stop(signal.SIGKILL)
        if self.world.process.poll() is None:
            self.world.stop(signal.SIGKILL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--minutes", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--figures")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not os.environ.get("GATEHOUSE_TEST_POSTGRES_RESTART"):
        print("skipped: there is no PostgreSQL that may be killed")
        sys.exit(77)
    if options.figures and os.path.exists(options.figures):
        os.remove(options.figures)
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(options, folder)
        try:
            soak.run()
            soak.books()
            soak.table()
        finally:
            soak.close()
    print("%d checks passed" % server_support.checks)


main()
