"""A booth of an older version, whose files one user had, under the two users of now: move-state shares them out, kiosk
and daemon go on with them, and neither can read or write what is the other's alone."""
import json
import os
import re
import signal
import subprocess

from install_support import run_kiosk, write_ini
from server_support import PATIENCE_S, check, wait_for

# No account needs to exist: the kernel goes by numbers.
KIOSK, SYNCD, GROUP, OLD = 64101, 64102, 64100, 64099
SYNC = """[sync]
server = https://127.0.0.1:9
socket = %s/sync.sock"""


def as_user(user, *command):
    return ["setpriv", "--reuid=%d" % user, "--regid=%d" % GROUP, "--clear-groups", "--no-new-privs", "--inh-caps=-all",
            *command]


def may(user, how, path):
    """Whether the user can open the path: "r" to read, "a" to write."""
    done = subprocess.run(as_user(user, "python3", "-c", "import sys; open(sys.argv[1], sys.argv[2])", path, how),
                          capture_output=True, text=True, check=False)
    check(done.returncode == 0 or "PermissionError" in done.stderr, "%s opens %s: %s" % (user, path, done.stderr))
    return done.returncode == 0


class Booth:
    """The folders of a booth: the state, /run and the configuration."""

    def __init__(self, build, prefix, folder):
        self.build, self.prefix, self.folder = build, prefix, folder
        self.state, self.run = os.path.join(folder, "state"), os.path.join(folder, "run")
        self.ini = os.path.join(folder, "booth.ini")
        os.mkdir(folder)
        for path in (folder, os.path.dirname(folder), prefix):
            os.chmod(path, 0o755)
        os.mkdir(self.state)
        os.mkdir(self.run)
        os.chown(self.run, SYNCD, GROUP)
        os.chmod(self.run, 0o750)
        subprocess.run([os.path.join(build, "tests/e2e/make_booth"), self.state], check=True)
        with open(os.path.join(self.state, "enrolled.json"), "w", encoding="utf-8") as out:
            json.dump({"server": "https://127.0.0.1:9", "device": "0190f5c0-0000-7000-8000-000000000001",
                       "secret": "17" * 32, "name": "booth-e2e", "campus": 1, "gate": 2, "revoked": False,
                       "wiped": False}, out)
        subprocess.run(["chown", "-R", "%d:%d" % (OLD, GROUP), self.state], check=True)
        subprocess.run(["chmod", "-R", "g-w,o-rwx", self.state], check=True)
        os.chmod(os.path.join(self.state, "enrolled.json"), 0o600)
        write_ini(self.ini, self.state, "campus_file = %s/campus.key" % self.state, SYNC % self.run)

    def code(self, name):
        with open(os.path.join(self.state, "codes", name), encoding="utf-8") as code:
            return code.read().strip()

    def kiosk(self, user, *steps):
        run_kiosk(self.prefix, self.ini, os.path.join(self.folder, "script-%d" % user), "expect-page scan", *steps,
                  wrap=lambda *command: as_user(user, *command), env={"HOME": os.path.join(self.folder, "nowhere")})

    def move(self):
        return subprocess.run([os.path.join(self.prefix, "libexec/gatehouse/move-state"), self.state, self.ini,
                               str(KIOSK), str(SYNCD), str(GROUP)], capture_output=True, text=True, check=False)

    def status(self):
        done = subprocess.run(as_user(KIOSK, os.path.join(self.prefix, "bin/gatehouse"), "sync", "status", "--json",
                                      "--config", self.ini), capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.stdout.startswith("{") else {}

    def daemon(self):
        return subprocess.Popen(as_user(SYNCD, os.path.join(self.prefix, "bin/gatehouse-syncd"), "--config", self.ini),
                                stderr=subprocess.DEVNULL)


def moved(booth):
    """An older kiosk's journal and all the rest, in two folders with one owner each."""
    with open(os.path.join(booth.state, "replica.db.lock"), "a", encoding="utf-8") as lock:
        holder = subprocess.Popen(["flock", lock.name, "sleep", "60"], start_new_session=True)
        try:
            wait_for("the lock", lambda: subprocess.run(["flock", "-n", lock.name, "true"], check=False).returncode)
            refused = booth.move()
        finally:
            os.killpg(holder.pid, signal.SIGKILL)
            holder.wait()
            wait_for("the lock to be free", lambda: subprocess.run(["flock", "-n", lock.name, "true"], check=False).returncode == 0)
    check(refused.returncode == 1 and "is in use" in refused.stderr, "not under a running program: %s" % refused)
    check(os.path.exists(os.path.join(booth.state, "journal.db")), "nothing has moved")
    for _ in range(2):
        done = booth.move()
        check(done.returncode == 0, "the files move: %s" % done)
    text = open(booth.ini, encoding="utf-8").read()
    for line in ("journal = {0}/kiosk/journal.db", "replica = {0}/sync/replica.db", "state = {0}/kiosk",
                 "root_file = {0}/sync/root.public"):
        check(re.search("^%s$" % re.escape(line.format(booth.state)), text, re.M), "booth.ini says %s" % line)
    # Where the folder is not the standard one, the configuration names the daemon's.
    with open(booth.ini, "w", encoding="utf-8") as out:
        out.write(text.replace("[sync]\n", "[sync]\nstate = %s/sync\n" % booth.state))


def apart(booth):
    """What the user of each program can open, now that both have run."""
    def where(part, name):
        return os.path.join(booth.state, part, name)
    check(not may(KIOSK, "r", where("sync", "enrolled.json")), "the kiosk's user can't read the booth's key")
    for name in ("replica.db", "replica.db-wal", "replica.db-shm", "root.public"):
        check(may(KIOSK, "r", where("sync", name)) and not may(KIOSK, "a", where("sync", name)),
              "the kiosk's user reads %s and can't write it" % name)
    for name in ("journal.db", "journal.db-wal", "journal.db-shm"):
        check(may(SYNCD, "r", where("kiosk", name)) and not may(SYNCD, "a", where("kiosk", name)),
              "the daemon's user reads %s and can't write it" % name)
    for user, part in ((KIOSK, "sync"), (SYNCD, "kiosk")):
        check(not may(user, "a", where(part, "planted")), "user %d puts nothing into %s" % (user, part))
        mode = os.stat(os.path.join(booth.state, part)).st_mode & 0o777
        check(mode == 0o750, "the group alone looks into %s: %o" % (part, mode))


def two_users(build, prefix, folder):
    if os.geteuid() != 0:
        print("skipped: two users: only root can start programs as them")
        return
    booth = Booth(build, prefix, folder)
    booth.kiosk(OLD, "gun " + booth.code("zhang"), "expect-state admitted")
    moved(booth)
    # Without the daemon, which has not run since: the kiosk reads the replica by itself.
    booth.kiosk(KIOSK, "gun " + booth.code("zhang"), "expect-verdict red already-used", "leave", "expect-page scan",
                "gun " + booth.code("long"), "expect-state admitted")
    daemon = booth.daemon()
    try:
        wait_for("the daemon to count the entries", lambda: booth.status().get("waiting", 0) >= 4)
        before = booth.status()["waiting"]
        booth.kiosk(KIOSK, "gun " + booth.code("long"), "expect-verdict red already-used")
        wait_for("the daemon to see what the kiosk writes", lambda: booth.status()["waiting"] > before)
        apart(booth)
    finally:
        daemon.send_signal(signal.SIGTERM)
        check(daemon.wait(PATIENCE_S) == 0, "the daemon ends cleanly")
    # A reader can't make the files of a log: they stay when the last program ends.
    booth.kiosk(KIOSK, "gun " + booth.code("zhang"), "expect-verdict red already-used")
