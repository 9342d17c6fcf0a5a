#!/usr/bin/env python3
"""A video of other people's codes (real photographs) and of passes goes through GStreamer into the headless kiosk; the journal then
holds just what a guard must have seen, in order.

    test_video.py BUILD-FOLDER SIZE LANGUAGE THEME

Without the photographs the passes alone make the video.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD, SIZE, LANGUAGE, THEME = os.path.abspath(sys.argv[1]), *sys.argv[2:5]
FPS, HOLD_MS, LEAD_MS = 15, 1200, 12000
PHOTOGRAPHS = 20
HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("GATEHOUSE_SHARED") or os.path.join(HERE, "..", "..", "..", "shared")
ARTEFACTS = os.path.join(BUILD, "artefacts", "video", "-".join((SIZE, LANGUAGE, THEME)))


def program(*parts):
    return os.path.join(BUILD, *parts)


def photographs():
    """Returns real camera frames, spread over the whole set."""
    texts = sorted(glob.glob(os.path.join(SHARED, "samples", "qr", "*.txt")))
    pictures = []
    for text in texts:
        pictures += [p for p in glob.glob(glob.escape(text[:-4]) + ".*") if not p.endswith(".txt")][:1]
    return pictures[:: max(1, len(pictures) // PHOTOGRAPHS)]


def readable(pictures):
    """Counts the codes that the reader finds in the stills. The same code twice in a row is one scan."""
    out = subprocess.run([program("kiosk", "read", "gatehouse-read"), *pictures], capture_output=True, text=True,
                         check=False).stdout
    return len({codes[0]["text"] for codes in (json.loads(line).get("codes") for line in out.splitlines()) if codes})


def make_video(path, pictures):
    frames = subprocess.Popen([program("tests", "e2e", "camera_frames"), str(FPS), str(HOLD_MS), "-%d" % LEAD_MS, *pictures,
                               "-2000"], stdout=subprocess.PIPE)
    subprocess.run(["gst-launch-1.0", "-q", "fdsrc", "!", "rawvideoparse", "width=1280", "height=720", "format=i420",
                    "framerate=%d/1" % FPS, "!", "jpegenc", "quality=88", "!", "avimux", "!", "filesink",
                    "location=" + path], stdin=frames.stdout, check=True)
    if frames.wait() != 0:
        sys.exit("camera_frames failed")


def run_kiosk(booth, video, count):
    with open(os.path.join(booth, "booth.ini"), encoding="utf-8") as file:
        text = re.sub(r"(?m)^pipeline = .*$", "pipeline = filesrc location=%s\n  ! avidemux ! jpegdec" % video, file.read())
    with open(os.path.join(booth, "video.ini"), "w", encoding="utf-8") as file:
        file.write(text)
    os.makedirs(ARTEFACTS, exist_ok=True)
    with open(os.path.join(booth, "script"), "w", encoding="utf-8") as script:
        script.write("expect-page sign-in\ntap guards 0\ntype 314159\nkey enter\nexpect-page scan\nscreenshot 000\n")
        script.write("wait %d\n" % (LEAD_MS - 3000))
        for i in range(count):
            script.write("wait %d\nscreenshot %03d\n" % (HOLD_MS - 350, i + 1))
        script.write("wait 8000\n")
    log = open(os.path.join(ARTEFACTS, "kiosk.log"), "w", encoding="utf-8")
    with log:
        done = subprocess.run(
            [program("kiosk", "gatehouse-kiosk"), "--config", os.path.join(booth, "video.ini"), "--headless", "--size", SIZE,
             "--lang", LANGUAGE, "--theme", THEME, "--script", os.path.join(booth, "script"), "--screenshots", ARTEFACTS,
             "--exit-at-end"], stderr=log, stdout=log, env={**os.environ, "SDL_AUDIODRIVER": "dummy"}, timeout=900,
            check=False)
    if done.returncode != 0:
        sys.exit("the kiosk ended with %d; its log is in %s" % (done.returncode, ARTEFACTS))


def journal(booth):
    out = subprocess.run([program("core", "cli", "gatehouse"), "journal", "list", "--journal",
                          os.path.join(booth, "journal.db"), "--limit", "1000", "--json"], capture_output=True, text=True,
                         check=True).stdout
    entries = [json.loads(line) for line in out.splitlines()]
    subprocess.run([program("core", "cli", "gatehouse"), "journal", "verify", "--journal",
                    os.path.join(booth, "journal.db")], check=True, stdout=subprocess.DEVNULL)
    return [entry for entry in reversed(entries) if entry["kind"] in ("admit", "shown")]


def compare(entries, passes, foreign_least):
    faults = []
    seen = [entry for entry in entries if entry["reason"] != "not-a-pass"]
    foreign = [entry for entry in entries if entry["reason"] == "not-a-pass"]
    wanted = [(code["expect"], code["colour"]) for code in passes]
    found = [(entry["reason"], entry["colour"]) for entry in seen]
    if found != wanted:
        faults.append("verdicts of passes:\n  wanted %s\n  found  %s" % (wanted, found))
    for entry in seen:
        if (entry["kind"] == "admit") != (entry["colour"] == "green"):
            faults.append("a %s entry of kind %s" % (entry["colour"], entry["kind"]))
    if any(entry["colour"] != "red" for entry in foreign):
        faults.append("a foreign code was not red")
    if len(foreign) < foreign_least:
        faults.append("only %d foreign codes were seen, at least %d were expected" % (len(foreign), foreign_least))
    return faults


def main():
    folder = tempfile.mkdtemp(prefix="gatehouse-video-")
    try:
        booth = os.path.join(folder, "booth")
        subprocess.run([program("core", "cli", "gatehouse"), "demo", "init", booth], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(booth, "codes.ndjson"), encoding="utf-8") as codes:
            passes = [json.loads(line) for line in codes]
        # The guard says who is in a car with several riders (e2e.lane); here nobody touches the screen.
        passes = [one for one in passes if one["name"] != "vehicle"]
        foreign = photographs()
        pictures = []
        for i in range(max(len(passes), len(foreign))):
            if i < len(foreign):
                pictures.append(foreign[i])
            if i < len(passes):
                pictures.append(os.path.join(booth, "codes", passes[i]["name"] + ".png"))
        video = os.path.join(folder, "video.avi")
        make_video(video, pictures)
        run_kiosk(booth, video, len(pictures))
        entries = journal(booth)
        # The reader spends less on a moving frame than on a still, and may miss a photograph that needs its last stages.
        faults = compare(entries, passes, readable(foreign) * 8 // 10 if foreign else 0)
        print("%d pictures (%d photographs), %d entries" % (len(pictures), len(foreign), len(entries)))
        if faults:
            sys.exit("\n".join(faults))
    finally:
        shutil.rmtree(folder)


main()
