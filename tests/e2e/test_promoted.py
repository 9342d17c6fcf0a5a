#!/usr/bin/env python3
"""A PostgreSQL that was promoted has another timeline: the server begins a new lineage at its next start, and goes on in
the same one without. Needs a cluster of its own (tests/support/postgres.sh with DURABLE=yes).

usage: test_promoted.py GATEHOUSE_SERVER GATEHOUSE
"""
import os
import signal
import subprocess
import sys
import tempfile

from server_support import check, wait_for
from sync_support import World

PROGRAMS = dict(zip(("server", "gatehouse"), sys.argv[1:3]))


def ask(world, question):
    return subprocess.run(["psql", "-d", world.database, "-Atqc", question], check=False, capture_output=True, text=True,
                          cwd="/").stdout.split()


def causes(world):
    return ask(world, "SELECT cause FROM lineage ORDER BY number")


def promote(world):
    """Stops the cluster and lets it recover from an archive that has nothing: it ends on a new timeline."""
    pid_file = os.environ["GATEHOUSE_TEST_POSTGRES_PID"]
    data = os.path.dirname(pid_file)
    with open(pid_file, encoding="ascii") as file:
        os.kill(int(file.readline()), signal.SIGINT)
    wait_for("the cluster to stop", lambda: not os.path.exists(pid_file))
    mark = os.path.join(data, "recovery.signal")
    with open(mark, "w", encoding="ascii"):
        pass
    owner = os.stat(data)
    os.chown(mark, owner.st_uid, owner.st_gid)
    with open(os.path.join(data, "postgresql.conf"), "a", encoding="ascii") as file:
        file.write("restore_command = 'false'\n")
    subprocess.run([os.environ["GATEHOUSE_TEST_POSTGRES_RESTART"]], check=True)
    # It answers as a standby before the recovery has ended.
    wait_for("the end of the recovery", lambda: ask(world, "SELECT pg_is_in_recovery()") == ["f"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        try:
            check(causes(world) == ["first"], "a first lineage")
            world.stop()
            world.start_again()
            check(causes(world) == ["first"], "a restart goes on in it")
            world.stop()
            promote(world)
            world.start_again()
            check(causes(world) == ["first", "other-database"], "a promotion begins another: %s" % causes(world))
            world.stop()
        finally:
            if world.process.poll() is None:
                world.process.kill()
    print("ok")


if __name__ == "__main__":
    main()
