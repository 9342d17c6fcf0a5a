#!/usr/bin/env python3
"""An evacuation with one booth offline: a server, two sync daemons, two kiosks. Guards of both gates and an officer start
and tick on their own; afterwards everybody is listed once, and every tick is there.

Then a guard ends one without a network, and another one that the office goes on with.

usage: test_evacuation.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK CLOCK_SHIFT
"""
import datetime
import sqlite3
import sys
import tempfile

from server_support import check
from sync_support import ZONE, Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
WALKER, LATE, OTHER = ("王小明", "王*明"), ("赵一鸣", "赵*鸣"), ("孙悦", "孙*")
RUNNING = "清点进行中"
# The texts of the list: touch it when safe, touch it again to take it back.
OPEN, MINE = "安全后点此", "再点可撤回"
LIST = ("tap roll-call", "expect-page roll-call")


def pass_of(world, number, name):
    begin = int(datetime.datetime.combine(world.now().date(), datetime.time(), ZONE).timestamp()) * 1000
    zhang, li, guard = (world.people[one] for one in ("zhang", "li", "guard"))
    status, draft = zhang.call("POST", "/api/applications", {
        "unit": 1, "campus": 1, "gates": [0, 1], "kind": "multi", "purpose": "学术讲座", "host_name": "张老师",
        "periods": [{"from": begin, "to": begin + 86400000}], "vehicles": [],
        "persons": [dict(world.visitor_of(number), name=name, vehicle=None)]})
    check(status in (200, 201), "a draft: %s" % draft)
    done = guard.act(li.act(zhang.act(draft, "submit")[1], "unit-pass")[1], "security-pass")[1]
    check(done["state"] == "approved", "approved: %s" % done)
    one = zhang.call("GET", "/api/applications/" + done["id"])[1]["passes"][0]
    return one["id"], token_of(world, one)


def rolls(world):
    return world.people["admin"].call("GET", "/api/roll-calls?campus=1")[1]["items"]


def roll(world):
    """The one that runs, with its rows and ticks."""
    running = [one for one in rolls(world) if not one["ended_at"]]
    check(len(running) == 1, "one roll call at a time: %s" % running)
    return world.people["admin"].call("GET", "/api/roll-calls/" + running[0]["id"])[1]


def marks(world):
    return {one["subject"]: one["mark"] for one in roll(world)["items"]}


def rows(booth, store, table):
    with sqlite3.connect("file:%s?mode=ro" % booth.path(store), uri=True) as db:
        return db.execute("SELECT count(*) FROM " + table).fetchone()[0]


def held(booth):
    """Everything of a roll call that is on a booth's disk, but for the ids of those that are over."""
    return sum(rows(booth, "journal.db", table) for table in ("roll_call", "roll_row", "roll_tick")) + \
        rows(booth, "replica.db", "roll_row") + rows(booth, "replica.db", "roll_call WHERE state = 0")


def admitted(booth, code):
    return "gun " + code, "expect-verdict green ok", "expect-state admitted", "leave"


def start_at_south(south, late):
    """South has no network. It lets somebody in, and its guard starts a roll call over what the booth knows."""
    south.stop()
    south.kiosk(*admitted(south, late), "tap menu", *LIST, "expect-text 当前没有清点", "tap roll-start",
                "expect-text 断网时开始清点", "screenshot ask", "tap dialog-no", "expect-text 当前没有清点",
                "tap roll-start", "tap dialog-yes", "expect-text 尚未传到服务器", "expect-text " + LATE[1],
                "expect-text " + WALKER[1], "tap roll 0", "expect-text " + MINE, "screenshot started")
    # The power goes and comes back.
    south.kiosk("expect-text " + RUNNING, *LIST, "tap roll-tab 1", "expect-text " + MINE, "expect-text 尚未传到服务器",
                "screenshot restarted")


def start_at_the_office(world, north, walker, other):
    """The office knows nothing of that. North hears of its roll call, and ticks."""
    status, begun = world.people["admin"].call("POST", "/api/roll-calls", {"campus": 1})
    check(status == 201 and begun["started"], "started: %s" % begun)
    check(set(marks(world)) == {walker, other}, "who is inside, as the server knows: %s" % marks(world))
    wait_for("the roll call at north", lambda: rows(north, "replica.db", "roll_row") == 2)
    north.kiosk("expect-text " + RUNNING, "screenshot banner", *LIST, "expect-text " + WALKER[1], "expect-text " + OTHER[1],
                "expect-no-text " + LATE[1], "tap roll 1", "expect-text " + MINE, "tap roll 1", "expect-no-text " + MINE,
                "tap roll 1", "expect-text " + MINE, "screenshot ticked", "tap back", "expect-page scan")
    wait_for("the tick", lambda: "safe" in marks(world).values())
    return begun["id"]


def merged(world, north, south, id, walker, late, other):
    south.start()
    wait_for("south's roll call", lambda: late in marks(world))
    wait_for("south's tick", lambda: marks(world)[late] == "safe")
    answer = roll(world)
    check(answer["id"] == id and len(rolls(world)) == 1, "it became part of the office's: %s" % rolls(world))
    subjects = [one["subject"] for one in answer["items"]]
    check(sorted(subjects) == sorted({walker, late, other}), "everybody is listed once: %s" % subjects)
    check(sorted(marks(world).values()) == ["open", "safe", "safe"], "with the ticks of both: %s" % marks(world))
    booths = [(one["mark"], one["booth"]) for one in answer["ticks"]]
    check(sorted(booths) == [("open", "岗亭 1")] + [("safe", "岗亭 0")] + 2 * [("safe", "岗亭 1")], "each on record: %s" % booths)
    check(all(one["by"] for one in answer["ticks"]), "with the guard: %s" % answer["ticks"])
    person = next(one for one in answer["items"] if one["subject"] == late)
    check(person["person"] == LATE[0] and person["marked_by"] == "岗亭 0", "who, and by which booth: %s" % person)
    actions = [one["action"] for one in world.people["admin"].call("GET", "/api/audit?limit=100")[1]["items"]]
    check(actions.count("roll-call-merged") == 1 and actions.count("roll-call-ticked") == 4, "recorded: %s" % actions)
    # Each booth sees the other's tick, and can't take it back.
    wait_for("all of it at north", lambda: rows(north, "replica.db", "roll_row") == 3)
    north.kiosk(*LIST, "tap roll-tab 1", "expect-text " + LATE[1], "expect-text 安全", "tap roll 0", "expect-text 由保卫处或其他门岗标记",
                "screenshot merged")
    wait_for("all of it at south", lambda: rows(south, "replica.db", "roll_row") == 3)
    south.kiosk("expect-text " + RUNNING, *LIST, "tap roll-tab 1", "expect-no-text 尚未传到服务器", "expect-text " + LATE[1],
                "expect-text " + MINE, "screenshot merged")


def ended(world, booths, id):
    check(world.people["admin"].call("POST", "/api/roll-calls/%s/end" % id, {})[0] in (200, 204), "ended")
    for booth in booths:
        wait_for("the end at " + booth.name, lambda: rows(booth, "replica.db", "roll_row") == 0)
        booth.kiosk("expect-no-text " + RUNNING, "tap menu", *LIST, "expect-text 当前没有清点")
        check(held(booth) == 0, "nothing of it is left at %s" % booth.name)
    done = world.people["admin"].call("GET", "/api/roll-calls/" + id)[1]
    check(done["counts"]["safe"] == 2 and done["counts"]["open"] == 1, "the result: %s" % done["counts"])


def started(world, booths):
    id = world.people["admin"].call("POST", "/api/roll-calls", {"campus": 1})[1]["id"]
    for booth in booths:
        wait_for("it at " + booth.name, lambda: rows(booth, "replica.db", "roll_call WHERE state = 0") == 1)
    return id


def ended_at_a_booth(world, north, south):
    """South ends the office's roll call without a network. Nobody goes on with it meanwhile."""
    id = started(world, (north, south))
    south.stop()
    south.kiosk(*LIST, "tap roll-end", "expect-text 断网时结束清点？", "screenshot ask-end", "tap dialog-yes",
                "expect-text 当前没有清点", "expect-text 尚未传到服务器", "screenshot ended")
    south.kiosk("expect-no-text " + RUNNING)  # the power goes and comes back
    check(roll(world)["id"] == id, "it runs where nobody has heard of the end")
    south.start()
    wait_for("the end", lambda: rolls(world)[0]["ended_at"])
    done = rolls(world)[0]
    check(done["id"] == id and done["ended_by"] and done["ended_at_booth"] == "岗亭 0", "who, and where: %s" % done)
    check(done["ended_at"] < world.now().timestamp() * 1000, "when it was ended: %s" % done)
    for booth in (north, south):
        wait_for("the end at " + booth.name, lambda: held(booth) == 0)
        booth.kiosk("tap menu", *LIST, "expect-text 当前没有清点", "expect-text 上次由" + done["ended_by"],
                    "expect-no-text 尚未传到服务器", "screenshot told")


def the_office_goes_on(world, north, south):
    """South ends one without a network while the office ticks: it runs on, until a guard who knows all of it ends it."""
    id = started(world, (north, south))
    south.stop()
    south.kiosk(*LIST, "tap roll-end", "tap dialog-yes", "expect-text 当前没有清点")
    someone = roll(world)["items"][0]["subject"]
    status = world.people["admin"].call("POST", "/api/roll-calls/%s/ticks" % id, {"subject": someone, "mark": "missing"})[0]
    check(status in (200, 204), "ticked")
    south.start()
    wait_for("the end", lambda: "roll-call-ran-on" in [
        one["action"] for one in world.people["admin"].call("GET", "/api/audit?limit=50")[1]["items"]])
    check(roll(world)["id"] == id, "it runs on")
    wait_for("that at south", lambda: rows(south, "replica.db", "roll_row WHERE mark = 2") == 1)
    south.kiosk("expect-text " + RUNNING, *LIST, "expect-text 本机已于今天", "screenshot runs-on", "tap roll-end",
                "expect-text 还有人未找到", "tap dialog-yes", "expect-text 当前没有清点")
    wait_for("the end", lambda: rolls(world)[0]["ended_at"])
    wait_for("the end at north", lambda: held(north) == 0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, shim=sys.argv[5])
        world.open_days()
        add_guard(world)
        south, north = (Booth(world, name, gate).start() for name, gate in (("booth-south", 0), ("booth-north", 1)))
        try:
            (walker, walks), (late, lates), (other, others) = (
                pass_of(world, number, name[0]) for number, name in enumerate((WALKER, LATE, OTHER), 1))
            for booth in (south, north):
                check(booth.enrol().returncode == 0, "enrolled")
                wait_for("the first sync of " + booth.name, booth.up_to_date)
            north.kiosk(*admitted(north, walks), *admitted(north, others))
            wait_for("the entries", north.settled)
            wait_for("them at south", lambda: rows(south, "replica.db", "presence WHERE inside = 1") == 2)
            start_at_south(south, lates)
            id = start_at_the_office(world, north, walker, other)
            merged(world, north, south, id, walker, late, other)
            ended(world, (north, south), id)
            ended_at_a_booth(world, north, south)
            the_office_goes_on(world, north, south)
            for booth in (north, south):
                booth.stop()
            world.stop()
        finally:
            for process in (world.process, south.daemon, north.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
