#!/usr/bin/env python3
"""A booth without a network. Its passes come on a USB stick, and its entries go back on it. The booth refuses files
that were altered, are older, or belong to another booth.

usage: test_stick.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK WALK_UP_WRITER
"""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import uuid

from middle_support import Signer, pf, unb64
from server_support import check
from sync_support import Booth, World, add_guard, token_of, wait_for
from walk_up_support import application, person, put, roll_box, submit, waiting

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk", "writer"), sys.argv[1:6]))


class Stick:
    """The stick as a folder: what the booths see of it, and what the office does with it."""

    def __init__(self, world):
        self.world, self.dir = world, os.path.join(world.folder, "usb-1")

    def name(self, booth, ending):
        return os.path.join(self.dir, "gatehouse-%s.%s" % (booth.device, ending))

    def fetch(self, booth):
        status, text = self.world.people["guard"].call("POST", "/api/devices/%s/snapshot" % booth.device)
        check(status == 200 and "\nGHS1:" in text, "a snapshot: %s" % status)
        self.put(booth, text)
        return text

    def put(self, booth, text):
        os.makedirs(self.dir, exist_ok=True)
        with open(self.name(booth, "snapshot"), "w", encoding="utf-8") as out:
            out.write(text)

    def pieces(self, booth):
        with open(self.name(booth, "entries"), encoding="utf-8") as file:
            return re.findall(r"(?:\{.*\n)*GHS1:.*\n", file.read())

    def hand_up(self, booth, piece):
        return self.world.people["guard"].call("POST", "/api/devices/%s/entries" % booth.device,
                                               raw=piece.encode(), headers={"Content-Type": "application/x-ndjson"})

    def hand_up_all(self, booth):
        for piece in self.pieces(booth):
            status, answer = self.hand_up(booth, piece)
            check(status == 200 and not answer["aside"] and not answer["gap"], "handed up: %s %s" % (status, answer))
        return answer["acknowledged"]


def exchange(booth):
    """Returns the result of an exchange from the command line: the word, and the number of entries on the stick."""
    done = booth.gatehouse("sync", "stick", "--config", booth.ini, check_code=False)
    word, count = re.match(r"([a-z-]+), (\d+) entries", done.stdout).groups()
    check((done.returncode == 0) == (word == "done"), "its exit code says so: %s" % done)
    return word, int(count)


def bytes_read(booth):
    """Returns the bytes that the booth's daemon has read since it started."""
    with open("/proc/%d/io" % booth.daemon.pid, encoding="ascii") as file:
        return int(re.search(r"rchar: (\d+)", file.read()).group(1))


def held(booth):
    return json.loads(booth.gatehouse("replica", "stat", "--replica", booth.path("replica.db"), "--json").stdout)


def enrol_then_cut(world, stick, name, gate):
    booth = Booth(world, name, gate, extra="stick = %s" % stick.dir.replace("-1", "-*")).start()
    check(booth.enrol().returncode == 0, "enrolled in the office")
    wait_for("the first sync", booth.up_to_date)
    booth.device = booth.status()["device"]
    booth.stop()
    shutil.copy(booth.path("replica.db"), booth.path("replica.db.old"))
    text = open(booth.ini, encoding="utf-8").read()
    with open(booth.ini, "w", encoding="utf-8") as out:  # nothing listens there
        out.write(text.replace("[sync]\n", "[sync]\nserver = https://127.0.0.1:1\n"))
    booth.start()
    wait_for("the missing network", lambda: booth.problem() == "unreachable")
    return booth


def a_week(world, stick, a):
    check(exchange(a) == ("no-stick", 0), "without a stick it says so")
    old = stick.fetch(a)
    _, one = world.visitor(1)
    _, gone = world.visitor(2)
    code, revoked = token_of(world, one), token_of(world, gone)
    world.people["guard"].call("POST", "/api/passes/%s/actions" % gone["id"], {"action": "revoke", "reason": "来访取消"})
    time.sleep(1.1)
    new = stick.fetch(a)
    check(exchange(a)[0] == "done" and held(a)["passes"] >= 1, "the passes are there")
    a.kiosk("gun " + code, "expect-verdict green ok", "expect-state admitted", "gun " + revoked,
            "expect-verdict red revoked")
    stick.put(a, old)
    check(exchange(a)[0] == "older", "an older one changes nothing")
    stick.put(a, new)
    word, count = exchange(a)
    check((word, count) == ("done", len(a.journal())), "the same again, and every entry is on the stick")
    return count


def home(world, stick, a, count):
    check(stick.hand_up_all(a) == count, "the server has them all")
    check(stick.hand_up_all(a) == count, "twice does no harm")
    told = world.people["guard"].call("GET", "/api/entries?limit=200&device=" + a.device)[1]["items"]
    check(sorted(one["number"] for one in told) == [one["number"] for one in a.journal()], "each once")
    os.unlink(stick.name(a, "entries"))
    stick.fetch(a)
    check(exchange(a) == ("done", 0), "acknowledged on the way home: nothing is left to write")
    check(a.status().get("waiting", 0) == 0 and not os.path.exists(stick.name(a, "entries")), "and nothing waits")


def inside(booth):
    """Returns who is inside by the booth's replica: gate and whether it is a vehicle. And whether it knows since when."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        rows = db.execute("SELECT gate, vehicle FROM presence WHERE inside = 1").fetchall()
        return rows, db.execute("SELECT count(*) FROM booth").fetchone()[0]


def who_is_inside(stick, a, b):
    """A booth on sticks knows who came in by another one."""
    check(inside(b)[0] == [], "not before a snapshot")
    stick.fetch(b)
    check(exchange(b)[0] == "done" and inside(b) == ([(0, 0)], 2), "with it: %s" % (inside(b),))
    check(inside(a) == ([(0, 0)], 2), "as the gate itself: %s" % (inside(a),))


def applied(world, stick, a):
    """An application from an offline booth travels on the stick, and its result comes back."""
    id, _, _ = submit(PROGRAMS["writer"], a, application(1, hours=1))
    check(exchange(a)[0] in ("done", "no-snapshot", "older"), "it goes onto the stick")
    check("GHS1:" in open(stick.name(a, "entries"), encoding="utf-8").read(), "sealed")
    for _ in range(2):  # twice does no harm
        stick.hand_up_all(a)
    queue = [one["id"] for one in world.people["li"].call("GET", "/api/applications?view=unit")[1]["items"]]
    check(queue.count(id) == 1, "the unit decides on it: %s" % queue)
    os.unlink(stick.name(a, "entries"))
    stick.fetch(a)
    check(exchange(a)[0] == "done", "home again")
    with sqlite3.connect("file:%s?mode=ro" % a.path("replica.db"), uri=True) as db:
        check(db.execute("SELECT count(*) FROM walk_up WHERE state = 1").fetchone()[0] == 1, "the gate knows how far it is")


JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 9000


def went_home(stick, a):
    """Uploads everything twice. The results come with the next snapshot."""
    for _ in range(2):
        stick.hand_up_all(a)
    os.unlink(stick.name(a, "entries"))
    stick.fetch(a)
    word, count = exchange(a)
    check(word == "done" and count == 0, "home again: %s %d" % (word, count))


def every_kind(world, stick, a):
    """Each kind of box travels on the stick, is opened at the server, and leaves the booth when it is settled."""
    guard, admin = world.people["guard"], world.people["admin"]
    check(admin.call("PUT", "/api/settings", {"gate.evidence_days": 7})[0] in (200, 204), "pictures are kept")
    stick.fetch(a)
    check(exchange(a)[0] == "done", "the policy is there")
    id, number, _ = submit(PROGRAMS["writer"], a, application(2, hours=1, persons=[person(2)]))
    entry, _ = put(PROGRAMS["writer"], a, JPEG, "emergency", id)
    picture, _ = put(PROGRAMS["writer"], a, JPEG + b"car", "car-picture")
    rolled, now = str(uuid.uuid4()), int(time.time() * 1000)
    put(PROGRAMS["writer"], a, roll_box(rolled, 1, [picture], now), "roll-call")
    put(PROGRAMS["writer"], a, roll_box(rolled, 2, [picture], now, number=now, mark=1), "roll-call")
    check(exchange(a)[0] in ("done", "older"), "all of it goes onto the stick")
    text = open(stick.name(a, "entries"), encoding="utf-8").read()
    for kind in ("walk-up", "emergency", "car-picture"):
        check(waiting(a, kind) >= 1, "%s waits" % kind)
        check(text.count('"kind":"%s"' % kind) == 1, "one line of %s" % kind)
    check(text.count('"kind":"roll-call"') == 2, "a roll call and a tick in it")
    check("picture" not in text.replace("car-picture", "") and "Chen" not in text, "sealed")
    went_home(stick, a)
    open_ones = guard.call("GET", "/api/emergencies?state=open")[1]["items"]
    check([(one["id"], one["number"]) for one in open_ones] == [(entry, number)], "the office hears of it once: %s" % open_ones)
    check(guard.call("GET", "/api/emergencies/%s/photo" % entry)[1] == JPEG, "and sees the slip")
    check(guard.call("GET", "/api/entries/%s/picture" % picture)[1] == JPEG + b"car", "and the car")
    listed = admin.call("GET", "/api/roll-calls/" + rolled)[1]
    check(listed["counts"]["safe"] == 1 and [one["mark"] for one in listed["ticks"]] == ["safe"], "the tick: %s" % listed["counts"])
    check(admin.call("POST", "/api/roll-calls/%s/end" % rolled, {})[0] in (200, 204), "ended")
    audit = [one["action"] for one in admin.call("GET", "/api/audit?limit=50")[1]["items"]]
    check(audit.count("emergency-photo") == 1 and audit.count("entry-picture") == 1, "each look is on record")
    check(not os.path.exists(stick.name(a, "entries")), "settled boxes are not carried again")
    a.kiosk("wait 300", sign_in=False)
    check([waiting(a, kind) for kind in ("walk-up", "emergency", "car-picture", "roll-call")] == 4 * [0], "the kiosk drops them")


def of_no_use(stick, a):
    """The server also settles a box that nobody can open, so that the outbox drains."""
    put(PROGRAMS["writer"], a, JPEG, "car-picture")
    with sqlite3.connect(a.path("journal.db")) as db:
        db.execute("UPDATE box SET sealed = randomblob(length(sealed)) WHERE sealed IS NOT NULL")
    stick.fetch(a)
    check(exchange(a)[0] == "done", "it goes onto the stick")
    went_home(stick, a)
    a.kiosk("wait 300", sign_in=False)
    check(waiting(a, "car-picture") == 0, "and is gone")
    codes = [one["code"] for one in stick.world.people["guard"].call("GET", "/api/entries/aside")[1]["items"]]
    check(codes.count("car-picture-unreadable") == 1, "kept for reviewers, once: %s" % codes)


def by_hand(stick, a):
    """What the guard does and sees."""
    stick.fetch(a)
    pictures = a.kiosk("tap menu", "tap sync", "expect-page sync", "tap stick", "expect-text U 盘数据已导入",
                       "expect-text 数据截至", "screenshot stick")
    check(os.listdir(pictures), "a picture of it")
    check(exchange(a)[1] == len(a.journal()) - a.status().get("acknowledged", 0), "what waits is on the stick")


def refused(world, stick, a, b):
    good = stick.fetch(a)
    before = held(a)
    lines = good.splitlines(keepends=True)
    of_b = world.people["guard"].call("POST", "/api/devices/%s/snapshot" % b.device)[1]
    for what, text, word in (
            ("a changed byte", good.replace('"t":"pass"', '"t":"pAss"', 1) if '"t":"pass"' in good else good[:200] + "0" + good[201:], "forged"),
            ("a missing line", "".join(lines[:1] + lines[2:]), "forged"),
            ("a cut", good[:len(good) // 2], "forged"),
            ("no seal", "".join(lines[:-1]), "forged"),
            ("another seal", "".join(lines[:-1]) + of_b.splitlines(keepends=True)[-1], "forged"),
            ("something else", "<html>\n", "forged"),
            ("one line without an end", "x" * 3000000, "forged"),
            ("nothing", "", "unreadable"),
            ("another booth's", of_b, "other-booth")):
        stick.put(a, text)
        check(exchange(a)[0] == word, "%s: %s" % (what, word))
    after = held(a)
    check(before == after, "nothing of it was applied: %s %s" % (before, after))
    os.unlink(stick.name(a, "snapshot"))
    check(exchange(a)[0] == "no-stick", "a folder without our file is no stick")
    # Sticks are made by anybody: a link must not lead our writing elsewhere, nor a file fill the disk that entries need.
    stick.put(a, good)
    link, kept = stick.name(a, "entries") + ".part", open(a.path("root.public"), "rb").read()
    os.symlink(a.path("root.public"), link)
    check(exchange(a)[0] == "done" and open(a.path("root.public"), "rb").read() == kept, "a link leads nowhere")
    os.truncate(stick.name(a, "snapshot"), 3 << 30)
    before = bytes_read(a)
    check(exchange(a)[0] == "forged" and bytes_read(a) - before < 100 << 20, "three gigabytes are not even copied")
    os.unlink(stick.name(a, "snapshot"))
    os.symlink(a.path("replica.db"), stick.name(a, "snapshot"))
    check(exchange(a)[0] == "unreadable", "nor is a link followed")
    os.unlink(stick.name(a, "snapshot"))
    # A stick that cannot be written.
    stick.put(a, good)
    os.mkdir(stick.name(a, "entries") + ".part")
    check(exchange(a) == ("not-written", 0), "what can't be written is said")
    os.rmdir(stick.name(a, "entries") + ".part")
    check(exchange(a)[0] == "done", "and it goes on")


def newer(world, stick, a):
    """A later server seals records, members and claims that this booth does not know: it says that it is too old."""
    signer, good, before = Signer(world.keys), stick.fetch(a), held(a)
    lines = good.splitlines(keepends=True)
    _, payload, _ = pf.open_sign1(unb64(lines[-1].strip()[len("GHS1:"):]))
    claims, body = pf.decode_cbor(payload), "".join(lines[:-1])
    guard = next(line for line in lines if '"t":"guard"' in line)
    for what, text, more in (
            ("a member of a guard", body.replace(guard, guard.replace("{", '{"later":true,', 1)), {}),
            ("a record", body.replace(guard, '{"t":"later","version":1}\n' + guard), {}),
            ("a claim of the seal", body, {11: 1})):
        told = {**claims, 7: hashlib.sha256(text.encode()).digest(), **more}
        stick.put(a, text + "GHS1:" + signer.sign(told) + "\n")
        check(exchange(a)[0] == "newer" and held(a) == before, "%s that is not known yet: newer, and nothing is applied" % what)
    done = a.gatehouse("sync", "stick", "--config", a.ini, check_code=False)
    check("update Gatehouse on this booth" in done.stderr, "it says what to do: %s" % done)
    pictures = a.kiosk("tap menu", "tap sync", "expect-page sync", "tap stick", "expect-text 本机软件版本过旧", "expect-text 请保卫处更新",
                       "screenshot newer")
    check(os.listdir(pictures), "a picture of it")
    stick.put(a, good)
    check(exchange(a)[0] == "done", "what it knows is taken as before")


def entries_refused(stick, a, b):
    exchange(a)
    piece = stick.pieces(a)[0]
    for what, text, expected in (
            ("a changed entry", piece.replace('"number":', '"number": ', 1), 401),
            ("without its seal", "".join(piece.splitlines(keepends=True)[:-1]), 400),
            ("nothing", "", 400)):
        status, answer = stick.hand_up(a, text)
        check(status == expected, "%s: %s %s" % (what, status, answer))
    check(stick.hand_up(b, piece)[0] == 401, "not another booth's")
    status, answer = stick.world.people["guard"].call("POST", "/api/devices/%s/entries" % a.device, {"a": 1})
    check(status == 415, "not JSON: %s" % answer)
    check(stick.hand_up(a, piece)[0] == 200, "the piece itself is taken")


def went_back(world, stick, a):
    """The server is restored from a backup. The next snapshot replaces all that the booth holds of the lost history."""
    path = world.database.partition(":")[2]
    _, gone = world.visitor(700)
    revoked = token_of(world, gone)
    world.stop()
    shutil.copy(path, path + ".copy")
    world.start_again()
    world.sign_in()
    lost = token_of(world, world.visitor(701)[1])
    for number in range(702, 705):  # so that the positions of the new history are behind
        world.visitor(number)
    time.sleep(1.1)
    stick.fetch(a)
    check(exchange(a)[0] == "done", "the lost history")
    world.stop()
    for ending in ("-wal", "-shm"):
        if os.path.exists(path + ending):
            os.unlink(path + ending)
    os.replace(path + ".copy", path)
    world.start_again()
    world.sign_in()
    world.people["guard"].call("POST", "/api/passes/%s/actions" % gone["id"], {"action": "revoke", "reason": "来访取消"})
    new = token_of(world, world.visitor(705)[1])
    time.sleep(1.1)
    stick.fetch(a)
    check(exchange(a)[0] == "done", "a server that went back is no reason to refuse its snapshot")
    a.kiosk("gun " + revoked, "expect-verdict red revoked", "gun " + lost, "expect-verdict red not-issued", "gun " + new,
            "expect-verdict green ok", "expect-state admitted")
    check(not os.path.exists(a.path("replica.db.stick")), "no second replica stays behind")


def began_again(world, stick, a):
    """The disk of the booth is set back to its first day, without the journal. Its numbers begin at 1 again."""
    a.stop()
    for name in ("journal.db", "replica.db"):
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(a.path(name + ending)):
                os.unlink(a.path(name + ending))
    shutil.copy(a.path("replica.db.old"), a.path("replica.db"))
    a.start()
    a.kiosk("gun nonsense", "expect-verdict red not-a-pass")
    written = [one["id"] for one in a.journal()]
    stick.fetch(a)
    check(exchange(a) == ("done", len(written)), "the server's count of the other journal says nothing about this one")
    stick.hand_up_all(a)
    told = world.people["guard"].call("GET", "/api/entries?limit=200&device=" + a.device)[1]["items"]
    check(set(written) <= {one["id"] for one in told}, "the server has them, none is quarantined")
    os.unlink(stick.name(a, "entries"))
    stick.fetch(a)
    check(exchange(a) == ("done", 0), "and the next snapshot counts them")


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        add_guard(world)
        stick = Stick(world)
        a = b = None
        try:
            a = enrol_then_cut(world, stick, "booth-a", 0)
            b = enrol_then_cut(world, stick, "booth-b", 1)
            home(world, stick, a, a_week(world, stick, a))
            who_is_inside(stick, a, b)
            by_hand(stick, a)
            refused(world, stick, a, b)
            newer(world, stick, a)
            entries_refused(stick, a, b)
            applied(world, stick, a)
            every_kind(world, stick, a)
            of_no_use(stick, a)
            went_back(world, stick, a)
            began_again(world, stick, a)
            audit = world.people["admin"].call("GET", "/api/audit?limit=50")[1]["items"]
            check(any(one["action"] == "device-snapshot-taken" for one in audit), "who fetched it is on record")
            for booth in (a, b):
                check(not os.path.exists(os.path.join(booth.path("state"), "snapshot.copy")), "no copy is left")
                booth.stop()
            world.stop()
        finally:
            for process in (world.process, a and a.daemon, b and b.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
