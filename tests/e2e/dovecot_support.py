"""A mailbox for tests: Debian's dovecot in a folder of its own, with TLS and without root's rights."""
import imaplib
import os
import pwd
import shutil
import ssl
import subprocess
import sys

from server_support import PATIENCE_S, listens, wait_for

USER, PASSWORD = "gate", "mailbox-of-a-test"
DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin")

COMMON = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = required
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
OF_2_3 = """
protocols = imap
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 50
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
"""
OF_2_4 = """
protocols {{
  imap = yes
}}
mail_driver = maildir
mail_path = {folder}/mail
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/home
  }}
}}
"""


def skip_without():
    if not DOVECOT:
        print("skipped: dovecot is not installed (packaging/install-deps.sh test)")
        sys.exit(77)


class Dovecot:
    """folder: an empty one, which becomes the server's."""

    def __init__(self, folder, port):
        self.folder, self.port, self.process = folder, port, None
        account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        version = subprocess.run([DOVECOT, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[0]
        newer = tuple(int(part) for part in version.split(".")[:2]) >= (2, 4)
        text = ("dovecot_config_version = %s\ndovecot_storage_version = %s\n" % (version, version) if newer else "") + COMMON
        values = {"folder": folder, "port": port, "user": account.pw_name, "uid": account.pw_uid, "gid": account.pw_gid,
                  "group": __import__("grp").getgrgid(account.pw_gid).gr_name, "password": PASSWORD}
        with open(os.path.join(folder, "dovecot.conf"), "w", encoding="utf-8") as file:
            file.write((text + (OF_2_4 if newer else OF_2_3)).format(**values))
        self.certificate = os.path.join(folder, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                        os.path.join(folder, "key.pem"), "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)
        self.account = account
        if os.getuid() == 0:
            for path in [folder] + [os.path.join(folder, name) for name in os.listdir(folder)]:
                os.chown(path, account.pw_uid, account.pw_gid)

    def start(self):
        drop = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        with open(os.path.join(self.folder, "dovecot.out"), "w", encoding="utf-8") as out:
            self.process = subprocess.Popen([DOVECOT, "-F", "-c", os.path.join(self.folder, "dovecot.conf")], stdout=out,
                                            stderr=out, **drop)
        wait_for("dovecot", lambda: listens(self.port) or self.process.poll() is not None)
        if self.process.poll() is not None:
            with open(os.path.join(self.folder, "dovecot.out"), encoding="utf-8") as out:
                raise SystemExit("FAILED: dovecot ended: %s" % out.read())

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_S)

    def connect(self):
        imap = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=ssl.create_default_context(cafile=self.certificate))
        imap.login(USER, PASSWORD)
        return imap

    def put(self, *mails):
        """Puts mails into the inbox."""
        imap = self.connect()
        for mail in mails:
            kind, told = imap.append("INBOX", None, None, mail)
            if kind != "OK":
                raise SystemExit("FAILED: dovecot took no mail: %s" % told)
        imap.logout()

    def count(self, folder):
        imap = self.connect()
        kind, told = imap.select(folder, readonly=True)
        imap.logout()
        return int(told[0]) if kind == "OK" else 0
