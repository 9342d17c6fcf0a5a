#!/usr/bin/env python3
"""The server's own passwords stand in its memory once, where it keeps them, and nowhere else after they were used: for the SMS
gateway, the SMS provider, the mail server and the database.

usage: test_wiped.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
Exit code 77 where the SMTP server (package python3-aiosmtpd) is not installed.
"""
import base64
import hashlib
import http.server
import os
import subprocess
import sys
import tempfile
import threading

import server_support
from mail_support import PYTHON, free_port, skip_without
from memory_support import places
from server_support import PATIENCE_S, Client, check, listens, start, visit, wait_for
from sync_support import make_certificate

SERVER, GATEHOUSE = sys.argv[1:3]
# Long, since the allocator writes over the first 16 bytes of what is freed: the end counts as well.
PLANTED = {what: what + "-" + hashlib.sha256(what.encode()).hexdigest() for what in ("kannel", "provider", "header", "smtp", "database")}
# A mail server that wants STARTTLS and a password, as the real ones do.
MAIL = """
import ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult
folder, port, certificate, key, password = sys.argv[1:]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
def right(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == password.encode())
class Strict(Controller):
    def factory(self):
        return SMTP(self.handler, tls_context=tls, require_starttls=True, authenticator=right, auth_required=True)
Strict(Mailbox(folder), hostname="127.0.0.1", port=int(port)).start()
while True:
    time.sleep(60)
"""
PROVIDER = """[provider]
name = planted
url = http://127.0.0.1:%d/
content_type = application/json
signing = tc3
key_id = key
secret_file = provider
action = SendSms
version = 2021-01-11
header_1 = X-Token: %s
accepted = Accepted
[message]
body = {"to":"{e164|json}"}
"""


class Gateway(http.server.BaseHTTPRequestHandler):
    """Stands in for Kannel and for a provider, which are both asked by POST."""
    heads = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Gateway.heads.append(dict(self.headers))
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b"0: Accepted")

    def log_message(self, *_):
        pass


def plant(folder, name, text):
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return path


def database_in(folder):
    """Returns the database's URL: PostgreSQL's with a password, which the test's server does not ask for."""
    given = os.environ.get("GATEHOUSE_TEST_POSTGRES")
    return given + "&password=" + PLANTED["database"] if given else "sqlite:" + os.path.join(folder, "server.db")


def approved(port):
    """Has an application approved: mail to the approver, and an SMS to each visitor."""
    people = {name: Client(port) for name in ("zhang", "guard", "admin", "li")}
    for name, client in people.items():
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    li = next(one["id"] for one in people["admin"].call("GET", "/api/accounts")[1]["items"] if one["name"] == "li")
    check(people["admin"].call("PUT", "/api/accounts/%d" % li, {"email": "li@example.edu.cn"})[0] == 200, "can be written to")
    check(people["li"].sign_in("li")[0] == 200, "li signs in again")
    made = people["zhang"].call("POST", "/api/applications", visit())[1]
    for name, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
        status, made = people[name].act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    return people["admin"]


def once(process, what, most=1, word=None):
    word = word or PLANTED[what]
    found = max((places(process, part) for part in (word, word[:24], word[-24:])), key=len)
    check(len(found) <= most, "%s stays in memory %d times, not %d: %s" % (what, len(found), most, found))
    return len(found)


def kept_once(folder, mail, sms):
    """Runs a server until it has sent by SMS and mail, and looks at its memory."""
    process, port = start(SERVER, folder, "sqlite:/nowhere/at/all.db", None, "--database-file", plant(folder, "url", database_in(folder)),
                          "--smtp-url", "smtp://127.0.0.1:%d" % mail[0], "--smtp-from", "gatehouse@example.edu.cn", "--smtp-user", "gatehouse",
                          "--smtp-password-file", plant(folder, "smtp", PLANTED["smtp"]), "--smtp-ca-file", mail[1], *sms)
    try:
        Gateway.heads.clear()
        admin = approved(port)
        sent = lambda: {(one["channel"], one["state"]) for one in admin.call("GET", "/api/messages")[1]["items"]}
        wait_for("all is sent", lambda: sent() == {("sms", "sent"), ("email", "sent")})
        check(len(Gateway.heads) >= 2, "by this gateway: %s" % Gateway.heads)
        # While the server runs it needs them to sign in again.
        check(once(process, "smtp") == 1, "the mail server's is known")
        proof = base64.b64encode(b"\0gatehouse\0" + PLANTED["smtp"].encode())
        once(process, "the proof of the mail server's", 0, proof)
        for what in ("kannel", "provider", "header"):
            once(process, what)
        if "postgres" in database_in(""):
            url = len(places(process, "&password=" + PLANTED["database"]))
            check(url <= 2, "the options and the pool have the database's URL: %d" % url)
            open_ones = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'gatehouse-server' AND datname = current_database()"
            once(process, "database", url + int(server_support.sql(os.environ["GATEHOUSE_TEST_POSTGRES"], open_ones)[0]))
        process.terminate()
        check(process.wait(PATIENCE_S) == 0, "it ends cleanly")
    finally:
        if process.poll() is None:
            process.kill()


def main():
    skip_without()
    gateway = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=gateway.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        for what in ("root", "signing", "set"):
            subprocess.run([GATEHOUSE, "keys", "new", what, "--dir", folder + "/keys"], check=True, stdout=subprocess.DEVNULL)
        certificate, key = make_certificate(folder)
        port = free_port()
        mail = subprocess.Popen([PYTHON, "-c", MAIL, os.path.join(folder, "mail"), str(port), certificate, key, PLANTED["smtp"]])
        try:
            wait_for("the mail server", lambda: listens(port))
            url = "http://127.0.0.1:%d" % gateway.server_port
            plant(folder, "provider", PLANTED["provider"])
            provider = plant(folder, "provider.ini", PROVIDER % (gateway.server_port, PLANTED["header"]))
            kept_once(folder, (port, certificate), ["--sms-provider", provider])
            check(all(one["X-Token"] == PLANTED["header"] for one in Gateway.heads), "the provider got it")
            kept_once(folder, (port, certificate), ["--sms-url", url + "/cgi-bin/sendsms", "--sms-user", "gatehouse",
                                                             "--sms-password-file", plant(folder, "kannel", PLANTED["kannel"])])
            check(all(one["X-Kannel-Password"] == PLANTED["kannel"] for one in Gateway.heads), "the gateway got it")
        finally:
            mail.terminate()
            mail.wait(PATIENCE_S)
    print("%d checks hold" % server_support.checks)


main()
