#!/usr/bin/env python3
"""The list of components names all that the programs and pages consist of, and advisories are looked up by it.

usage: test_sbom.py BUILD-FOLDER
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time

from server_support import check

BUILD = sys.argv[1]
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SBOM, ADVISORIES = os.path.join(TOP, "packaging/sbom"), os.path.join(TOP, "packaging/advisories")
# What CycloneDX 1.5 requires of a component, and of those that we name.
KINDS = {"application", "library", "machine-learning-model"}
PURL = re.compile(r"^pkg:(deb/debian/[a-z0-9][a-z0-9+.-]+@[^?@\s]+\?arch=\w+&distro=[a-z]+-[\d.]+|npm/(%40[\w.-]+/)?[\w.-]+@[\w.+-]+)$")


def written():
    first, second = (subprocess.run([SBOM, BUILD], capture_output=True, text=True, check=True).stdout for _ in range(2))
    check(first == second, "equal inputs give equal bytes")
    return json.loads(first)


def well_formed(made):
    check((made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.5", 1), "a CycloneDX document")
    check(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"]), "with its number")
    refs = [one["bom-ref"] for one in made["components"]]
    check(len(refs) == len(set(refs)), "each once")
    for one in made["components"]:
        check(one["type"] in KINDS and one["name"] and one["version"] and one["scope"] in ("required", "optional", "excluded"),
              "a component: %s" % one)
        check("purl" not in one or PURL.match(one["purl"]), "its address: %s" % one)
        check(all(re.fullmatch("[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}", hash["content"]) for hash in one.get("hashes", [])),
              "its hashes: %s" % one)
    known = set(refs) | {made["metadata"]["component"]["bom-ref"]}
    check(all({one["ref"], *one["dependsOn"]} <= known for one in made["dependencies"]), "every reference leads somewhere")


def complete(made):
    """Compares with what the dynamic linker loads, and with the lock file."""
    by_ref = {one["bom-ref"]: one for one in made["components"]}
    links = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    server = {by_ref[ref]["name"] for ref in links["program:gatehouse-server"]}
    for name in ("libc6", "libsodium23", "libpq5", "libmicrohttpd12", "libssl3"):
        check(any(one.startswith(name.rstrip("0123456789")) for one in server), "the server has %s: %s" % (name, server))
    loaded = subprocess.run(["ldd", os.path.join(BUILD, "server/gatehouse-server")], capture_output=True, text=True, check=True)
    files = {os.path.realpath(path) for path in re.findall(r"=> (/\S+)", loaded.stdout)}
    check(len(server) <= len(files) and len(server) > len(files) * 0.7, "as many as are loaded: %d of %d" % (len(server), len(files)))
    locked = set()
    for lock in ("server/web/package-lock.json", "docs/site/package-lock.json"):
        with open(os.path.join(TOP, lock), encoding="utf-8") as file:
            packages = json.load(file)["packages"]
        locked |= {(one.get("name") or path.split("node_modules/")[-1], one["version"]) for path, one in packages.items() if path}
    named = {(one["name"], one["version"]) for one in made["components"] if one.get("purl", "").startswith("pkg:npm/")}
    check(locked <= named, "every npm package: %s" % sorted(locked - named)[:5])


def advisories(folder, sbom, apt, audit, age=0):
    """Runs it with an apt-get and an npm that say what the test wants."""
    bin, lists = os.path.join(folder, "bin"), os.path.join(folder, "lists")
    for one in (bin, lists):
        os.makedirs(one, exist_ok=True)
    for name, text in (("apt-get", apt), ("npm", audit), ("debsecan", "exit 127"), ("node", "echo v99.0.0")):
        with open(os.path.join(bin, name), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(file.name, 0o755)
    with open(os.path.join(lists, "deb_InRelease"), "w", encoding="utf-8") as file:
        pass
    os.utime(file.name, (time.time() - age * 86400,) * 2)
    ended = subprocess.run([ADVISORIES, sbom], capture_output=True, text=True, check=False,
                           env=dict(os.environ, PATH=bin + ":" + os.environ["PATH"], GATEHOUSE_APT_LISTS=lists))
    return ended.returncode, ended.stdout + ended.stderr


def looked_up(folder, made):
    sbom = os.path.join(folder, "sbom.json")
    with open(sbom, "w", encoding="utf-8") as file:
        json.dump(made, file)
    clean = "echo '{\"vulnerabilities\": {}}'"
    fault = ("echo '{\"vulnerabilities\": {\"vue\": {\"range\": \"<9\", \"severity\": \"%s\", \"via\": [{\"title\": \"a hole\"}]}}}'"
             "; exit 1")
    waits = ("echo 'Inst libsodium23 [1.0.18-1] (1.0.18-2 Debian-Security:12/stable-security [amd64])'\n"
             "echo 'Inst not-ours [1] (2 Debian-Security:12/stable-security [amd64])'")
    code, told = advisories(folder, sbom, "true", clean)
    check(code == 0, "nothing to do: %d %s" % (code, told))
    code, told = advisories(folder, sbom, waits, clean)
    check(code == 1 and "libsodium23 1.0.18-1: 1.0.18-2 waits" in told and "not-ours" not in told, "an update: %d %s" % (code, told))
    code, told = advisories(folder, sbom, "true", fault % "high")
    check(code == 1 and "vue <9: high a hole" in told, "a fault: %d %s" % (code, told))
    code, told = advisories(folder, sbom, "true", fault % "low")
    check(code == 0 and "lesser: vue" in told, "a small one is said: %d %s" % (code, told))
    code, told = advisories(folder, sbom, "true", "echo '{\"error\": {}}'; exit 1")
    check(code == 77 and "npm: skipped" in told, "without the registry: %d %s" % (code, told))
    code, told = advisories(folder, sbom, waits, clean, age=30)
    check(code == 77 and "Debian: skipped: apt's lists are 30 days old" in told, "old lists say nothing: %d %s" % (code, told))


def main():
    made = written()
    well_formed(made)
    complete(made)
    with tempfile.TemporaryDirectory() as folder:
        looked_up(folder, made)
    print("%d components" % len(made["components"]))


main()
