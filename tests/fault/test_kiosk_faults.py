#!/usr/bin/env python3
"""The real kiosk, headless, with something broken. It reports the fault, is green only with a stored entry, does not
crash, and handles the next scan.

    test_kiosk_faults.py BUILD-FOLDER [CASE]
"""

import json
import os
import shutil
import struct
import socket
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.path.abspath(sys.argv[1])
SIGN_IN = ["expect-page sign-in", "tap guards 0", "type 271828", "key enter", "expect-page scan"]
FRAMES_A_SECOND = 15
PICTURE_BYTES = 1280 * 720 * 3 // 2


def program(*parts):
    return os.path.join(BUILD, *parts)


class Booth:
    """A folder with real stores, keys and passes, and a kiosk that uses it."""

    def __init__(self, folder):
        self.folder = folder
        subprocess.run([program("tests", "e2e", "make_booth"), folder], check=True)
        self.journal = self.path("journal.db")
        self.extra = ""
        self.pipeline = ""
        self.mode = "guard"
        self.before = []  # words before the kiosk's own command line

    def path(self, name):
        return os.path.join(self.folder, name)

    def gun(self, name):
        with open(self.path("codes/" + name), encoding="utf-8") as code:
            return "gun " + code.read().strip()

    def start(self, steps, environment=None):
        with open(self.path("booth.ini"), "w", encoding="utf-8") as file:
            file.write("[booth]\ndevice = booth-fault\ngate = 2\ncampus = 1\nmode = %s\n"
                       "[clock]\nbattery = yes\n[store]\nreplica = %s\njournal = %s\nstate = %s\n"
                       "[keys]\nroot_file = %s\ncampus_file = %s\n[camera]\npipeline = %s\n%s"
                       % (self.mode, self.path("replica.db"), self.journal, self.folder, self.path("root.public"),
                          self.path("campus.key"), self.pipeline, self.extra))
        with open(self.path("script"), "w", encoding="utf-8") as file:
            file.write("\n".join(steps) + "\n")
        return subprocess.Popen(
            self.before + [program("kiosk", "gatehouse-kiosk"), "--config", self.path("booth.ini"), "--headless", "--lang", "en",
             "--script", self.path("script"), "--screenshots", self.folder, "--exit-at-end"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "SDL_AUDIODRIVER": "dummy", **(environment or {})})

    def run(self, steps, code=0, **options):
        """Runs to the end. Returns the log."""
        kiosk = self.start(steps, **options)
        log = kiosk.communicate(timeout=900)[1]
        check(kiosk.returncode == code, "exit code %d instead of %d:\n%s" % (kiosk.returncode, code, log))
        return log

    def entries(self):
        gatehouse = program("core", "cli", "gatehouse")
        subprocess.run([gatehouse, "journal", "verify", "--journal", self.journal], check=True, stdout=subprocess.DEVNULL)
        out = subprocess.run([gatehouse, "journal", "list", "--journal", self.journal, "--limit", "1000", "--json"],
                             check=True, capture_output=True, text=True).stdout
        listed = [json.loads(line) for line in out.splitlines()]
        return [(e["kind"], e["colour"], e["reason"]) for e in reversed(listed) if e["kind"] in ("admit", "shown")]


class Skipped(Exception):
    pass


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def check_entries(booth, wanted):
    found = booth.entries()
    check(found == wanted, "journal: wanted %s, found %s" % (wanted, found))


GREEN = ["expect-verdict green ok", "expect-state admitted"]
ADMITTED = ("admit", "green", "ok")


def camera_missing(booth):
    booth.pipeline = "v4l2src device=/dev/video99"
    booth.run(SIGN_IN + ["expect-camera lost", booth.gun("zhang")] + GREEN)
    check_entries(booth, [ADMITTED])


def frames_of(booth, name):
    """Returns raw pictures of a code that is held to a camera for one second."""
    with open(booth.path("codes/" + name), encoding="utf-8") as code:
        subprocess.run([program("core", "cli", "gatehouse"), "pass", "qr", code.read().strip(), "--out",
                        booth.path("code.png")], check=True, stdout=subprocess.DEVNULL)
    return subprocess.run([program("tests", "e2e", "camera_frames"), str(FRAMES_A_SECOND), "1000",
                           booth.path("code.png")], check=True, capture_output=True).stdout[:PICTURE_BYTES]


def serve(server, picture, seconds):
    client = server.accept()[0]
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            client.sendall(picture)
            time.sleep(1 / FRAMES_A_SECOND)
    except OSError:
        pass
    client.close()


def camera_cut_and_back(booth):
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    pictures = [frames_of(booth, name) for name in ("zhang", "li")]
    booth.pipeline = ("tcpclientsrc host=127.0.0.1 port=%d ! rawvideoparse width=1280 height=720 format=i420 "
                      "framerate=%d/1" % (port, FRAMES_A_SECOND)).replace(" ! ", "\n  ! ")

    def camera():
        serve(server, pictures[0], 8)
        time.sleep(4)
        serve(server, pictures[1], 20)

    thread = threading.Thread(target=camera, daemon=True)
    thread.start()
    booth.run(SIGN_IN + ["expect-camera live"] + GREEN + ["expect-camera lost", "expect-page scan",
                                                          "expect-camera live"] + GREEN)
    check_entries(booth, [ADMITTED, ADMITTED])


def configuration_wrong(booth):
    for lines in ("[sound]\nvolume = loud\n", "[screen]\nnonsense = 1\n"):
        booth.extra = lines
        log = booth.run(SIGN_IN, code=2)
        with open(booth.path("booth.ini"), encoding="utf-8") as file:
            line = len(file.read().splitlines())
        check("booth.ini:%d:" % line in log, "the log does not name file and line: %s" % log)


def pipeline_wrong(booth):
    booth.pipeline = "nosuchcamera"
    log = booth.run(SIGN_IN, code=2)
    check("nosuchcamera" in log, "the log does not name the element: %s" % log)


def font_missing(booth):
    hide = "mount -t tmpfs tmpfs /usr/share/fonts && exec \"$@\""
    booth.before = ["unshare", "--mount", "sh", "-c", hide, "sh"]
    if os.geteuid() != 0 or subprocess.run(booth.before + ["true"], check=False, capture_output=True).returncode != 0:
        raise Skipped("needs root to hide the fonts of the system")
    log = booth.run(SIGN_IN + [booth.gun("zhang")] + GREEN)
    check("font-missing" in log, "the log does not speak of the font: %s" % log)
    check_entries(booth, [ADMITTED])


def replica_damaged(booth):
    with open(booth.path("replica.db"), "r+b") as file:
        file.write(os.urandom(8192))
    booth.mode = "self-scan"  # attended, nobody can sign in, since the guards are in the replica too
    # Without keys no signature can be checked: the guard decides.
    log = booth.run(["wait 1000", booth.gun("zhang"), "expect-verdict amber key-stale", "wait 3000", booth.gun("li"),
                     "expect-verdict amber key-stale", "wait 500"])
    check("replica-not-open status=corrupt" in log, "the log does not speak of the replica: %s" % log)
    check_entries(booth, [("shown", "amber", "key-stale")] * 2)


def with_small_disk(booth, during):
    if os.geteuid() != 0:
        raise Skipped("needs root to mount a small disk")
    disk = booth.path("disk")
    os.mkdir(disk)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode != 0:
        raise Skipped("can't mount a small disk")
    try:
        booth.journal = os.path.join(disk, "journal.db")
        during(disk)
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def wait_for(path, what):
    end = time.monotonic() + 240
    while not os.path.exists(path):
        check(time.monotonic() < end, "never came so far: " + what)
        time.sleep(0.1)


def break_and_mend(booth, break_it, mend_it):
    """Green at first, never green while broken, green again as soon as it is repaired."""
    kiosk = booth.start(
        SIGN_IN + [booth.gun("zhang")] + GREEN + ["expect-page scan", "screenshot sound", "wait 2500", booth.gun("li"),
         "expect-verdict amber store-error", "expect-state waiting", "screenshot broken", "wait 2500", "tap refuse",
         "wait 500", booth.gun("long")] + GREEN)
    try:
        wait_for(booth.path("sound.png"), "the first scan")
        break_it()
        wait_for(booth.path("broken.png"), "the scan on a broken disk")
        mend_it()
    finally:
        log = kiosk.communicate(timeout=900)[1]
    check(kiosk.returncode == 0, "exit code %d:\n%s" % (kiosk.returncode, log))
    found = booth.entries()
    check(found.count(ADMITTED) == 2, "journal: %s" % found)


def disk_full(booth):
    def during(disk):
        filler = os.path.join(disk, "filler")

        def fill():
            with open(filler, "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(4096))
                except OSError:
                    pass

        break_and_mend(booth, fill, lambda: os.unlink(filler))

    with_small_disk(booth, during)


def disk_read_only(booth):
    def during(disk):
        def remount(how):
            mounted = subprocess.run(["mount", "-o", "remount," + how, disk], check=False).returncode == 0
            check(mounted, "can't mount the disk " + how)

        remount("ro")
        booth.run(SIGN_IN + [booth.gun("zhang"), "expect-verdict amber store-error", "expect-state waiting"])
        remount("rw")
        booth.run(SIGN_IN + [booth.gun("zhang")] + GREEN)
        check_entries(booth, [ADMITTED])

    with_small_disk(booth, during)


def clock_set_back(booth):
    slow_clock = program("tests", "fault", "libclock_shift.so")
    if not os.path.exists(slow_clock):
        raise Skipped("a sanitizer's runtime must be loaded first")
    booth.run(SIGN_IN + [booth.gun("zhang")] + GREEN)
    with open(booth.path("shift"), "wb") as file:
        file.write(struct.pack("=qq", -2 * 86400, 0))
    booth.run(SIGN_IN + [booth.gun("li"), "expect-verdict amber clock-unsure", "expect-state waiting"],
              environment={"LD_PRELOAD": slow_clock, "GATEHOUSE_CLOCK_SHIFT": booth.path("shift")})
    check_entries(booth, [ADMITTED, ("shown", "amber", "clock-unsure")])


def between_scans(booth, during, then=GREEN):
    """Does something to the stores between two scans, and lets the kiosk go on."""
    kiosk = booth.start(
        SIGN_IN + [booth.gun("zhang")] + GREEN + ["expect-page scan", "screenshot sound", "wait 2500", booth.gun("li")] +
        then + ["screenshot after", "wait 3500", booth.gun("long")] + GREEN)
    try:
        wait_for(booth.path("sound.png"), "the first scan")
        during()
        wait_for(booth.path("after.png"), "the second scan")
    finally:
        log = kiosk.communicate(timeout=900)[1]
    check(kiosk.returncode == 0, "exit code %d:\n%s" % (kiosk.returncode, log))
    return log


def cut(path, keep):
    os.truncate(path, int(os.path.getsize(path) * keep))


def journal_gone(booth):
    """Whatever happens to the file under the running kiosk, each green entry is in the file of that name."""
    def delete(path):
        os.unlink(path)

    def delete_all(path):
        for ending in ("", "-wal", "-shm"):
            os.unlink(path + ending)

    other = Booth(tempfile.mkdtemp(prefix="gatehouse-fault-", dir=booth.folder))
    other.run(SIGN_IN + [other.gun("li")] + GREEN)

    ways = {
        "deleted": delete,
        "deleted with its log": delete_all,
        "moved": lambda path: os.rename(path, path + ".elsewhere"),
        "replaced": lambda path: os.rename(other.journal, path),
        "replaced by nothing": lambda path: (open(path + ".new", "wb").close(), os.rename(path + ".new", path)),
        "without its log": lambda path: os.unlink(path + "-wal"),
        "without its index": lambda path: os.unlink(path + "-shm"),
        "cut to nothing": lambda path: cut(path, 0),
        "cut in half": lambda path: cut(path, 0.5),
        "its log cut": lambda path: cut(path + "-wal", 0.5),
    }
    for name, way in ways.items():
        one = Booth(tempfile.mkdtemp(prefix="gatehouse-fault-", dir=booth.folder))
        log = between_scans(one, lambda: way(one.journal))
        check("journal-put-back" in log, "%s: the log does not speak of it: %s" % (name, log))
        found = one.entries()
        check(found == [ADMITTED] * 3, "%s: wanted three admissions, found %s" % (name, found))


def journal_folder_gone(booth):
    """Where the journal can't be put back nothing is green, and nothing is lost."""
    folder = booth.path("data")
    os.mkdir(folder)
    booth.journal = os.path.join(folder, "journal.db")

    def move_and_back():
        os.rename(folder, folder + ".elsewhere")
        wait_for(booth.path("after.png"), "the second scan")
        os.rename(folder + ".elsewhere", folder)

    log = between_scans(booth, move_and_back, then=["expect-verdict amber store-error", "expect-state waiting"])
    check("journal-not-writable status=gone" in log, "the log does not speak of it: %s" % log)
    found = booth.entries()
    check(found == [ADMITTED] * 2, "wanted two admissions, found %s" % found)


CASES = (camera_missing, camera_cut_and_back, configuration_wrong, pipeline_wrong, font_missing, replica_damaged,
         disk_full, disk_read_only, clock_set_back, journal_gone, journal_folder_gone)


def main():
    failed, done = 0, 0
    for case in CASES:
        if len(sys.argv) > 2 and case.__name__ not in sys.argv[2:]:
            continue
        folder = tempfile.mkdtemp(prefix="gatehouse-fault-")
        try:
            case(Booth(folder))
            done += 1
            print("ok       " + case.__name__, flush=True)
        except Skipped as why:
            print("skipped  %s: %s" % (case.__name__, why), flush=True)
        except (AssertionError, subprocess.SubprocessError) as why:
            failed += 1
            print("FAILED   %s: %s" % (case.__name__, why), flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0 if done else 77)


main()
