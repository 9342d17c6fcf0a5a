"""A directory for tests: Debian's slapd in a folder of its own, on the loopback, with TLS by a CA of the test."""
import os
import shutil
import socket
import subprocess
import sys

from server_support import PATIENCE_S, listens, wait_for

SLAPD, SLAPADD = (shutil.which(name, path="/usr/sbin:/sbin:/usr/bin") for name in ("slapd", "slapadd"))
BASE, READER, SECRET = "dc=example,dc=edu,dc=cn", "cn=gatehouse,dc=example,dc=edu,dc=cn", "reader of a test"

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
sizelimit size.soft=100 size.hard=100 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
database mdb
maxsize 268435456
suffix "{base}"
directory {folder}/data
index objectClass,employeeNumber,uid eq
limits dn.exact="{reader}" size.soft=500 size.hard=500 size.prtotal=unlimited
"""


def skip_without():
    if not SLAPD:
        print("skipped: slapd is not installed (packaging/install-deps.sh test)")
        sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificates(folder):
    """A CA, and a certificate of it for 127.0.0.1."""
    def openssl(*arguments):
        subprocess.run(["openssl"] + list(arguments), check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name, subject in (("ca", "/CN=a CA of a test"), ("other-ca", "/CN=another CA")):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", subject,
                "-keyout", name + ".key", "-out", name + ".pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem",
            "-out", "request.pem")
    with open(os.path.join(folder, "names"), "w") as names:
        names.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "names",
            "-out", "cert.pem")


def entry(dn, *classes, **values):
    lines = ["dn: " + dn] + ["objectClass: " + one for one in classes]
    for name, value in values.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            lines.append("%s: %s" % (name, one))
    return "\n".join(lines) + "\n\n"


class Slapd:
    """Units are {code: {"name", "parent", "head", "deputies"}}; people {number: {"name", "unit", …}}. Heads stand there as DNs."""

    def __init__(self, folder):
        self.folder, self.port, self.secure, self.process = folder, free_port(), free_port(), None
        os.mkdir(folder)
        certificates(folder)
        with open(os.path.join(folder, "slapd.conf"), "w") as out:
            out.write(CONFIGURATION.format(folder=folder, base=BASE, reader=READER))

    def person(self, number):
        return "employeeNumber=%s,ou=people,%s" % (number, BASE)

    def unit(self, code, units):
        above = units[code].get("parent")
        return "ou=%s,%s" % (code, self.unit(above, units) if above else "ou=units," + BASE)

    def ldif(self, units, people):
        yield entry(BASE, "dcObject", "organization", dc="example", o="大学")
        yield entry("ou=units," + BASE, "organizationalUnit", ou="units", businessCategory="folder")
        yield entry("ou=people," + BASE, "organizationalUnit", ou="people")
        yield entry(READER, "organizationalRole", "simpleSecurityObject", cn="gatehouse", userPassword=SECRET)
        for code in sorted(units, key=lambda c: self.unit(c, units).count(",")):
            one = units[code]
            more = {"manager": self.person(one["head"])} if one.get("head") else {}
            more["secretary"] = [self.person(number) for number in one.get("deputies", ())]
            yield entry(self.unit(code, units), "organizationalUnit", "extensibleObject", ou=code, description=one["name"],
                        businessCategory="unit", **more)
        for number, one in people.items():
            more = {name: one[name] for name in ("mail", "mobile", "uid", "userPassword") if name in one}
            yield entry(self.person(number), "inetOrgPerson", employeeNumber=number, cn=one["name"], sn=one["name"],
                        departmentNumber=one["unit"], employeeType=one.get("state", "active"), **more)

    def fill(self, units, people):
        """Begins anew with this content."""
        self.stop()
        data = os.path.join(self.folder, "data")
        shutil.rmtree(data, ignore_errors=True)
        os.mkdir(data)
        subprocess.run([SLAPADD, "-q", "-f", os.path.join(self.folder, "slapd.conf")], input="".join(self.ldif(units, people)), text=True,
                       check=True, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen([SLAPD, "-d", "0", "-f", os.path.join(self.folder, "slapd.conf"), "-h",
                                         "ldap://127.0.0.1:%d/ ldaps://127.0.0.1:%d/" % (self.port, self.secure)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("slapd", lambda: (listens(self.port) and listens(self.secure)) or self.process.poll() is not None)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
            self.process = None
