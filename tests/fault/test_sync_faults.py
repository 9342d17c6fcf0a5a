#!/usr/bin/env python3
"""Real sync through a network that resets, stalls, cuts and refuses, while both ends are killed. At the end the server
has every entry once, and the booth's replica equals, row by row, that of a new booth.

usage: test_sync_faults.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD JOURNAL_WRITER ROUNDS [SEED]
(GATEHOUSE_TEST_POSTGRES: on that database instead of SQLite)
"""
import os
import random
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import PATIENCE_S, check  # noqa: E402
from sync_support import Booth, World, add_guard, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "writer"), sys.argv[1:5]))
ROUNDS = int(os.environ.get("GATEHOUSE_SYNC_ROUNDS") or sys.argv[5])
SEED = int(sys.argv[6]) if len(sys.argv) > 6 else 1
FAULTS = ("none", "none", "none", "reset", "stall", "cut", "refuse")


class Proxy:
    """A TCP proxy that spoils connections."""

    def __init__(self, port):
        self.port_behind, self.healed, self.counts = port, False, dict.fromkeys(FAULTS, 0)
        self.chance = random.Random(SEED)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            fault = "none" if self.healed else self.chance.choice(FAULTS)
            self.counts[fault] += 1
            if fault == "refuse":
                reset(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.port_behind), 5)
            except OSError:
                reset(client)
                continue
            # The handshake needs some two thousand bytes; what follows is the answer.
            limit = None if fault == "none" else self.chance.randrange(500, 9000)
            ends = (client, server)
            for source, target, bound in ((client, server, None), (server, client, limit)):
                threading.Thread(target=pump, args=(source, target, bound, fault, ends), daemon=True).start()


def reset(end):
    """Closes so that the other side sees a reset, not an end."""
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()
    except OSError:
        pass


def pump(source, target, limit, fault, ends):
    passed = 0
    try:
        while True:
            data = source.recv(2048)
            if not data:
                break
            if limit is not None and passed + len(data) > limit:
                target.sendall(data[:max(0, limit - passed)])
                if fault == "stall":
                    time.sleep(1.5)
                if fault != "cut":
                    reset(target)
                break
            target.sendall(data)
            passed += len(data)
    except OSError:
        pass
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def write(booth, count):
    subprocess.run([PROGRAMS["writer"], booth.path("journal.db"), booth.name, str(count)], check=True)
    return count


def revive(world):
    world.process.kill()
    world.process.wait(PATIENCE_S)
    world.start_again()


def change(world, passes, chance):
    """Makes a change at the server: a pass, or a revocation."""
    if passes and chance.random() < 0.4:
        one = passes.pop(chance.randrange(len(passes)))
        status, answer = world.people["guard"].call("POST", "/api/passes/%s/actions" % one["id"],
                                                    {"action": "revoke", "reason": "来访取消"})
        check(status == 200, "revoked: %s" % answer)
    else:
        passes.append(world.visitor(len(passes) + int(time.time() * 10) % 9000)[1])


def rounds(world, proxy, booth):
    chance, passes, written = random.Random(SEED + 1), [], 0
    kills = {"booth": 0, "server": 0}
    for number in range(ROUNDS):
        written += write(booth, chance.randrange(1, 8))
        if number % 3 == 0:
            change(world, passes, chance)
        time.sleep(chance.random() * 0.25)
        if chance.random() < 0.3:
            booth.daemon.send_signal(signal.SIGKILL)
            booth.daemon.wait(PATIENCE_S)
            booth.start()
            kills["booth"] += 1
        if chance.random() < 0.15:
            revive(world)
            kills["server"] += 1
    return written, kills


def told(world, booth):
    """Returns every entry of a booth in the reviewers' list."""
    found, cursor = [], ""
    while True:
        page = world.people["guard"].call("GET", "/api/entries?limit=200&device=%s%s" % (booth.status()["device"],
                                                                                         cursor))[1]
        found += page["items"]
        if not page["next"]:
            return found
        cursor = "&cursor=" + page["next"]


def rows(booth):
    """Returns the content of a replica, without its row numbers."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        tables = {}
        for table in ("pass", "revoked", "bar", "gate", "unit"):
            names = [name for _, name, *_ in db.execute("PRAGMA table_info(%s)" % table) if name not in ("row", "display")]
            # A revoked pass is a revocation, whether its row came before or never.
            which = "WHERE id NOT IN (SELECT id FROM revoked)" if table == "pass" else ""
            tables[table] = db.execute("SELECT %s FROM %s %s ORDER BY 1, 2" % (", ".join(names), table, which)).fetchall()
        return tables


def same_rows(booth, other):
    """Both booths hold the same. What the server changed last may be at one of them before the other."""
    mine, theirs = rows(booth), rows(other)
    return all(set(mine[table]) == set(theirs[table]) for table in mine)


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        add_guard(world)
        proxy = Proxy(world.port)
        proxy.healed, direct = True, world.url
        booth, other = Booth(world, "booth-a", 0).start(), None
        try:
            world.url = "https://127.0.0.1:%d" % proxy.port
            check(booth.enrol().returncode == 0, "enrolled through the proxy")
            wait_for("the first sync", booth.up_to_date)
            proxy.healed = False
            written, kills = rounds(world, proxy, booth)
            proxy.healed = True
            began = time.time()
            wait_for("all entries", booth.settled)
            healing = time.time() - began
            numbers = sorted(one["number"] for one in told(world, booth))
            check(numbers == list(range(1, written + 1)), "each of %d entries once, found %d" % (written, len(numbers)))
            check(not any(one["mark"] for one in told(world, booth)), "and nothing about them is odd")
            world.url = direct
            other = Booth(world, "booth-b", 1).start()
            check(other.enrol().returncode == 0, "a second booth")
            wait_for("its first sync", other.up_to_date)
            wait_for("the same rows at both booths", lambda: same_rows(booth, other))
            print("%d rounds: %d entries, 0 lost, 0 twice; %d passes and %d revocations as the server has them; connections "
                  "%s; killed %s; healed in %.1f s" % (ROUNDS, written, len(rows(booth)["pass"]), len(rows(booth)["revoked"]),
                                                       proxy.counts, kills, healing))
        finally:
            for process in (world.process, booth.daemon, other and other.daemon):
                if process and process.poll() is None:
                    process.kill()


main()
