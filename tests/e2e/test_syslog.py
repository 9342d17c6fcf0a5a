#!/usr/bin/env python3
"""The audit trail reaches a real collector (rsyslog) over TLS: in order, complete, also after the collector was away.

usage: test_syslog.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import datetime
import os
import re
import shutil
import signal
import socket
import subprocess
import sys

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
except ImportError as missing:
    print("needs python3-cryptography: %s" % missing)
    sys.exit(77)
import server_support
from server_support import Client, check, listens, serve, sql, wait_for

RSYSLOGD = shutil.which("rsyslogd", path="/usr/sbin:/usr/bin:/sbin")
DRIVER = "/usr/lib/%s/rsyslog/lmnsd_ossl.so" % (os.uname().machine + "-linux-gnu")
CONFIGURATION = """
global(workDirectory="%(folder)s" maxMessageSize="8k" defaultNetstreamDriver="ossl"
       defaultNetstreamDriverCAFile="%(folder)s/ca.pem" defaultNetstreamDriverCertFile="%(folder)s/cert.pem"
       defaultNetstreamDriverKeyFile="%(folder)s/key.pem")
module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
template(name="raw" type="string" string="%%rawmsg%%\\n")
ruleset(name="kept") { action(type="omfile" file="%(folder)s/received" template="raw") }
input(type="imtcp" port="%(port)d" address="127.0.0.1" ruleset="kept")
"""
LINE = re.compile(r'^<(10[89]|110)>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+ gatehouse - (\S+) '
                  r'\[gatehouse@32473 sequence="(\d+)"((?: [a-z]+="(?:[^"\\\]]|\\.)*")*)\]$')


def certificate(folder):
    """A certificate of its own for localhost, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=9))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for path, data in (("ca.pem", pem), ("cert.pem", pem), ("key.pem", secret)):
        with open(os.path.join(folder, path), "wb") as file:
            file.write(data)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Collector:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        certificate(folder)
        with open(os.path.join(folder, "rsyslog.conf"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION % {"folder": folder, "port": self.port})

    def start(self):
        self.process = subprocess.Popen([RSYSLOGD, "-n", "-C", "-f", os.path.join(self.folder, "rsyslog.conf"),
                                         "-i", os.path.join(self.folder, "pid")], stderr=subprocess.DEVNULL)
        wait_for("the collector", lambda: listens(self.port))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(server_support.PATIENCE_S)

    def received(self):
        """Returns {sequence: (action, rest)} of entries, and of heads."""
        entries, heads = {}, {}
        try:
            with open(os.path.join(self.folder, "received"), encoding="utf-8") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            lines = []
        for line in lines:
            found = LINE.match(line)
            check(found, "a message of RFC 5424: %r" % line)
            kept = heads if found.group(2) == "audit-signed" else entries
            kept[int(found.group(3))] = (found.group(2), dict(re.findall(r' ([a-z]+)="((?:[^"\\\]]|\\.)*)"', found.group(4))))
        return entries, heads


def last():
    return int(sql(server_support.place.database, "SELECT sequence FROM audit_head")[0])


def all_there(collector):
    wanted = set(range(1, last() + 1))
    wait_for("all entries at the collector", lambda: wanted <= set(collector.received()[0]))


def run(port):
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "signs in")
    all_there(collector)
    collector.stop()
    wish = {"name": '理"学\\]院', "name_en": "x"}
    check(admin.call("POST", "/api/admin/units", wish)[0] == 201, "goes on without the collector")
    for days in (181, 182, 183):
        check(admin.call("PUT", "/api/settings", {"retention.days": days})[0] == 200, "a setting")
    collector.start()
    all_there(collector)
    entries = collector.received()[0]
    rows = [row.split("|") for row in sql(server_support.place.database, "SELECT l.sequence, u.action, u.subject, u.detail FROM "
                                          "audit_link l JOIN audit u ON u.id = l.entry ORDER BY l.sequence")]
    for sequence, action, subject, detail in rows:
        got = entries[int(sequence)]
        check(got[0] == action[:32] and got[1]["subject"] == subject, "entry %s: %s" % (sequence, got))
        check(re.sub(r"\\(.)", r"\1", got[1]["detail"]) == detail, "its detail: %s" % got[1])
    end(port)


def end(port):
    """The head that is signed at the end comes too, and its signature is good for somebody who has only the collector."""
    place = server_support.place
    place.process.terminate()
    check(place.process.wait(server_support.PATIENCE_S) == 0, "the server ends")
    newest = last()
    head = wait_for("the signed head", lambda: collector.received()[1].get(newest))[1]
    text = "gatehouse audit seal 1\nhead\n%d\n%s\n%s\n" % (newest, head["hash"], head["at"])
    ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["signer"])).verify(bytes.fromhex(head["signature"]), text.encode())
    check(collector.received()[0][newest][1]["hash"] == head["hash"], "it is the newest entry's")
    stranger()


def stranger():
    """A collector whose certificate nobody vouches for gets nothing; nor does one beyond this machine without TLS."""
    place = server_support.place
    ended = subprocess.run([sys.argv[1], "--port", "0", "--database", place.database, "--keys", place.keys, "--demo",
                            "--audit-syslog", "tcp:192.0.2.1:514"], capture_output=True, text=True, check=False)
    check(ended.returncode == 3 and "this machine only" in ended.stderr, "refused: %s" % ended.stderr)
    before = collector.received()
    place.process, _ = server_support.start(sys.argv[1], place.folder, place.database, None, "--audit-syslog",
                                            "localhost:%d" % collector.port)
    wait_for("the refusal", lambda: "event=audit-syslog-down" in open(place.process.log, encoding="utf-8").read())
    check(collector.received() == before, "nothing is sent to a stranger")


if not RSYSLOGD or not os.path.exists(DRIVER):
    print("needs rsyslog and rsyslog-openssl")
    sys.exit(77)
with server_support.tempfile.TemporaryDirectory() as own:
    collector = Collector(own)
    collector.start()
    try:
        serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None,
              "--audit-syslog", "localhost:%d" % collector.port, "--audit-syslog-ca", os.path.join(own, "ca.pem"))
    finally:
        collector.stop()
