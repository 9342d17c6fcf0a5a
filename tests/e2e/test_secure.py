#!/usr/bin/env python3
"""A server that people reach over https says so in cookies and headers, and no secret stands in the list of processes.

usage: test_secure.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import http.client
import json
import os
import subprocess
import sys
import tempfile

import server_support
from server_support import PASSWORD, Client, check, start

SERVER, GATEHOUSE = sys.argv[1:3]


def answer_of(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, path, json.dumps(body) if body else None, dict(headers or {}, **{"Content-Type": "application/json"}))
    answer = connection.getresponse()
    answer.read()
    return answer


def stop(process):
    process.terminate()
    check(process.wait(server_support.PATIENCE_S) == 0, "it ends cleanly")


def over_https(port, headers):
    """The proxy in front ends TLS; the server does not know its address."""
    answer = answer_of(port, "POST", "/api/session", {"name": "zhang", "password": PASSWORD}, headers)
    cookies = [value for name, value in answer.getheaders() if name == "Set-Cookie" and "gatehouse=" in value]
    check(len(cookies) == 1 and cookies[0].startswith("__Host-gatehouse="), "a cookie of the host alone: %s" % cookies)
    check(all(part in cookies[0] for part in ("; Path=/", "; Secure", "; HttpOnly", "; SameSite=")), "guarded: %s" % cookies)
    check("Domain" not in cookies[0], "and of no other host: %s" % cookies)
    cookie = cookies[0].split(";")[0]
    for path in ("/healthz", "/api/session", "/no/such/path"):
        answer = answer_of(port, "GET", path, None, dict(headers, Cookie=cookie))
        value = answer.getheader("Strict-Transport-Security") or ""
        check(value == "max-age=31536000; includeSubDomains", "%s: https for a year: %s" % (path, value))
    check(answer_of(port, "GET", "/api/session", None, dict(headers, Cookie=cookie)).status == 200, "it is signed in")
    plain = cookie.replace("__Host-", "")
    check(answer_of(port, "GET", "/api/session", None, dict(headers, Cookie=plain)).status == 401, "no other name counts")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for what in ("root", "signing", "set"):
            subprocess.run([GATEHOUSE, "keys", "new", what, "--dir", folder + "/keys"], check=True, stdout=subprocess.DEVNULL)
        database = os.environ.get("GATEHOUSE_TEST_POSTGRES") or "sqlite:" + folder + "/server.db"
        process, port = start(SERVER, folder, database, None, "--public-url", "https://visit.example.edu.cn")
        over_https(port, {})
        over_https(port, {"X-Forwarded-Proto": "http"})
        for host, status in (("visit.example.edu.cn", 401), ("127.0.0.1:%d" % port, 401), ("evil.example", 421),
                             ("visit.example.edu.cn.evil.example", 421)):
            answer = answer_of(port, "GET", "/api/session", None, {"Host": host})
            check(answer.status == status, "called by %s: %s" % (host, answer.status))
        check(answer_of(port, "GET", "/healthz", None, {"Host": "evil.example"}).status == 200, "health has no name")
        stop(process)
        # Over plain http, as in the demo: nothing that a browser would refuse.
        process, port = start(SERVER, folder, database, None)
        answer = answer_of(port, "POST", "/api/session", {"name": "zhang", "password": PASSWORD})
        cookies = [value for name, value in answer.getheaders() if name == "Set-Cookie"]
        check(cookies[0].startswith("gatehouse=") and "Secure" not in str(cookies), "plain, the session first: %s" % cookies)
        check(answer.getheader("Strict-Transport-Security") is None, "no promise of https")
        stop(process)
        # The URL of the database in a file.
        secret = os.path.join(folder, "database")
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(database + "\n")
        process, port = start(SERVER, folder, "sqlite:/nowhere/at/all.db", None, "--database-file", secret)
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            check(database.encode() not in file.read().split(b"\0"), "the URL is not in the list of processes")
        check(Client(port).sign_in("zhang")[0] == 200, "and is used")
        stop(process)
        wrong = "postgresql://somebody:a-secret-word@127.0.0.1:1/none"
        with open(secret, "w", encoding="utf-8") as file:
            file.write(wrong)
        failed = subprocess.run([SERVER, "--keys", folder + "/keys", "--database-file", secret], capture_output=True, text=True)
        check(failed.returncode == 3 and "a-secret-word" not in failed.stderr, "no password in the log: %s" % failed.stderr)
    print("%d checks hold" % server_support.checks)


main()
