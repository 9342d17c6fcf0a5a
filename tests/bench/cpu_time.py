"""The processor time that a server and its database have used: it says the same on a busy machine as on a quiet one.

Used by tests/bench/entries. /proc/PID/task/TID/schedstat has a thread's time in nanoseconds. PostgreSQL's processes are
the children of its postmaster that work for this database. Helpers of a parallel plan end with their statement: their
time is in that of the postmaster's dead children, by hundredths of a second.
"""
import os
import subprocess

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def of_process(pid):
    """In milliseconds; 0 for a process that has ended."""
    total = 0
    try:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/schedstat" % (pid, thread), encoding="ascii") as file:
                total += int(file.read().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total / 1e6


def stat_of(pid):
    """The fields of /proc/PID/stat after the name in brackets: [0] is the third of proc(5)."""
    with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
        return file.read().rsplit(")", 1)[1].split()


def command_of(pid):
    try:
        with open("/proc/%d/cmdline" % pid, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Meter:
    """The database's time is 0 throughout for SQLite, which computes in the server, and for PostgreSQL on another machine."""

    def __init__(self, server, url):
        self.server, self.postmaster, self.name = server, None, None
        if not url.startswith("sqlite:"):
            self.find(url)

    def find(self, url):
        """Finds the postmaster as the parent of a process that works for this database."""
        with subprocess.Popen(["psql", "-qtA", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
            psql.stdin.write("SELECT pg_backend_pid(), current_database();\n")
            psql.stdin.flush()
            pid, self.name = psql.stdout.readline().strip().split("|")
            if self.is_ours(int(pid)):
                self.postmaster = int(stat_of(int(pid))[1])
            psql.stdin.close()

    def is_ours(self, pid):
        command = command_of(pid)
        return command.startswith("postgres: ") and " %s " % self.name in command

    def read(self):
        """Returns (the server's milliseconds, the database's)."""
        if self.postmaster is None:
            return of_process(self.server), 0.0
        with open("/proc/%d/task/%d/children" % (self.postmaster, self.postmaster), encoding="ascii") as file:
            children = [int(pid) for pid in file.read().split()]
        dead = sum(int(ticks) for ticks in stat_of(self.postmaster)[13:15]) * TICK_MS
        return of_process(self.server), dead + sum(of_process(pid) for pid in children if self.is_ours(pid))
