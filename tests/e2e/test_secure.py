#!/usr/bin/env python3
"""A server that people reach over https says so in cookies and headers, and no secret stands in the list of processes.

usage: test_secure.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile

import server_support
from memory_support import copies
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


def passwords_are_forgotten(process, port):
    """Memory that the server has freed holds no password: it may end in a core dump, in swap, or in another answer."""
    word, client = "planted-9f27", Client(port)
    check(client.sign_in("li")[0] == 200, "li signs in")
    for number in range(5):
        check(Client(port).sign_in("nobody-%d" % number, word + "-wrong")[0] == 401, "a wrong one")
        old = PASSWORD if number == 0 else word + "-%d" % (number - 1)
        changed = client.call("PUT", "/api/session/password", {"old": old, "new": word + "-%d" % number})[0]
        check(changed == 204, "another one: %s" % changed)
    check(copies(process, word) == 0, "no password stays in memory: %d" % copies(process, word))


def answers_are_forgotten(process, port):
    """First passwords are shown once, and kept nowhere in the clear."""
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "an administrator")
    account = next(one["id"] for one in admin.call("GET", "/api/accounts")[1]["items"] if one["name"] == "wang")
    shown = [admin.call("POST", "/api/accounts/%d/reset" % account)[1]["password"] for _ in range(3)]
    for one in range(20):  # what comes next writes over the library's own memory of the last answers
        check(admin.call("GET", "/api/campuses")[0] == 200, "an answer %d" % one)
    left = {word: copies(process, word) for word in shown}
    check(not any(left.values()), "nothing that was shown stays in memory: %s" % left)


def second_factors_are_forgotten(process, port):
    """The secret of a second factor is shown once. Neither it nor its parts stay on the stack of a thread."""
    client = Client(port)
    check(client.sign_in("zhang")[0] == 200, "zhang signs in")
    shown = [client.call("POST", "/api/session/totp", {"password": PASSWORD})[1]["secret"] for _ in range(4)]
    for one in range(20):
        check(client.call("GET", "/api/campuses")[0] == 200, "an answer %d" % one)
    left = {}
    for secret in shown:
        raw = base64.b32decode(secret)
        left[secret] = [copies(process, one) for one in (secret, secret[:16], secret[-16:], raw, raw[:10], raw[-10:])]
    check(not any(sum(left.values(), [])), "no secret of a second factor stays in memory: %s" % left)


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
        if database.startswith("sqlite:"):
            check(os.stat(database[7:]).st_mode & 0o077 == 0, "the database is the server's alone")
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
        for host, status in (("127.0.0.1:%d" % port, 401), ("localhost", 401), ("evil.example", 421), ("10.0.0.5", 421)):
            answer = answer_of(port, "GET", "/api/session", None, {"Host": host})
            check(answer.status == status, "without a public URL called by %s: %s" % (host, answer.status))
        with open(process.log, encoding="utf-8") as log:
            check('called_by="127.0.0.1"' in log.read(), "it says which names it takes")
        passwords_are_forgotten(process, port)
        answers_are_forgotten(process, port)
        second_factors_are_forgotten(process, port)
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
