"""From the form to the gate without a network: a booth decides by what the server exports.

  test_replica.py GATEHOUSE_SERVER GATEHOUSE"""
import json
import os
import signal
import subprocess
import sys
import time

import server_support
from server_support import Client, check, serve, visit

SERVER, GATEHOUSE = sys.argv[1:3]


def export(world):
    out = os.path.join(world.folder, "booth.ndjson")
    subprocess.run([SERVER, "--export", out, "--database", world.database, "--keys", world.keys], check=True)
    with open(out, encoding="utf-8") as lines:
        return out, [json.loads(line) for line in lines if not line.startswith("GHS1:")]


def replica(world, file):
    """The booth's program imports what the server's program exported."""
    path = os.path.join(world.folder, "replica.db")
    subprocess.run([GATEHOUSE, "replica", "import", file, "--replica", path, "--root",
                    os.path.join(world.keys, "root.public")], check=True, stdout=subprocess.DEVNULL)
    stat = subprocess.run([GATEHOUSE, "replica", "stat", "--replica", path, "--json"], check=True,
                          capture_output=True, text=True)
    subprocess.run([GATEHOUSE, "replica", "check", "--replica", path], check=True, stdout=subprocess.DEVNULL)
    return json.loads(stat.stdout)


def refused(world, file, text):
    """A file that was altered, or has no seal, or is older than the replica, is refused before anything is written."""
    other = os.path.join(world.folder, "other.ndjson")
    older = os.path.join(world.folder, "older.ndjson")
    lines = text.splitlines(keepends=True)
    pass_line = next(i for i, line in enumerate(lines) if '"t":"pass"' in line)
    for content, says in ((lines[:-1], "no seal"), (lines[:pass_line] + lines[pass_line + 1:], "altered"),
                          (lines + lines[1:2], "altered")):
        with open(other, "w", encoding="utf-8") as out:
            out.writelines(content)
        told = subprocess.run([GATEHOUSE, "replica", "import", other, "--replica", os.path.join(world.folder, "other.db"), "--root",
                               os.path.join(world.keys, "root.public")], capture_output=True, text=True)
        check(told.returncode == 1 and says in told.stderr, "refused: %s" % told.stderr)
    os.rename(file, older)
    time.sleep(1.1)  # seals have whole seconds
    replica(world, export(world)[0])
    told = subprocess.run([GATEHOUSE, "replica", "import", older, "--replica", os.path.join(world.folder, "replica.db"), "--root",
                           os.path.join(world.keys, "root.public")], capture_output=True, text=True)
    check(told.returncode == 1 and "older" in told.stderr, "an older one: %s" % told.stderr)


def recorded(world):
    """Each export is in the audit trail, also where the server alone may write the database."""
    admin = Client(world.port)
    check(admin.sign_in("admin")[0] == 200, "admin signs in")
    world.process.send_signal(signal.SIGHUP)
    server_support.wait_for("the records", lambda: [one["action"] for one in admin.call("GET", "/api/audit?limit=100")[1]["items"]]
                            .count("booth-data-exported") == 3)


def only(records, kind):
    return [one for one in records if one["t"] == kind]


def approved(world):
    zhang, li, guard = (Client(world.port) for _ in range(3))
    for client, name in ((zhang, "zhang"), (li, "li"), (guard, "guard")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    wish = visit(purpose="很长的来访事由" * 12, gates=[0, 1])
    draft = zhang.call("POST", "/api/applications", wish)[1]
    sent = zhang.act(draft, "submit")[1]
    passed = li.act(sent, "unit-pass")[1]
    status, done = guard.act(passed, "security-pass")
    check(status == 200 and done["state"] == "approved", "approved: %s" % done)
    return zhang, zhang.call("GET", "/api/applications/%s" % draft["id"])[1]


def walk(world):
    file, empty = export(world)
    check([one["t"] for one in empty][-1] == "end" and not only(empty, "pass"), "nothing to replicate yet but places")
    check({one["name_zh"] for one in only(empty, "unit")} == {"计算机学院", "图书馆", "后勤处"}, "the units")
    check(only(empty, "gate")[0]["campus_zh"] == "主校区", "the gates with their campus")
    zhang, application = approved(world)
    file, records = export(world)
    passes = only(records, "pass")
    check(len(passes) == 3, "a pass for the car, its driver and the guest: %d" % len(passes))
    check(records[-1]["position"] > empty[-1]["position"], "the sequence went on")
    check({one["id"] for one in application["passes"]} == {one["id"] for one in passes}, "the passes of the application")
    car, driver, guest = (next(one for one in passes if one["kind"] == kind) for kind in ("vehicle", "rider", "pedestrian"))
    check(car["group"] == driver["group"] and "group" not in guest, "car and driver belong together")
    check(car["plate"] == driver["plate"] and "plate" not in guest, "the plate's hash, of the car and its driver")
    check("holder" not in car and driver["holder"] != guest["holder"], "persons have holder checks")
    check(not any("person" in one for one in records), "and no hash of an ID number")
    # South gate and north gate, but cars only where there is a lane.
    check((car["gates"], driver["gates"], guest["gates"]) == (1, 3, 3), "the gates of each")
    with open(file, encoding="utf-8") as lines:
        text = lines.read()
    for secret in ("李娜", "13800138000", "110108198512120021", "京A12345", "来访事由"):
        check(secret not in text, "nothing personal in the clear")
    check(replica(world, file)["passes"] == 3, "the booth holds them")
    check(replica(world, file)["passes"] == 3, "and the same file once more changes nothing")
    refused(world, file, text)
    recorded(world)
    status, _ = zhang.act(application, "cancel", remark="改期")
    check(status == 200, "cancelled")
    file, records = export(world)
    check(not only(records, "pass"), "a revoked pass is no pass")
    check({one["id"] for one in only(records, "revoke")} == {one["id"] for one in passes}, "all of them are revoked")
    stat = replica(world, file)
    check(stat["revoked"] == 3, "the booth knows: %s" % stat)


serve(SERVER, GATEHOUSE, lambda port: walk(server_support.place))
