#!/usr/bin/env python3
"""kill -9 of the server, and of PostgreSQL under it, while people apply, approve and get their links.

usage: test_server_kill.py GATEHOUSE_SERVER GATEHOUSE ROUNDS   (GATEHOUSE_TEST_POSTGRES: on that database, killed too)

What must hold afterwards: whatever the server answered to has happened; no message went out twice unless it is marked
(the gateway's answer to it was lost), and never three times; no pass is without its history and its message. The
gateway is a stand-in that answers as Kannel's sendsms does; e2e.kannel has the real one.
"""
import collections
import http.client
import http.server
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import server_support  # noqa: E402
from server_support import PATIENCE_S, Client, check, serve, start, visit, wait_for  # noqa: E402

SERVER, GATEHOUSE, ROUNDS = sys.argv[1], sys.argv[2], int(os.environ.get("GATEHOUSE_KILLS") or sys.argv[3])
HOSTS = 3  # people who apply at the same time
EACH = 12  # applications of each of them in a round, if they get so far
DOWN = (OSError, http.client.HTTPException)
random.seed(20261124)


class Gateway(http.server.ThreadingHTTPServer):
    """Accepts and remembers messages, and answers slowly now and then."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayAnswer)
        self.lock, self.taken = threading.Lock(), collections.Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class GatewayAnswer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        link = re.search(r"/p/[\w-]{22}", text)
        with self.server.lock:
            self.server.taken[link.group(0) if link else text] += 1
        if random.random() < 0.1:
            time.sleep(0.2)
        self.send_response(202)
        self.end_headers()
        try:
            self.wfile.write(b"0: Accepted for delivery")
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Host(threading.Thread):
    """Applies and has the unit and the office approve, over and over. Keeps the answers."""

    def __init__(self, port, clients, number):
        super().__init__(daemon=True)
        self.clients, self.number = clients, number
        for client in clients:
            client.port = port
        self.answered = {}  # id of an application -> the last state that was answered

    def run(self):
        user, unit, office = self.clients
        try:
            for _ in range(EACH):
                self.number += 1
                persons = [{"name": "王小明", "mobile": "139%08d" % self.number, "document_kind": "passport",
                            "document_number": "E%08d" % self.number, "sex": "M"}]
                _, made = user.call("POST", "/api/applications", visit(persons=persons, vehicles=[]))
                for client, action in ((user, "submit"), (unit, "unit-pass"), (office, "security-pass")):
                    status, made = client.act(made, action)
                    if status != 200:
                        return
                    self.answered[made["id"]] = made["state"]
        except DOWN:
            pass
        except (KeyError, ValueError):
            pass  # a problem instead of an application: the database is gone


def kill_database():
    pid_file = os.environ.get("GATEHOUSE_TEST_POSTGRES_PID")
    with open(pid_file, encoding="utf-8") as lines:
        os.kill(int(lines.readline()), signal.SIGKILL)


def restart_database():
    # Its children may still hold the shared memory.
    wait_for("PostgreSQL, started again", lambda: subprocess.run([os.environ["GATEHOUSE_TEST_POSTGRES_RESTART"]],
                                                                 stderr=subprocess.DEVNULL).returncode == 0)


def signed_in(port):
    clients = [Client(port) for _ in range(3)]
    for client, name in zip(clients, ("zhang", "li", "guard")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    return clients


class World:
    def __init__(self):
        place = server_support.place
        self.folder = place.folder
        self.postgres = "postgres" in place.database
        self.database = place.database if self.postgres else "sqlite:%s/kill.db" % place.folder
        self.gateway = Gateway()
        self.answered = {}

    def start(self, *more):
        return start(SERVER, self.folder, self.database, None, "--sms-url",
                     "http://127.0.0.1:%d/sendsms" % self.gateway.server_address[1], *more)

    def round(self, number, clients):
        process, port = self.start()
        hosts = [Host(port, clients[i], number * 10000 + i * 1000) for i in range(HOSTS)]
        for host in hosts:
            host.start()
        time.sleep(random.uniform(0.05, 0.6))
        hit = self.postgres and number % 3 == 2
        if hit:
            kill_database()
            time.sleep(random.uniform(0, 0.2))
        process.kill()
        process.wait()
        if hit:
            restart_database()
        for host in hosts:
            host.join(PATIENCE_S)
            self.answered.update(host.answered)


def settle(world):
    """Expires the claims of killed processes, by the database\'s clock, and waits until all messages are sent."""
    server_support.sql(world.database, "UPDATE message SET claimed_until = 0 WHERE state = 'sending'")
    later = int(time.time() * 1000) + 900000
    process, port = world.start("--demo-clock", str(later))
    clients = signed_in(port)
    wait_for("the end of every message", lambda: not [
        m for state in ("waiting", "sending") for m in clients[2].call("GET", "/api/messages?state=" + state)[1]["items"]
        if m["channel"] == "sms"], PATIENCE_S + ROUNDS * 10)
    return process, clients[0]


def every_application(user):
    cursor = ""
    while cursor is not None:
        page = user.call("GET", "/api/applications?view=mine&limit=100&cursor=" + cursor)[1]
        yield from page["items"]
        cursor = page["next"]


ORDER = ["draft", "unit-review", "security-review", "approved"]
NEEDED = {"unit-review": ["submit"], "security-review": ["submit", "unit-pass"],
          "approved": ["submit", "unit-pass", "security-pass"]}


def hold(world, user):
    held = {row["id"]: row["state"] for row in every_application(user)}
    twice = 0
    for id, state in world.answered.items():
        check(id in held and ORDER.index(held[id]) >= ORDER.index(state), "%s was %s, is %s" % (id, state, held.get(id)))
    for id, state in held.items():
        one = user.call("GET", "/api/applications/" + id)[1]
        actions = [line["action"] for line in one["history"]]
        check([a for a in actions if a != "create"] == NEEDED.get(state, []), "%s with its whole history: %s" % (state, actions))
        check(len(one["passes"]) == (1 if state == "approved" else 0), "%s with its passes" % state)
        for each in one["passes"]:
            times, marked = world.gateway.taken[each["link"]], each["message"]["maybe_twice"]
            # A message that was lost twice in a row is not sent a third time. People see that, and may send it again.
            settled = ("sent", "failed") if marked else ("sent",)
            check(each["message"]["state"] in settled and 1 <= times <= (2 if marked else 1),
                  "sent %d times, marked %s: %s" % (times, marked, each["message"]))
            twice += times > 1
    print("%d rounds: %d applications, %d answered, %d messages, %d of them twice and marked" %
          (ROUNDS, len(held), len(world.answered), sum(world.gateway.taken.values()), twice))
    check(len(world.answered) > ROUNDS, "enough happened to mean something")


def run(port):
    world = World()
    process, port = world.start()
    clients = [signed_in(port) for _ in range(HOSTS)]
    process.kill()
    process.wait()
    for number in range(ROUNDS):
        world.round(number, clients)
    process, user = settle(world)
    hold(world, user)
    process.terminate()
    check(process.wait(PATIENCE_S) == 0, "ends cleanly")


# The server that serve() runs is not the one that is killed; on PostgreSQL it would not outlive its database.
if os.environ.get("GATEHOUSE_TEST_POSTGRES"):
    real = os.environ.pop("GATEHOUSE_TEST_POSTGRES")
    whole_run = run

    def run(port):  # noqa: F811
        server_support.place.database = real
        whole_run(port)
serve(SERVER, GATEHOUSE, run)
