#!/usr/bin/env python3
"""Somebody without an account floods the server: bodies that are withheld, connections that say next to nothing, wrong
passwords. Others hardly notice, and the memory stays small.

usage: test_flood.py GATEHOUSE_SERVER GATEHOUSE [SECONDS]   (GATEHOUSE_TEST_POSTGRES: on that database instead)

Prints the figures, which tests/bench/run collects. The others' p99 stays under twice its idle value; below FLOOR_MS a
ratio says nothing.
"""
import http.client
import json
import os
import resource
import selectors
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import server_support  # noqa: E402
from server_support import Client, check, serve, visit  # noqa: E402

BODIES, SLOW, GUESSES = 300, 8000, 16
MEMORY_MB, FLOOR_MS = 200, 25


def more_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def withhold(port):
    """Announces a large body and keeps its end back; half of it to a path that does not exist."""
    while True:
        held = []
        for number in range(BODIES):
            connection = socket.create_connection(("127.0.0.1", port))
            path = "/api/no/such/path" if number % 2 else "/api/applications"
            try:
                connection.sendall(b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                   b"Content-Length: 1000000\r\n\r\n" % path.encode() + b" " * 999000)
            except OSError:
                pass
            held.append(connection)
        time.sleep(5)
        for connection in held:
            connection.close()


def drip(port):
    """Keeps many connections, each with a byte of a head every few seconds, and opens another for each that is closed."""
    waiting, count = selectors.DefaultSelector(), min(SLOW, more_files() - 500)
    told = 0
    while True:
        for _ in range(min(200, count - len(waiting.get_map()))):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
            waiting.register(connection, selectors.EVENT_READ)
        for key, _ in waiting.select(0.05):
            waiting.unregister(key.fileobj)
            key.fileobj.close()
        if time.monotonic() - told > 3:
            told = time.monotonic()
            for key in list(waiting.get_map().values()):
                try:
                    key.fileobj.send(b"G")
                except OSError:
                    pass


def guess(port):
    """Tries wrong passwords as fast as answers come."""
    def one(number):
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            try:
                connection.request("POST", "/api/session", json.dumps({"name": "nobody%d" % number, "password": "wrong password"}),
                                   {"Content-Type": "application/json"})
                if connection.getresponse().status == 503:
                    time.sleep(0.2)
            except (OSError, http.client.HTTPException):
                pass
            connection.close()
    for number in range(GUESSES):
        threading.Thread(target=one, args=(number,), daemon=True).start()
    time.sleep(3600)


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


def measure(port, clients, seconds):
    """Requests of others, one after the other, each on a new connection as a phone's. Returns their times."""
    times, until, number = [], time.monotonic() + seconds, 0
    while time.monotonic() < until:
        client, path = clients[number % len(clients)]
        number += 1
        began = time.perf_counter()
        status, answer = client.call("GET", path)
        times.append(time.perf_counter() - began)
        check(status == 200, "%s: %s %s" % (path, status, answer))
        time.sleep(0.005)
    return times


def memory_mb(process):
    with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
        values = dict(line.split(":", 1) for line in file)
    return int(values["VmHWM"].split()[0]) / 1024


def run(port):
    user, unit = Client(port), Client(port)
    check(user.sign_in("zhang")[0] == 200 and unit.sign_in("li")[0] == 200, "two sign in")
    for _ in range(10):
        check(user.act(user.call("POST", "/api/applications", visit())[1], "submit")[0] == 200, "something to list")
    others = [(user, "/api/applications?view=mine"), (unit, "/api/applications?view=unit"), (Client(port), "/healthz"),
              (user, "/api/session")]
    busy = os.getloadavg()[0] > os.cpu_count()
    measure(port, others, 1)
    idle = measure(port, others, SECONDS)
    # Other machines flood, and cost this one no processor.
    attacks = [subprocess.Popen(["chrt", "--idle", "0", sys.executable, os.path.abspath(__file__), "--attack", what, str(port)])
               for what in ("withhold", "drip", "guess")]
    try:
        time.sleep(2)
        flooded = measure(port, others, SECONDS)
        check(all(attack.poll() is None for attack in attacks), "the attacks went on")
    finally:
        for attack in attacks:
            attack.kill()
            attack.wait()
    before, after, memory = percentile(idle, 0.99), percentile(flooded, 0.99), memory_mb(server_support.place.process)
    print(json.dumps({"bench": "flood", "p99_ratio": round(after / before, 2), "expect_p99_ratio_at_most": 2,
                      "expect_memory_mb_at_most": MEMORY_MB, "withheld_bodies": BODIES, "slow_connections": SLOW, "wrong_logins_at_once": GUESSES,
                      "idle_p50_ms": round(percentile(idle, 0.5), 2), "idle_p99_ms": round(before, 2), "requests": len(flooded),
                      "flooded_p50_ms": round(percentile(flooded, 0.5), 2), "flooded_p99_ms": round(after, 2),
                      "flooded_longest_ms": round(max(flooded) * 1000, 2), "memory_mb": round(memory, 1)}), flush=True)
    usual, middle = percentile(idle, 0.5), percentile(flooded, 0.5)
    check(middle < max(2 * usual, FLOOR_MS), "the usual time stays: %.1f ms, idle %.1f ms" % (middle, usual))
    if busy:
        print("the machine was busy before the flood: its p99 is not judged")
    check(busy or after < max(2 * before, FLOOR_MS), "others wait less than twice as long: %.1f ms, idle %.1f ms" % (after, before))
    check(memory < MEMORY_MB, "the memory stays under %d MB: %.1f" % (MEMORY_MB, memory))
    server_support.wait_for("all connections to be closed", lambda: Client(port).call("GET", "/healthz")[0] == 200)


if sys.argv[1] == "--attack":
    {"withhold": withhold, "drip": drip, "guess": guess}[sys.argv[2]](int(sys.argv[3]))
else:
    SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else float(os.environ.get("GATEHOUSE_FLOOD_SECONDS", "5"))
    serve(sys.argv[1], sys.argv[2], run)
