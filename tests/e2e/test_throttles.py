#!/usr/bin/env python3
"""What slows down guesses, and that nobody is locked out by a stranger's: forged addresses, networks, waiting pages.

usage: test_throttles.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
The test is the proxy: it calls from 127.0.0.1, which the server trusts, and writes what a proxy would write.
"""
import json
import subprocess
import sys

import server_support
from server_support import PASSWORD, Client, check, connect, serve

WRONG = "wrong-wrong-wrong"
TRIES = 60


class Proxied(Client):
    """A browser behind the proxy. own: header lines that the browser itself sends, in front of the proxy's."""

    def __init__(self, port, address, own=()):
        super().__init__(port)
        self.address, self.own = address, own

    def lines(self):
        return [*self.own, ("X-Forwarded-For", self.address)]

    def call(self, method, path, body=None, headers=None, raw=None):
        # http.client joins nothing and sorts nothing: each line is sent as it is given.
        connection = connect(self.port)
        connection.putrequest(method, path)
        for name, value in self.lines():
            connection.putheader(name, value)
        text = json.dumps(body).encode() if body is not None else b""
        if body is not None:
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(len(text)))
        if self.cookie:
            connection.putheader("Cookie", self.cookie)
        if self.csrf and method != "GET":
            connection.putheader("X-CSRF-Token", self.csrf)
        connection.endheaders(text)
        answer = connection.getresponse()
        data = answer.read().decode()
        self.take_cookies(answer)
        self.retry_after = int(answer.getheader("Retry-After") or 0)
        connection.close()
        return answer.status, json.loads(data) if data.startswith("{") else data


def stops(make, what):
    """Tries wrong passwords on many accounts, each time from make(n). Some are looked at, then no more."""
    answers = [make(number).sign_in("nobody-%d" % number, WRONG)[0] for number in range(TRIES)]
    check(set(answers) == {401, 429}, "%s: %s" % (what, answers))
    check(30 <= answers.count(401) < 50, "%s: %d of %d were looked at" % (what, answers.count(401), TRIES))


def forged_addresses(port):
    """What the browser writes about itself never counts, in whatever form."""
    forms = (
        lambda n: [("X-Forwarded-For", "198.51.100.%d" % n)],
        lambda n: [("X-Forwarded-For", "198.51.100.%d" % n), ("x-forwarded-for", "10.0.0.%d" % n)],
        lambda n: [("X-Forwarded-For", "198.51.100.%d, 127.0.0.1" % n)],
        lambda n: [("X-Forwarded-For", "198.51.100.%d," % n)],
        lambda n: [("Forwarded", "for=198.51.100.%d" % n), ("X-Real-IP", "198.51.100.%d" % n)],
    )

    def forger(number):
        if number % 6 == 5:  # a proxy that appends to the browser's own line
            return Proxied(port, "198.51.100.%d, 203.0.113.10" % number)
        return Proxied(port, "203.0.113.10", forms[number % 6](number))
    stops(forger, "forged addresses")
    check(Proxied(port, "203.0.113.200").sign_in("zhang")[0] == 200, "others sign in")


def networks(port):
    stops(lambda n: Proxied(port, "2001:db8:7:1:%x::%x" % (n + 1, n)), "a /64 of IPv6")
    check(Proxied(port, "2001:db8:7:1::99").sign_in("li")[0] == 429, "the whole /64 waits")
    check(Proxied(port, "2001:db8:7:2::99").sign_in("li")[0] == 200, "the next one does not")


def strangers(port):
    """A stranger's wrong passwords lock out the stranger, not the owner of the account."""
    owner = Proxied(port, "203.0.113.70")
    check(owner.sign_in("wang")[0] == 200, "signs in once")
    check(owner.call("DELETE", "/api/session")[0] == 204, "and out")
    stranger = Proxied(port, "203.0.113.70")
    answers = [stranger.sign_in("wang", WRONG)[0] for _ in range(8)]
    check(answers == [401] * 5 + [429] * 3, "five tries from one network: %s" % answers)
    check(0 < stranger.retry_after <= 180, "for three minutes: %s" % stranger.retry_after)
    check(stranger.sign_in("wang")[0] == 429, "there even the right password waits")
    check(Proxied(port, "203.0.113.71").sign_in("wang")[0] == 200, "an unknown browser elsewhere signs in")
    check(owner.sign_in("wang")[0] == 200, "a browser that was here before signs in")
    stolen = Proxied(port, "203.0.113.72")
    stolen.cookie = owner.cookie
    answers = [stolen.sign_in("wang", WRONG)[0] for _ in range(7)]
    check(answers == [401] * 5 + [429] * 2, "with its cookie there are five tries too: %s" % answers)
    stolen.cookie = owner.cookie
    answers = [stolen.sign_in("wang-2", WRONG)[0] for _ in range(2)]
    check(answers == [401] * 2, "and for another account it says nothing: %s" % answers)


def unlocking(port):
    """An administrator sees the lock of an account and lifts it; so does a new first password."""
    admin = Proxied(port, "203.0.113.90")
    check(admin.sign_in("admin")[0] == 200, "signs in")

    def locked():
        return next(one for one in admin.call("GET", "/api/accounts")[1]["items"] if one["name"] == "li")
    account = locked()
    check(account["locked_s"] == 0, "not locked at first: %s" % account)
    stranger = Proxied(port, "203.0.113.91")
    for turn in range(2):
        answers = [stranger.sign_in("li", WRONG)[0] for _ in range(6)]
        check(answers == [401] * 5 + [429], "locked for the stranger: %s" % answers)
        check(0 < locked()["locked_s"] <= 180, "the administrator sees it: %s" % locked())
        if turn == 0:
            check(admin.call("POST", "/api/accounts/%d/unlock" % account["id"])[0] == 204, "lifts the lock")
            check(stranger.sign_in("li")[0] == 200, "and the right password is taken")
        else:
            first = admin.call("POST", "/api/accounts/%d/reset" % account["id"])[1]["password"]
            check(stranger.sign_in("li", first)[0] == 200, "a new first password lifts it too")
        check(locked()["locked_s"] == 0, "no lock is left: %s" % locked())
    check("account-unlocked" in [one["action"] for one in admin.call("GET", "/api/audit")[1]["items"]], "on record")
    check(admin.call("POST", "/api/accounts/999/unlock")[0] == 404, "of an account that there is")
    check(stranger.call("POST", "/api/accounts/%d/unlock" % account["id"])[0] == 403, "administrators alone")


def unlocking_by_command(port):
    """The command does the same beside a running server; SQLite has one writing process."""
    place = server_support.place
    if "postgres" not in place.database:
        return

    def unlock(who):
        return subprocess.run([sys.argv[1], "--database", place.database, "--keys", place.keys, "--unlock", who], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.strip()
    stranger = Proxied(port, "203.0.113.95")
    answers = [stranger.sign_in("wang", WRONG)[0] for _ in range(6)]
    check(answers == [401] * 5 + [429], "locked: %s" % answers)
    check(unlock("wang") == "wang is no longer locked.", "the command lifts it")
    check(unlock("wang") == "wang was not locked.", "once")
    check(stranger.sign_in("wang")[0] == 200, "and the right password is taken")
    check(unlock("2001:db8:7:1::5") == "2001:db8:7:1::5 is no longer locked.", "of a network too")
    check(Proxied(port, "2001:db8:7:1::99").sign_in("nobody-at-all", WRONG)[0] == 401, "which may try again")


def confirmations(port):
    """The old password and codes of the second factor have the same brake; a right one is not counted."""
    user = Proxied(port, "203.0.113.80")
    check(user.sign_in("guard")[0] == 200, "signs in")
    change = {"old": WRONG, "new": "three-words-together"}
    answers = [user.call("PUT", "/api/session/password", change)[0] for _ in range(8)]
    check(answers == [401] * 5 + [429] * 3, "wrong old passwords: %s" % answers)
    check(0 < user.retry_after <= 180, "for three minutes: %s" % user.retry_after)
    change["old"] = PASSWORD
    check(user.call("PUT", "/api/session/password", change)[0] == 429, "the right one waits too")
    check(Proxied(port, "203.0.113.80").sign_in("guard")[0] == 200, "signing in is another matter")
    other = Proxied(port, "203.0.113.81")
    check(other.sign_in("zhang")[0] == 200, "signs in")
    check(other.call("POST", "/api/session/totp", {"password": PASSWORD})[0] == 200, "a second factor begins")
    answers = [other.call("PUT", "/api/session/totp", {"code": "%06d" % n})[0] for n in range(8)]
    check(answers == [422] * 5 + [429] * 3, "wrong codes: %s" % answers)


def waiting_pages(port):
    """Fifteen visitors at a gate without network look at their waiting pages: this is not guessing."""
    for round_of in range(5):
        for visitor in range(15):
            status, page = Proxied(port, "203.0.113.50").call("GET", "/w/%022d?lang=en" % visitor)
            check(status == 200 and "Not arrived yet" in page, "a waiting page, round %d: %s" % (round_of, status))
    status, _ = Proxied(port, "203.0.113.50").call("GET", "/p/" + "A" * 22)
    check(status == 404, "pass pages are open to them: %s" % status)
    status, page = Proxied(port, "203.0.113.51").call("GET", "/w/short?lang=en")
    check(status == 404 and "This link is incomplete" in page and "Not arrived" not in page, "a cut link: %s" % status)
    for _ in range(80):
        status, _ = Proxied(port, "203.0.113.51").call("GET", "/w/short")
    check(status == 429, "a text that can't be a link counts: %s" % status)


def links(port):
    """The slots of links go by the visitor's address too, not by the proxy's."""
    for number in range(62):
        status, _ = Proxied(port, "::ffff:203.0.113.60" if number % 2 else "203.0.113.60").call("GET", "/p/%022d" % number)
    check(status == 429, "sixty guesses a minute: %s" % status)
    check(Proxied(port, "203.0.113.61").call("GET", "/p/" + "A" * 22)[0] == 404, "another visitor is not slowed down")
    for number in range(62):
        status, _ = Proxied(port, "2001:db8:8:1::%x" % number).call("GET", "/api/invited/%022d" % number)
    check(status == 429, "nor does a /64 help: %s" % status)


def run(port):
    check(Client(port).sign_in("zhang", PASSWORD)[0] == 200, "signs in")
    forged_addresses(port)
    networks(port)
    strangers(port)
    unlocking(port)
    unlocking_by_command(port)
    confirmations(port)
    waiting_pages(port)
    links(port)


# A socket of IPv6 that takes IPv4, as "::" is: the proxy's address is ::ffff:127.0.0.1 there.
serve(sys.argv[1], sys.argv[2], run, None, "--listen", "::ffff:127.0.0.1", "--trusted-proxies", "127.0.0.1")
