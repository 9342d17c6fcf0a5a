#!/usr/bin/env python3
"""A PostgreSQL with a synchronous standby: the primary is killed while people write at two servers, and the standby is
promoted. No answered write is lost, the servers find the new primary by themselves, and a booth follows.

usage: test_standby.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD [long]
long: the standby is silent for longer than any statement and answer may take, the servers notice the promotion by
themselves within half a minute, and at the end the old primary comes back as it was, which nobody should let happen.
"""
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import server_support
from load_support import Load
from server_support import PATIENCE_S, Client, check, visit, wait_for
from sync_support import Booth, World

PROGRAMS = dict(zip(("server", "gatehouse", "syncd"), sys.argv[1:4]))
POSTGRES = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
LONG = "long" in sys.argv[4:]
SILENT_S = 14 if LONG else 3  # a standby does not answer for so long
AGAIN_S = 60  # writes succeed again; the product's own bounds add up to 15 s


class Cluster:
    """A PostgreSQL in a folder, on a socket there. PostgreSQL refuses to run as root."""
    owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []

    def __init__(self, folder, name):
        self.folder, self.data, self.name = os.path.join(folder, name), os.path.join(folder, name, "data"), name
        os.mkdir(self.folder)
        if self.owner:
            shutil.chown(self.folder, "postgres", "postgres")

    def run(self, program, *words, **more):
        return subprocess.run(self.owner + [os.path.join(POSTGRES[-1], program)] + list(words), cwd="/", check=True,
                              stdout=subprocess.DEVNULL, **more)

    def initialise(self):
        self.run("initdb", "-D", self.data, "-U", "gatehouse", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        return self

    def copy_of(self, primary):
        self.run("pg_basebackup", "-D", self.data, "-R", "-h", primary.folder, "-U", "gatehouse", "--checkpoint=fast", "--no-sync")
        return self

    def start(self):
        # Killing its processes loses nothing that the kernel has, so the short run waits for no disk.
        options = "-c fsync=%s -c listen_addresses= -c unix_socket_directories=%s -c max_connections=100 -c cluster_name=%s" % ("on" if LONG else "off", self.folder, self.name)
        self.run("pg_ctl", "-D", self.data, "-l", os.path.join(self.folder, "log"), "-w", "-t", "120", "-o", options, "start")
        return self

    def ask(self, question):
        done = subprocess.run(["psql", "-h", self.folder, "-U", "gatehouse", "-d", "gatehouse", "-Atqc", question],
                              capture_output=True, text=True, cwd="/")
        return done.stdout.split()

    def processes(self):
        """Returns the ids of the postmaster and of its children."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            first = int(file.readline())
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True).stdout.split()
        return [first] + [int(one) for one in children]

    def signal(self, what):
        for one in self.processes():
            try:
                os.kill(one, what)
            except ProcessLookupError:
                pass

    def promote(self):
        self.run("pg_ctl", "-D", self.data, "-w", "-t", "120", "promote")

    def stop(self):
        if os.path.exists(os.path.join(self.data, "postmaster.pid")):
            subprocess.run(self.owner + [os.path.join(POSTGRES[-1], "pg_ctl"), "-D", self.data, "-m", "immediate", "stop"],
                           cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def first_good(load, after):
    """Returns when the first write succeeded that began after that moment, or None."""
    good = [line[1] for one in load.writers for line in list(one.lines) if line[0] > after and line[3] in (200, 201)]
    return min(good, default=None)


def silent_standby(standby, world, ports):
    """While the standby does not answer, no write is answered, since it would not be safe. Reads go on."""
    with Load(ports, world.people) as load:
        wait_for("some approvals", lambda: load.written() >= 3)
        standby.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        time.sleep(SILENT_S)
        began = time.monotonic()
        standby.signal(signal.SIGCONT)
        before = load.written()
        wait_for("approvals again", lambda: load.written() >= before + 3)
    good = [line for one in load.writers for line in one.lines
            if line[0] > stopped + 0.5 and line[1] < began and line[3] in (200, 201) and line[2].startswith("POST")]
    check(not good, "no write is answered that one disk alone has: %s" % good[:3])
    reads = [line for one in load.readers for line in one.lines if stopped < line[0] and line[1] < began and line[3] == 200]
    check(reads, "reads go on")
    load.figures("standby silent for %d s" % SILENT_S)
    return load.check_stored(world.people["zhang"])


def fail_over(primary, standby, world, ports, booth):
    with Load(ports, world.people) as load:
        wait_for("some approvals", lambda: load.written() >= 5)
        primary.signal(signal.SIGKILL)
        killed = time.monotonic()
        standby.promote()
        promoted = time.monotonic()
        wait_for("a write at the new primary", lambda: first_good(load, promoted) or any(one.broken for one in load.writers))
        before = load.written()
        wait_for("approvals at the new primary", lambda: load.written() >= before + 10)
    again = first_good(load, promoted)
    writes, reads = load.figures("promoted")
    for began, ended, what, status, code in writes + reads:
        check(ended >= killed, "fails only without a primary: %s %s %s" % (what, status, code))
        check((status, code) in ((503, "unavailable"), (503, "busy"), (500, "uncertain")), "and says so: %s %s %s" % (what, status, code))
    print("promoted: the standby took %.1f s; writes succeed %.1f s after the primary died, %.1f s after the promotion; "
          "%d answers said \"uncertain\"" % (promoted - killed, again - killed, again - promoted,
                                             sum(line[4] == "uncertain" for line in writes)))
    check(again - killed < AGAIN_S, "in time")
    return load.check_stored(world.people["zhang"])


def came_back(primary, standby, world, folder):
    """The old primary runs again without its standby: a server that meets it answers no write, so nothing parts."""
    os.remove(os.path.join(primary.data, "postmaster.pid"))
    primary.start()
    before = primary.ask("SELECT count(*) FROM application"), standby.ask("SELECT count(*) FROM application")
    astray, port = server_support.start(PROGRAMS["server"], folder, "postgresql:///gatehouse?host=%s&user=gatehouse" % primary.folder,
                                        None, *world.tls)
    try:
        client = Client(port)
        client.cookie, client.csrf = world.people["zhang"].cookie, world.people["zhang"].csrf
        status, answer = client.call("POST", "/api/applications", visit(vehicles=[]))
        check(status in (500, 503), "the old primary alone takes nothing: %s %s" % (status, answer))
        print("old primary: answered %s %s" % (status, answer["code"]))
        check(world.people["zhang"].call("GET", "/api/applications?view=mine")[0] == 200, "the others stay where they are")
        check(standby.ask("SELECT count(*) FROM application") == before[1], "and nothing is mixed")
    finally:
        astray.kill()
        astray.wait()


def server_position(cluster):
    return int(cluster.ask("SELECT position FROM change_counter")[0])


def run(folder):
    primary = Cluster(folder, "one").initialise().start()
    standby = Cluster(folder, "two")
    running = []
    try:
        primary.run("createdb", "-h", primary.folder, "-U", "gatehouse", "gatehouse")
        standby.copy_of(primary).start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'two'")
        primary.ask("SELECT pg_reload_conf()")
        wait_for("a synchronous standby", lambda: primary.ask("SELECT sync_state FROM pg_stat_replication") == ["sync"])
        database = "postgresql:///gatehouse?host=%s,%s&user=gatehouse" % (primary.folder, standby.folder)
        world = World(PROGRAMS, folder, database=database)
        running.append(world.process)
        other, port = server_support.start(PROGRAMS["server"], folder, database, None, *world.tls)
        running.append(other)
        world.open_days()
        booth = Booth(world, "booth", 0).start()
        try:
            check(booth.enrol().returncode == 0, "a booth is enrolled")
            wait_for("the first sync", booth.up_to_date)
            ports = [world.port, port]
            made = silent_standby(standby, world, ports)
            wait_for("the booth", lambda: booth.up_to_date() and booth.status()["position"] == server_position(primary))
            held = booth.status()["position"]
            made.update(fail_over(primary, standby, world, ports, booth))
            begun = time.monotonic()
            for process in [] if LONG else running:
                process.send_signal(signal.SIGHUP)  # looks at once, not with the next round of the jobs
            wait_for("a new lineage", lambda: standby.ask("SELECT cause FROM lineage ORDER BY number") == ["first", "other-database"])
            wait_for("the booth at the new primary", lambda: booth.up_to_date() and booth.status()["position"] == server_position(standby))
            print("promoted: the booth has everything %.1f s later" % (time.monotonic() - begun))
            check(booth.status()["position"] > held, "the counter of changes only rose")
            log = open(booth.path("syncd.log"), encoding="utf-8").read()
            print("the booth said meanwhile: %s" % ", ".join(sorted(set(re.findall(r"problem=(\S+)", log)))))
            if LONG:
                came_back(primary, standby, world, folder)
        finally:
            booth.stop()
        stored = standby.ask("SELECT count(*) FROM application WHERE purpose LIKE '讲座 %'")
        check(stored == [str(len(made))], "each application is stored once: %s of %d" % (stored, len(made)))
        print("%d applications: lost 0, stored twice 0" % len(made))
    finally:
        for process in running:
            process.terminate()
        codes = [process.wait(PATIENCE_S) for process in running]
        for cluster in (primary, standby):
            cluster.stop()
    check(codes == [0, 0], "the servers end cleanly: %s" % codes)
    print("%d checks hold" % server_support.checks)


if not POSTGRES:
    print("skipped: PostgreSQL is not installed")
    sys.exit(77)
with tempfile.TemporaryDirectory() as place:
    os.chmod(place, 0o711)
    run(place)
