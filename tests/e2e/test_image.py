#!/usr/bin/env python3
"""The scripts of a booth's image (packaging/image/files) do what docs/image.md says, in a folder that stands in for its root.

usage: test_image.py GATEHOUSE
"""
import json
import os
import subprocess
import sys
import tempfile

from server_support import check

GATEHOUSE = sys.argv[1]
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
IMAGE = os.path.join(TOP, "packaging/image/files")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def script(root, name, *words):
    return subprocess.run([os.path.join(IMAGE, "usr/libexec/gatehouse", name), *words], env=dict(os.environ, GATEHOUSE_ROOT=root),
                          capture_output=True, text=True, check=False)


class Place:
    """A booth that was just enrolled, and its image-place."""

    def __init__(self, root):
        self.root = root
        self.config = root + "/etc/gatehouse/booth.ini"
        write(self.config, read(IMAGE + "/usr/share/gatehouse/image/booth.ini").replace("@DEVICE@", "booth-0a1b2c"))
        os.makedirs(root + "/run/gatehouse-time")

    def enrol(self, **told):
        """Returns the lines of booth.ini that say where the booth is, and what the script complained of."""
        text = json.dumps({"server": "https://visit.example.edu.cn", "gate": 3, "campus": 1, **told}, indent=1)
        write(self.root + "/var/lib/gatehouse/sync/enrolled.json", text)
        done = script(self.root, "image-place")
        check(done.returncode == 0, "image-place: %s" % done.stderr)
        checked = subprocess.run([GATEHOUSE, "config", "check", self.config], capture_output=True, text=True, check=False)
        check(checked.returncode == 0, "booth.ini is valid: %s%s" % (checked.stdout, checked.stderr))
        return [line for line in read(self.config).splitlines() if line.startswith(("gate", "campus"))], done.stderr


def place(root):
    booth = Place(root)
    check(booth.enrol() == (["gate = 3", "campus = 1"], ""), "gate and campus of the enrolment are in booth.ini")
    check(read(root + "/run/gatehouse-time/server.sources") == "server visit.example.edu.cn iburst\n", "its server gives the time")
    for campus in (16, 255):
        check(booth.enrol(gate=15, campus=campus) == (["gate = 15", "campus = %d" % campus], ""), "campus %d too" % campus)
    where, said = booth.enrol(campus=256)
    check(where == ["gate = 3", "campus = 0"] and "names no campus from 0 to 255" in said, "a number that no booth takes is said: %s" % said)


def network():
    unit = read(os.path.join(TOP, "packaging/systemd/gatehouse-kiosk.service.in"))
    default = subprocess.run([GATEHOUSE, "config", "sample"], capture_output=True, text=True, check=True).stdout
    check("network = /run/gatehouse-network\n" in default, "the folder of network settings, unless booth.ini names another")
    check("\nReadWritePaths=-/run/gatehouse-network\n" in unit, "the kiosk may write it, in the image and elsewhere")


def main():
    with tempfile.TemporaryDirectory() as root:
        place(root)
    network()
    print("image: all as it should be")


main()
