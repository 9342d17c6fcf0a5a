#!/usr/bin/env python3
"""Somebody without a reservation at the real kiosk: applies by touch and pinyin, people decide, the guard lets them in.

On foot in Chinese with the network there, by car in English with the network down in between; a time-out that takes
everything away; a kill that loses nothing.

usage: test_walk_up_kiosk.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK [--terminal]
(--terminal: unattended terminals, the time-out and the kills instead of the two visitors at a guard's booth)
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from server_support import check, chromium
from sync_support import Booth, World, add_guard, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SIZES = ("1280x800", "720x1280", "1920x1080")
KEPT = os.path.join(os.environ["GATEHOUSE_ARTEFACTS"], "kiosk", "walk-up") if "GATEHOUSE_ARTEFACTS" in os.environ else None


def letters(word):
    return ["tap letter %d" % ord(letter) for letter in word]


def digits(number):
    return ["type " + number]


def pinyin(word, candidate=0):
    # The key between pinyin and letters is there once the input method has loaded.
    return ["expect-target script"] + letters(word) + ["expect-target candidate", "tap candidate %d" % candidate]


def on_foot():
    """Takes every step by touch, as a first-time visitor does."""
    return ["tap walk-ups", "expect-page walk-ups", "screenshot list-empty", "tap walk-up", "expect-page walk-up",
            "screenshot start", "tap begin", "screenshot category", "tap choice 0", "screenshot purpose", "tap choice 2"] + \
        letters("tsg") + ["expect-text 图书馆", "screenshot unit", "tap unit 0"] + \
        ["expect-target script"] + letters("wangm") + ["expect-target candidate", "screenshot host"] + ["tap erase"] + letters("guanzhang") + \
        ["tap candidate 0", "tap next"] + \
        pinyin("zhang") + letters("yi") + ["expect-target candidate"] + ["tap candidates-on"] * 3 + \
        ["screenshot name", "tap candidate 0", "tap next", "screenshot document"] + \
        digits("11010519491231002") + ["type 3", "expect-text 有一位输错了", "screenshot document-wrong", "key backspace"] + \
        digits("X") + ["tap next", "screenshot mobile"] + digits("13900139000") + \
        ["tap next", "screenshot people", "tap next", "screenshot duration", "tap choice 1", "screenshot review",
         "tap submit", "expect-text 0001", "screenshot receipt", "tap done", "expect-page scan"]


def by_car():
    return ["tap walk-ups", "tap walk-up", "tap language", "tap begin", "tap choice 1", "tap choice 1"] + letters("lib") + \
        ["expect-text Library", "tap unit 0"] + ["tap script"] + letters("john") + ["tap next", "screenshot plate",
         "tap province 0", "tap plate-key 10", "tap plate-key 0", "tap plate-key 1", "tap plate-key 2", "tap plate-key 3",
         "tap plate-key 4", "tap next"] + letters("anne") + ["tap dot"] + letters("marie") + ["tap blank"] + \
        letters("dupont") + ["screenshot name-latin", "tap next", "tap document 1", "type 12AB34567", "screenshot passport",
         "tap next", "screenshot sex", "tap choice 1"] + digits("13900139001") + ["tap next", "tap more"] + \
        ["tap script"] + pinyin("maimaiti") + ["tap dot"] + pinyin("ai") + ["screenshot minority-name", "tap next"] + \
        ["tap document 0"] + digits("440308199901100034") + ["tap next"] + digits("13900139002") + \
        ["tap next", "expect-text Anne-Marie Dupont", "screenshot riders", "tap next", "tap choice 3", "screenshot review-car",
         "tap submit", "expect-text 0002", "screenshot receipt-offline", "tap done", "expect-page scan"]


def state_of(booth, number):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("journal.db"), uri=True) as db:
        id = db.execute("SELECT id FROM box WHERE kind = 1 AND number = ?", (number,)).fetchone()[0]
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        row = db.execute("SELECT state FROM walk_up WHERE id = ?", (id,)).fetchone()
    return row and row[0]


def queue(world, who):
    people = world.people[who]
    return [one for one in people.call("GET", "/api/applications?view=unit")[1]["items"] if one["walk_up"]]


def pages():
    """Returns True if there is a browser and the server's pages can be built."""
    built = subprocess.run([os.path.join(TOP, "packaging", "build-web")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return bool(chromium()) and built.returncode == 0


def approve_in_browsers(world, id):
    done = subprocess.run([os.path.join(TOP, "packaging", "node.sh"), "run", "node",
                           os.path.join(TOP, "tests", "e2e", "web", "approve.mjs"), world.url, "wang", id,
                           os.path.join(KEPT or world.folder, "web")], capture_output=True, text=True,
                          env=dict(os.environ, CHROMIUM=chromium()))
    check(done.returncode == 0, "unit and office approve in Chromium: %s" % done.stderr[-800:])


def approve(world, browsers=False):
    """The library's approver decides, then the office: on the pages with a browser, else through the interface."""
    one = queue(world, "wang")[0]
    whole = world.people["wang"].call("GET", "/api/applications/" + one["id"])[1]
    if browsers:
        approve_in_browsers(world, one["id"])
        return whole
    passed = world.people["wang"].act(whole, "unit-pass")[1]
    status, done = world.people["guard"].act(passed, "security-pass")
    check(status == 200 and done["state"] == "approved", "approved: %s" % done)
    return whole


def pictures_of(booth, folder, size):
    if KEPT:
        target = os.path.join(KEPT, size)
        os.makedirs(target, exist_ok=True)
        for name in os.listdir(folder):
            shutil.copy(os.path.join(folder, name), target)


def on_disk(booth):
    data = b""
    for name in os.listdir(booth.dir):
        path = booth.path(name)
        if os.path.isfile(path) and name.startswith(("journal", "replica", "state")):
            data += open(path, "rb").read()
    return data


def first_visitor(world, booth, size):
    pictures_of(booth, booth.kiosk(*on_foot()), size)
    wait_for("it to be with the server", lambda: queue(world, "wang"))
    whole = approve(world, world.browsers)
    person = whole["persons"][0]
    check(person["sex"] == "F" and person["name_masked"] == "张*", "as it was typed: %s" % person)
    check((whole["purpose"], whole["unit"]["id"], whole["gates"]) == ("送货", 2, [0]), "to whom, what for: %s" % whole)
    wait_for("the gate to know", lambda: state_of(booth, 1) == 3)
    pictures_of(booth, booth.kiosk("expect-text 1 可入校", "screenshot scan-may-enter", "tap walk-ups", "expect-text 可以入校",
                                   "screenshot list-approved", "tap walk-ups 0", "expect-verdict amber typed-number",
                                   "screenshot verdict", "tap admit", "expect-state admitted"), size)
    check([e["kind"] for e in booth.journal()][-2:] == ["decide-admit", "sign-out"] or
          "decide-admit" in [e["kind"] for e in booth.journal()], "admitted, on record: %s" % booth.journal()[-3:])


def second_visitor(world, booth, size):
    world.stop()
    wait_for("the network to be down", lambda: booth.problem() not in ("none", None))
    pictures_of(booth, booth.kiosk(*by_car(), "tap walk-ups", "expect-text 等待联网", "screenshot list-offline"), size)
    data = on_disk(booth)
    for planted in ("Dupont", "12AB34567", "13900139001", "440308199901100034"):
        check(planted.encode() not in data, "%s is not on the booth's disk" % planted)
    world.start_again()
    world.sign_in()
    sign_in_library(world)
    wait_for("it to follow by itself", lambda: queue(world, "wang"))
    whole = approve(world, world.browsers)
    check([p["sex"] for p in whole["persons"]] == ["F", "M"] and len(whole["vehicles"]) == 1, "both riders: %s" % whole)
    wait_for("the gate to know", lambda: state_of(booth, 2) == 3)
    booth.kiosk("expect-text 1 可入校", "tap walk-ups", "tap walk-ups 0", "expect-page verdict", "screenshot car")


def sign_in_library(world):
    from server_support import Client
    world.people["wang"] = Client(world.port)
    check(world.people["wang"].sign_in("wang")[0] == 200, "the library's approver signs in")


def terminal(world, booth):
    """A large upright terminal for applications alone, in both languages. It begins with the first question and offers
    no way out."""
    ini = booth.path("terminal.ini")
    with open(booth.ini, encoding="utf-8") as sample, open(ini, "w", encoding="utf-8") as out:
        out.write(sample.read().replace("[booth]\n", "[booth]\nmode = walk-up\n") +
                  "[printer]\ntarget = %s\n" % booth.path("paper"))
    open(booth.path("paper"), "wb").close()  # a file in the printer's place
    before = len(queue(world, "wang"))
    for size, language in ((SIZES[1], "zh"), (SIZES[2], "en")):
        number = 13900139100 + SIZES.index(size)
        steps = ["expect-page walk-up", "key escape", "wait 300", "expect-page walk-up", "screenshot start"] + \
            (["tap language"] if language == "en" else []) + ["tap low", "tap begin", "screenshot category", "tap choice 0",
             "screenshot purpose", "tap choice 0"] + letters("tsg" if language == "zh" else "lib") + \
            ["screenshot unit", "tap unit 0"] + (pinyin("liuyang") if language == "zh" else ["tap script"] + letters("wang")) + \
            ["screenshot host", "tap next"] + (pinyin("liuyang") if language == "zh" else letters("lina")) + \
            ["screenshot name", "tap next", "tap document 1", "type E1234567%d" % SIZES.index(size), "screenshot passport",
             "tap next", "tap choice 1", "screenshot mobile"] + digits(str(number)) + \
            ["tap next", "screenshot people", "tap next", "screenshot duration", "tap choice 0", "screenshot review",
             "tap back", "expect-target choice", "tap choice 0", "tap submit", "expect-target done", "tap print",
             "expect-text %s" % ("已打印" if language == "zh" else "Printed"), "screenshot receipt",
             "tap done", "expect-page walk-up", "expect-target begin", "expect-no-text %d" % number]
        touches = sum(step.startswith("tap ") and not step.startswith("tap letter") for step in steps)
        check(touches <= 60, "a first-time visitor needs %d touches besides typing" % touches)
        print("%s %s: %d touches besides typing" % (size, language, touches))
        pictures_of(booth, booth.kiosk(*steps, sign_in=False, size=size, ini=ini), size + "-" + language)
    wait_for("both to be with the server", lambda: len(queue(world, "wang")) == before + 2)
    slips = open(booth.path("paper"), "rb").read()
    check(slips.count(b"\x1b@\x1c&") == 2 and slips.count(world.url.encode() + b"/w/") == 2, "two slips, each with its code")
    check("现场申请回执".encode("gb18030") in slips and b"Walk-up application" in slips, "in both languages")
    check(b"Liu" not in slips and "刘".encode("gb18030") not in slips and b"E1234567" not in slips, "nothing personal on paper")


def card_before_the_camera(world, booth):
    """The camera fills the field from a document's code, and ignores other codes meanwhile."""
    picture, ini = booth.path("card.png"), booth.path("camera.ini")
    booth.gatehouse("pass", "qr", "--out", picture, "--scale", "12", "E98765432")
    with open(booth.ini, encoding="utf-8") as sample, open(ini, "w", encoding="utf-8") as out:
        out.write(sample.read().replace("[booth]\n", "[booth]\nmode = walk-up\n").replace(
            "pipeline =", "pipeline = filesrc location=%s ! pngdec !\n  videoconvert ! imagefreeze is-live=true !\n"
            "  videobox left=-200 right=-200 top=-100 bottom=-100 fill=white !\n  video/x-raw,framerate=10/1" % picture))
    booth.kiosk("wait 1500", "expect-page walk-up", "tap begin", "tap choice 0", "tap choice 0",
                *letters("tsg"), "tap unit 0", *pinyin("zhang"), *pinyin("san"), "tap next", *pinyin("liuyang"), "tap next",
                "tap document 1", "expect-text E98765432", "screenshot card", "tap back", "tap back", "tap back",
                "expect-page walk-up", sign_in=False, ini=ini)


def submitted(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("journal.db"), uri=True) as db:
        return db.execute("SELECT count(*), count(DISTINCT id) FROM box WHERE kind = 1").fetchone()


def killed(booth):
    """After kill -9 at any step, a submitted application is there once, and an unfinished one has left nothing."""
    for turn in range(10):
        before, _ = submitted(booth)
        folder, script = booth.path("killed-%d" % turn), booth.path("killed-script")
        os.makedirs(folder)
        steps = ["expect-page sign-in", "tap guards 0", "type 27182818", "key enter", "expect-page scan", "tap walk-ups",
                 "tap walk-up", "tap begin", "tap choice 0", "tap choice 0"] + letters("tsg") + ["tap unit 0"] + pinyin("zhangsan") + \
            ["tap next"] + pinyin("liuyang") + ["tap next", "tap document 1", "type E7654321%d" % turn, "tap next", "tap choice 0"] + \
            digits("13812345678") + ["tap next", "tap next", "tap choice 0", "tap submit", "expect-target done",
                                     "screenshot receipt", "wait 4000"]
        with open(script, "w", encoding="utf-8") as out:
            out.write("\n".join(steps) + "\n")
        kiosk = subprocess.Popen([PROGRAMS["kiosk"], "--config", booth.ini, "--headless", "--size", "1280x800", "--script",
                                  script, "--screenshots", folder], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 env=dict(os.environ, SDL_AUDIODRIVER="dummy"))
        time.sleep(2 + 1.3 * turn)
        shown = os.path.exists(os.path.join(folder, "receipt.png"))
        kiosk.kill()
        kiosk.wait()
        after, different = submitted(booth)
        check(after == different and after - before in ((1,) if shown else (0, 1)),
              "receipt %s, and %d new applications" % ("shown" if shown else "not shown", after - before))
        data = on_disk(booth)
        for planted in ("刘洋", "E7654321%d" % turn, "13812345678"):
            check(planted.encode() not in data, "%s left a trace" % planted)
    for folder, _, names in os.walk("/dev/shm"):
        for name in names if "gatehouse-ime-" in folder else ():
            data = open(os.path.join(folder, name), "rb").read()
            check("刘洋".encode() not in data and b"liuyang" not in data, "the input method keeps nothing: %s" % name)


def one_who_leaves(booth):
    """Typed text that was not submitted is gone, from the screen and from every file."""
    begun, before = on_foot(), submitted(booth)[0]
    upto = begun.index("screenshot mobile")
    booth.kiosk(*begun[:upto], "wait 46000", "expect-text 您还在吗", "screenshot still-there", "wait 16000",
                "expect-page scan", "expect-no-text 张", "tap walk-ups", "tap walk-up", "expect-target begin")
    data = on_disk(booth)
    for planted in ("11010519491231002", "张"):
        check(planted.encode() not in data, "%s left a trace" % planted)
    check(submitted(booth)[0] == before, "nothing was submitted")


def main():
    with tempfile.TemporaryDirectory() as folder:
        browsers = "--terminal" not in sys.argv and pages()
        world = World(PROGRAMS, folder, more=["--web", os.path.join(TOP, "server", "web", "dist")] if browsers else [])
        world.browsers = browsers
        print("approved %s" % ("in Chromium" if browsers else "through the interface: no browser here"))
        booth = None
        try:
            world.open_days()
            add_guard(world)
            sign_in_library(world)
            booth = Booth(world, "booth-a", 0, wait=1).start()
            check(booth.enrol().returncode == 0, "enrolled")
            wait_for("the first sync", booth.up_to_date)
            if "--terminal" in sys.argv:
                card_before_the_camera(world, booth)
                terminal(world, booth)
                one_who_leaves(booth)
                killed(booth)
            else:
                first_visitor(world, booth, SIZES[0])
                second_visitor(world, booth, SIZES[0])
            booth.stop()
            world.stop()
        finally:
            for process in (world.process, booth and booth.daemon):
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
