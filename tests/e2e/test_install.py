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

from install_tpm import tpm
from install_users import two_users
from server_support import PATIENCE_S, check

BUILD = sys.argv[1]
FILES = ("bin/gatehouse", "bin/gatehouse-kiosk", "bin/gatehouse-read", "bin/gatehouse-server", "bin/gatehouse-syncd",
         "share/gatehouse/locale/zh_CN.mo", "share/gatehouse/locale/server_zh_CN.mo",
         "share/gatehouse/sounds/let-in.zh.wav", "libexec/gatehouse/move-state", "libexec/gatehouse/hardware-secret",
         "lib/systemd/system/gatehouse-move-state.service",
         "lib/systemd/system/gatehouse-hardware.service", "lib/systemd/system/gatehouse-kiosk.service",
         "lib/systemd/system/gatehouse-doctor.service", "lib/systemd/system/gatehouse-doctor.timer",
         "lib/systemd/system/gatehouse-server.service", "lib/systemd/system/gatehouse-syncd.service",
         "lib/sysusers.d/gatehouse-booth.conf", "lib/sysusers.d/gatehouse-server.conf",
         "share/doc/gatehouse/sbom.cdx.json")

# Of systemd-analyze's points, ten times. The kiosk needs the screen, cameras and a terminal.
EXPOSURE = {"gatehouse-kiosk.service": 40, "gatehouse-doctor.service": 30, "gatehouse-hardware.service": 40, "gatehouse-move-state.service": 40, "gatehouse-server.service": 25, "gatehouse-syncd.service": 25}


INI = """[booth]
device = booth-1
gate = 0
campus = 1
[clock]
battery = yes
[store]
replica = {0}/replica.db
journal = {0}/journal.db
state = {0}
[keys]
root_file = {0}/root.public
[sync]
socket = {0}/sync.sock
[camera]
pipeline =
"""


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
        if "kiosk" in name:
            check(re.search("mask --runtime autovt@.service ctrl-alt-del.target", text) and "echo 0 >/proc/sys/kernel/sysrq" in text,
                  "no way out by keyboard")
        copy = os.path.join(folder, os.path.basename(name))
        with open(copy, "w", encoding="utf-8") as out:
            out.write(re.sub(r"ExecStart=\S+/(bin|libexec/gatehouse)/", r"ExecStart=%s/\1/" % prefix, text))
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
        out.write(INI.format(folder))
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


def ready(prefix, folder, name, *options):
    """A program tells its service manager that it is ready, feeds the watchdog where its unit has one, and that it ends."""
    path = os.path.join(folder, "notify-" + name)
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(path)
    program = subprocess.Popen([os.path.join(prefix, "bin", name), *options], stderr=subprocess.DEVNULL,
                               env=dict(os.environ, NOTIFY_SOCKET=path, SDL_AUDIODRIVER="dummy"))
    said(notify, "READY=1")
    with open(os.path.join(prefix, "lib/systemd/system", name + ".service"), encoding="utf-8") as file:
        unit = file.read()
    check("\nType=notify\n" in unit, "the unit of %s waits until it is ready" % name)
    if "WatchdogSec" in unit:
        said(notify, "WATCHDOG=1")
        said(notify, "WATCHDOG=1")
    program.send_signal(signal.SIGTERM)
    said(notify, "STOPPING=1")
    check(program.wait(PATIENCE_S) == 0, "%s ends cleanly" % name)
    notify.close()


def all_ready(prefix, folder):
    keys, booth = os.path.join(folder, "keys"), os.path.join(folder, "notified")
    os.mkdir(keys)
    for kind in ("root", "signing", "set", "vault", "campus", "data"):
        subprocess.run([os.path.join(prefix, "bin/gatehouse"), "keys", "new", kind, "--dir", keys], check=True,
                       stdout=subprocess.DEVNULL)
    ready(prefix, folder, "gatehouse-server", "--port", "0", "--keys", keys, "--database",
          "sqlite:" + os.path.join(folder, "notified.db"))
    os.mkdir(booth)
    subprocess.run([os.path.join(BUILD, "tests/e2e/make_booth"), booth], check=True)
    with open(booth + ".ini", "w", encoding="utf-8") as out:
        out.write(INI.format(booth))
    ready(prefix, folder, "gatehouse-kiosk", "--config", booth + ".ini", "--headless", "--size", "800x480")


def main():
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "usr")
        installed(prefix)
        plates(prefix)
        units(prefix, folder)
        promises(prefix, folder)
        all_ready(prefix, folder)
        tpm(BUILD, prefix, os.path.join(folder, "tpm"))
        two_users(BUILD, prefix, os.path.join(folder, "users"))
    from server_support import checks
    print("%d checks hold" % checks)


main()
