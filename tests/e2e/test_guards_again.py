#!/usr/bin/env python3
"""A booth with a hardware secret that holds guards' records from before asks for all of them again, with guards=1: at once,
then once an hour as long as the server has no better ones. One that got them bound asks no more.

usage: test_guards_again.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK CLOCK_SHIFT
"""
import sqlite3
import sys
import tempfile

import server_support
from middle_support import Answer, Middle
from server_support import check, wait_for
from sync_support import Booth, World, add_guard

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
PULL = "/device/changes"
PULLS = 8  # of a second each: a booth that did not count the hour would have asked many times


def unbound(answer):
    """An older server: the records need no hardware secret."""
    return Answer(answer.status, answer.kind, answer.body.replace(b',"bound":true', b""), **answer.fields)


def bound(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return [row[0] for row in db.execute("SELECT bound FROM guard WHERE active = 1")]


def pulls(middle):
    return [one for one in middle.targets if one.startswith(PULL)]


def asked_again(middle):
    return sum("&guards=1" in one for one in pulls(middle))


def more_pulls(middle, what):
    """Waits for more pulls that were answered, one after the other."""
    enough = len(pulls(middle)) + PULLS
    wait_for(what, lambda: len(pulls(middle)) >= enough)


def run(world, middle, booth):
    middle.where, middle.fault = PULL, unbound
    check(booth.enrol().returncode == 0, "enrolled")
    wait_for("the first sync", booth.up_to_date)
    check(bound(booth) == [0], "a record that can be tried without the machine: %s" % bound(booth))
    wait_for("the booth to ask for its guards again", lambda: asked_again(middle) == 1)
    more_pulls(middle, "more pulls in the same hour")
    check(asked_again(middle) == 1, "asked once, and not all the time: %s" % pulls(middle)[-PULLS:])
    for hour in (2, 3):
        world.hours_pass(1)
        wait_for("the next hour's question", lambda hour=hour: asked_again(middle) == hour)
        more_pulls(middle, "more pulls in that hour")
        check(asked_again(middle) == hour, "once an hour: %d in %d" % (asked_again(middle), hour))
    check(bound(booth) == [0], "as the server has them")
    middle.fault = None
    world.hours_pass(1)
    wait_for("the bound record", lambda: bound(booth) == [1])
    check(asked_again(middle) == 4, "with the question of that hour")
    world.hours_pass(1)
    more_pulls(middle, "pulls with the bound record")
    check(asked_again(middle) == 4, "nothing is left to ask for")


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, shim=sys.argv[5])
        world.open_days()
        add_guard(world)
        middle = Middle(world, folder)
        world.url = middle.url
        booth = Booth(world, "booth-a", 0, wait=1).start()
        try:
            run(world, middle, booth)
            booth.stop()
            world.stop()
        finally:
            for process in (world.process, booth.daemon):
                if process and process.poll() is None:
                    process.kill()
    print("%d checks hold" % server_support.checks)


main()
