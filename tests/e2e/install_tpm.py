"""A hardware secret, sealed by a TPM in software: it opens on that TPM, also after a restart, and on no other one."""
import os
import shutil
import socket
import subprocess

import thief
from install_support import run_kiosk, write_ini
from server_support import check, wait_for


class Tpm:
    """swtpm, once for each command: without a resource manager it keeps the sessions of the command before."""

    def __init__(self, folder, name):
        self.state = os.path.join(folder, name)
        os.mkdir(self.state)

    def run(self, prefix, sealed, opened, *words):
        port = two_ports()
        server = subprocess.Popen(["swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + self.state, "--server",
                                   "type=tcp,port=%d" % port, "--ctrl", "type=tcp,port=%d" % (port + 1), "--flags",
                                   "not-need-init,startup-clear"], stderr=subprocess.DEVNULL)
        try:
            wait_for("the TPM", lambda: listens(port + 1))
            return subprocess.run([os.path.join(prefix, "libexec/gatehouse/hardware-secret"), *words],
                                  env=dict(os.environ, GATEHOUSE_TPM="swtpm:host=127.0.0.1,port=%d" % port,
                                           GATEHOUSE_SEALED=sealed, GATEHOUSE_OPENED=opened),
                                  capture_output=True, text=True, check=False)
        finally:
            server.terminate()
            server.wait()


def two_ports():
    """A free port, and the one after it: tpm2-tss expects the control channel there."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read(path):
    with open(path, "rb") as file:
        return file.read()


def kiosk(prefix, booth, hardware, *steps):
    write_ini(booth + ".ini", booth, "hardware_file = " + hardware)
    run_kiosk(prefix, booth + ".ini", booth + ".script", *steps)


def stolen(build, prefix, folder, secret):
    """A booth whose guards' records need the TPM's secret. Its card, copied without the TPM, can't be tried."""
    booth, card = os.path.join(folder, "booth"), os.path.join(folder, "card")
    os.mkdir(booth)
    subprocess.run([os.path.join(build, "tests/e2e/make_booth"), booth, "--hardware", secret], check=True)
    kiosk(prefix, booth, secret, "expect-page scan")
    shutil.copytree(booth, card)
    kiosk(prefix, card, os.path.join(folder, "gone"), "expect-page sign-in", "expect-text 硬件密钥")
    loot = thief.Thief(card)
    check(len(loot.guards) == 3 and all(one.bound for one in loot.guards), "three guards, bound to the TPM")
    check(not loot.holds(read(secret)), "the card lacks its secret")
    for key in (None, os.urandom(32)):
        check(loot.guess(loot.guards[0], ["271828"], hardware=key) is None, "the right PIN looks like a wrong one")
    found = loot.guess(loot.guards[0], ["271828"], hardware=read(secret))
    check(found and len(loot.guards[0].keys(found[1])) == 2, "with the TPM it opens the data key and the campus key")
    print("thief with a card, TPM elsewhere: nothing to try; the right PIN of six digits looks like a wrong one")


def tpm(build, prefix, folder):
    missing = [one for one in ("swtpm", "systemd-creds") if not shutil.which(one)]
    if missing:
        print("skipped: TPM: %s is not here" % ", ".join(missing))
        return
    os.mkdir(folder)
    sealed, opened = os.path.join(folder, "hardware.tpm"), os.path.join(folder, "run")
    ours, theirs = Tpm(folder, "ours"), Tpm(folder, "theirs")
    done = ours.run(prefix, sealed, opened, "seal")
    if "not compiled" in done.stderr or "not supported" in done.stderr:
        print("skipped: TPM: systemd-creds has no TPM here: %s" % done.stderr)
        return
    check(done.returncode == 0, "a secret is sealed: %s" % done)
    secret = read(os.path.join(opened, "secret"))
    check(len(secret) == 32 and secret not in read(sealed), "32 bytes, which the disk does not have")
    check(read(os.path.join(opened, "secret.kind")) == b"tpm\n", "and it says what protects it")
    check(os.stat(os.path.join(opened, "secret")).st_mode & 0o777 == 0o640, "for the group alone")
    stolen(build, prefix, folder, os.path.join(opened, "secret"))
    check(ours.run(prefix, sealed, opened, "seal").returncode == 1, "a sealed secret is not lost by a second one")
    shutil.rmtree(opened)
    done = ours.run(prefix, sealed, opened, "open")
    check(done.returncode == 0 and read(os.path.join(opened, "secret")) == secret, "it opens at the next start: %s" % done)
    done = theirs.run(prefix, sealed, opened, "open")
    check(done.returncode != 0, "another TPM opens nothing")
    check(not os.path.exists(os.path.join(opened, "secret")), "and nothing of the start before is left")
    # A thief who copies the disk and has no TPM.
    done = subprocess.run(["systemd-creds", "decrypt", "--tpm2-device=swtpm:host=127.0.0.1,port=1",
                           "--name=gatehouse-hardware", sealed, "-"], capture_output=True, check=False)
    check(done.returncode != 0 and not done.stdout, "without a TPM it stays closed")
