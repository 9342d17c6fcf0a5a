#!/usr/bin/env python3
"""Checks what `cmake --install` installs, that it runs from there, and that the sync daemon keeps its unit's promises:
it reports when it is ready, feeds the watchdog, and ends cleanly.

usage: test_install.py BUILD-FOLDER
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from server_support import PATIENCE_S, check

BUILD = sys.argv[1]
FILES = ("bin/gatehouse", "bin/gatehouse-kiosk", "bin/gatehouse-read", "bin/gatehouse-server", "bin/gatehouse-syncd",
         "share/gatehouse/locale/zh_CN.mo", "share/gatehouse/locale/server_zh_CN.mo",
         "share/gatehouse/sounds/let-in.zh.wav", "lib/systemd/system/gatehouse-kiosk.service",
         "lib/systemd/system/gatehouse-server.service", "lib/systemd/system/gatehouse-syncd.service",
         "lib/sysusers.d/gatehouse.conf")

# Of systemd-analyze's points, ten times. The kiosk needs the screen, cameras and a terminal.
EXPOSURE = {"gatehouse-kiosk.service": 40, "gatehouse-server.service": 25, "gatehouse-syncd.service": 25}


def installed(prefix):
    subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    for name in FILES:
        check(os.path.isfile(os.path.join(prefix, name)), "%s is installed" % name)
    for name in FILES[:5]:
        done = subprocess.run([os.path.join(prefix, name), "--help"],
                              capture_output=True, check=False)
        check(done.returncode == 0, "%s runs: %s" % (name, done))


def plates(prefix):
    """The installed program finds the models beside it."""
    if not os.path.isfile(os.path.join(BUILD, "assets", "plates", "recognition.onnx")):
        print("the plate reader's models are not here: not installed")
        return
    picture = os.path.join(prefix, "empty.bmp")
    with open(picture, "wb") as out:
        out.write(b"BM" + (54 + 32 * 3 * 16).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") +
                  (40).to_bytes(4, "little") + (32).to_bytes(4, "little") + (16).to_bytes(4, "little") +
                  b"\x01\x00\x18\x00" + bytes(24) + bytes(32 * 3 * 16))
    done = subprocess.run([os.path.join(prefix, "bin", "gatehouse-read"), "--only", "plates", picture], capture_output=True,
                          text=True, check=False)
    check(done.returncode == 0 and '"plates":[]' in done.stdout, "plates are read from there: %s" % done)


def units(prefix, folder):
    """Has systemd verify the units, with the programs where they are now."""
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not here: units are not verified")
        return
    for name in FILES:
        if not name.endswith(".service"):
            continue
        text = open(os.path.join(prefix, name), encoding="utf-8").read()
        check("@CMAKE" not in text, "%s names the programs' folder" % name)
        copy = os.path.join(folder, os.path.basename(name))
        with open(copy, "w", encoding="utf-8") as out:
            out.write(re.sub(r"ExecStart=\S+/bin/", "ExecStart=%s/bin/" % prefix, text))
        said = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
        about = [line for line in said.stderr.splitlines() if os.path.basename(name) in line and
                 "not executable" not in line and "Failed to" not in line]
        check(not about, "a sound unit: %s" % about)
        most = EXPOSURE[os.path.basename(name)]
        rated = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=%d" % most, copy],
                               capture_output=True, text=True, check=False)
        print(rated.stdout.strip().splitlines()[-1:] or rated.stderr)
        check(rated.returncode == 0, "exposed at most %.1f: %s" % (most / 10, rated.stdout[-200:]))


def said(notify, what, seconds=PATIENCE_S):
    """Returns the messages up to the first one with that beginning, inclusive."""
    notify.settimeout(seconds)
    heard = []
    while not any(line.startswith(what) for line in heard):
        heard += notify.recv(4096).decode().splitlines()
    return heard


def promises(prefix, folder):
    ini = os.path.join(folder, "booth.ini")
    with open(ini, "w", encoding="utf-8") as out:
        out.write("[booth]\ndevice = booth-1\ngate = 0\ncampus = 1\n[clock]\nbattery = yes\n[store]\nreplica = replica.db\njournal = journal.db\n"
                  "state = state\n[keys]\nroot_file = root.public\n[sync]\nsocket = sync.sock\n[camera]\npipeline =\n")
    path = os.path.join(folder, "notify")
    for _ in range(2):  # the second start is the restart
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(path)
        daemon = subprocess.Popen([os.path.join(prefix, "bin/gatehouse-syncd"), "--config", ini],
                                  env=dict(os.environ, NOTIFY_SOCKET=path), stderr=subprocess.DEVNULL)
        said(notify, "READY=1")
        said(notify, "WATCHDOG=1")
        status = subprocess.run([os.path.join(prefix, "bin/gatehouse"), "sync", "status", "--config", ini],
                                capture_output=True, text=True, check=False)
        check(status.returncode == 1 and "not-enrolled" in status.stdout, "it answers: %s" % status)
        second = subprocess.run([os.path.join(prefix, "bin/gatehouse-syncd"), "--config", ini], capture_output=True,
                                text=True, check=False)
        check(second.returncode == 3 and "another one runs" in second.stderr, "one at a time: %s" % second)
        daemon.send_signal(signal.SIGTERM)
        said(notify, "STOPPING=1")
        check(daemon.wait(PATIENCE_S) == 0 and not os.path.exists(os.path.join(folder, "sync.sock")), "it ends cleanly")
        notify.close()
        os.unlink(path)


def main():
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "usr")
        installed(prefix)
        plates(prefix)
        units(prefix, folder)
        promises(prefix, folder)
    from server_support import checks
    print("%d checks hold" % checks)


main()
