#!/usr/bin/env python3
"""What the server reads before it knows who calls: where a request ends, how large it may be, how long it may take.

usage: test_requests.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import re
import socket
import sys
import threading
import time

import server_support
from server_support import PASSWORD, PATIENCE_S, Client, check, serve, visit

HEAD_SECONDS = 15  # as server/http/listener_start.c
NEXT = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"  # a request that hides behind another


def exchange(port, data, seconds=PATIENCE_S):
    """Sends bytes. Returns the statuses of all answers, and whether the server closed the connection."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            while True:
                piece = connection.recv(65536)
                if not piece:
                    return statuses(got), True
                got += piece
        except socket.timeout:
            return statuses(got), False
        except OSError:
            return statuses(got), True


def statuses(data):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", data)]


def head(method, path, *lines):
    return b"\r\n".join([("%s %s HTTP/1.1" % (method, path)).encode(), b"Host: localhost"] + [line.encode() for line in lines]) + b"\r\n\r\n"


def boundaries(port):
    """Two programs must not see the end of a request at different places."""
    post = head("POST", "/api/session", "Content-Type: application/json", "%s")[:-6]
    bad = {
        "Content-Length and Transfer-Encoding": post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
        "Transfer-Encoding and Content-Length": post + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + NEXT,
        "two lengths": post + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\n{}  " + NEXT,
        "the same length twice": post + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\n{}  " + NEXT,
        "a list of lengths": post + b"Content-Length: 4, 4\r\n\r\n{}  " + NEXT,
        "a signed length": post + b"Content-Length: +4\r\n\r\n{}  " + NEXT,
        "a negative length": post + b"Content-Length: -1\r\n\r\n{}  " + NEXT,
        "a huge length": post + b"Content-Length: 18446744073709551620\r\n\r\n{}  " + NEXT,
        "chunks": post + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + NEXT,
        "chunks in disguise": post + b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + NEXT,
        "two codings": post + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
        "a folded line": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: 1\r\n 2\r\nY: 3\r\n\r\n" + NEXT,
        "a folded last line": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: 1\r\n\t2\r\n\r\n" + NEXT,
        "a folded length": post + b"X: 1\r\n Content-Length: 4\r\n\r\n" + NEXT,
        "LF after the request line": b"GET /healthz HTTP/1.1\nHost: localhost\r\n\r\n" + NEXT,
        "LF after a line": b"GET /healthz HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n" + NEXT,
        "LF after the last line": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: 1\n\r\n" + NEXT,
        "LF as the empty line": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: 1\r\n\n" + NEXT,
        "only LF": b"GET /healthz HTTP/1.1\nHost: a\n\n" + NEXT,
        "CR inside a line": b"GET /healthz HTTP/1.1\r\nHost: a\rX: 1\r\n\r\n" + NEXT,
        "CR in the address": b"GET /healthz\rX HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT,
        "CR in the query": b"GET /healthz?a=\r HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT,
        "CR after the version": b"GET /healthz HTTP/1.1\r\r\nHost: localhost\r\n\r\n" + NEXT,
        "a blank in the address": b"GET /healthz HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT,
        "a tab in the address": b"GET /healthz\t HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT,
        "a method with a CR": b"\rGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT,
        "a zero byte": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: 1\x002\r\nY: 1\r\n\r\n" + NEXT,
        "a blank before a colon": post + b"Content-Length : 4\r\n\r\n{}  " + NEXT,
        "a line without a colon": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n" + NEXT,
        "a first line without a colon": b"GET /healthz HTTP/1.1\r\nX\r\nHost: localhost\r\n\r\n" + NEXT,
        "a line without a name": b"GET /healthz HTTP/1.1\r\n: 1\r\nHost: localhost\r\n\r\n" + NEXT,
        "a first line of a colon": b"GET /healthz HTTP/1.1\r\n:\r\nHost: localhost\r\n\r\n" + NEXT,
        "a line of a colon": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n:\r\nX: 1\r\n\r\n" + NEXT,
        "a line of a colon as the empty one": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n:\r\n" + NEXT,
        "no Host": b"GET /healthz HTTP/1.1\r\nX: 1\r\n\r\n" + NEXT,
        "two Hosts": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n" + NEXT,
        "a body of GET": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(NEXT) + NEXT,
    }
    for what, data in bad.items():
        answers, closed = exchange(port, data)
        check(closed and 200 not in answers, "%s is refused: %s, closed: %s" % (what, answers, closed))
        check(all(400 <= status < 500 for status in answers), "%s: %s" % (what, answers))
    good = b"GET /healthz HTTP/1.1\r\nhost:a\r\nX:  1 \r\nEmpty:\r\nX: 2\r\n\r\n"
    coded = b"GET /healthz%0d%0aX HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    check(exchange(port, coded) == ([404], True), "a coded line end is a character of an address like another")
    check(exchange(port, good * 3 + head("GET", "/healthz", "Connection: close")) == ([200] * 4, True), "four in a row are four")


def bodies(port):
    """Nothing is read that no route wants, or from nobody."""
    large = 1024 * 1024
    for what, data, status in (
            ("no such path", head("POST", "/api/no/such/path", "Content-Length: %d" % large), 404),
            ("no such method", head("PUT", "/api/session", "Content-Length: %d" % large), 405),
            ("more than any takes", head("POST", "/api/applications", "Content-Length: %d" % (5 * large)), 413)):
        answers, closed = exchange(port, data)
        check(answers == [status] and closed, "%s: refused before the body: %s" % (what, answers))
    data = head("POST", "/api/session", "Content-Length: 2000000") + b" " * 2000000
    check(exchange(port, data) == ([413], True), "more than the route takes: heard, and dropped")
    # Who is nobody is told at the end, and nothing of what came was kept.
    for line in ("X: 1", "Cookie: gatehouse=" + "A" * 22, "Signature: device=:AAAA:"):
        for path in ("/api/applications", "/device/entries"):
            answers, _ = exchange(port, head("POST", path, "Connection: close", line, "Content-Length: %d" % large) + b" " * large)
            check(answers in ([401], []), "%s with %s: %s" % (path, line, answers))
    user = Client(port)
    check(user.sign_in("zhang")[0] == 200, "somebody signs in")
    wish = visit(note="好" * 300, persons=visit()["persons"] * 10)
    check(len(json.dumps(wish)) > 4096 and user.call("POST", "/api/applications", wish)[0] in (201, 422), "a large one arrives")


def slow(port):
    """Head and body each have an end, however steadily they come."""
    drips = {"head": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", b"a"),
             "body": (head("POST", "/api/session", "Content-Type: application/json", "Content-Length: 4000"), b" ")}
    ended = {}

    def drip(what, first, more):
        began = time.monotonic()
        connection = socket.create_connection(("127.0.0.1", port))
        try:
            connection.sendall(first)
            while time.monotonic() - began < 200:
                connection.sendall(more)
                time.sleep(0.25)
        except OSError:
            pass
        ended[what] = time.monotonic() - began
    threads = [threading.Thread(target=drip, args=(what, first, more)) for what, (first, more) in drips.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(ended["head"] < HEAD_SECONDS + 30, "a dripping head ends: %.1f s" % ended["head"])
    check(ended["body"] < 120, "a dripping body ends: %.1f s" % ended["body"])


def expensive(port):
    """Passwords have their own threads. Others are served at once, and too many are told to come back."""
    answers, stop = [], threading.Event()

    def guess(number):
        connection = server_support.connect(port)
        body = json.dumps({"name": "nobody%d" % number, "password": PASSWORD})
        while not stop.is_set():
            connection.request("POST", "/api/session", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            answers.append((answer.status, answer.getheader("Retry-After")))
            if answer.status == 503:
                time.sleep(0.2)
    threads = [threading.Thread(target=guess, args=(number,)) for number in range(48)]
    for thread in threads:
        thread.start()
    server_support.wait_for("answers to all", lambda: len(answers) > 100)
    times = []
    for _ in range(50):
        began = time.monotonic()
        check(Client(port).call("GET", "/healthz")[0] == 200, "health")
        times.append(time.monotonic() - began)
    stop.set()
    for thread in threads:
        thread.join()
    told = {status for status, _ in answers}
    check(told <= {401, 429, 503} and 503 in told, "wrong, too many or busy: %s" % told)
    check(all(wait for status, wait in answers if status == 503), "with a time to come back")
    print("health beside 48 guesses at once: median %.1f ms, longest %.1f ms" % (sorted(times)[25] * 1000, max(times) * 1000))


def run(port):
    boundaries(port)
    bodies(port)
    slow(port)
    expensive(port)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
