"""A mail server for tests: Debian's aiosmtpd, which keeps what it gets."""
import email
import email.policy
import os
import socket
import subprocess
import sys

from server_support import PATIENCE_S, listens, wait_for

PYTHON = "/usr/bin/python3"  # Debian's, for which the SMTP server is packaged


def skip_without():
    if subprocess.run([PYTHON, "-c", "import aiosmtpd"], stderr=subprocess.DEVNULL).returncode:
        print("skipped: aiosmtpd is not installed (packaging/install-deps.sh test)")
        sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """Runs aiosmtpd, which stores the mail that it accepts in a Maildir."""

    def __init__(self, folder, port):
        self.folder, self.port, self.process = os.path.join(folder, "mail"), port, None

    def start(self):
        self.process = subprocess.Popen([PYTHON, "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:%d" % self.port, "-c",
                                         "aiosmtpd.handlers.Mailbox", self.folder],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("the SMTP server", lambda: listens(self.port))

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_S)

    def messages(self):
        new, found = os.path.join(self.folder, "new"), []
        for name in sorted(os.listdir(new)) if os.path.isdir(new) else []:
            with open(os.path.join(new, name), "rb") as file:
                found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return found
