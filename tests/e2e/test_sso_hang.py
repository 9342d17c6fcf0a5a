#!/usr/bin/env python3
"""A provider that takes connections and never answers: what 200 people who begin a sign-in there cost all others, how often the
provider is asked, and that a provider which is well again is used again. Prints what others waited, as a ratio to a quiet server.

usage: test_sso_hang.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]
"""
import concurrent.futures
import socket
import sys
import threading
import time

from provider_stand_in import Provider
from server_support import Client, check, serve, wait_for
from sso_support import Browser

PEOPLE, LANE, OTHERS = 200, 12, 4
TIMEOUT_S = 8  # of one request to a provider (IDENTITY_TIMEOUT_MS)


class Silent:
    """Takes connections, reads, and answers nothing."""

    def __init__(self):
        self.server, self.connections, self.kept = socket.create_server(("127.0.0.1", 0), backlog=300), 0, []
        self.url = "http://127.0.0.1:%d" % self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            while True:
                self.kept.append(self.server.accept()[0])
                self.connections += 1
        except OSError:  # closed
            return


def wait_of(port, until):
    """How long each request of a signed-in person takes, one after the other."""
    person, took = Client(port), []
    check(person.sign_in("zhang")[0] == 200, "somebody who is signed in")
    while not until():
        since = time.monotonic()
        check(person.call("GET", "/api/session")[0] == 200, "others are answered")
        took.append(time.monotonic() - since)
        time.sleep(0.02)  # one person, not a flood
    return took


def percentiles(pool, port, until):
    took = sorted(one for part in [pool.submit(wait_of, port, until) for _ in range(OTHERS)] for one in part.result())
    return took[len(took) // 2], took[len(took) * 99 // 100], len(took)


def start(port, name="silent"):
    since = time.monotonic()
    status, _, text = Browser(port).go("/sso/%s/start" % name)
    return status, text, time.monotonic() - since


def burst(pool, port):
    """200 people at once, and what everybody else waits meanwhile."""
    going = [pool.submit(start, port) for _ in range(PEOPLE)]
    others = percentiles(pool, port, lambda: all(one.done() for one in going))
    told = [one.result() for one in going]
    wrong = [one for one in told if not any('<p class="code">%s ·' % code in one[1] for code in ("not-reached", "busy"))]
    check(not wrong, "each gets a page: %s %s" % (len(wrong), wrong[:1]))
    check(sum("not-reached" in text for _, text, _ in told) > PEOPLE / 2, "the database of a busy machine stops few of them")
    return others, max(took for _, _, took in told)


def run(port):
    silent, good = Silent(), Provider()
    admin = Client(port)
    admin.sign_in("admin")
    made = {}
    for name, url in (("silent", silent.url), ("good", good.url)):
        status, made[name] = admin.call("POST", "/api/admin/providers", {
            "kind": "oidc", "name": name, "label": "统一身份认证", "enabled": True, "provision": True, "secret": good.secret,
            "settings": {"issuer": url, "client_id": good.client}})
        check(status == 201, "a provider: %s" % made[name])
    with concurrent.futures.ThreadPoolExecutor(PEOPLE + OTHERS) as pool:
        end = time.monotonic() + 5
        quiet = percentiles(pool, port, lambda: time.monotonic() > end)
        first, longest = burst(pool, port)
        asked = silent.connections
        # The threads of the lane, then one try each time that the pause is over: 5 s, 10 s, 20 s.
        check(asked <= LANE + longest / 5, "the lane's threads ask, and nobody else: %d in %.1f s" % (asked, longest))
        check(longest < PEOPLE / LANE * TIMEOUT_S * 0.75, "the queue does not wait for one time limit after the other: %.1f s" % longest)
        second, again = burst(pool, port)
        check(silent.connections - asked <= 3, "a second burst is not sent there: %d" % (silent.connections - asked))
        check(start(port, "good")[0] == 303, "another provider works meanwhile")
    for what, (p50, p99, count), longest in (("first burst", first, longest), ("second burst", second, again)):
        print("%s: %d requests of others, p50 %.1f and p99 %.1f times those of a quiet server (%.1f, %.1f ms); longest start %.1f s" % (
            what, count, p50 / quiet[0], p99 / quiet[1], quiet[0] * 1000, quiet[1] * 1000, longest), flush=True)
    status, told = admin.call("PUT", "/api/admin/providers/" + made["silent"]["id"], {"settings": {"issuer": good.url, "client_id": good.client}})
    check(status == 200 and start(port)[0] == 303, "a corrected address is used at once: %s" % told)
    recovers(port, admin, good, made["good"]["id"])
    good.stop()


def recovers(port, admin, good, provider):
    """A provider that was gone and is back is used again by itself."""
    back = Silent()
    address = back.server.getsockname()
    back.server.close()  # nobody answers at this port
    check(admin.call("PUT", "/api/admin/providers/" + provider, {"settings": {"issuer": "http://127.0.0.1:%d" % address[1],
                                                                          "client_id": good.client}})[0] == 200, "it has moved")
    check(start(port, "good")[0] == 502, "it is gone")
    again = Provider(port=address[1])
    wait_for("it to be used again", lambda: start(port, "good")[0] == 303)
    again.stop()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
