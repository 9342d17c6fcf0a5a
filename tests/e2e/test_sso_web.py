#!/usr/bin/env python3
"""Single sign-on in Chromium, on a phone and at a desk: there and back, a second factor, out everywhere, a page of a failure.

usage: test_sso_web.py GATEHOUSE_SERVER GATEHOUSE
The provider is the stand-in, with a page on which one picks who signs in. Exit code 77 where Chromium or Node is missing.
Pictures: build/artefacts/sso.
"""
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse

import server_support
from provider_stand_in import Provider
from server_support import Client, check, code_of, serve, sql
from sso_support import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
WIDTHS = ("375", "1440")
NODE = [os.path.join(ROOT, "packaging", "node.sh"), "run"]
PAGE = ("<!doctype html><html lang=\"zh\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>Provider</title><h1>统一身份认证</h1>%s")


class Asking(Provider):
    """The stand-in with a page: one picks who one is. /end?sub= ends a person's sessions at Gatehouse, /digits?sub= is the
    authenticator of that person."""

    def __init__(self, port):
        super().__init__()
        self.port, self.secrets, self.back = port, {}, []
        self.one = threading.Lock()  # the walks run side by side

    def get(self, handler, path, query):
        sub = query.get("sub", "")
        if path == "/authorize" and not sub and "Mozilla" in handler.headers.get("User-Agent", ""):
            links = "".join("<p><a href=\"%s&amp;sub=%s\">%s</a></p>" % (handler.path.replace("&", "&amp;"), one, one)
                            for kind in ("plain", "strong") for one in (kind + "-" + width for width in WIDTHS))
            data = (PAGE % links).encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            return handler.wfile.write(data)
        if path == "/authorize" and sub:
            with self.one:
                self.person = {"sub": sub, "name": "钱小新"}
                return super().get(handler, path, query)
        if path == "/end":
            form = urllib.parse.urlencode({"logout_token": self.logout_token(sub=sub)})
            self.back.append(Browser(self.port).go("/sso/campus/back-channel", "POST", form)[0])
            return handler.reply(200, {})
        if path == "/digits":
            return handler.reply(200, {"code": code_of(self.secrets[sub], time.time() + 30)})
        return super().get(handler, path, query)


def strengthen(port, provider, sub):
    """A person of the provider who has set up an authenticator here."""
    provider.person = {"sub": sub, "name": "钱小新"}
    browser = Browser(port)
    browser.sso()
    mine = browser.who()
    browser.csrf = mine["csrf"]
    sql(server_support.place.database,
        "UPDATE account SET password = (SELECT password FROM account WHERE name = 'admin') WHERE id = %d" % mine["account"]["id"])
    provider.secrets[sub] = browser.call("POST", "/api/session/totp", {"password": server_support.PASSWORD})[1]["secret"]
    digits = code_of(provider.secrets[sub], time.time())
    check(browser.call("PUT", "/api/session/totp", {"code": digits})[0] in (200, 204), "an authenticator")


def run(port):
    provider = Asking(port)
    admin = Client(port)
    admin.sign_in("admin")
    status, made = admin.call("POST", "/api/admin/providers", {
        "kind": "oidc", "name": "campus", "label": "统一身份认证", "label_en": "University account", "enabled": True,
        "provision": True, "secret": provider.secret, "settings": {"issuer": provider.url, "client_id": provider.client}})
    check(status == 201, "a provider: %s" % made)
    try:
        for width in WIDTHS:
            strengthen(port, provider, "strong-" + width)
        walk = [os.path.join(HERE, "web", "sso.mjs"), "http://127.0.0.1:%d" % port, provider.url,
                os.path.join(ROOT, "build", "artefacts", "sso"), *WIDTHS]
        check(subprocess.run(NODE + ["node"] + walk, check=False).returncode == 0, "the walk in the browser")
        check(provider.back == [200] * len(WIDTHS), "logout tokens were taken: %s" % provider.back)
        check(provider.ended == len(WIDTHS), "the provider was asked to end each session: %d" % provider.ended)
    finally:
        provider.stop()


os.environ["CHROMIUM"] = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
if not os.environ["CHROMIUM"] or subprocess.run(NODE + ["true"], check=False).returncode != 0:
    print("skipped: no Chromium or no Node here (packaging/install-deps.sh test)")
    sys.exit(77)
os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
subprocess.run([os.path.join(ROOT, "packaging", "build-web")], check=True, stdout=subprocess.DEVNULL)
serve(sys.argv[1], sys.argv[2], run, None, "--web", os.path.join(ROOT, "server", "web", "dist"))
