#!/usr/bin/env python3
"""Two server processes on one PostgreSQL behind the real nginx (packaging/proxy/nginx-several.conf), while people write and
read and a booth syncs: a booth that waits at one hears of a pass that the other made; one is killed and comes back; both
are upgraded, one after the other, without a failed request; an older program serves on after a newer one has migrated.

usage: test_two_servers.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD [ROUNDS]   (GATEHOUSE_TEST_POSTGRES: the database)
ROUNDS: how often one is killed, and both are upgraded (2).
"""
import os
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

import server_support
from load_support import DOWN, Load
from proxy_support import free_port, nginx
from server_support import PATIENCE_S, Client, check, sql, wait_for
from sync_support import Booth, World, make_certificate

PROGRAMS = dict(zip(("server", "gatehouse", "syncd"), sys.argv[1:4]))
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 2
WAKES = 12
NAME = "servers.gatehouse.internal"


class Timed(Client):
    """Knows when its last answer came."""
    answered = 0.0

    def call(self, *given, **more):
        answer = super().call(*given, **more)
        self.answered = time.monotonic()
        return answer


class Pair(World):
    """Two servers with TLS, and nginx in front of them."""

    def __init__(self, folder):
        self.programs, self.folder, self.later, self.demo = PROGRAMS, folder, 0, True
        self.database, self.keys = os.environ["GATEHOUSE_TEST_POSTGRES"], os.path.join(folder, "keys")
        for what in ("root", "signing", "set"):
            subprocess.run([PROGRAMS["gatehouse"], "keys", "new", what, "--dir", self.keys], check=True, stdout=subprocess.DEVNULL)
        self.certificate, self.key = make_certificate(folder, more="DNS:" + NAME)
        server_support.tls = ssl.create_default_context(cafile=self.certificate)
        self.password = server_support.PASSWORD
        self.port = free_port()
        self.url = "https://127.0.0.1:%d" % self.port
        self.options = ["--public-url", self.url, "--trusted-proxies", "127.0.0.1", "--tls-certificate", self.certificate,
                        "--tls-key", self.key]
        self.processes, self.ports = [], []
        for _ in range(2):
            process, port = server_support.start(PROGRAMS["server"], folder, self.database, None, *self.options)
            self.processes.append(process)
            self.ports.append(port)
        self.log = open(os.path.join(folder, "proxy.log"), "ab")
        self.proxy = subprocess.Popen(self.nginx_command(), stdout=self.log, stderr=self.log)
        wait_for("nginx", lambda: server_support.listens(self.port) or self.proxy.poll() is not None)
        check(self.proxy.poll() is None, "nginx runs: %s" % open(self.log.name, encoding="utf-8").read()[-2000:])
        self.sign_in()
        self.open_days()

    def nginx_command(self):
        return nginx(self.folder, "nginx-several.conf", (
            ("10.0.0.11:8443", "127.0.0.1:%d" % self.ports[0]), ("10.0.0.12:8443", "127.0.0.1:%d" % self.ports[1]),
            ("/etc/ssl/gatehouse-servers.pem", self.certificate), ("/etc/ssl/gatehouse.pem", self.certificate),
            ("/etc/ssl/private/gatehouse.key", self.key), ("listen 80;", "listen 127.0.0.1:%d;" % free_port()),
            ("listen 443 ", "listen 127.0.0.1:%d " % self.port), ("visit.example.edu.cn", "127.0.0.1")))

    def start(self, which, *more):
        """Starts one again at its port. Returns the seconds until it is ready."""
        began = time.monotonic()
        log = open(os.path.join(self.folder, "again-%d.log" % which), "ab")
        self.processes[which] = subprocess.Popen(
            [PROGRAMS["server"], "--port", str(self.ports[which]), "--database", self.database, "--keys", self.keys, "--demo"] +
            self.options + list(more), stderr=log)
        wait_for("a server that is ready", lambda: self.ready(which) == 200)
        return time.monotonic() - began

    def ready(self, which):
        try:
            return Client(self.ports[which]).call("GET", "/readyz")[0]
        except DOWN:
            return 0

    def end(self, which):
        """SIGTERM. Returns the seconds until it has ended."""
        began = time.monotonic()
        self.processes[which].send_signal(signal.SIGTERM)
        check(self.processes[which].wait(PATIENCE_S) == 0, "it ends cleanly")
        return time.monotonic() - began

    def close(self):
        for process in [self.proxy] + self.processes:
            if process.poll() is None:
                process.terminate()
        for process in [self.proxy] + self.processes:
            process.wait(PATIENCE_S)
        self.log.close()


def position(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM pass").fetchone()[0]


def wakes(world):
    """How long after the last approval at one server a pass is at a booth that waits at the other one."""
    through, world.url = world.url, "https://127.0.0.1:%d" % world.ports[0]
    booth = Booth(world, "booth-direct", 0).start()
    check(booth.enrol().returncode == 0, "a booth is enrolled at the first server")
    wait_for("the first sync", booth.up_to_date)
    world.url, took = through, []
    people, world.people = world.people, {}
    for name, one in people.items():
        world.people[name] = Timed(world.ports[1])
        world.people[name].cookie, world.people[name].csrf = one.cookie, one.csrf
    for number in range(WAKES):
        before = position(booth)
        world.visitor(5000 + number)
        approved = world.people["guard"].answered
        while position(booth) == before:
            check(time.monotonic() < approved + PATIENCE_S, "the booth hears of the pass")
            time.sleep(0.002)
        took.append(time.monotonic() - approved)
    world.people = people
    booth.stop()
    took.sort()
    print("a booth that waits at one server has the pass of the other after %.0f ms (median of %d; longest %.0f ms)" %
          (1000 * took[WAKES // 2], WAKES, 1000 * took[-1]))


def killed(world, booth, round_number):
    """SIGKILL under load. A write fails only when it was under way; sent again, it happens once."""
    which = round_number % 2
    with Load([world.port], world.people) as load:
        wait_for("some approvals", lambda: load.written() >= 5)
        at = time.monotonic()
        world.processes[which].kill()
        world.processes[which].wait()
        gone = time.monotonic()
        before = load.written()
        wait_for("approvals by the other one", lambda: load.written() >= before + 5)
        ready = world.start(which)
        before = load.written()
        wait_for("approvals by both", lambda: load.written() >= before + 5)
    writes, reads = load.figures("killed")
    for began, ended, what, status, code in writes:
        check(began <= gone and ended >= at, "under way when the process died: %s %s %s, %.2f s after" % (what, status, code, began - gone))
        check(status in (0, 502), "no server answered: %s %s %s" % (what, status, code))
    check(not reads, "nginx asks the other one: %s" % reads)
    made = load.check_stored(world.people["zhang"])
    wait_for("the booth", booth.up_to_date)
    print("killed: ready again %.1f s after its start" % ready)
    return made


def upgraded(world, booth):
    """Each process ends and starts anew, one after the other. In the second round they announce it before."""
    more = ["--drain-seconds", "1"]
    with Load([world.port], world.people) as load:
        wait_for("some approvals", lambda: load.written() >= 5)
        for which in (0, 1):
            ended, ready = world.end(which), world.start(which, *more)
            print("upgrade: ended after %.2f s, ready %.2f s after its start" % (ended, ready))
            before = load.written()
            wait_for("approvals by both", lambda: load.written() >= before + 5)
    writes, reads = load.figures("upgraded")
    check(not writes and not reads, "no request failed: %s %s" % (writes, reads))
    made = load.check_stored(world.people["zhang"])
    wait_for("the booth", booth.up_to_date)
    return made


def announced(world):
    """With --drain-seconds a balancer hears of the end while the server still takes requests."""
    world.end(1)
    world.start(1, "--drain-seconds", "60")
    process = world.processes[1]
    process.send_signal(signal.SIGTERM)
    wait_for("the word that it stops", lambda: world.ready(1) == 503)
    status, told = Client(world.ports[1]).call("GET", "/readyz")
    check(status == 503 and told["stopping"] and told["database"], "not ready, since it stops: %s" % told)
    check(Client(world.ports[1]).sign_in("zhang")[0] == 200, "and serves")
    process.send_signal(signal.SIGTERM)
    check(process.wait(PATIENCE_S) == 0, "a second SIGTERM ends it at once")
    world.start(1)


def migrated(world):
    """A newer program has migrated: the older ones serve until they are replaced, and don't start again."""
    with Load([world.port], world.people) as load:
        wait_for("some approvals", lambda: load.written() >= 3)
        sql(world.database, "SET lock_timeout = '20s'; ALTER TABLE application ADD COLUMN of_a_newer_version BIGINT; "
            "UPDATE schema_version SET version = version + 1")
        check([world.ready(0), world.ready(1)] == [200, 200], "both are ready")
        before = load.written()
        wait_for("approvals on the newer schema", lambda: load.written() >= before + 5)
    writes, reads = load.figures("migrated")
    check(not writes and not reads, "no request failed: %s %s" % (writes, reads))
    refused = subprocess.run([PROGRAMS["server"], "--port", "0", "--database", world.database, "--keys", world.keys, "--demo"],
                             capture_output=True, text=True, timeout=PATIENCE_S)
    check(refused.returncode == 3 and "newer version" in refused.stderr, "an older program does not start there: %s" % refused.stderr)
    sql(world.database, "ALTER TABLE application DROP COLUMN of_a_newer_version; UPDATE schema_version SET version = version - 1")
    return load.check_stored(world.people["zhang"])


def run(world):
    wakes(world)
    made = {}
    booth = Booth(world, "booth-proxied", 1).start()
    try:
        check(booth.enrol().returncode == 0, "a booth is enrolled through nginx")
        wait_for("the first sync", booth.up_to_date)
        for number in range(ROUNDS):
            made.update(killed(world, booth, number))
        for _ in range(ROUNDS):
            made.update(upgraded(world, booth))
        announced(world)
        made.update(migrated(world))
        problems = re.findall(r"event=(\S*(?:problem|failed)\S*)[^\n]*", open(booth.path("syncd.log"), encoding="utf-8").read())
        wait_for("the booth", booth.up_to_date)
    finally:
        booth.stop()
    # Beside the applications whose answers came there are only those of the wakes.
    count = int(sql(world.database, "SELECT count(*) FROM application WHERE purpose LIKE '讲座 %'")[0])
    check(count == len(made), "each application is stored once: %d of %d" % (count, len(made)))
    print("%d applications, each stored once; lines of trouble of the booth: %d" % (count, len(problems)))
    print("%d checks hold" % server_support.checks)


if not os.environ.get("GATEHOUSE_TEST_POSTGRES") or not shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"]):
    print("skipped: several servers need PostgreSQL, and the test nginx")
    sys.exit(77)
with tempfile.TemporaryDirectory() as place:
    pair = Pair(place)
    try:
        run(pair)
    finally:
        pair.close()
