#!/usr/bin/env python3
"""A lane with a network camera. The camera is absent at first, appears, fails while a car waits, and returns with the
next car. The kiosk reports each change on its screen, recovers without a touch, and admits each car once.

    test_lane_network.py BUILD-FOLDER
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import test_lane as lane

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"  # the one that Debian's bindings are for


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def still(path, plate):
    """The car as it waits."""
    size = 3 * lane.WIDTH * lane.HEIGHT
    frames = subprocess.run([lane.program("tests", "e2e", "lane_frames"), plate], stdout=subprocess.PIPE, check=False)
    if frames.returncode == lane.SKIP:
        print("skipped: the typeface is not installed (fonts-noto-cjk)")
        sys.exit(lane.SKIP)
    at = size * 90  # 6 s of empty road, 1.5 s of rolling up: it stands
    subprocess.run(["gst-launch-1.0", "-q", "fdsrc", "!", "rawvideoparse",
                    "width=%d" % lane.WIDTH, "height=%d" % lane.HEIGHT, "format=bgr", "!", "videoconvert", "!", "jpegenc", "quality=90",
                    "!", "filesink", "location=" + path], input=frames.stdout[at:at + size], check=True)


class Camera:
    def __init__(self, port):
        self.port, self.process = port, None

    def plug(self, picture):
        self.process = subprocess.Popen([PYTHON, os.path.join(HERE, "rtsp_camera.py"), str(self.port), picture],
                                        stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().strip() == "ready"

    def pull(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        self.process = None


def wait_for(what, condition, seconds=240):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.2)


def admitted(booth):
    return [e for e in lane.journal(booth) if e["kind"] == "admit"]


def in_and_out_of_the_network(camera, booth, pictures, failures):
    """Runs the camera beside the kiosk: it starts late, fails once the first car is in, and returns with the second."""
    try:
        time.sleep(6)
        camera.plug(pictures[0])
        wait_for("the first car and two of its riders", lambda: len(admitted(booth)) == 3)
        time.sleep(7)  # it still waits there, and the screen is ready for the next one
        camera.pull()
        time.sleep(8)
        camera.plug(pictures[1])
    except Exception as error:  # told by the test's own thread
        failures.append(str(error))


def beside_another_camera(booth, ini):
    """The screen reports the lost lane camera even while it shows the other camera."""
    text = open(ini, encoding="utf-8").read()
    both = os.path.join(booth, "both.ini")
    with open(both, "w", encoding="utf-8") as file:
        file.write(text.replace("[camera]\npipeline =", "[camera]\npipeline = videotestsrc is-live=true\n  ! video/x-raw,width=640,"
                                "height=480,framerate=10/1", 1))
    said = lane.run_kiosk(booth, both, "network-both",
                          "expect-camera live\nexpect-text The lane camera is disconnected\nscreenshot network-both\n"
                          "tap menu\ntap diagnostics\nexpect-text Lane camera\nscreenshot network-diagnostics\n", "en")
    lane.check("event=camera-live camera=codes" in said, "and the other one is live")


def main():
    if not os.path.exists(os.path.join(lane.BUILD, "assets", "plates", "recognition.onnx")):
        print("skipped: the plate reader's models are not here (packaging/plates.sh install)")
        sys.exit(lane.SKIP)
    folder = tempfile.mkdtemp(prefix="gatehouse-lane-network-")
    os.makedirs(lane.ARTEFACTS, exist_ok=True)
    camera = Camera(free_port())
    try:
        booth = os.path.join(folder, "booth")
        subprocess.run([lane.program("core", "cli", "gatehouse"), "demo", "init", booth], check=True, stdout=subprocess.DEVNULL)
        pictures = [os.path.join(folder, name) for name in ("first.jpg", "second.jpg")]
        still(pictures[0], lane.EXPECTED)
        still(pictures[1], lane.HONG_KONG)
        if not camera.plug(pictures[0]):
            print("skipped: no RTSP server here (gir1.2-gst-rtsp-server-1.0)")
            sys.exit(lane.SKIP)
        camera.pull()
        source = "rtspsrc location=rtsp://127.0.0.1:%d/lane latency=100\n  ! rtpjpegdepay ! jpegdec" % camera.port
        ini = lane.configure(booth, source, "in")
        failures = []
        beside = threading.Thread(target=in_and_out_of_the_network, args=(camera, booth, pictures, failures))
        beside.start()
        said = lane.run_kiosk(
            booth, ini, "network",
            "expect-text 摄像头已断开\nscreenshot network-not-there\nexpect-verdict green ok\n%sexpect-page scan\n"
            "expect-no-text 摄像头已断开\nscreenshot network-stands\nexpect-text 摄像头已断开\nscreenshot network-cut\n"
            "expect-verdict green ok\nexpect-state admitted\nscreenshot network-back\nexpect-page scan\nwait 3000\n" %
            (lane.TWO_OF_THREE % ("network-visit", "network-admitted")))
        beside.join()
        lane.check(not failures, "the camera came, went and came: %s" % failures)
        kinds = [(e["kind"], e["colour"]) for e in lane.journal(booth)]
        lane.check(kinds == [("shown", "green")] + 4 * [("admit", "green")], "each car was admitted once: %s" % kinds)
        lane.check(len(lane.raised(booth)) == 2, "and the barrier was raised once for each")
        lost, live = said.count("event=camera-lost camera=lane"), said.count("event=camera-live camera=lane")
        lane.check(lost == 2 and live == 2, "the log says when it was lost and when it was back: %d, %d" % (lost, live))
        camera.pull()
        beside_another_camera(booth, ini)
    finally:
        camera.pull()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
