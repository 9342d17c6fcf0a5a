#!/usr/bin/env python3
"""PostgreSQL behind a relay that falls silent, refuses, cuts or restarts while people use the server.

usage: test_silent_database.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES names the database)

What must hold: every request is answered within a bound, by its result or by 503 with Retry-After; the health page
too; SIGTERM ends the server; when the database answers again, so does the server, without a restart; a connection
that went idle over a restart costs nobody an error; and an answer to COMMIT that was lost says "look first".
"""
import http.client
import http.server
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import server_support  # noqa: E402
from server_support import Client, check, sql, start, visit, wait_for  # noqa: E402

SERVER, GATEHOUSE = sys.argv[1], sys.argv[2]
POSTGRES = os.environ.get("GATEHOUSE_TEST_POSTGRES")
BOUND_S = 60  # the product's own bounds add up to 15 s; the rest is for a busy machine


class Gateway(http.server.ThreadingHTTPServer):
    """Takes SMS as Kannel's sendsms does (a stand-in: e2e.kannel has the real one), and runs a trap before it answers."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayAnswer)
        self.taken, self.trap = [], None
        threading.Thread(target=self.serve_forever, daemon=True).start()


class GatewayAnswer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        trap, self.server.trap = self.server.trap, None
        if trap:
            trap()
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b"0: Accepted for delivery")

    def log_message(self, *_):
        pass


class Relay(threading.Thread):
    """Between server and PostgreSQL. mode: "pass", "swallow" (takes bytes, sends none on), "refuse", or
    "lose-commit": passes all but the answer to the next COMMIT, and cuts there."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.target, self.mode, self.lock = target, "pass", threading.Lock()
        self.pairs, self.lost = [], 0
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self.listening.getsockname()[1]
        self.start()

    def run(self):
        while True:
            here, _ = self.listening.accept()
            if self.mode == "refuse":
                here.close()
                continue
            there = socket.socket(socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
            there.connect(self.target)
            with self.lock:
                self.pairs.append((here, there))
            threading.Thread(target=self.carry, args=(here, there), daemon=True).start()

    def carry(self, here, there):
        cutting = False
        with selectors.DefaultSelector() as waiting:
            waiting.register(here, selectors.EVENT_READ, there)
            waiting.register(there, selectors.EVENT_READ, here)
            try:
                while True:
                    for key, _ in waiting.select():
                        data = key.fileobj.recv(65536)
                        if self.mode == "swallow":
                            if not data:
                                return
                            continue
                        if cutting and key.fileobj is there:
                            self.mode, self.lost = "pass", self.lost + 1
                            return
                        if not data:
                            return
                        if self.mode == "lose-commit" and key.fileobj is here and b"COMMIT\0" in data:
                            cutting = True
                        key.data.sendall(data)
            except OSError:
                pass
            finally:
                here.close()
                there.close()

    def cut(self):
        """Ends every connection, as a restart of PostgreSQL does."""
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


def target_of(url):
    parts = urllib.parse.urlparse(url)
    host = urllib.parse.unquote(parts.hostname or "") or urllib.parse.parse_qs(parts.query).get("host", ["127.0.0.1"])[0]
    port = parts.port or int(urllib.parse.parse_qs(parts.query).get("port", ["5432"])[0])
    return ("%s/.s.PGSQL.%d" % (host, port)) if host.startswith("/") else (host, port)


def through(relay, url):
    parts = urllib.parse.urlparse(url)
    query = {k: v[0] for k, v in urllib.parse.parse_qs(parts.query).items() if k not in ("host", "port", "sslmode")}
    query["sslmode"] = "disable"
    user = parts.netloc.rpartition("@")[0]
    return "postgresql://%s127.0.0.1:%d%s?%s" % (user + "@" if user else "", relay.port, parts.path,
                                                 urllib.parse.urlencode(query))


def timed(port, path):
    """(status, Retry-After, seconds) of a GET."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=BOUND_S * 4)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Retry-After"), time.monotonic() - began


def many(port, path, count):
    answers, threads = [], []
    for _ in range(count):
        threads.append(threading.Thread(target=lambda: answers.append(timed(port, path))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return answers


def silence(relay, port, host):
    """Connected and silent: the worst, because TCP notices nothing."""
    relay.mode = "swallow"
    answers = many(port, "/healthz", 12)
    check(all(status == 503 and wait for status, wait, _ in answers), "503 with Retry-After: %s" % answers)
    longest = max(seconds for _, _, seconds in answers)
    check(longest < BOUND_S, "bounded: %.1f s" % longest)
    quick = [timed(port, "/healthz")[2] for _ in range(5)]
    print("silent: first answers within %.1f s, later ones within %.2f s" % (longest, max(quick)))
    check(max(quick) < min(longest, 5), "once it is known, nobody waits: %s" % quick)
    relay.mode = "pass"
    relay.cut()
    began = time.monotonic()
    wait_for("the database again", lambda: timed(port, "/healthz")[0] == 200)
    print("back after %.1f s" % (time.monotonic() - began))
    check(host.call("GET", "/api/session")[0] == 200, "and sessions with it")


def restart(relay, port, host):
    """Idle connections that the database closed cost nobody an error."""
    many(port, "/healthz", 8)
    relay.cut()
    time.sleep(0.2)  # for the end of the streams to arrive; they are not waited for by anybody
    check([timed(port, "/healthz")[0] for _ in range(8)] == [200] * 8, "no error after an idle restart")
    relay.mode = "refuse"
    relay.cut()
    status, wait, _ = timed(port, "/healthz")
    check(status == 503 and wait, "503 while it is refused: %s" % status)
    relay.mode = "pass"
    wait_for("the database again", lambda: timed(port, "/healthz")[0] == 200)


def lost_commit(relay, port, host):
    """The transaction happened, and its answer was lost."""
    before = len(host.call("GET", "/api/applications")[1]["items"])
    relay.mode = "lose-commit"
    wish = visit(vehicles=[], persons=[
        {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "document_number": "E12345678", "sex": "M"}])
    key = {"Idempotency-Key": "the-answer-was-lost-1"}
    status, problem = host.call("POST", "/api/applications", wish, key)
    check(relay.lost == 1, "an answer was lost")
    after = len(host.call("GET", "/api/applications")[1]["items"])
    check(after == before + 1, "it was stored: %d, %d" % (before, after))
    check(status == 500 and problem["code"] == "uncertain", "look first: %s %s" % (status, problem))
    check("Nothing" not in problem["detail"] and "没有任何改动" not in problem["detail"], problem["detail"])
    status, problem = host.call("POST", "/api/applications", wish, key)
    check(status == 409 and problem["code"] == "already-done", "sent again: %s %s" % (status, problem))
    check(len(host.call("GET", "/api/applications")[1]["items"]) == after, "and not stored again")


def restart_while_sending(relay, port, host, gateway, database):
    """The gateway took the message, and the database is away when its answer is to be noted."""
    def away():
        relay.mode = "refuse"
        relay.cut()
    gateway.trap = away
    unit, office = Client(port), Client(port)
    check(unit.sign_in("li")[0] == 200 and office.sign_in("guard")[0] == 200, "unit and office sign in")
    made = host.call("POST", "/api/applications", visit(vehicles=[], persons=[
        {"name": "王小明", "mobile": "13900139001", "document_kind": "passport", "document_number": "E12345679", "sex": "M"}]))[1]
    for client, action in ((host, "submit"), (unit, "unit-pass"), (office, "security-pass")):
        status, told = client.act(made, action)
        # The message may go out before the answer to what sent it; then that answer finds the database away as well.
        check(status == 200 or action == "security-pass" and relay.mode == "refuse", "%s: %s %s" % (action, status, told))
        made = told if status == 200 else made
    wait_for("the trap", lambda: relay.mode == "refuse")
    wait_for("503", lambda: timed(port, "/healthz")[0] == 503)
    relay.mode = "pass"
    lines = "SELECT state, maybe_twice FROM message WHERE channel = 'sms'"
    wait_for("the end of every message", lambda: all(line.split("|")[0] == "sent" for line in sql(database, lines)))
    check(all(line == "sent|0" for line in sql(database, lines)), "no doubt about any: %s" % sql(database, lines))
    check(len(gateway.taken) == len(sql(database, lines)) == len(set(gateway.taken)), "each once: %s" % gateway.taken)
    print("sent %d SMS, each once" % len(gateway.taken))


def end_while_silent(relay, process, port):
    relay.mode = "swallow"
    waiting = threading.Thread(target=many, args=(port, "/healthz", 6))
    waiting.start()
    time.sleep(0.2)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(BOUND_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise SystemExit("FAILED: SIGTERM has no effect while the database is silent")
    print("ended %.1f s after SIGTERM" % (time.monotonic() - began))
    waiting.join()


def main():
    relay = Relay(target_of(POSTGRES))
    with tempfile.TemporaryDirectory() as folder:
        for what in ("root", "signing", "set"):
            subprocess.run([GATEHOUSE, "keys", "new", what, "--dir", os.path.join(folder, "keys")], check=True,
                           stdout=subprocess.DEVNULL)
        gateway = Gateway()
        process, port = start(SERVER, folder, through(relay, POSTGRES), None, "--sms-url",
                              "http://127.0.0.1:%d/sendsms" % gateway.server_address[1])
        try:
            host = Client(port)
            check(host.sign_in("zhang")[0] == 200, "signed in")
            restart_while_sending(relay, port, host, gateway, POSTGRES)
            for case in (restart, lost_commit, silence):
                case(relay, port, host)
            end_while_silent(relay, process, port)
        finally:
            if process.poll() is None:
                process.kill()
    print("%d checks passed" % server_support.checks)


if not POSTGRES:
    print("skipped: there is no PostgreSQL")
    sys.exit(77)
main()
