"""A newcomer's first commands, as the pages of README say them, each in a clean root (packaging/rehearse --way)."""
import glob
import os
import re
import shutil
import time

from clean_root import TOP, Root, check, debs_of, packages, read, run, say, wait_for

NAME = "visit.example.edu.cn"
FROM_SOURCE = {
    "try": "packaging/demo --headless --codes 2",
    "develop": "packaging/install-deps.sh && cmake --preset dev && cmake --build --preset dev"
               " && ctest --test-dir build/dev --output-on-failure -R \"${TESTS:-unit.verdict}\"",
}
CERTIFICATE = ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s -keyout /etc/ssl/gatehouse.key"
               " -out /etc/ssl/gatehouse.pem" % NAME)


def from_source(root, way, quick):
    """docs/try.md or CONTRIBUTING.md, from a clone."""
    root.apt("install", "git")
    run("git", "clone", "--quiet", "--no-hardlinks", TOP, root.path + "/gatehouse")
    lent = root.lend_ccache() + root.lend_compilers(quick)
    said = root("sh", "-c", "%scd /gatehouse && TESTS='%s' && %s" % (lent, os.environ.get("TESTS", ""), FROM_SOURCE[way]))
    print("   " + "\n   ".join(said.strip().splitlines()[-12:]))


def install(root, debs, names, *more):
    """Installs package files from the folder in which the commands run, as the pages do."""
    for deb in glob.glob(debs + "/*.deb"):
        shutil.copy(deb, root.path + "/root")
    root("sh", "-c", "cd /root && apt-get -y -q install %s %s" % (" ".join("./%s_*.deb" % name for name in names), " ".join(more)))
    check(True, "installed: %s" % " ".join([*names, *more]))


def edit(root, path, *changes):
    """What a person does in an editor: each change is a pattern, which must be there, and its replacement."""
    text = read(root.path + path)
    for pattern, replacement in changes:
        text, count = re.subn(pattern, replacement, text)
        check(count > 0, "%s has %s" % (path, pattern))
    with open(root.path + path, "w", encoding="utf-8") as out:
        out.write(text)


def server_options(root):
    return re.search(r'(?m)^GATEHOUSE_OPTIONS="(.*)"$', read(root.path + "/etc/gatehouse/server.env")).group(1)


def server(root, debs):
    """docs/server.md, as far as a machine without a name and mail can follow it."""
    install(root, debs, ["gatehouse", "gatehouse-server"], "age")
    root("sh", "-c", "mkdir /srv/offline && mv /etc/gatehouse/root /srv/offline/ && cp -a /var/lib/gatehouse-server/keys /srv/offline/")
    root.apt("install", "nginx", "openssl")
    root("sh", "-c", CERTIFICATE)
    root("cp", "/usr/share/doc/gatehouse-server/examples/nginx.conf", "/etc/nginx/sites-available/gatehouse")
    root("ln", "-s", "../sites-available/gatehouse", "/etc/nginx/sites-enabled/gatehouse")
    edit(root, "/etc/nginx/sites-available/gatehouse", (r"ssl_certificate .*;", "ssl_certificate /etc/ssl/gatehouse.pem;"),
         (r"ssl_certificate_key .*;", "ssl_certificate_key /etc/ssl/gatehouse.key;"))
    root("nginx", "-t")
    check(True, "nginx takes the example")
    edit(root, "/etc/gatehouse/server.env",
         (r'(?m)^GATEHOUSE_OPTIONS="', 'GATEHOUSE_OPTIONS="--public-url https://%s --trusted-proxies 127.0.0.1 ' % NAME))
    running, log = root.start("gatehouse-server")
    link = wait_for("the set-up link", lambda: re.search(r"\S+/app/setup#\S+", read(log)))
    check(link.group(0).startswith("https://%s/" % NAME), "the set-up link has the public name")
    said = root("age-keygen", "-o", "/srv/identity")
    root("gatehouse-backup", "make", "/srv/copy.age", "--recipient", re.search(r"age1\w+", said).group(0))
    root("gatehouse-backup", "verify", "/srv/copy.age", "--identity", "/srv/identity")
    check(True, "a backup is made and whole")
    said = root("sh", "-c", "cd /var/lib/gatehouse-server && gatehouse-server --check %s || true" % server_options(root))
    check("gatehouse-server --verify-audit" in said and "--smtp-url" in said,
          "gatehouse-server --check says what is missing:\n      %s" % said.strip().replace("\n", "\n      "))
    root.stop(running)
    check(running.returncode == 0, "it ends cleanly")


def booth(root, debs):
    """docs/booth.md up to the enrolment, which packaging/rehearse goes through as a whole."""
    install(root, debs, ["gatehouse", "gatehouse-syncd", "gatehouse-kiosk", "gatehouse-models"])
    root("sh", "-c", "gatehouse config sample > /etc/gatehouse/booth.ini")
    edit(root, "/etc/gatehouse/booth.ini", (r"(?m)^#server = .*$", "server = https://%s" % NAME))
    root("gatehouse", "config", "check", "/etc/gatehouse/booth.ini")
    check(True, "the sample with a server is a valid configuration")
    said = root("sh", "-c", "gatehouse doctor --config /etc/gatehouse/booth.ini || true")
    check("no daemon answers: start gatehouse-syncd" in said,
          "gatehouse doctor says what is missing:\n      %s" % said.strip().replace("\n", "\n      "))


WAYS = ("try", "server", "booth", "develop")


def newcomer(folder, suite, way, debs, quick):
    """The first commands of a page for newcomers. debs: a folder of packages; None: this commit's."""
    if way not in FROM_SOURCE:
        debs = packages(folder, suite, "HEAD", debs or debs_of(suite, "HEAD"), quick)
    say("a clean root: %s, %s" % (suite, way))
    root = Root(folder, suite)
    begun = time.monotonic()
    try:
        if way in FROM_SOURCE:
            from_source(root, way, quick)
        else:
            {"server": server, "booth": booth}[way](root, debs)
        print("rehearse: %s: all as it should be, after %d s" % (way, time.monotonic() - begun))
    finally:
        root.close()
