#!/usr/bin/env python3
"""SIGTERM while people apply: whatever was stored was answered, and the server ends in time.

usage: test_stop_under_load.py GATEHOUSE_SERVER GATEHOUSE ROUNDS   (GATEHOUSE_TEST_POSTGRES: on that database)
"""
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import server_support  # noqa: E402
from server_support import Client, check, sql, start, visit, wait_for  # noqa: E402

SERVER, GATEHOUSE, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
PEOPLE = 16
STOP_S = 60  # the product's own bound is 25 s; the rest is for a busy machine


class Applicant(threading.Thread):
    """Applies until the server is gone. Every request is sent whole; what comes back is counted."""

    def __init__(self, client, number):
        super().__init__(daemon=True)
        self.client, self.number, self.stored, self.dropped, self.refused = client, number, 0, 0, 0

    def run(self):
        while True:
            self.number += 1
            try:
                status, answer = self.client.call("POST", "/api/applications", visit(vehicles=[], persons=[
                    {"name": "王小明", "mobile": "139%08d" % self.number, "document_kind": "passport",
                     "document_number": "E%08d" % self.number, "sex": "M"}]))
            except ConnectionRefusedError:
                return
            except (OSError, http.client.HTTPException):
                self.dropped += 1  # without an answer: it must not be stored
                continue
            check(status in (201, 503), "an answer: %d %s" % (status, answer))
            self.stored += status == 201
            self.refused += status == 503


def stored_in(database):
    return int(sql(database, "SELECT count(*) FROM application")[0])


def stop(folder, database, number):
    process, port = start(SERVER, folder, database, None)
    people = []
    try:
        signed = Client(port)
        check(signed.sign_in("zhang")[0] == 200, "signed in")
        admin = Client(port)
        check(admin.sign_in("admin")[0] == 200 and admin.call("PUT", "/api/settings", {"limit.drafts": 1000})[0] == 200, "room")
        before = stored_in(database)
        for i in range(PEOPLE):
            client = Client(port)
            client.cookie, client.csrf = signed.cookie, signed.csrf
            people.append(Applicant(client, number + i * 1000))
            people[-1].start()
        wait_for("the first applications", lambda: sum(one.stored for one in people) >= PEOPLE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            check(process.wait(STOP_S) == 0, "it ends cleanly")
        except subprocess.TimeoutExpired:
            raise SystemExit("FAILED: SIGTERM has no effect")
        took = time.monotonic() - began
        for one in people:
            one.join()
    finally:
        if process.poll() is None:
            process.kill()
    answered, dropped = sum(one.stored for one in people), sum(one.dropped for one in people)
    stored = stored_in(database) - before
    print("stored %d, answered %d, dropped without effect %d, ended after %.2f s" % (stored, answered, dropped, took))
    check(stored == answered, "what was stored was answered: %d, %d" % (stored, answered))
    return answered, dropped


def main():
    with tempfile.TemporaryDirectory() as folder:
        for what in ("root", "signing", "set"):
            subprocess.run([GATEHOUSE, "keys", "new", what, "--dir", os.path.join(folder, "keys")], check=True,
                           stdout=subprocess.DEVNULL)
        database = os.environ.get("GATEHOUSE_TEST_POSTGRES") or "sqlite:" + os.path.join(folder, "server.db")
        for number in range(ROUNDS):
            stop(folder, database, 10000000 + number * 100000)
    print("%d checks passed" % server_support.checks)


main()
