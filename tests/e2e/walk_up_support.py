"""Boxes as the kiosk leaves them in its journal, written by tests/fault/box_writer."""
import base64
import json
import os
import sqlite3
import struct
import subprocess
import time

from server_support import check


def person(number, **more):
    return dict({"name": "赵钱孙", "sex": "M", "mobile": "1390013%04d" % number, "document_kind": "passport",
                 "document_number": "G%08d" % number}, **more)


DAY = 86400000
ZONE = 8 * 3600000


def application(number, hours=4, **more):
    """Returns an application whose visit ends today, even if the test runs in the evening."""
    now = int(time.time() * 1000)
    midnight = ((now + ZONE) // DAY + 1) * DAY - ZONE
    until = min(now + hours * 3600000, midnight)
    return dict({"unit": 1, "purpose": "送货", "host_name": "陈教授", "periods": [{"from": now, "to": until}],
                 "vehicles": [], "persons": [person(number)]}, **more)


def put(writer, booth, content, *kind):
    """Writes a box as the kiosk does. Returns its id and number."""
    done = subprocess.run([writer, booth.path("journal.db"), booth.name, booth.path("replica.db"), *kind],
                          input=content, capture_output=True)
    check(done.returncode == 0, "on disk: %s" % done.stderr)
    id, number = done.stdout.decode().split()
    return id, int(number)


def submit(writer, booth, content, link=None, form=1, language="zh", **more):
    """Writes an application. Returns its id, number and link."""
    link = link or base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
    box = {"form": form, "link": link, "language": language, "application": content, **more}
    return (*put(writer, booth, json.dumps(box, ensure_ascii=False).encode()), link)


KINDS = {"walk-up": 1, "emergency": 2, "car-picture": 3, "roll-call": 4}


def waiting(booth, kind):
    """Counts the boxes of a kind that are still in the journal."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("journal.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM box WHERE kind = ? AND sealed IS NOT NULL", (KINDS[kind],)).fetchone()[0]


def roll_box(roll_call, kind, subjects, at, number=0, mark=0, guard=1):
    """What is in a box of the kind roll-call (core/wire/roll_call.h). kind: 1 a list, 2 a tick; subjects: ids."""
    def id_bytes(text):
        return bytes.fromhex(text.replace("-", ""))

    head = bytes([1, kind]) + id_bytes(roll_call) + struct.pack(">qBIQBH", at, 1, guard, number, mark, len(subjects))
    return head + b"".join(id_bytes(one) + bytes(16) + bytes([0]) + struct.pack(">qB", at, 0) for one in subjects)
