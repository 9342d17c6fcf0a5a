#!/usr/bin/env python3
"""The server behind the real nginx and the real Caddy, with the configurations of packaging/proxy: people sign in, nobody
forges an address, and a booth is enrolled and hears of a change while its request is held.

usage: test_proxies.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD
"""
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile

import proxy_support
import server_support
from proxy_support import free_port
from server_support import PATIENCE_S, Client, check, listens, wait_for
from sync_support import Booth, World, make_certificate

PROGRAMS = dict(zip(("server", "gatehouse", "syncd"), sys.argv[1:4]))
FORGED = "203.0.113.9"


def replacements(world, own, plain):
    return (("127.0.0.1:8080", "127.0.0.1:%d" % own), ("/etc/ssl/gatehouse.pem", world.certificate),
            ("/etc/ssl/private/gatehouse.key", world.key), ("listen 80;", "listen 127.0.0.1:%d;" % plain),
            ("listen 443 ", "listen 127.0.0.1:%d " % world.port), ("\nvisit.example.edu.cn {", "\nhttps://127.0.0.1:%d {" % world.port),
            ("visit.example.edu.cn;", "127.0.0.1;"))


def nginx(world, own, plain):
    return proxy_support.nginx(world.folder, "nginx.conf", replacements(world, own, plain))


def caddy(world, own, plain):
    path = os.path.join(world.folder, "Caddyfile")
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n\tadmin off\n\thttp_port %d\n}\n" % plain + proxy_support.example("Caddyfile", replacements(world, own, plain)))
    return [shutil.which("caddy"), "run", "--config", path, "--adapter", "caddyfile"]


class Behind(World):
    """A server on this machine alone, which everybody reaches through a proxy."""

    def __init__(self, programs, folder, proxy):
        self.programs, self.folder, self.later = programs, folder, 0
        self.keys = os.path.join(folder, "keys")
        for what in ("root", "signing", "set"):
            subprocess.run([programs["gatehouse"], "keys", "new", what, "--dir", self.keys], check=True,
                           stdout=subprocess.DEVNULL)
        self.certificate, self.key = make_certificate(folder)
        self.port, plain = free_port(), free_port()
        self.url = "https://127.0.0.1:%d" % self.port
        self.process, own = server_support.start(programs["server"], folder, "sqlite:" + os.path.join(folder, "server.db"),
                                                 None, "--public-url", self.url, "--trusted-proxies", "127.0.0.1")
        self.log = open(os.path.join(folder, "proxy.log"), "ab")
        self.proxy = subprocess.Popen(proxy(self, own, plain), stdout=self.log, stderr=self.log,
                                      env=dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder))
        wait_for("the proxy", lambda: listens(self.port) or self.proxy.poll() is not None)
        check(self.proxy.poll() is None, "the proxy runs: %s" % open(self.log.name, encoding="utf-8").read()[-2000:])
        server_support.tls = ssl.create_default_context(cafile=self.certificate)
        self.sign_in_all()

    def sign_in_all(self):
        self.password = server_support.PASSWORD
        self.sign_in()

    def close(self):
        for process in (self.proxy, self.process):
            process.terminate()
            process.wait(PATIENCE_S)
        self.log.close()


def people(world):
    connection = server_support.connect(world.port)
    connection.request("GET", "/api/session", headers={"Host": "127.0.0.1:%d" % world.port})
    answer = connection.getresponse()
    answer.read()
    check(answer.getheader("Strict-Transport-Security"), "browsers stay with https")
    connection.close()
    check("__Host-gatehouse=" in world.people["zhang"].cookie, "the session's cookie is for this host alone")
    liar = Client(world.port)
    status, session = liar.call("POST", "/api/session", {"name": "li", "password": server_support.PASSWORD},
                                {"X-Forwarded-For": FORGED, "X-Real-IP": FORGED, "Forwarded": "for=" + FORGED})
    check(status == 200, "somebody with a forged address signs in: %s" % session)
    listed = [one["address"] for one in liar.call("GET", "/api/session/security")[1]["sessions"]]
    check(FORGED not in str(listed) and "127.0.0.1" in str(listed), "and is known by the true one: %s" % listed)
    status, refused = liar.call("POST", "/api/session", raw="x" * 100_000)
    check(status == 413, "the server says itself what is too large: %s" % refused)


def smuggler(world):
    """A line of a colon and a bare LF, which old servers take for the end of a head (docs/threats.md). No proxy passes it on."""
    hidden = b"GET /api/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n" % (world.port, len(hidden))
    for line in (b":\n", b":\r\n", b" folded\r\n", b"X: 1\n\n", b"Transfer-Encoding: chunked\r\n"):
        with socket.create_connection(("127.0.0.1", world.port), PATIENCE_S) as plain:
            with server_support.tls.wrap_socket(plain, server_hostname="127.0.0.1") as sent:
                sent.sendall(head + line + b"\r\n" + hidden + b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := sent.recv(65536):
                    answer += piece
        check(answer.startswith(b"HTTP/1.1 ") and answer.count(b"HTTP/1.1 ") <= 2 and b"404" not in answer,
              "%r hides no request: %r" % (line, answer))


def booth(world):
    world.open_days()
    one = Booth(world, "booth-proxied", 0).start()
    try:
        check(one.enrol().returncode == 0, "a booth is enrolled through the proxy")
        wait_for("the first sync", one.up_to_date)
        before = one.status()["position"]
        world.visitor(1)
        wait_for("the pass", lambda: one.status()["position"] > before and one.up_to_date())
        check(one.problem() == "none", "a booth that waits hears of a pass")
    finally:
        one.stop()


def main():
    tried = 0
    for name, proxy in (("nginx", nginx), ("caddy", caddy)):
        if not shutil.which(name, path="/usr/sbin:" + os.environ["PATH"]):
            print("skipped: %s is not here" % name)
            continue
        tried += 1
        with tempfile.TemporaryDirectory() as folder:
            world = Behind(PROGRAMS, folder, proxy)
            try:
                people(world)
                smuggler(world)
                booth(world)
            finally:
                world.close()
        print("%s: as it should be" % name)
    sys.exit(0 if tried else 77)


main()
