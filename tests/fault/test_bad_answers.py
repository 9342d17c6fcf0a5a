#!/usr/bin/env python3
"""A proxy between the real daemon and the real server spoils one answer at a time. The daemon reports each fault by its
name, changes nothing in part, and recovers as soon as good answers come.

usage: test_bad_answers.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD JOURNAL_WRITER
"""
import gzip
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import check  # noqa: E402
from middle_support import Answer, Middle, raw  # noqa: E402
from sync_support import Booth, World, add_guard, make_certificate, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "writer"), sys.argv[1:5]))
LINES = "application/x-ndjson"
PULL, PUSH = "/device/changes", "/device/entries"


# ---- Faults: what becomes of a good answer ----

def html(_):
    return Answer(200, "text/html", b"<html><body>Welcome to the campus network. Please sign in.</body></html>\n" * 400)


def plain(status, **fields):
    return lambda _: Answer(status, "text/html", b"<h1>no</h1>", **fields)


def problem(status, code):
    return lambda good: Answer(status, "application/problem+json", json.dumps({"code": code}).encode(), **good.fields)


def body(change, kind=LINES):
    """The answer with another body, under its own signed time."""
    return lambda good: Answer(200, kind, change(good.body), **good.fields)


def lines(change):
    return body(lambda old: b"\n".join(change(old.splitlines())) + b"\n")


def short(good):
    good.length = len(good.body) + 1000
    return good


def packed(text):
    return lambda good: Answer(200, LINES, text, Content_Encoding="gzip", **good.fields)


def without(name):
    def fault(good):
        good.fields.pop(name, None)
        return good
    return fault


def bomb():
    """Answers with a gigabyte of zeros, compressed to a megabyte."""
    packer = gzip.zlib.compressobj(9, gzip.zlib.DEFLATED, 31)
    return b"".join([packer.compress(b" " * (1 << 20)) for _ in range(1024)] + [packer.flush()])


class Counted(threading.Thread):
    """The target of a redirect, which the daemon must not follow."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener, self.count = socket.create_server(("127.0.0.1", 0)), 0
        self.url = "http://127.0.0.1:%d/" % self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            self.listener.accept()[0].close()
            self.count += 1


# ---- What the booth has ----

def held(booth):
    """Returns everything in a replica that an answer can change, except its freshness."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        tables = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name != "age"]
        return {name: sorted(db.execute("SELECT * FROM %s" % name).fetchall(), key=repr) for name in tables
                if name not in ("sqlite_sequence",)}


def memory_mb(process):
    with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
        return int([line for line in file if line.startswith("VmHWM")][0].split()[1]) / 1024


class Case:
    def __init__(self, world, middle, booth):
        self.world, self.middle, self.booth, self.number = world, middle, booth, 0

    def __call__(self, name, where, fault, expected, keep=True):
        """keep: the booth's data must not change while the fault lasts."""
        booth, middle = self.booth, self.middle
        spoilt, middle.where, middle.fault = middle.spoilt, where, fault
        if where == PULL:  # the booth asks again, so it has finished with the good answer before
            wait_for("%s: the first" % name, lambda: middle.spoilt > spoilt)
        before, asked = held(booth), len(middle.asked)
        self.number += 1
        if where == PUSH:
            subprocess.run([PROGRAMS["writer"], booth.path("journal.db"), booth.name, "3"], check=True)
        else:
            self.world.visitor(self.number)
        wait_for("%s: %s" % (name, expected), lambda: booth.problem() == expected)
        time.sleep(0.3)
        after = held(booth)
        odd = [table for table in before if before[table] != after[table]]
        if where == PUSH:
            check(booth.status()["waiting"] == 3, "%s: entries wait: %s" % (name, booth.status()))
        else:
            check(not keep or not odd, "%s: nothing changes, not %s" % (name, odd))
        tries = [at for at, path in middle.asked[asked:] if path == where]
        middle.fault = None
        wait_for("%s: to be over" % name, booth.settled)
        check(booth.daemon.poll() is None, "%s: the daemon lives" % name)
        return tries


def pulls(case, trap):
    case("captive portal", PULL, html, "not-our-server")
    for status in (301, 302, 307):
        case("redirect", PULL, plain(status, Location=trap.url), "not-our-server")
    check(trap.count == 0, "a redirect is not followed")
    case("not found", PULL, plain(404), "not-our-server")
    case("server error", PULL, plain(500), "server-error")
    case("bad gateway", PULL, plain(502), "server-error")
    case("server behind", PULL, problem(409, "server-behind"), "server-behind")
    case("another history, even to a new replica", PULL, problem(409, "other-history"), "other-history")
    case("not known", PULL, problem(401, "unknown-device"), "refused")
    case("closed without a word", PULL, lambda _: None, "cut")
    case("cut in a line", PULL, raw(body(lambda old: old[:-20])), "cut")
    case("cut before its end", PULL, raw(short), "cut")
    case("without its end", PULL, lines(lambda old: old[:-1]), "cut")
    case("more after the end", PULL, lines(lambda old: old + old[-1:]), "bad-answer")
    case("no JSON", PULL, lines(lambda old: [b'{"t":"pass"'] + old), "bad-answer")
    case("not UTF-8", PULL, lines(lambda old: [b'{"t":"\xff"}'] + old), "bad-answer")
    case("a member twice", PULL, lines(lambda old: [old[-1][:-1] + b',"t":"end"}']), "bad-answer")
    case("a type of tomorrow", PULL, lines(lambda old: [b'{"t":"teleport"}'] + old), "bad-answer")
    case("nested without end", PULL, lines(lambda old: [b'{"t":' * 1000]), "bad-answer")
    case("a line of 10 MB", PULL, body(lambda old: b'{"t":"' + b"x" * 10000000 + b'"}\n' + old), "bad-answer")
    case("gzip bomb", PULL, packed(bomb()), "forged")
    case("no gzip at all", PULL, packed(b"no gzip"), "not-our-server")
    case("an unsigned time", PULL, without("Gatehouse-Time"), "forged", keep=False)
    old_time = case.middle.last[PULL][-1].fields["Gatehouse-Time"]

    def replayed(good):
        good.fields["Gatehouse-Time"] = old_time
        return good
    case("the time of another answer", PULL, replayed, "forged", keep=False)
    case("a wrong clock without proof", PULL, lambda _: Answer(401, "application/problem+json", b'{"code":"clock"}'),
         "forged")


def in_between(case):
    """Somebody who ends TLS: the booth acts on nothing that the server has not signed."""
    case("an altered byte", PULL, raw(body(lambda old: old[:-9] + bytes([old[-9] ^ 1]) + old[-8:])), "forged")
    case("no signatures", PULL, raw(body(lambda old: old[old.rindex(b"GHP1:"):].split(b"\n", 1)[1])), "forged")
    earlier = case.middle.last_raw[PULL][-1].body
    case("an earlier answer", PULL, raw(body(lambda _: earlier)), "forged")
    for code in ("revoked", "other-scope", "other-history", "server-behind"):
        case("a forged problem: %s" % code, PULL, raw(problem(403 if code == "revoked" else 409, code)), "forged")
    taken = b'{"acknowledged":%d,"aside":[],"gap":false,"forked":false}' % (10 ** 6)
    case("a forged acknowledgement", PUSH, raw(body(lambda _: taken, "application/json")), "forged")
    case("a forged revocation", PUSH, raw(problem(403, "revoked")), "forged")


def busy(case):
    for status in (429, 503):
        tries = case("busy", PULL, plain(status, Retry_After="2"), "busy")
        check(all(later - earlier > 1.8 for earlier, later in zip(tries, tries[1:])), "Retry-After is kept: %s" % tries)


def pushes(case):
    good = {"acknowledged": 0, "aside": [], "gap": False, "forked": False}

    def says(**more):
        return body(lambda _: json.dumps({**good, **more}).encode(), "application/json")
    case("captive portal", PUSH, html, "not-our-server")
    case("busy", PUSH, plain(429, Retry_After="1"), "busy")
    case("server error", PUSH, plain(500), "server-error")
    case("too much", PUSH, plain(413), "not-our-server")
    case("no JSON", PUSH, body(lambda _: b"{", "application/json"), "bad-answer")
    case("half an answer", PUSH, body(lambda _: b'{"acknowledged":3}', "application/json"), "bad-answer")
    case("below nothing", PUSH, says(acknowledged=-1), "bad-answer")
    case("of entries that never were", PUSH, says(acknowledged=10 ** 9), "bad-answer")
    case("a longer answer than any", PUSH, body(lambda _: b" " * 10000000 + b"{}", "application/json"), "bad-answer")


def keys(world, case):
    """Sends a key set of another root, then an older one."""
    old = [line for answer in case.middle.last[PULL] for line in answer.body.splitlines() if b'"t":"keyset"' in line][0]
    elsewhere = os.path.join(world.folder, "elsewhere")
    for what in ("root", "signing", "set"):
        subprocess.run([PROGRAMS["gatehouse"], "keys", "new", what, "--dir", elsewhere], check=True,
                       stdout=subprocess.DEVNULL)
    with open(os.path.join(elsewhere, "keyset.cose"), "rb") as file:
        other = json.dumps({**json.loads(old), "set": file.read().hex()}).encode()
    case("a key set of another root", PULL, lines(lambda good: [other] + good), "forged")
    world.stop()
    for what in ("signing", "set"):
        subprocess.run([PROGRAMS["gatehouse"], "keys", "new", what, "--dir", world.keys], check=True,
                       stdout=subprocess.DEVNULL)
    world.start_again()
    world.sign_in()
    wait_for("the new key set", lambda: any(b'"t":"keyset"' in one.body for one in case.middle.last[PULL][-5:]))
    wait_for("it is taken", case.booth.settled)
    case("a key set from before", PULL, lines(lambda good: [old] + good), "rollback")


def old_rows(world, case):
    """Sends the state of a pass before its revocation again, as if it were news."""
    booth = case.booth
    _, one = world.visitor(7000)
    identity = one["id"].replace("-", "")


    def state():
        return [r for r in held(booth)["pass"] if bytes.fromhex(identity) in r]
    wait_for("the pass", state)
    row = [line for answer in case.middle.last[PULL] for line in answer.body.splitlines()
           if b'"t":"pass"' in line and (identity.encode() in line or one["id"].encode() in line)][-1]
    before = state()
    world.people["guard"].call("POST", "/api/passes/%s/actions" % one["id"], {"action": "block", "reason": "核实"})
    wait_for("the block", lambda: state() != before)
    blocked = state()
    case.middle.where, case.middle.fault = PULL, lines(lambda good: [row] + good)
    asked = len(case.middle.asked)
    wait_for("two answers", lambda: sum(path == PULL for _, path in case.middle.asked[asked:]) > 3)
    check(state() == blocked, "an older row undoes nothing: %s, before %s" % (state(), blocked))
    case.middle.fault = None
    wait_for("to be over", booth.settled)


def certificates(world, folder):
    """Puts a foreign server, a server that wants a client certificate, and a proxy in the way."""
    strange = Booth(world, "booth-s", 1, wait=1)
    text = open(strange.ini, encoding="utf-8").read()
    other, _ = make_certificate(folder, "other")
    with open(strange.ini, "w", encoding="utf-8") as out:
        out.write(text.replace(world.certificate, other))
    strange.start()
    done = strange.enrol()
    check(done.returncode == 1 and "certificate" in done.stderr, "not trusted: %s" % done.stderr)
    strange.stop()
    mine, key = make_certificate(folder, "booth")
    closed = Middle(world, folder, client_authority=mine)
    direct, world.url = world.url, closed.url
    bare = Booth(world, "booth-n", 1, wait=1).start()
    check(bare.enrol().returncode == 1, "without its certificate it stays outside")
    bare.stop()
    known = Booth(world, "booth-k", 1, extra="certificate = %s\ncertificate_key = %s" % (mine, key), wait=1).start()
    check(known.enrol().returncode == 0, "with its certificate it is let in")
    wait_for("its first sync", known.up_to_date)
    known.stop()
    world.url = direct
    proxy = Tunnel()
    behind = Booth(world, "booth-t", 1, extra="proxy = http://127.0.0.1:%d" % proxy.port, wait=1).start()
    check(behind.enrol().returncode == 0 and proxy.tunnels > 0, "through a proxy")
    wait_for("its first sync", behind.up_to_date)
    proxy.refuses = True
    wait_for("the proxy to be missed", lambda: behind.problem() in ("unreachable", "cut", "not-our-server"))
    proxy.refuses = False
    wait_for("to be back", behind.up_to_date)
    behind.stop()


class Tunnel(threading.Thread):
    """An HTTP proxy that knows CONNECT (RFC 9110, 9.3.6)."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener, self.tunnels, self.refuses, self.ends = socket.create_server(("127.0.0.1", 0)), 0, False, []
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            threading.Thread(target=self.serve, args=self.listener.accept()[:1], daemon=True).start()

    def serve(self, client):
        asked = b""
        while b"\r\n\r\n" not in asked:
            data = client.recv(4096)
            if not data:
                return
            asked += data
        method, target = asked.split()[:2]
        if method != b"CONNECT" or self.refuses:
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            client.close()
            return
        self.tunnels += 1
        host, port = target.decode().rsplit(":", 1)
        server = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        try:
            while not self.refuses:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        add_guard(world)
        direct, middle, trap = world.url, Middle(world, folder), Counted()
        world.url = middle.url
        booth = Booth(world, "booth-a", 0, wait=1).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled through what stands between")
            wait_for("the first sync", booth.up_to_date)
            case = Case(world, middle, booth)
            pulls(case, trap)
            in_between(case)
            busy(case)
            pushes(case)
            keys(world, case)
            old_rows(world, case)
            check(memory_mb(booth.daemon) < 64, "small at its peak: %d MB" % memory_mb(booth.daemon))
            booth.stop()
            world.url = direct
            certificates(world, folder)
            world.stop()
        finally:
            for process in (world.process, booth.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks as held_checks
    print("%d checks hold" % held_checks)


main()
