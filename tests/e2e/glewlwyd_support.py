"""Debian's glewlwyd on loopback and SQLite: a provider of OpenID Connect with one client and some people."""
import gzip
import http.cookiejar
import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from server_support import listens, wait_for
from sso_support import Stay

PROGRAM, PARTS = "/usr/bin/glewlwyd", "/usr/lib/glewlwyd"
SCHEMA = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
CLIENT, SECRET, PASSWORD = "gatehouse", "client-secret-for-tests", "person password 1"


def skip_without():
    if not os.path.exists(PROGRAM) or not os.path.exists(SCHEMA):
        print("skipped: glewlwyd is not installed (packaging/install-deps.sh test)")
        sys.exit(77)


class Person:
    """A browser at glewlwyd."""

    def __init__(self, url):
        self.url = url
        self.open = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.open(request) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(), answer.headers

    def sign_in(self, name, password):
        status, text, _ = self.call("POST", "/api/auth/", {"username": name, "password": password})
        assert status == 200, "glewlwyd's sign-in: %s %s" % (status, text)

    def authorize(self, url, scopes="openid profile"):
        """Consents, and returns where glewlwyd sends the browser."""
        self.call("PUT", "/api/auth/grant/" + CLIENT, {"scope": scopes})
        path = url[len(self.url):]
        status, text, headers = self.call("GET", path)
        location = headers.get("Location")
        if not location or not re.search(r"[?&]code=", location):
            status, text, headers = self.call("GET", path + "&g_continue")
            location = headers.get("Location")
        assert location, "glewlwyd sends the browser on: %s %s" % (status, text[:300])
        return location


class Glewlwyd:
    def __init__(self, folder, port, ours):
        """ours: the address of Gatehouse."""
        self.folder, self.port, self.process = folder, port, None
        self.url = "http://127.0.0.1:%d" % port
        self.issuer = self.url + "/api/oidc"
        self.callback, self.back_channel = ours + "/sso/campus/callback", ours + "/sso/campus/back-channel"
        self.home = ours + "/app/sign-in"
        key = rsa.generate_private_key(65537, 2048)
        self.key = [part.decode() for part in (
            key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))]

    def start(self):
        database = os.path.join(self.folder, "glewlwyd.db")
        with gzip.open(SCHEMA, "rt") as text, sqlite3.connect(database) as db:
            db.executescript(text.read())
        config = os.path.join(self.folder, "glewlwyd.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write('port=%d\nbind_address="127.0.0.1"\nexternal_url="%s"\nlogin_url="login.html"\napi_prefix="api"\n'
                       'log_mode="file"\nlog_level="INFO"\nlog_file="%s/glewlwyd.log"\ncookie_secure=0\nsession_expiration=3600\n'
                       'session_key="GLEWLWYD2_SESSION_ID"\nadmin_scope="g_admin"\nprofile_scope="g_profile"\n'
                       'user_module_path="%s/user"\nclient_module_path="%s/client"\nuser_auth_scheme_module_path="%s/scheme"\n'
                       'plugin_module_path="%s/plugin"\nhash_algorithm="SHA512"\n'
                       'static_files_path="%s"\nlogin_api_enabled=true\n'
                       'database={type="sqlite3"\npath="%s"}\n'
                       % (self.port, self.url, self.folder, PARTS, PARTS, PARTS, PARTS, self.folder, database))
        self.process = subprocess.Popen([PROGRAM, "--config-file=" + config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("glewlwyd", lambda: listens(self.port) or self.process.poll() is not None)
        self.set_up()

    def set_up(self):
        admin = Person(self.url)
        admin.sign_in("admin", "password")
        for method, path, body in (
                ("POST", "/api/scope/", {"name": "profile", "display_name": "Profile", "password_required": False, "scheme": {}}),
                ("PUT", "/api/scope/openid", {"name": "openid", "display_name": "Open ID", "password_required": True,
                                              "password_max_age": 0, "scheme": {}}),
                ("POST", "/api/mod/plugin/", {
                    "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "parameters": {
                        "iss": self.issuer, "jwt-type": "rsa", "jwt-key-size": "256", "key": self.key[0], "cert": self.key[1],
                        "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 60,
                        "refresh-token-rolling": True, "allow-non-oidc": False, "auth-type-code-enabled": True,
                        "auth-type-code-revoke-replayed": True, "auth-type-token-enabled": False, "auth-type-id-token-enabled": False,
                        "auth-type-none-enabled": False, "auth-type-password-enabled": False, "auth-type-client-enabled": False,
                        "auth-type-device-enabled": False, "auth-type-refresh-enabled": True, "scope": [], "additional-parameters": [],
                        "claims": [{"name": "staff_number", "type": "string", "user-property": "username", "mandatory": True, "on-demand": False,
                                    "scope": ["openid"]}],
                        "name-claim": "mandatory", "email-claim": "no", "scope-claim": "no", "service-documentation": "", "op-policy-uri": "",
                        "op-tos-uri": "", "jwks-show": True, "pkce-allowed": True, "pkce-method-plain-allowed": False,
                        "pkce-required": True, "subject-type": "public", "session-management-allowed": True,
                        "session-cookie-name": "GLEWLWYD2_OIDC_SID", "session-cookie-expiration": 3600,
                        "front-channel-logout-allowed": False, "back-channel-logout-allowed": True}}),
                ("POST", "/api/client/", {
                    "client_id": CLIENT, "name": "Gatehouse", "enabled": True, "confidential": True, "password": SECRET, "client_secret": SECRET,
                    "redirect_uri": [self.callback], "authorization_type": ["code"], "token_endpoint_auth_method": ["client_secret_basic"],
                    "post_logout_redirect_uris": self.home, "backchannel_logout_uri": self.back_channel,
                    "backchannel_logout_session_required": "true", "scope": ["openid", "profile"]}),
                ("POST", "/api/user/", {"username": "20001", "name": "林老师", "password": PASSWORD, "enabled": True,
                                        "scope": ["openid", "profile", "g_profile"]})):
            status, text, _ = admin.call(method, path, body)
            assert status == 200, "%s %s: %s %s" % (method, path, status, text)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
