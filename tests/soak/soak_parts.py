"""What the soak consists of: a gateway that counts, links that fail, people who apply and officers who revoke, and desks
that scan."""
import collections
import datetime
import http.client
import http.server
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import Client, check, wait_for  # noqa: E402
from sync_support import PIN, ZONE  # noqa: E402

DOWN = (OSError, http.client.HTTPException)
APPLY_S, REVOKE_ONE_IN = 1.0, 6
GREEN = ("green", "ok")


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)] if values else 0


def resources(name, process):
    """Memory in MB, open descriptors and threads of a process; nothing of one that is just being replaced."""
    place = "/proc/%d/" % process.pid
    try:
        with open(place + "status", encoding="ascii") as file:
            status = dict(line.split(":", 1) for line in file)
        return {name + "_mb": round(int(status["VmRSS"].split()[0]) / 1024, 1), name + "_threads": int(status["Threads"]),
                name + "_descriptors": len(os.listdir(place + "fd"))}
    except (OSError, KeyError):
        return {}


def restart_postgres():
    """Kills the cluster as a power cut does, and starts it again."""
    with open(os.environ["GATEHOUSE_TEST_POSTGRES_PID"], encoding="utf-8") as lines:
        os.kill(int(lines.readline()), signal.SIGKILL)
    # Its children may still hold the shared memory.
    wait_for("PostgreSQL, started again", lambda: subprocess.run([os.environ["GATEHOUSE_TEST_POSTGRES_RESTART"]],
                                                                 stderr=subprocess.DEVNULL).returncode == 0)


class Gateway(http.server.ThreadingHTTPServer):
    """Takes SMS as Kannel's sendsms does (a stand-in: e2e.kannel has the real one), and counts each link."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayAnswer)
        self.lock, self.taken, self.port = threading.Lock(), collections.Counter(), self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def twice(self):
        return [link for link, count in self.taken.items() if count > 1]


class GatewayAnswer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.server.lock:
            self.server.taken[text] += 1
        try:
            self.send_response(202)
            self.end_headers()
            self.wfile.write(b"0: Accepted for delivery")
        except OSError:
            pass  # the server was killed while it waited

    def log_message(self, *_):
        pass


class Link(threading.Thread):
    """Between a booth and the server. mode: "pass", "silent" (takes bytes, sends none on), "refuse"."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.behind, self.mode, self.lock, self.ends = port, "pass", threading.Lock(), set()
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=20)
        self.port = self.listening.getsockname()[1]
        self.start()

    def run(self):
        while True:
            here, _ = self.listening.accept()
            try:
                if self.mode == "refuse":
                    raise OSError("refused")
                there = socket.create_connection(("127.0.0.1", self.behind), 5)
            except OSError:
                here.close()
                continue
            there.settimeout(None)
            with self.lock:
                self.ends |= {here, there}
            for ends in ((here, there), (there, here)):
                threading.Thread(target=self.carry, args=ends, daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(65536):
                if self.mode != "silent":
                    target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with self.lock:
                self.ends.discard(end)
            close(end)

    def cut(self):
        with self.lock:
            ends, self.ends = self.ends, set()
        for end in ends:
            close(end)


def close(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()


class People(threading.Thread):
    """Applies, approves and fetches codes; now and then revokes a pass. What was answered is kept for the books."""

    def __init__(self, world, ending):
        super().__init__(daemon=True)
        self.world, self.ending, self.chance = world, ending, random.Random(7)
        self.clients = world.people
        self.away = threading.Lock()  # held while server or database are made to fail
        self.lock, self.latencies = threading.Lock(), []
        self.codes, self.revoked, self.approved = [], {}, []  # (pass, code); pass -> when; applications
        self.number, self.done, self.failed, self.fault = 0, 0, 0, None

    def run(self):
        try:
            while not self.ending.wait(APPLY_S):
                self.apply(1)
                if self.chance.randrange(REVOKE_ONE_IN) == 0:
                    self.revoke()
        except BaseException as fault:  # a thread's end must not pass for peace
            self.fault = "people: %r" % fault

    def ask(self, who, method, path, body=None):
        """The answer of a call, or None when there was none or a fault of the moment."""
        began = time.monotonic()
        try:
            status, answer = self.clients[who].call(method, path, body)
        except DOWN:
            self.failed += 1
            return None
        with self.lock:
            self.latencies.append((time.monotonic() - began) * 1000)
        if status in (500, 503):
            self.failed += 1
            return None
        check(status < 400, "%s %s: %d %s" % (method, path, status, answer))
        return answer

    def act(self, who, made, action):
        return made and self.ask(who, "POST", "/api/applications/%s/actions" % made["id"],
                                 {"action": action, "version": made["version"], "remark": ""})

    def apply(self, count):
        for _ in range(count):
            self.number += 1
            day = datetime.datetime.combine(self.world.now().date(), datetime.time(), ZONE).timestamp()
            made = self.ask("zhang", "POST", "/api/applications", {
                "unit": 1, "campus": 1, "gates": [0, 1], "kind": "visit", "purpose": "学术讲座", "host_name": "张老师",
                "periods": [{"from": int(day) * 1000, "to": int(day) * 1000 + 86400000}], "vehicles": [],
                "persons": [{"name": "李娜", "sex": "F", "mobile": "138%08d" % self.number, "document_kind": "passport",
                             "document_number": "E%08d" % self.number, "vehicle": None}]})
            for who, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
                made = self.act(who, made, action)
            if not made:
                continue
            self.approved.append(made["id"])
            whole = self.ask("zhang", "GET", "/api/applications/" + made["id"])
            link = whole and re.search(r"/p/[A-Za-z0-9_-]{22}", whole["passes"][0]["link"]).group(0)
            code = whole and self.ask("guard", "GET", link + "/code")
            if code:
                with self.lock:
                    self.codes.append((whole["passes"][0]["id"], code["text"]))
                    self.done += 1

    def revoke(self):
        with self.lock:
            one = self.chance.choice(self.codes)[0] if self.codes else None
        if one and one not in self.revoked:
            if self.ask("guard", "POST", "/api/passes/%s/actions" % one, {"action": "revoke", "reason": "来访取消"}):
                self.revoked[one] = time.monotonic()

    def choose(self, chance):
        """A pass and its code: often one of the newest, which nobody has shown yet."""
        with self.lock:
            return chance.choice(self.codes[-8:] if chance.random() < 0.3 else self.codes) if self.codes else None

    def take_latencies(self):
        with self.lock:
            taken, self.latencies = self.latencies, []
        return taken


class Desk(threading.Thread):
    """Scans at a booth, and keeps each verdict."""

    def __init__(self, program, booth, guard, rate, people, ending):
        super().__init__(daemon=True)
        self.booth, self.rate, self.people, self.ending = booth, rate, people, ending
        self.chance, self.lock, self.latencies = random.Random(booth.name), threading.Lock(), []
        self.counts, self.greens, self.knew, self.fault = collections.Counter(), [], [], None
        self.log = open(booth.path("desk.log"), "ab")
        self.process = subprocess.Popen([program, booth.ini], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        wait_for("a guard signs in", lambda: self.ask("sign-in %d %s" % (guard, PIN)) == "signed 0")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def run(self):
        try:
            due = time.monotonic()
            while not self.ending.is_set():
                self.scan()
                due += 1 / self.rate
                time.sleep(max(0, due - time.monotonic()))
        except BaseException as fault:
            self.fault = "%s: %r" % (self.booth.name, fault)

    def knows_revoked(self, one):
        try:
            with sqlite3.connect("file:%s?mode=ro" % self.booth.path("replica.db"), uri=True, timeout=20) as db:
                return db.execute("SELECT 1 FROM revoked WHERE id = ?", (bytes.fromhex(one.replace("-", "")),)).fetchone()
        except sqlite3.Error:
            return None

    def scan(self):
        chosen = self.people.choose(self.chance)
        if not chosen:
            return
        one, code = chosen
        if self.chance.random() < 0.05:
            one, code = None, code[:-4] + "AAAA"
        knew = bool(one in self.people.revoked and self.knows_revoked(one))
        colour, reason, _, fault, micro = self.ask("scan " + code).split()
        check(fault == "ok" or colour != "green", "no green that is not on disk: %s" % fault)
        self.counts["%s %s" % (colour, reason)] += 1
        if (colour, reason) == GREEN:
            self.greens.append(one)
            if knew or one is None:
                self.knew.append("%s: green for %s" % (self.booth.name, "a revoked pass" if one else "a changed code"))
        with self.lock:
            self.latencies.append(int(micro))

    def false_greens(self):
        """Greens that this booth could have known to be wrong."""
        again = [one for one, count in collections.Counter(self.greens).items() if count > 1]
        return self.knew + ["%s: green twice for %s" % (self.booth.name, one) for one in again]

    def take_latencies(self):
        with self.lock:
            taken, self.latencies = self.latencies, []
        return taken

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(60)
        self.log.close()
