#!/usr/bin/env python3
"""Server and booth in two network namespaces with a cable between them. The test pulls the cable and puts it back,
three times. Within ten seconds both sides have what happened meanwhile. The machine's own network has no part in it: a
link that comes there ends every request of a browser (ERR_NETWORK_CHANGED), and so the tests beside this one.

usage: test_link_cut.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD JOURNAL_WRITER
Exit code 77 where network namespaces can't be made (needs root).
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server_support import check  # noqa: E402
from sync_support import Booth, World, wait_for  # noqa: E402

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "writer"), sys.argv[1:5]))
INSIDE = "GATEHOUSE_TEST_NETWORK"  # set where the network is this test's own
NAME = "gh%d" % os.getpid()  # a link's name has 15 characters at most
NETWORK = "10.213.%d" % (os.getpid() % 250)


def ip(*words):
    return subprocess.run(("ip",) + words, capture_output=True, check=False).returncode == 0


def lay_cable():
    return ip("netns", "add", NAME) and ip("link", "add", NAME + "a", "type", "veth", "peer", "name", NAME + "b") and \
        ip("link", "set", NAME + "b", "netns", NAME) and ip("addr", "add", NETWORK + ".1/24", "dev", NAME + "a") and \
        ip("link", "set", NAME + "a", "up") and \
        ip("-n", NAME, "addr", "add", NETWORK + ".2/24", "dev", NAME + "b") and ip("-n", NAME, "link", "set", NAME + "b", "up")


def remove_cable():
    ip("link", "del", NAME + "a")
    ip("netns", "del", NAME)


def cut_and_heal(world, booth, number, seconds):
    held = booth.status()["position"]
    check(ip("link", "set", NAME + "a", "down"), "the cable is pulled")
    subprocess.run([PROGRAMS["writer"], booth.path("journal.db"), booth.name, "7"], check=True)
    world.visitor(number)
    time.sleep(seconds)
    status = booth.status()
    check(status["position"] == held and status.get("waiting") == 7, "nothing passes: %s" % status)
    check(ip("link", "set", NAME + "a", "up"), "and put back")
    began = time.time()
    wait_for("both sides", lambda: booth.settled() and booth.status()["position"] > held)
    took = time.time() - began
    check(took < 60, "recovered by itself, without a long pause: %.1f s" % took)
    return "%d s away: back in %.1f s" % (seconds, took)


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, address=NETWORK + ".1")
        world.open_days()
        booth = Booth(world, "booth-a", 0, within=("ip", "netns", "exec", NAME)).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled over the cable")
            wait_for("the first sync", booth.up_to_date)
            print("; ".join(cut_and_heal(world, booth, number, seconds) for number, seconds in enumerate((3, 12, 30))))
        finally:
            for process in (world.process, booth.daemon):
                if process and process.poll() is None:
                    process.kill()


def has_namespaces():
    return shutil.which("ip") and shutil.which("unshare") and \
        subprocess.run(("unshare", "--net", "true"), capture_output=True, check=False).returncode == 0


if INSIDE not in os.environ and has_namespaces():
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--net", sys.executable] + sys.argv)
try:
    if INSIDE not in os.environ or not ip("link", "set", "lo", "up") or not lay_cable():
        print("skipped: no network namespaces here")
        sys.exit(77)
    main()
finally:
    if INSIDE in os.environ:
        remove_cable()
