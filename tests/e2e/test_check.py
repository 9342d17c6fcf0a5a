#!/usr/bin/env python3
"""gatehouse-server --check: what it finds in a sound server, and each fault made for real. It sends nothing to anybody.

usage: test_check.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import datetime
import json
import os
import re
import shutil
import socket
import ssl
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError:
    x509 = None
import mail_support
import server_support
from provider_stand_in import Provider
from server_support import Client, check, connect, serve, wait_for
from wecom_support import AGENT, WeCom

SERVER, GATEHOUSE = sys.argv[1], sys.argv[2]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
TOKEN = "0123456789abcdef0123456789abcdef"
MEANT = {"database", "schema", "integrity", "clock", "audit-signed", "audit-verified", "booths", "keys", "key-permissions",
         "key-age", "mail-server", "sms-gateway", "certificate", "backup", "disk-keys", "disk-database",
         "directory", "vacancies", "wecom", "sign-on"}


def run(*more, language="en_US.UTF-8", how="--check=json", database=None, keys=None):
    place = server_support.place
    return subprocess.run([SERVER, how, "--database", database or place.database, "--keys", keys or place.keys, *more],
                          capture_output=True, text=True, timeout=240, check=False, env=dict(os.environ, LC_ALL=language))


def found(*more, **how):
    """What the checks say, by name. The exit code agrees with it."""
    ended = run(*more, **how)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    check({one["check"] for one in lines} == MEANT and len(lines) == len(MEANT), "every check once: %s" % ended)
    check(ended.returncode == any(one["state"] == "fault" for one in lines), "the exit code: %s" % ended)
    check(all(one["mend"] for one in lines if one["state"] in ("warning", "fault")), "each says how to mend it: %s" % lines)
    check(not any("{" in one["found"] + one["mend"] for one in lines), "each value is filled in: %s" % lines)
    return {one["check"]: one for one in lines}


def state(name, *more, **how):
    one = found(*more, **how)[name]
    return one["state"], one["found"]


def rows(statement):
    return server_support.sql(server_support.place.database, statement)


class Listener:
    """Takes connections, with TLS where it has a context, and keeps what comes in."""

    def __init__(self, context=None):
        self.socket, self.context, self.came, self.calls = socket.create_server(("127.0.0.1", 0)), context, b"", 0
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                one, _ = self.socket.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(one, server_side=True) if self.context else one as call:
                    self.calls += 1
                    call.settimeout(60)
                    self.came += call.recv(1000)
            except OSError:
                pass

    def close(self):
        self.socket.close()


def certificate(folder, days):
    """A certificate of localhost for these days from now, which is its own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=400)).not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False).sign(key, hashes.SHA256()))
    path = os.path.join(folder, "certificate%d.pem" % days)
    with open(path, "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.write(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def mark(name, text):
    with open(server_support.place.keys + "-" + name, "w", encoding="ascii") as file:
        file.write(text)


def page(port):
    """The administrator's page and the metrics: both show the last run, and neither waits for one."""
    admin, other = Client(port), Client(port)
    admin.sign_in("admin")
    other.sign_in("guard")
    check(other.call("GET", "/api/checks")[0] == 403, "administrators only")
    first = admin.call("GET", "/api/checks")[1]
    check(first == {"running": True, "age_ms": None, "items": []} or first["items"], "asked for: %s" % first)

    def ended():
        answer = admin.call("GET", "/api/checks")[1]
        return None if answer["running"] else answer
    got = wait_for("the run", ended)
    check({one["name"] for one in got["items"]} == MEANT and got["age_ms"] < 60000, "every check: %s" % got)
    states = {one["name"]: one["state"] for one in got["items"]}
    mail = next(one for one in got["items"] if one["name"] == "mail-server")
    check(mail["state"] == "fault" and mail["found"].startswith("127.0.0.1 ") and mail["mend"], "a fault: %s" % mail)
    if CATALOGUE:
        check("数据库" in [one["title"] for one in got["items"]], "in the language of the request: %s" % got)
    english = admin.call("GET", "/api/checks", headers={"Accept-Language": "en"})[1]
    check(not english["running"] and english["items"][0]["title"] == "Database", "kept for a minute: %s" % english)
    call = connect(port)
    call.request("GET", "/metrics", headers={"Authorization": "Bearer " + TOKEN})
    text = call.getresponse().read().decode()
    shown = dict(re.findall(r'^gatehouse_check_state\{check="([a-z-]+)"\} (\d)$', text, re.M))
    numbers = {"ok": "0", "warning": "1", "fault": "2"}
    check(shown == {name: numbers[one] for name, one in states.items() if one != "skipped"}, "metrics: %s" % shown)
    at = re.search(r"^gatehouse_checks_last_run_timestamp_seconds ([0-9.e+]+)$", text, re.M)
    check(at and abs(float(at[1]) - time.time()) < 3600, "and when: %s" % text[-300:])


def languages():
    chinese = run(how="--check", language="C.UTF-8", *(["--catalogue", CATALOGUE] if CATALOGUE else []))
    check(chinese.returncode == 0 and (not CATALOGUE or "正常  数据库：" in chinese.stdout), "Chinese: %s" % chinese)
    check("{" not in chinese.stdout and len(chinese.stdout.splitlines()) > len(MEANT), "with how to mend: %s" % chinese)
    english = run(how="--check", language="C", *(["--catalogue", CATALOGUE] if CATALOGUE else []))
    check(english.returncode == 0 and "ok       Database: " in english.stdout, "English: %s" % english)
    check(run(how="--check=xml").returncode == 2, "another form is wrong usage")


def marks():
    now = int(time.time())
    check(state("backup")[0] == "warning" and state("audit-verified")[0] == "warning", "neither was ever done")
    for days, meant in ((1, "ok"), (3, "warning"), (9, "fault")):
        mark("backup", "%d done\n" % (now - 86400 * days))
        check(state("backup")[0] == meant, "a backup %d days ago: %s" % (days, state("backup")))
    for text in ("", "x done\n", "%d\n" % now, "%d done" % now, "%d done\nmore" % now, "9" * 40 + " done\n", "1 " + "x" * 30 + "\n"):
        mark("backup", text)
        check(state("backup")[0] == "warning", "not a mark: %r" % text)
    for word, age, meant in (("changed", 0, "fault"), ("good", 8 * 86400, "warning")):
        mark("audit-checked", "%d %s\n" % (now - age, word))
        check(state("audit-verified")[0] == meant, "the trail: %s" % word)
    place = server_support.place
    ended = subprocess.run([SERVER, "--verify-audit", "--database", place.database, "--keys", place.keys],
                           capture_output=True, text=True, check=False)
    check(ended.returncode == 0 and not ended.stderr and state("audit-verified")[0] == "ok", "verified: %s" % ended)
    if shutil.which("age"):
        os.unlink(place.keys + "-backup")
        identity = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
        recipient = identity.stdout.split("public key: ")[1].split()[0]
        backup = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/backup")
        subprocess.run([sys.executable, backup, "make", "--recipient", recipient, "--database", place.database, "--keys",
                        place.keys, os.path.join(place.folder, "copy.age")], check=True, stdout=subprocess.DEVNULL)
        check(state("backup")[0] == "ok", "gatehouse-backup leaves its mark: %s" % (state("backup"),))
    else:
        mark("backup", "%d done\n" % now)


def others():
    """Mail server and SMS gateway: there, away, and never sent anything."""
    folder, closed = server_support.place.folder, mail_support.free_port()
    sender = ("--smtp-from", "gate@example.edu.cn")
    check(state("mail-server", "--smtp-url", "smtp://127.0.0.1:%d" % closed, *sender) ==
          ("fault", "127.0.0.1 takes no connection."), "no mail server")
    check(state("mail-server", "--smtp-url", "smtps://no-such-host.invalid", *sender)[0] == "fault", "no such name")
    if not subprocess.run([mail_support.PYTHON, "-c", "import aiosmtpd"], stderr=subprocess.DEVNULL, check=False).returncode:
        mailbox = mail_support.Mailbox(folder, mail_support.free_port())
        mailbox.start()
        url = "smtp://127.0.0.1:%d" % mailbox.port
        check(state("mail-server", "--smtp-url", url, *sender)[0] == "ok", "it answers")
        check(not mailbox.messages(), "no mail was sent")
        secret = os.path.join(folder, "password")
        with open(secret, "w", encoding="ascii") as file:
            file.write("hunter2-of-the-mail")
        ended = run("--smtp-url", url, *sender, "--smtp-user", "gate", "--smtp-password-file", secret)
        check('"mail-server","state":"fault"' in ended.stdout and "hunter2" not in ended.stdout + ended.stderr,
              "a password never goes without TLS, nor to the screen: %s" % ended)
        mailbox.stop()
    gateway = Listener()
    check(state("sms-gateway", "--sms-url", "http://127.0.0.1:%d/send" % gateway.port)[0] == "ok", "the gateway is there")
    check(gateway.came == b"", "nothing was sent: %r" % gateway.came)
    gateway.close()
    check(state("sms-gateway", "--sms-url", "http://127.0.0.1:%d/send" % closed)[0] == "fault", "no gateway")


def public_address():
    folder = server_support.place.folder
    check(state("certificate")[0] == "warning", "no address")
    check(state("certificate", "--public-url", "http://127.0.0.1:9")[0] == "skipped", "this machine")
    check(state("certificate", "--public-url", "http://visit.example.edu.cn")[0] == "fault", "not encrypted")
    check(state("certificate", "--public-url", "https://localhost:%d" % mail_support.free_port())[0] == "warning", "not reached")
    if not x509:
        return
    for days, words in ((-3, "ended on " + (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=3)).strftime("%F")),
                        (90, "is not trusted")):
        web = Listener(certificate(folder, days))
        got = state("certificate", "--public-url", "https://localhost:%d" % web.port)
        check(got[0] == "fault" and words in got[1] and web.came == b"", "a certificate of %d days: %s" % (days, got))
        web.close()


def keys():
    place = server_support.place
    folder = os.path.join(place.folder, "copy")
    shutil.copytree(place.keys, folder)
    check(state("keys", keys=folder)[0] == "ok" and state("key-permissions", keys=folder)[0] == "warning", "root.secret is here")
    os.unlink(os.path.join(folder, "root.secret"))
    check(state("key-permissions", keys=folder)[0] == "ok", "as it should be")
    os.chmod(os.path.join(folder, "vault.key"), 0o640)
    check(state("key-permissions", keys=folder) == ("fault", "Other users of this machine may read vault.key."), "readable")
    long_ago = time.time() - 400 * 86400
    os.utime(os.path.join(folder, "data.key"), (long_ago, long_ago))
    check(state("key-age", keys=folder) == ("warning", "The data key is 400 days old; it is due after 365."), "old")
    for name in [one for one in os.listdir(folder) if one.startswith("signing-")]:
        os.unlink(os.path.join(folder, name))
    check(state("keys", keys=folder)[0] == "fault", "nothing signs")
    os.unlink(os.path.join(folder, "vault.key"))
    got = found(keys=folder)
    check(got["keys"]["state"] == "fault" and got["key-age"]["state"] == "skipped", "no vault.key: %s" % got)


def databases():
    place = server_support.place
    got = found(database="postgresql://gate:hunter2@127.0.0.1:%d/none" % mail_support.free_port())
    check(got["database"]["state"] == "fault" and got["schema"]["state"] == "skipped" and "hunter2" not in str(got), "away: %s" % got)
    if not place.database.startswith("sqlite:"):
        return
    path = os.path.join(place.folder, "damaged.db")
    with sqlite3.connect(place.database[7:], timeout=60) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        root = copy.execute("SELECT rootpage FROM sqlite_master WHERE name = 'message_by_due'").fetchone()[0]
        size = copy.execute("PRAGMA page_size").fetchone()[0]
    check(state("integrity", database="sqlite:" + path)[0] == "ok", "a sound copy")
    with open(path, "r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 64)
    check(state("integrity", database="sqlite:" + path)[0] == "fault", "a damaged page")
    check(state("database", database="sqlite:" + path + "-none")[0] == "fault", "no such file")


def full_disk():
    """A small disk that is full, where this test may mount one."""
    folder = os.path.join(server_support.place.folder, "disk")
    os.mkdir(folder)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=False,
                                           stderr=subprocess.DEVNULL).returncode:
        return
    try:
        check(state("disk-keys", keys=folder)[0] == "ok", "an empty disk")
        with open(os.path.join(folder, "much"), "wb") as file:
            file.write(bytes(870 * 1024))
        check(state("disk-keys", keys=folder)[0] == "warning", "nearly full")
        with open(os.path.join(folder, "more"), "wb") as file:
            file.write(bytes(140 * 1024))
        check(state("disk-keys", keys=folder)[0] == "fault", "full")
    finally:
        subprocess.run(["umount", folder], check=True)


def campus(port):
    """What the university has: WeCom, a provider of single sign-on, its directory."""
    check({state(one)[0] for one in ("wecom", "sign-on", "directory")} == {"ok"}, "nothing of it is set up")
    admin, cloud, provider = Client(port), WeCom({"zhang"}), Provider()
    check(admin.sign_in("admin")[0] == 200, "an administrator")
    check(admin.call("PUT", "/api/wecom", cloud.settings())[0] == 200 and state("wecom")[0] == "ok", "WeCom accepts us")
    check(not cloud.sent and not cloud.said and rows("SELECT access_until FROM wecom") == ["0"], "nothing was sent, nothing is stored")
    cloud.trusted = False
    check(state("wecom") == ("fault", "WeCom does not trust this server's address 203.0.113.7."), "an address that is not trusted")
    cloud.trusted = True
    for wrong, words in (({"agent_id": 77}, "40056 agent"), ({"agent_id": AGENT, "secret": "wrong"}, "40001 secret")):
        admin.call("PUT", "/api/wecom", wrong)
        check(state("wecom") == ("fault", "WeCom refuses: %s." % words), "%s" % wrong)
    admin.call("PUT", "/api/wecom", {"base_url": "http://127.0.0.1:%d" % mail_support.free_port(), "secret": "again"})
    check(state("wecom")[0] == "fault" and "reached" in state("wecom")[1], "WeCom is away")
    status, made = admin.call("POST", "/api/admin/providers", {
        "kind": "oidc", "name": "campus", "label": "统一身份认证", "enabled": True, "secret": provider.secret,
        "settings": {"issuer": provider.url, "client_id": provider.client}})
    check(status == 201 and state("sign-on") == ("ok", "Providers of single sign-on that answer: 1."), "a provider: %s" % made)
    key, provider.keys = provider.keys, []
    check(state("sign-on") == ("fault", "Nobody can sign in with: campus (setup)."), "one without keys")
    provider.keys, provider.down = key, True
    check(state("sign-on") == ("fault", "Nobody can sign in with: campus (not-reached)."), "one that is down")
    provider.stop()
    now = int(time.time() * 1000)
    for i, (word, at, meant) in enumerate((("failed", now, "failed: connect"), ("held", now, "held"), ("applied", now - 10 * 86400000, "last read"))):
        rows("INSERT INTO directory_run (id, purpose, state, source, asked_at, ended_at, fault) VALUES (%d, 'daily', '%s', 'ldap', %d, %d, '%s')" % (
            i + 1, word, at, at, "connect" if word == "failed" else ""))
        check(state("directory")[0] == "warning" and meant in state("directory")[1], "a run that %s: %s" % (word, state("directory")))
    rows("INSERT INTO directory_run (id, purpose, state, source, asked_at, ended_at) VALUES (9, 'daily', 'applied', 'ldap', %d, %d)" % (now, now))
    rows("UPDATE unit SET active = 0 WHERE id <> 1")
    check(state("directory")[0] == "ok", "read: %s" % (state("directory"),))
    check(state("vacancies") == ("ok", "Each unit has somebody who approves."), "somebody approves: %s" % (state("vacancies"),))
    rows("UPDATE account SET active = 0 WHERE id IN (SELECT account FROM account_role WHERE role = 'unit-approver')")
    check(state("vacancies") == ("warning", "Units without anybody who approves: 1."), "nobody approves")


def rehearse(port):
    page(port)
    for part in (languages, marks, others, public_address, keys, databases, full_disk):
        part()
    campus(port)


with tempfile.TemporaryDirectory() as token:
    with open(os.path.join(token, "token"), "w", encoding="ascii") as written:
        written.write(TOKEN)
    serve(SERVER, GATEHOUSE, rehearse, CATALOGUE, "--metrics-token", os.path.join(token, "token"), "--smtp-url",
          "smtp://127.0.0.1:%d" % mail_support.free_port(), "--smtp-from", "gate@example.edu.cn")
