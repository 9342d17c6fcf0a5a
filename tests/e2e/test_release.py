#!/usr/bin/env python3
"""A release is signed, and its public key shows that every byte is the one that was signed.

usage: test_release.py BUILD-FOLDER      Exit code 77: signify-openbsd is missing.
"""
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

from server_support import check

BUILD = sys.argv[1]
RELEASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging", "release")


def release(*words):
    return subprocess.run([RELEASE, *words], capture_output=True, text=True, check=False)


def key(folder, name):
    """Makes a pair without a pass phrase, which nobody could type here."""
    public, secret = (os.path.join(folder, name + ending) for ending in (".pub", ".sec"))
    subprocess.run(["signify-openbsd", "-G", "-n", "-p", public, "-s", secret], check=True)
    return public, secret


def built(secret, folder):
    done = release("build", secret, folder, "--trial", BUILD)
    check(done.returncode == 0, "a release: %s" % done)
    files = sorted(os.listdir(folder))
    check(len(files) == 4 and files[:2] == ["SHA256SUMS", "SHA256SUMS.sig"], "its files: %s" % files)
    return files[3], files[2]


def complete(folder, archive, components):
    with tarfile.open(os.path.join(folder, archive)) as tar:
        members = {one.name: one for one in tar.getmembers()}
    ends = ("bin/gatehouse-server", "bin/gatehouse-kiosk", "bin/gatehouse-syncd", "bin/gatehouse", "lib/systemd/system/gatehouse-server.service")
    check(all(any(name.endswith(end) for name in members) for end in ends), "what is installed is in it: %s" % sorted(members)[:9])
    check({(one.uid, one.gid) for one in members.values()} == {(0, 0)}, "as root's")
    check(not [one.name for one in members.values() if one.mode & 0o022], "that nobody else writes")
    folders = {one.name: one.mode for one in members.values() if one.isdir()}
    check("." not in folders and set(folders.values()) == {0o755}, "unpacked over /, it changes no folder's mode: %s" % folders)
    with open(os.path.join(folder, components), encoding="utf-8") as file:
        check(json.load(file)["bomFormat"] == "CycloneDX", "beside the list of components")


def change(path, at=None):
    """Changes one bit of a file, in the middle if not said."""
    with open(path, "r+b") as file:
        data = file.read()
        at = len(data) // 2 if at is None else at % len(data)
        file.seek(at)
        file.write(bytes([data[at] ^ 1]))


def refused(public, folder, good, what, spoil, words):
    shutil.rmtree(folder)
    shutil.copytree(good, folder)
    spoil(folder)
    done = release("verify", public, folder)
    check(done.returncode == 1 and words in done.stderr and "genuine" not in done.stderr, "%s is refused: %s" % (what, done))


def resigned(folder, archive, secret):
    """Somebody else's archive, with checksums that fit it, signed with a key of theirs."""
    change(os.path.join(folder, archive))
    sums = os.path.join(folder, "SHA256SUMS")
    with open(sums, "w", encoding="ascii") as out:
        subprocess.run(["sha256sum", archive], cwd=folder, check=True, stdout=out)
    subprocess.run(["signify-openbsd", "-S", "-s", secret, "-m", sums, "-x", sums + ".sig"], check=True)


def unsigned(folder, archive):
    change(os.path.join(folder, archive))
    with open(os.path.join(folder, "SHA256SUMS"), "w", encoding="ascii") as out:
        subprocess.run(["sha256sum", archive], cwd=folder, check=True, stdout=out)


def everything_else_is_refused(public, other, good, copy, archive, components):
    not_signed, not_ours = "not by this key", "not the one that was signed"
    os.mkdir(copy)
    for what, spoil, words in (
            ("a changed byte of the archive", lambda f: change(os.path.join(f, archive)), not_ours),
            ("a changed last byte", lambda f: change(os.path.join(f, archive), -1), not_ours),
            ("a changed list of components", lambda f: change(os.path.join(f, components)), not_ours),
            ("a changed checksum", lambda f: change(os.path.join(f, "SHA256SUMS"), 0), not_signed),
            ("a changed signature", lambda f: change(os.path.join(f, "SHA256SUMS.sig"), -10), not_signed),
            ("no signature", lambda f: os.unlink(os.path.join(f, "SHA256SUMS.sig")), not_signed),
            ("checksums made anew", lambda f: unsigned(f, archive), not_signed),
            ("another's signature", lambda f: resigned(f, archive, other), not_signed),
            ("a missing archive", lambda f: os.unlink(os.path.join(f, archive)), not_ours),
            ("one more file", lambda f: shutil.copy(os.path.join(f, archive), os.path.join(f, "more.tar.gz")), "not part of the release")):
        refused(public, copy, good, what, spoil, words)


def main():
    if not shutil.which("signify-openbsd"):
        print("skipped: signify-openbsd is missing")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        public, secret = key(folder, "ours")
        _, other = key(folder, "other")
        good, copy = os.path.join(folder, "good"), os.path.join(folder, "copy")
        archive, components = built(secret, good)
        complete(good, archive, components)
        done = release("verify", public, good)
        check(done.returncode == 0 and "genuine" in done.stderr and archive in done.stderr, "it verifies: %s" % done)
        built(secret, copy)
        for name in (archive, components, "SHA256SUMS", "SHA256SUMS.sig"):
            pair = [open(os.path.join(one, name), "rb").read() for one in (good, copy)]
            check(pair[0] == pair[1], "the same build gives the same %s" % name)
        again = release("build", secret, good, "--trial", BUILD)
        check(again.returncode == 1 and "not empty" in again.stderr, "nothing is overwritten: %s" % again)
        shutil.rmtree(copy)
        everything_else_is_refused(public, other, good, copy, archive, components)
        check(release("keys", os.path.join(folder, "ours")).returncode == 1, "no key is overwritten")
        check(release("verify", public).returncode == 2, "usage")
    from server_support import checks
    print("%d checks hold" % checks)
    return 0


sys.exit(main())
