#!/usr/bin/env python3
"""A running server withstands clients that are slow on purpose, guessed links, and a new signing key.

usage: test_running.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: on that database instead of SQLite)
"""
import json
import signal
import socket
import subprocess
import sys
import threading
import time

import server_support
from server_support import PATIENCE_S, Client, check, serve, visit, wait_for

CROWD = 60


def closed_within(connection, seconds):
    connection.settimeout(seconds)
    try:
        while connection.recv(4096):
            pass
        return True
    except socket.timeout:
        return False
    except OSError:
        return True


class Drip(threading.Thread):
    """Sends a body byte by byte, at a steady pace."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.connection, self.began, self.ended = socket.create_connection(("127.0.0.1", port)), time.time(), None
        self.start()

    def run(self):
        try:
            self.connection.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    b"Content-Length: 4000\r\n\r\n")
            while time.time() - self.began < 300:
                self.connection.sendall(b" ")
                time.sleep(0.5)
        except OSError:
            pass
        self.ended = time.time()


def slow_clients(port, user):
    drip = Drip(port)
    crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(CROWD)]
    for number, connection in enumerate(crowd):
        # Nothing, half a request line, half a head, a head whose body never comes.
        connection.sendall((b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ",
                            b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")[number % 4])
    for _ in range(20):
        began = time.time()
        check(user.call("GET", "/api/applications")[0] == 200 and time.time() - began < 20, "others are served meanwhile")
    began = time.time()
    check(all(closed_within(connection, 90) for connection in crowd), "who says nothing is let go")
    check(time.time() - began < 120, "all in about the same time")
    return drip


def huge_heads(port):
    for head in (b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
                 b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"b" * 1000) for n in range(200)) + b"\r\n",
                 b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"\r\n" * 5000):
        connection = socket.create_connection(("127.0.0.1", port))
        try:
            connection.sendall(head)
            connection.settimeout(PATIENCE_S)
            answer = connection.recv(64)
        except OSError:
            answer = b""
        check(not answer or answer.split()[1][:1] == b"4", "refused: %r" % answer)
        connection.close()
    check(Client(port).call("GET", "/healthz")[0] == 200, "and it goes on")


def approved(user, unit, office):
    sent = user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]
    done = office.act(unit.act(sent, "unit-pass")[1], "security-pass")[1]
    check(done["state"] == "approved", "approved: %s" % done)
    return user.call("GET", "/api/applications/" + done["id"])[1]["passes"]


def guesses(port, admin, link):
    visitor = Client(port)
    check(admin.call("PUT", "/api/settings", {"link.rate_per_minute": 6})[0] == 200, "six a minute")
    for _ in range(20):
        check(visitor.call("GET", link)[0] == 200, "one's own link can be opened as often as one likes")
    stored = server_support.sql(server_support.place.database, "SELECT count(*) FROM login_failure WHERE who LIKE 'links:%'")
    check(stored == ["0"], "and nothing is written for it: %s" % stored)
    codes = [visitor.call("GET", "/p/" + "%022d" % n)[0] for n in range(5)] + [visitor.call("GET", "/api/invited/" + "B" * 22)[0]]
    check(set(codes) == {404}, "six links that lead nowhere: %s" % codes)
    status, page = visitor.call("GET", "/p/" + "C" * 22)
    check(status == 429 and "Wait a minute" in page, "then it has to wait: %s" % page)
    status, problem = visitor.call("GET", "/p/" + "C" * 22 + "/code")
    check((status, problem["code"]) == (429, "too-many-tries"), "and the script is told so: %s" % problem)
    check(visitor.call("GET", link)[0] == 200, "a browser that has opened its link before opens it still")
    check(visitor.call("GET", link + "/code")[0] == 200, "with all that belongs to it")
    check(visitor.call("GET", link.replace("/p/", "/api/invited/"))[0] == 429, "and no other link")
    connection = server_support.connect(port)
    connection.request("GET", link)
    answer = connection.getresponse()
    check(answer.status == 429 and 0 < int(answer.getheader("Retry-After")) <= 61, "for at most a minute")
    check(admin.call("PUT", "/api/settings", {"link.rate_per_minute": 6000})[0] == 200, "an administrator helps")
    check(visitor.call("GET", link)[0] == 200, "and it is open again")


def kid_of(gatehouse, text):
    return json.loads(subprocess.run([gatehouse, "pass", "show", "--json", text], check=True, capture_output=True, text=True).stdout)["kid"]


def rotation(gatehouse, process, user, unit, office, old):
    """The server uses a new key after SIGHUP, and passes signed by the old one stay valid."""
    before = kid_of(gatehouse, old)
    keys = server_support.place.keys
    for what in ("signing", "set"):
        subprocess.run([gatehouse, "keys", "new", what, "--dir", keys], check=True, stdout=subprocess.DEVNULL)
    process.send_signal(signal.SIGHUP)
    wait_for("the new key set", lambda: "keys-reloaded status=ok" in open(process.log, encoding="utf-8").read())
    check(user.call("GET", "/api/session")[0] == 200, "nobody was signed out by it")
    new = token(user, approved(user, unit, office)[0])
    check(kid_of(gatehouse, new) != before, "new passes are signed with the new key")
    for text in (old, new):
        done = subprocess.run([gatehouse, "pass", "verify", "--keys", keys, text], capture_output=True, text=True, check=False)
        check(done.returncode == 0, "both verify by the new key set: %s" % done)


def token(user, one):
    """Reads the static code of a pass from the database, since its page shows none before its day."""
    place = server_support.place
    identity = one["id"].replace("-", "")
    if "postgres" in place.database:
        return subprocess.run(["psql", "-qtA", place.database, "-c", "SELECT token FROM pass WHERE id = '\\x%s'" % identity],
                              check=True, capture_output=True, text=True).stdout.strip()
    import sqlite3
    with sqlite3.connect("file:%s?mode=ro" % place.database.split(":", 1)[1], uri=True) as db:
        return db.execute("SELECT token FROM pass WHERE id = ?", (bytes.fromhex(identity),)).fetchone()[0]


def run(port):
    clients = []
    for name in ("zhang", "li", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, office, admin = clients
    drip = slow_clients(port, user)
    huge_heads(port)
    first = approved(user, unit, office)[0]
    guesses(port, admin, first["link"])
    rotation(sys.argv[2], server_support.place.process, user, unit, office, token(user, first))
    drip.join(310)
    check(drip.ended and drip.ended - drip.began < 250, "a body that drips is given up")
    check(user.call("GET", "/api/applications")[0] == 200, "and all is well")


serve(sys.argv[1], sys.argv[2], run)
