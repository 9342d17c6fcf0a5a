#!/usr/bin/env python3
"""Single sign-on against a real provider: Debian's glewlwyd, on SQLite and loopback. Sign-in with code and PKCE, linking by a claim,
a code that is used again, logout at the provider that ends the session here.

usage: test_sso_glewlwyd.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]
"""
import sys
import tempfile
import urllib.parse

import glewlwyd_support
from glewlwyd_support import CLIENT, PASSWORD, SECRET, Glewlwyd, Person
from mail_support import free_port
from server_support import Client, check, serve, wait_for
from sso_support import Browser, refused

CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
SUITE = tempfile.TemporaryDirectory()


def path_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.path + "?" + parts.query


def run(port):
    provider = Glewlwyd(SUITE.name, free_port(), "http://127.0.0.1:%d" % port)
    admin = Client(port)
    admin.sign_in("admin")
    try:
        provider.start()
        wish = {"kind": "oidc", "name": "campus", "label": "统一身份认证", "enabled": True, "provision": True, "secret": SECRET,
                "link_to": "staff-number", "link_attribute": "staff_number",
                "settings": {"issuer": provider.issuer, "client_id": CLIENT, "scope": "openid profile"}}
        status, made = admin.call("POST", "/api/admin/providers", wish)
        check(status == 201, "a provider: %s" % made)
        account = admin.call("POST", "/api/accounts", {"name": "lin", "display_name": "林老师", "staff_number": "20001", "active": True,
                                                       "roles": [{"role": "applicant", "unit": None, "campus": None}]})[1]["id"]
        person = Person(provider.url)
        person.sign_in("20001", PASSWORD)
        browser = Browser(port)
        back = path_of(person.authorize(browser.away(to="?to=/app/applications")))
        status, location, text = browser.go(back)
        check((status, location) == (303, "/app/applications"), "signed in: %s %s" % (status, text[-400:]))
        check(browser.who()["account"]["id"] == account, "the account of the number: %s" % browser.who())
        again = Browser(port)
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)["code"][0]
        own = urllib.parse.parse_qs(urllib.parse.urlsplit(again.away()).query)["state"][0]
        answer = again.go("/sso/campus/callback?" + urllib.parse.urlencode({"state": own, "code": code}))
        refused(again, answer, "code-used", "glewlwyd refuses a code that was used")
        wrong = admin.call("PUT", "/api/admin/providers/" + made["id"], {"secret": "another"})
        check(wrong[0] == 200, "another secret")
        answer = again.go(path_of(person.authorize(again.away())))
        refused(again, answer, "client-refused", "glewlwyd refuses our secret")
        admin.call("PUT", "/api/admin/providers/" + made["id"], {"secret": SECRET})
        logout(port, provider, person)
    finally:
        provider.stop()


def logout(port, provider, person):
    """Out everywhere: from here to glewlwyd, which ends the other session by its back channel."""
    here, elsewhere = Browser(port), Browser(port)
    for browser in (here, elsewhere):
        check(browser.go(path_of(person.authorize(browser.away())))[0] == 303 and browser.who(), "signed in")
    here.csrf = here.who()["csrf"]
    to = here.call("DELETE", "/api/session/everywhere")[1]["to"]
    check(to.startswith(provider.issuer + "/end_session?") and here.who() is None, "to glewlwyd: %s" % to)
    status, text, headers = person.call("GET", to[len(provider.url):])
    check(status in (200, 302), "glewlwyd asks whether to sign out: %s %s" % (status, text[:300]))
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(headers.get("Location", "")).query)
    sid = asked.get("sid", [""])[0]
    status, text, _ = person.call("DELETE", "/api/oidc/session/%s" % sid)
    check(status == 200, "signed out at glewlwyd: %s %s %s" % (status, text[:300], headers.get("Location")))
    wait_for("the other session to end", lambda: elsewhere.who() is None, 20)


glewlwyd_support.skip_without()
serve(sys.argv[1], sys.argv[2], run, CATALOGUE)
