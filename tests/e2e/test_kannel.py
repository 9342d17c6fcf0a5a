#!/usr/bin/env python3
"""A real SMS through Kannel, to the phone of its fake SMS centre: approved, sent, its link opened, its delivery shown.

usage: test_kannel.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)

The fake SMS centre (kannel-extras) stands in for a phone network and speaks Kannel's own protocol for that; gateway,
text encoding and delivery reports are the real ones. Exit code 77 where Kannel is not installed.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import server_support
from server_support import Client, check, listens, serve, start, visit, wait_for

SERVER = sys.argv[1]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
PATH = os.environ["PATH"] + ":/usr/sbin"
PASSWORD = "sms-secret"


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def configuration(admin, smsbox, smsc, sendsms):
    return """
group = core
admin-port = %d
admin-interface = 127.0.0.1
admin-password = x
smsbox-port = %d
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = phones
port = %d
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %d
sendsms-interface = 127.0.0.1
access-log = access.log

group = sendsms-user
username = gatehouse
password = %s
default-sender = 10690000
max-messages = 10
concatenation = true
""" % (admin, smsbox, smsc, sendsms, PASSWORD)


class Gateway:
    """Starts bearerbox, smsbox and a phone network with one phone. A file holds what the phone gets."""

    def __init__(self, folder):
        self.folder = folder
        admin, smsbox, self.smsc, self.sendsms = free_ports(4)
        self.conf = os.path.join(folder, "kannel.conf")
        with open(self.conf, "w") as out:
            out.write(configuration(admin, smsbox, self.smsc, self.sendsms))
        self.running = []
        for program, port in (("bearerbox", smsbox), ("smsbox", self.sendsms)):
            self.run([shutil.which(program, path=PATH), "-v", "1", self.conf], program)  # as it is operated: not "debug"
            self.until_open(port)
        self.until_open(self.smsc)
        self.phone = os.path.join(folder, "phone.log")
        # Hundred seconds without sending anything itself: it receives.
        self.run([FAKESMSC, "-H", "127.0.0.1", "-r", str(self.smsc), "-i", "100", "-m", "1", "10690000 123 text hello"],
                 "phone")

    def run(self, command, name):
        log = open(os.path.join(self.folder, name + ".log"), "wb")
        self.running.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder))

    def until_open(self, port):
        wait_for("Kannel on port %d" % port, lambda: listens(port))

    def received(self):
        with open(self.phone, "rb") as log:
            return log.read()

    def logged(self):
        """Returns what the gateway wrote about its callers."""
        told = b""
        for name in ("access.log", "smsbox.log"):
            with open(os.path.join(self.folder, name), "rb") as log:
                told += log.read()
        return told

    def stop(self):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def approve(clients):
    user, unit, office = clients
    one = visit(persons=[{"name": "王小明", "mobile": "13900139000", "document_kind": "resident-id",
                          "document_number": "440308199901100034"}], vehicles=[])
    made = user.act(user.call("POST", "/api/applications", one)[1], "submit")[1]
    made = unit.act(made, "unit-pass")[1]
    made = office.act(made, "security-pass")[1]
    check(made["state"] == "approved", "approved: %s" % made)
    return made["id"]


def link_on(phone):
    """Finds the link's path in what the phone network shows: URL-coded UCS-2, with each part of a long SMS by itself."""
    text = re.sub(rb"%00", b"", phone)
    text = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text)
    found = re.search(rb"/p/([A-Za-z0-9_-]{22})", text)
    return found and found.group(0).decode()


def run(_port):
    place = server_support.place
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(folder)
        database = place.database if "postgres" in place.database else "sqlite:%s/sms.db" % place.folder
        secret = os.path.join(folder, "password")
        with open(secret, "w") as out:
            out.write(PASSWORD + "\n")
        [port] = free_ports(1)
        try:
            process, port = start(SERVER, place.folder, database, CATALOGUE, "--port", str(port), "--sms-url",
                                  "http://127.0.0.1:%d/cgi-bin/sendsms" % gateway.sendsms, "--sms-user", "gatehouse",
                                  "--sms-password-file", secret)
            walk(port, gateway)
            no_secret_shows(gateway)
            process.terminate()
            check(process.wait(20) == 0, "ends cleanly")
        finally:
            gateway.stop()


def no_secret_shows(gateway):
    """The gateway's logs and the list of processes hold no password."""
    logged = gateway.logged()
    check(b"sendsms" in logged, "the gateway logs its callers: %r" % logged[-600:])
    check(PASSWORD.encode() not in logged, "without the password: %r" % logged[-600:])
    for process in os.listdir("/proc"):
        try:
            with open("/proc/%s/cmdline" % process, "rb") as file:
                check(PASSWORD.encode() not in file.read(), "nor is it in an argument of %s" % process)
        except (OSError, NotADirectoryError):
            pass


def walk(port, gateway):
    clients = [Client(port) for _ in range(3)]
    for client, name in zip(clients, ("zhang", "li", "guard")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    id = approve(clients)
    link = wait_for("the phone gets a link: %r" % gateway.received()[-600:], lambda: link_on(gateway.received()))
    visitor = Client(port)
    status, page = visitor.call("GET", link)
    check(status == 200 and "王*明" in page, "which opens the pass")
    own = clients[0].call("GET", "/api/applications/" + id)[1]["passes"][0]
    check(own["link"] == link, "that person's own")
    state = lambda: clients[0].call("GET", "/api/applications/" + id)[1]["passes"][0]["message"]
    wait_for("the applicant sees that it was sent", lambda: state()["state"] in ("sent", "delivered"))
    forged = "/hooks/kannel?message=%s&key=%s&status=2"
    check(visitor.call("GET", forged % (state()["id"], "0" * 32))[0] == 404, "nobody else reports deliveries")
    wait_for("and that it was delivered: %s" % state(), lambda: state()["state"] == "delivered")


if not (shutil.which("bearerbox", path=PATH) and os.path.exists(FAKESMSC)):
    print("skipped: Kannel is not installed (packaging/install-deps.sh test)")
    sys.exit(77)
serve(SERVER, sys.argv[2], run, CATALOGUE)
