#!/usr/bin/env python3
"""A link that swallows: something between booth and server keeps the connections open and forwards nothing any more, as a
firewall does that forgot them. No system call fails. The booth notices within ten seconds that the line is silent, goes
on over new connections, and a revocation arrives.

usage: test_half_open.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD [ROUNDS]
"""
import os
import socket
import sqlite3
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import check  # noqa: E402
from sync_support import Booth, World, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd"), sys.argv[1:4]))
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 3
NOTICED_S = 10


class Swallower:
    """Forwards connections to a port. swallow() makes those that are open silent; new ones pass."""

    def __init__(self, to):
        self.to, self.generation, self.counted = to, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            server = socket.create_connection(("127.0.0.1", self.to))
            for a, b in ((client, server), (server, client)):
                threading.Thread(target=self.forward, args=(a, b, self.generation), daemon=True).start()

    def forward(self, source, sink, generation):
        try:
            while True:
                data = source.recv(65536)
                if generation != self.generation:
                    continue_until_closed(source)
                    return
                self.counted += len(data)
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
        except OSError:
            pass

    def swallow(self):
        self.generation += 1


def continue_until_closed(source):
    while source.recv(65536):
        pass


def revoked(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM pass WHERE state = 3").fetchone()[0]


def revoke(world, one):
    status, answer = world.people["guard"].call("POST", "/api/passes/%s/actions" % one["id"],
                                                {"action": "revoke", "reason": "来访取消"})
    check(status == 200, "revoked: %s %s" % (status, answer))


def swallow_and_revoke(world, booth, link, one, after):
    before = revoked(booth)
    time.sleep(after)
    link.swallow()
    began = time.monotonic()
    revoke(world, one)
    wait_for("the revocation", lambda: revoked(booth) > before, 120)
    return time.monotonic() - began


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        link = Swallower(world.port)
        passes = [world.visitor(i + 1)[1] for i in range(ROUNDS)]
        booth = Booth(world, "booth-a", 0).start()
        world.url = "https://127.0.0.1:%d" % link.port
        check(booth.enrol().returncode == 0, "enrolled over the link")
        wait_for("the first sync", booth.up_to_date)
        time.sleep(4)  # the first empty lines
        took = [swallow_and_revoke(world, booth, link, one, i * 1.3) for i, one in enumerate(passes)]
        print("a revocation over a link that had fallen silent: " + ", ".join("%.1f s" % t for t in took))
        before = link.counted
        time.sleep(20)
        print("a quiet link carries %.1f MB a day above TCP" % ((link.counted - before) * 86400 / 20 / 1e6))
        check(max(took) < NOTICED_S, "noticed within %d s" % NOTICED_S)
        booth.stop()
        world.stop()


main()
