#!/usr/bin/env python3
"""A copy of a running server, encrypted; what it does not give away; and a server that goes on from it elsewhere.

usage: test_backup.py GATEHOUSE_SERVER GATEHOUSE
"""
import glob
import os
import shutil
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import server_support
from server_support import Client, check, visit

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/backup")
SERVER, GATEHOUSE = sys.argv[1:3]


def backup(*words):
    return subprocess.run([sys.executable, PROGRAM, *words], capture_output=True, text=True, check=False)


def new_identity(folder, name):
    path = os.path.join(folder, name)
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    return path, subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True).stdout.strip()


def elsewhere(database, folder):
    """Another database of the same kind, which is empty."""
    if database.startswith("sqlite:"):
        return "sqlite:" + os.path.join(folder, "restored.db"), lambda: None
    host = parse_qs(urlsplit(database).query)["host"][0]
    name = urlsplit(database).path[1:] + "_restored"
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    subprocess.run([programs + "/createdb", "-h", host, "-U", "gatehouse", name], check=True, cwd="/")
    drop = [programs + "/dropdb", "-h", host, "-U", "gatehouse", "--force", "--if-exists", name]
    return database.replace(urlsplit(database).path, "/" + name), lambda: subprocess.run(drop, check=True, cwd="/")


def applied(port):
    """Somebody applies; returns the application."""
    zhang = Client(port)
    check(zhang.sign_in("zhang")[0] == 200, "zhang signs in")
    status, made = zhang.call("POST", "/api/applications", visit())
    check(status in (200, 201), "an application: %s" % made)
    return made


def refusals(folder, copy, identity, options):
    """What must not do, and says why."""
    other, _ = new_identity(folder, "other")
    said = backup("verify", "--identity", other, copy)
    check(said.returncode == 1 and "age" in said.stderr, "another key opens nothing: %s" % said)
    with open(copy, "rb") as file:
        data = bytearray(file.read())
    check(b"vault" not in data and "李".encode() not in data, "the copy gives nothing away")
    check(os.stat(copy).st_mode & 0o77 == 0, "and is for its owner alone")
    data[len(data) // 2] ^= 1
    broken = os.path.join(folder, "broken")
    with open(broken, "wb") as file:
        file.write(data)
    check(backup("verify", "--identity", identity, broken).returncode == 1, "a changed byte is noticed")
    said = backup("restore", "--identity", identity, *options, copy)
    check(said.returncode == 1 and "not empty: nothing was changed" in said.stderr, "what is there is not overwritten: %s" % said)
    said = backup("make", "--recipient", "age1nobody", *options, os.path.join(folder, "none"))
    check(said.returncode == 1 and not os.path.exists(os.path.join(folder, "none")), "no recipient, no file: %s" % said)


def swollen(folder, recipient, identity):
    """Files that anybody with the public key can make, and that unpack to more than they are."""
    def verify(name, *tar):
        path = os.path.join(folder, name)
        subprocess.run(["tar", "-C", folder, *tar, "-f", path + ".tar"], check=True)
        subprocess.run(["age", "-r", recipient, "-o", path, path + ".tar"], check=True)
        return backup("verify", "--identity", identity, path)
    def empty(name, size):
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "wb") as file:
            file.truncate(size)
    os.mkdir(folder)
    empty("database", 1 << 33)
    said = verify("holes", "-c", "--sparse", "database")
    check(said.returncode == 1 and "no copy holds" in said.stderr, "8 GB of holes: %s" % said)
    empty("manifest.json", (1 << 20) + 1)
    said = verify("manifest", "-c", "manifest.json")
    check(said.returncode == 1 and "more than a copy" in said.stderr, "a manifest of more than 1 MB: %s" % said)
    said = verify("packed", "-cz", "manifest.json")
    check(said.returncode == 1 and "manifest.json" not in said.stderr, "a compressed archive is none: %s" % said)
    for number in range(1001):
        empty("keys/k%d" % number, 0)
    said = verify("many", "-c", *("keys/k%d" % number for number in range(1001)))
    check(said.returncode == 1 and "more than a copy" in said.stderr, "a thousand parts: %s" % said)


def rehearse(port):
    place = server_support.place
    folder = place.folder
    identity, recipient = new_identity(folder, "identity")
    copy = os.path.join(folder, "copy.age")
    options = ["--database", place.database, "--keys", place.keys]
    before = applied(port)
    said = backup("make", "--recipient", recipient, *options, copy)
    check(said.returncode == 0 and "1 application" in said.stdout, "a copy while the server runs: %s" % said)
    after = applied(port)
    said = backup("verify", "--identity", identity, copy)
    check(said.returncode == 0 and "whole" in said.stdout, "it is whole: %s" % said)
    refusals(folder, copy, identity, options)
    swollen(os.path.join(folder, "swollen"), recipient, identity)
    new, drop = elsewhere(place.database, folder)
    keys = os.path.join(folder, "there", "keys")
    try:
        said = backup("restore", "--identity", identity, "--database", new, "--keys", keys, copy)
        check(said.returncode == 0 and "new lineage" in said.stdout, "restored elsewhere: %s" % said)
        audit = subprocess.run([SERVER, "--database", new, "--keys", keys, "--verify-audit"], capture_output=True, text=True,
                               check=False)
        check(audit.returncode == 0, "the audit trail is as it was written: %s" % audit)
        process, other = server_support.start(SERVER, os.path.join(folder, "there"), new, None)
        try:
            zhang = Client(other)
            check(zhang.sign_in("zhang")[0] == 200, "passwords are those of before")
            status, found = zhang.call("GET", "/api/applications/" + before["id"])
            check(status == 200 and found["persons"] == before["persons"], "personal data opens with the restored keys")
            check(zhang.call("GET", "/api/applications/" + after["id"])[0] == 404, "what came after the copy is not there")
        finally:
            process.terminate()
            process.wait()
        for name in os.listdir(keys):
            check(os.stat(os.path.join(keys, name)).st_mode & 0o77 == 0, "%s is for its owner alone" % name)
    finally:
        drop()


def main():
    if not shutil.which("age"):
        print("skipped: age is not installed (packaging/install-deps.sh test)")
        sys.exit(77)
    server_support.serve(SERVER, GATEHOUSE, rehearse)


main()
