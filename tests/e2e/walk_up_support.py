"""Applications as the kiosk leaves them in its journal, written by tests/fault/walk_up_writer."""
import base64
import json
import os
import subprocess
import time

from server_support import check


def person(number, **more):
    return dict({"name": "赵钱孙", "sex": "M", "mobile": "1390013%04d" % number, "document_kind": "passport",
                 "document_number": "G%08d" % number}, **more)


DAY = 86400000
ZONE = 8 * 3600000


def application(number, hours=4, **more):
    """A visit ends with its day, also when the test runs in the evening."""
    now = int(time.time() * 1000)
    midnight = ((now + ZONE) // DAY + 1) * DAY - ZONE
    until = min(now + hours * 3600000, midnight)
    return dict({"unit": 1, "purpose": "送货", "host_name": "陈教授", "periods": [{"from": now, "to": until}],
                 "vehicles": [], "persons": [person(number)]}, **more)


def submit(writer, booth, content, link=None, form=1):
    """As the kiosk does; id, number and link."""
    link = link or base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
    box = {"form": form, "link": link, "language": "zh", "application": content}
    done = subprocess.run([writer, booth.path("journal.db"), booth.name, booth.path("replica.db")],
                          input=json.dumps(box, ensure_ascii=False), capture_output=True, text=True)
    check(done.returncode == 0, "on disk: %s" % done.stderr)
    return done.stdout.split()[0], int(done.stdout.split()[1]), link
