#!/usr/bin/env python3
"""Every key changes while a guard scans and people work: the server, the booth's daemon and the kiosk are the real ones. No
scan is refused, no name stays closed, no request fails, and nobody signs in again.

usage: test_rotation.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from server_support import check
from sync_support import Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
CODES = 12


class Asking(threading.Thread):
    """Somebody who works on the server's pages the whole time."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.answers, self.stopping = client, [], False

    def run(self):
        while not self.stopping:
            for path in ("/api/applications?limit=5", "/api/session"):
                self.answers.append(self.client.call("GET", path)[0])
            time.sleep(0.1)


class Gate(threading.Thread):
    """A guard who scans one code after the other, and one more once every key is another."""

    def __init__(self, booth, codes, name, done):
        super().__init__(daemon=True)
        self.booth, self.failed = booth, None
        self.steps = []
        for code in codes[:-1]:
            self.steps += ["gun " + code, "expect-verdict green ok", "expect-text " + name, "wait 1500"]
        self.steps += ["await " + done, "gun " + codes[-1], "expect-verdict green ok", "expect-text " + name]

    def run(self):
        try:
            self.booth.kiosk(*self.steps)
        except BaseException as fault:  # for the main thread
            self.failed = fault


def has_admitted(booth):
    """The journal is still being made when the kiosk starts."""
    told = booth.gatehouse("journal", "list", "--journal", booth.path("journal.db"), "--json", check_code=False).stdout
    return '"kind": "admit"' in told or '"kind":"admit"' in told


def log_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rotate(world, what, file=None):
    subprocess.run([PROGRAMS["gatehouse"], "keys", "rotate", what, "--dir", world.keys], check=True,
                   stdout=subprocess.DEVNULL)
    if file:  # servers wait for a minute, for those that share the folder
        os.utime(os.path.join(world.keys, file), (time.time() - 120, time.time() - 120))
        world.process.send_signal(signal.SIGHUP)


def epoch_at(booth):
    found = re.findall(r"event=key-set epoch=(\d+)", log_of(booth.path("syncd.log")))
    return int(found[-1]) if found else 0


def rotate_all(world, booth):
    def server_says(text):
        return text in log_of(world.process.log)
    for what in ("signing", "sealing"):
        before = epoch_at(booth)
        rotate(world, what)
        wait_for("the new %s key at the booth" % what, lambda: epoch_at(booth) > before)
    rotate(world, "vault", "vault-2.key")
    wait_for("the vault's boxes", lambda: server_says("event=vault-resealed key=2"))
    rotate(world, "data", "data-2.key")
    wait_for("the new data key", lambda: server_says("event=shared-key kind=data key=2"))
    wait_for("the booth's rows under it", lambda: "why=other-history" in log_of(booth.path("syncd.log")))
    rotate(world, "campus", "campus-2.key")
    wait_for("the new campus key", lambda: server_says("event=shared-key kind=campus key=2"))
    wait_for("the booth's rows under it", lambda: log_of(booth.path("syncd.log")).count("why=other-history") == 2)
    before = booth.status()["fingerprint"]
    told = booth.gatehouse("sync", "rotate-key", "--config", booth.ini)
    check("fingerprint" in told.stdout and booth.status()["fingerprint"] != before, "the booth's key: %s" % told.stdout)
    listed = world.people["admin"].call("GET", "/api/devices")[1]["items"][0]
    check(listed["fingerprint"] == booth.status()["fingerprint"], "both sides show the new one")


def run(folder):
    world = World(PROGRAMS, folder)
    booth = Booth(world, "south", 0)
    try:
        rehearse(folder, world, booth)
    finally:  # after a failure they would go on
        for process in (booth.daemon, world.process):
            if process and process.poll() is None:
                process.kill()


def rehearse(folder, world, booth):
    world.open_days()
    add_guard(world)
    visitors = [world.visitor(i + 1)[1] for i in range(CODES)]
    codes = [token_of(world, one) for one in visitors]
    booth.start()
    check(booth.enrol().returncode == 0, "enrolled")
    wait_for("the first sync", booth.up_to_date)
    done = os.path.join(folder, "all-rotated")
    asking, gate = Asking(world.people["zhang"]), Gate(booth, codes, "李*", done)
    asking.start()
    gate.start()
    wait_for("the first scan", lambda: gate.failed or has_admitted(booth))
    rotate_all(world, booth)
    open(done, "w").close()
    gate.join()
    asking.stopping = True
    asking.join()
    check(gate.failed is None, "every scan was green, with its name: %s" % gate.failed)
    check(len(asking.answers) > 20 and set(asking.answers) == {200}, "no request failed: %s" % set(asking.answers))
    wait_for("the entries at the server", booth.settled)
    entries = booth.journal()
    check(sum(e["kind"] == "sign-in" for e in entries) == 1, "one sign-in was enough")
    check(sum(e["kind"] == "admit" for e in entries) == CODES, "all are in")
    boxes = world.people["guard"].call("GET", "/api/entries?limit=100")[1]["items"]
    check(sum(e["kind"] == "admit" for e in boxes) == CODES, "and at the server")
    # The keys before have gone from the booth and are no longer needed by the server.
    os.remove(os.path.join(world.keys, "data.key"))
    world.stop()
    world.start_again()
    wait_for("the booth after a restart", booth.up_to_date)
    booth.stop()
    booth.start()
    wait_for("the booth with its new key", booth.up_to_date)
    status = booth.gatehouse("keys", "status", "--dir", world.keys)
    check("data-2.key" in status.stdout and "vault-2.key" in status.stdout, "status: %s" % status.stdout)
    booth.stop()
    world.stop()


with tempfile.TemporaryDirectory() as temporary:
    run(temporary)
