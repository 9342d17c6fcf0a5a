"""A server that speaks HTTPS, and booths with the real sync daemon and the real kiosk around it."""
import atexit
import datetime
import json
import os
import re
import signal
import ssl
import struct
import subprocess
import time

import server_support
from server_support import PATIENCE_S, Client, check, wait_for

ZONE = datetime.timezone(datetime.timedelta(hours=8))
LAST_MINUTE = 2 * 1440 - 1  # of the day after, so that people can apply for today
PIN = "27182818"


def make_certificate(folder, name="server", more=""):
    """Makes a self-signed certificate for 127.0.0.1 (more: further names, "IP:...")."""
    certificate, key = (os.path.join(folder, name + ending) for ending in (".pem", ".key"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1" + ("," + more if more else ""), "-out", certificate,
                    "-keyout", key], check=True, stderr=subprocess.DEVNULL)
    return certificate, key


class World:
    """Starts a server with accounts, guards, and a calendar that is open today."""

    def __init__(self, programs, folder, database=None, address=None, shim=None, more=()):
        self.programs, self.folder = programs, folder
        self.later = self.passed = 0  # seconds that the wall clocks are ahead, and that all clocks have advanced
        if shim:
            self.shift_clocks(shim)
        self.keys = os.path.join(folder, "keys")
        for what in ("root", "signing", "set"):
            subprocess.run([programs["gatehouse"], "keys", "new", what, "--dir", self.keys], check=True,
                           stdout=subprocess.DEVNULL)
        self.certificate, key = make_certificate(folder, more="IP:" + address if address else "")
        self.database = database or os.environ.get("GATEHOUSE_TEST_POSTGRES") or \
            "sqlite:" + os.path.join(folder, "server.db")
        self.tls = ["--tls-certificate", self.certificate, "--tls-key", key]
        self.tls += more
        server_support.tls = ssl.create_default_context(cafile=self.certificate)
        self.demo, self.password = True, server_support.PASSWORD
        self.process, self.port = server_support.start(programs["server"], folder, self.database, None, *self.tls)
        self.sign_in()
        # A code that a script shows later than two minutes after it was made is no live one any more.
        static = self.people["admin"].call("PUT", "/api/settings", {"gate.live_code": False})
        check(static[0] in (200, 204), "static codes do: %s" % (static,))
        if address:
            self.open_to_others()
        self.url = "https://%s:%d" % (address or "127.0.0.1", self.port)

    def sign_in(self):
        self.people = {name: Client(self.port) for name in ("zhang", "li", "guard", "admin")}
        for name, client in self.people.items():
            check(client.sign_in(name, self.password)[0] == 200, "%s signs in" % name)

    def open_to_others(self):
        """Listens on all addresses, which a server does only with passwords that are not published."""
        password, self.password, self.demo = self.password, "three quiet words", False
        alone = {"second_factor.officers": False, "second_factor.administrators": False}
        check(self.people["admin"].call("PUT", "/api/settings", alone)[0] in (200, 204), "passwords alone are enough")
        self.people["wang"] = Client(self.port)
        check(self.people["wang"].sign_in("wang")[0] == 200, "wang signs in")
        for name, client in self.people.items():
            changed = client.call("PUT", "/api/session/password", {"old": password, "new": self.password})[0]
            check(changed == 204, "%s has another password: %s" % (name, changed))
        self.stop()
        self.tls += ["--listen", "0.0.0.0"]
        self.process, self.port = server_support.start(self.programs["server"], self.folder, self.database, None,
                                                       *self.tls, demo=False)
        self.sign_in()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        check(how != signal.SIGTERM or code == 0, "the server ends cleanly, not with %s" % code)

    def start_again(self):
        self.process = subprocess.Popen(
            [self.programs["server"], "--port", str(self.port), "--database", self.database, "--keys", self.keys] +
            (["--demo"] if self.demo else []) + self.tls, stderr=open(os.path.join(self.folder, "again.log"), "ab"))
        wait_for("the server", lambda: self.answers())

    def answers(self):
        try:
            return Client(self.port).call("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def shift_clocks(self, shim):
        """Programs that start from now on see their clocks moved by hours_pass(). shim: that of tests/fault. The clocks
        begin at ten in the morning of the campus, so that the hours that pass stay within the day of the visit."""
        now = datetime.datetime.now(ZONE)
        ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
        self.later = int((ten - now).total_seconds()) - (86400 if ten > now else 0)
        self.shift = os.path.join(self.folder, "shift")
        os.environ.update(LD_PRELOAD=shim, GATEHOUSE_CLOCK_SHIFT=self.shift)
        self.hours_pass(0)

    def hours_pass(self, hours):
        self.later += hours * 3600
        self.passed += hours * 3600
        with open(self.shift, "r+b" if os.path.exists(self.shift) else "wb") as file:
            file.write(struct.pack("=qq", self.later, self.passed))

    def now(self):
        return datetime.datetime.fromtimestamp(time.time() + self.later, ZONE)

    def open_days(self):
        today = (self.now().date() - datetime.date(1970, 1, 1)).days
        days = [{"day": day, "working": True, "open": True, "deadline_minute": LAST_MINUTE, "note": ""}
                for day in range(today - 1, today + 4)]
        check(self.people["admin"].call("PUT", "/api/admin/campuses/1/days", days)[0] == 200, "days are open")

    def code(self, gate):
        return self.code_and_link(gate)["code"]

    def code_and_link(self, gate):
        status, made = self.people["admin"].call("POST", "/api/devices/codes",
                                                 {"name": "岗亭 %d" % gate, "campus": 1, "gate": gate})
        check(status == 201, "a code: %s" % made)
        return made

    def visitor_of(self, number):
        return {"name": "李娜", "sex": "F", "mobile": "1380013%04d" % number, "document_kind": "passport",
                "document_number": "E%08d" % number, "vehicle": None}

    def visitor(self, number, kind="visit", plate=None):
        """Applies and approves. Returns the application and the static code of its pass."""
        begin = int(datetime.datetime.combine(self.now().date(), datetime.time(), ZONE).timestamp()) * 1000
        person = dict(self.visitor_of(number), vehicle=0 if plate else None)
        zhang, li, guard = (self.people[name] for name in ("zhang", "li", "guard"))
        status, draft = zhang.call("POST", "/api/applications", {
            "unit": 1, "campus": 1, "gates": [0] if plate else [0, 1], "kind": kind, "purpose": "学术讲座", "host_name": "张老师",
            "periods": [{"from": begin, "to": begin + 86400000}], "vehicles": [{"plate": plate}] if plate else [], "persons": [person]})
        check(status in (200, 201), "a draft: %s" % draft)
        status, sent = zhang.act(draft, "submit")
        check(status == 200, "submitted: %s" % sent)
        status, done = guard.act(li.act(sent, "unit-pass")[1], "security-pass")
        check(status == 200 and done["state"] == "approved", "approved: %s" % done)
        whole = zhang.call("GET", "/api/applications/" + done["id"])[1]
        return whole, whole["passes"][0]


class Booth:
    def __init__(self, world, name, gate, extra="", within=(), wait=20, camera=""):
        self.world, self.name, self.gate = world, name, gate
        self.dir = os.path.join(world.folder, name)
        os.makedirs(self.dir, exist_ok=True)
        self.ini = os.path.join(self.dir, "booth.ini")
        with open(self.ini, "w", encoding="utf-8") as out:
            out.write("""[booth]
device = %s
gate = %d
campus = 1
[clock]
battery = yes
[store]
replica = replica.db
journal = journal.db
state = state
[keys]
root_file = root.public
campus_file = campus.key
hardware_file = binding.key
[sync]
socket = sync.sock
ca_file = %s
wait_seconds = %d
%s
[camera]
pipeline = %s
""" % (name, gate, world.certificate, wait, extra, camera))
        self.daemon, self.runs, self.within = None, 0, list(within)
        atexit.register(self.kill)

    def path(self, name):
        return os.path.join(self.dir, name)

    def start(self, env=None):
        self.log = open(self.path("syncd.log"), "ab")
        self.daemon = subprocess.Popen(self.within + [self.world.programs["syncd"], "--config", self.ini], stderr=self.log,
                                       env=dict(os.environ, **(env or {})))
        wait_for("the socket of " + self.name, lambda: self.status() is not None)
        return self

    def stop(self, how=signal.SIGTERM):
        self.daemon.send_signal(how)
        code = self.daemon.wait(PATIENCE_S)
        check(how != signal.SIGTERM or code == 0, "%s: the daemon ends cleanly, not with %s" % (self.name, code))
        self.daemon = None

    def kill(self):
        """Where a check failed before stop(): a daemon that outlives its test holds the test's output open, and CTest waits."""
        if self.daemon:
            self.daemon.kill()
            self.daemon.wait()

    def gatehouse(self, *words, check_code=True):
        return subprocess.run([self.world.programs["gatehouse"]] + list(words), check=check_code, capture_output=True,
                              text=True)

    def status(self):
        answer = self.gatehouse("sync", "status", "--config", self.ini, "--json", check_code=False)
        return json.loads(answer.stdout) if answer.stdout else None

    def enrol(self, code=None):
        return self.gatehouse("enrol", code or self.world.code(self.gate), "--server", self.world.url, "--config",
                              self.ini, check_code=False)

    def problem(self):
        return (self.status() or {}).get("problem")

    def up_to_date(self):
        """The replica has the server's position, and nothing waits."""
        status = self.status()
        return status and status.get("problem") == "none" and status.get("waiting", 0) == 0 and status.get("position", 0) > 1

    def settled(self):
        """The booth is up to date, and the server has every entry of the journal."""
        entries = self.journal() if os.path.exists(self.path("journal.db")) else []
        return self.up_to_date() and self.status().get("acknowledged", 0) == (entries[-1]["number"] if entries else 0)

    def kiosk(self, *steps, sign_in=True, env=None, size="1280x800", ini=None):
        """Runs the real kiosk through a script of steps. Returns the folder of its pictures."""
        self.runs += 1
        script, pictures = self.path("script-%d" % self.runs), self.path("pictures-%d" % self.runs)
        os.makedirs(pictures)
        begin = ["expect-page sign-in", "tap guards 0", "type " + PIN, "key enter", "expect-page scan"] if sign_in else []
        with open(script, "w", encoding="utf-8") as out:
            out.write("\n".join(begin + list(steps)) + "\n")
        done = subprocess.run([self.world.programs["kiosk"], "--config", ini or self.ini, "--headless", "--size", size,
                               "--script", script, "--screenshots", pictures, "--exit-at-end"], capture_output=True,
                              text=True, env=dict(os.environ, SDL_AUDIODRIVER="dummy", **(env or {})))
        self.kiosk_log = done.stderr
        check(done.returncode == 0, "%s: the kiosk's script: %s" % (self.name, done.stderr[-1500:]))
        return pictures

    def journal(self):
        out = self.gatehouse("journal", "list", "--journal", self.path("journal.db"), "--limit", "100000", "--json").stdout
        return [json.loads(line) for line in out.splitlines()][::-1]


def token_of(world, one):
    """Returns the text of the pass page's code."""
    return world.people["guard"].call("GET", re.search(r"/p/[A-Za-z0-9_-]{22}", one["link"]).group(0) + "/code")[1]["text"]


def add_guard(world, name="赵师傅", rights=("admit", "override", "settings")):
    status, made = world.people["guard"].call("POST", "/api/guards", {"name": name, "rights": list(rights), "pin": PIN})
    check(status == 201, "a guard: %s" % made)
    return made
