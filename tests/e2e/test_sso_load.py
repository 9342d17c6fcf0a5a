#!/usr/bin/env python3
"""200 people sign in by single sign-on in the same second, as at 8:00: all of them get in, and each is somebody of their own.

usage: test_sso_load.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys
import threading
import time

from provider_stand_in import Provider
from server_support import Client, check, serve
from sso_support import Browser

PEOPLE = 200
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None


def run(port):
    provider = Provider()
    provider.numbered = True
    admin = Client(port)
    admin.sign_in("admin")
    status, made = admin.call("POST", "/api/admin/providers", {
        "kind": "oidc", "name": "campus", "label": "统一身份认证", "enabled": True, "provision": True, "secret": provider.secret,
        "settings": {"issuer": provider.url, "client_id": provider.client}})
    check(status == 201, "a provider: %s" % made)
    for what in ("first sign-ins", "later sign-ins"):
        begin, took, faults, who = threading.Barrier(PEOPLE), [], [], set()

        def person():
            browser = Browser(port)
            begin.wait()
            since = time.monotonic()
            try:
                status, location, text = browser.sso()
                took.append(time.monotonic() - since)
                if status != 303:
                    faults.append("%s %s" % (status, text[-300:]))
                who.add(browser.who()["account"]["id"])
            except BaseException as fault:
                faults.append(repr(fault))
        threads = [threading.Thread(target=person) for _ in range(PEOPLE)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        check(not faults, "%d of %d failed, such as %s" % (len(faults), PEOPLE, faults[:1]))
        took.sort()
        print("%s: %d in %.1f s, median %.2f s, p99 %.2f s, of %d accounts" % (
            what, len(took), took[-1], took[PEOPLE // 2], took[PEOPLE * 99 // 100], len(who)), flush=True)
        check(len(who) == PEOPLE, "each is somebody of their own")
        provider.number = 0
    provider.stop()


serve(sys.argv[1], sys.argv[2], run, CATALOGUE)
