#!/usr/bin/env python3
"""Single sign-on in Chromium, on a phone and at a desk, by every way of sso_ways.py: there and back, a second factor, out here
and there, out by the provider with an open page, and a page of each failure.

usage: test_sso_web.py GATEHOUSE_SERVER GATEHOUSE [WAY...]   (walk these alone: campus, cas, wecom, ldap)
Exit code 77 where Chromium or Node is missing. LDAP is left out where slapd is. Pictures: build/artefacts/sso.
"""
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse

import server_support
import slapd_support
from server_support import Client, check, chromium, code_of, serve, sql
from sso_support import Browser
from sso_ways import CasServer, Ldap, Oidc, WeComApp

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
WIDTHS = ("375", "1440")
NODE = [os.path.join(ROOT, "packaging", "node.sh"), "run"]


class Control:
    """What the walk asks of the ways: /end?way=&who= ends a person's session, /digits?way=&who= is that person's authenticator,
    /fault?way=&name= switches a fault on, and without a name off, /stale?account= makes all sign-ins of an account old,
    /phone?way=&what=&key= is what a phone does with a code."""

    def __init__(self, ways):
        self.ways, self.secrets, self.told = {one.name: one for one in ways}, {}, {one.name: [] for one in ways}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                body = json.dumps(outer.answer(url.path, dict(urllib.parse.parse_qsl(url.query)))).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, query):
        if path == "/stale":
            return sql(server_support.place.database, "UPDATE session SET confirmed_at = 1 WHERE account = %d" % int(query["account"]))
        way = self.ways[query.pop("way")]
        if path == "/phone":
            return way.does(**query)
        if path == "/digits":
            return code_of(self.secrets[way.name, query["who"]], time.time() + 30)
        if path == "/end":
            self.told[way.name].append(way.end(query["who"]))
        else:
            way.fault(query.get("name"))
        return None


def strengthen(port, way, who):
    """A person of the provider sets up an authenticator here. Returns its secret."""
    browser = Browser(port)
    status, _, text = way.enter(browser, who)
    check(status == 303 and browser.who(), "%s: %s signs in: %s" % (way.name, who, text[-300:]))
    mine = browser.who()
    browser.csrf = mine["csrf"]
    secret = browser.call("POST", "/api/session/totp", {"password": ""})[1]["secret"]  # it has none: the sign-in is fresh
    digits = code_of(secret, time.time())
    check(browser.call("PUT", "/api/session/totp", {"code": digits})[0] in (200, 204), "an authenticator")
    return secret


def all_ways(port, folder):
    people = ["%s-%s" % (kind, width) for kind in ("plain", "strong") for width in WIDTHS]
    ways = [Oidc(port, people), CasServer(port, people), WeComApp(port, people, sys.argv[2])]
    if slapd_support.SLAPD:
        ways.append(Ldap(port, people, os.path.join(folder, "slapd")))
    else:
        print("without LDAP: slapd is not installed (packaging/install-deps.sh test)")
    return [one for one in ways if one.name in (sys.argv[3:] or [one.name])]


def run(port):
    ways = all_ways(port, server_support.place.folder)
    control = Control(ways)
    admin = Client(port)
    admin.sign_in("admin")
    try:
        for way in ways:
            status, made = admin.call("POST", "/api/admin/providers", way.wish())
            check(status == 201, "a provider: %s" % made)
        control.secrets = {(way.name, who): strengthen(port, way, who) for way in ways for who in ("strong-" + width for width in WIDTHS)}
        plan = {"base": "http://127.0.0.1:%d" % port, "control": control.url, "widths": [int(width) for width in WIDTHS],
                "pictures": os.path.join(ROOT, "build", "artefacts", "sso"), "ways": [way.plan() for way in ways]}
        walk = [os.path.join(HERE, "web", "sso.mjs"), json.dumps(plan)]
        check(subprocess.run(NODE + ["node"] + walk, check=False).returncode == 0, "the walk in the browser")
        for way in ways:
            check(control.told[way.name] == ([200] * len(WIDTHS) if way.ends else []), "%s: the ends that it reported: %s" % (way.name, control.told))
            check(not way.there or way.ended == 2 * len(WIDTHS), "%s: asked to end each session: %d" % (way.name, way.ended if way.there else 0))
    finally:
        for way in ways:
            way.stop()


os.environ["CHROMIUM"] = chromium()
if not os.environ["CHROMIUM"] or subprocess.run(NODE + ["true"], check=False).returncode != 0:
    print("skipped: no Chromium or no Node here (packaging/install-deps.sh test)")
    sys.exit(77)
os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
subprocess.run([os.path.join(ROOT, "packaging", "build-web")], check=True, stdout=subprocess.DEVNULL)
serve(sys.argv[1], sys.argv[2], run, None, "--web", os.path.join(ROOT, "server", "web", "dist"))
