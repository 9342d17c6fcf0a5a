#!/usr/bin/env python3
"""What is kept of one person is shown masked, and is gone after an erasure. Plants a person everywhere, walks every
row of every table with the server's own key before and after, and wants nothing of the person left.

usage: test_erasure.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import glob
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from urllib.parse import quote

import server_support
from interop_support import bindings, id_now, new_booth, sp
from nacl.exceptions import CryptoError
from server_support import Client, check, serve, visit

HERE = os.path.dirname(os.path.abspath(__file__))
NAME, MOBILE, NUMBER = "欧阳查无", "13811112222", "G76543210"
PLANTED = (NAME, MOBILE, NUMBER)
PERSON = {"name": NAME, "sex": "M", "mobile": MOBILE, "document_kind": "passport", "document_number": NUMBER}
SUBJECT = {"document_kind": "passport", "document_number": NUMBER}


# ---- The walk ----

def tables():
    """Every table as (name, list of rows), a row as a list of values; blobs as bytes."""
    database = server_support.place.database
    if database.startswith("sqlite:"):
        with sqlite3.connect(database[7:]) as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: [list(row) for row in db.execute("SELECT * FROM %s" % name)] for name in names}

    def ask(statement):
        return subprocess.run(["psql", "-qtA", database, "-c", statement], check=True, capture_output=True,
                              text=True).stdout.splitlines()
    found = {}
    for name in ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"):
        rows = [json.loads(line).values() for line in ask("SELECT row_to_json(t) FROM %s t" % name)]
        found[name] = [[bytes.fromhex(v[2:]) if isinstance(v, str) and re.fullmatch(r"\\x([0-9a-f]{2})*", v) else v
                        for v in row] for row in rows]
    return found


def seal_key():
    with open(os.path.join(server_support.place.keys, "vault.key"), encoding="ascii") as file:
        master = bytes.fromhex(file.read().split()[1])
    return hashlib.blake2b(key=master, digest_size=32, salt=(1).to_bytes(8, "little").ljust(16, b"\0"),
                           person=b"gh-vault".ljust(16, b"\0")).digest()


def columns():
    """The names under which the server seals, from its source."""
    found = set()
    for path in glob.glob(os.path.join(HERE, "..", "..", "server", "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            found |= set(re.findall(r'"([a-z-]+\.[a-z_-]+)"', file.read()))
    return sorted(found)


def opened(value, row, key, names):
    """What a sealed value holds, b"" for any other value."""
    if len(value) < 41 or value[0] != 1:
        return b""
    ids = [v for v in row if isinstance(v, bytes) and len(v) == 16] + \
        [v.to_bytes(8, "little") + bytes(8) for v in row if isinstance(v, int) and 0 <= v < 2**63]
    for name in names:
        for id in ids:
            try:
                return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(value[25:], name.encode() + id, value[1:25], key)
            except CryptoError:
                continue
    return b""


def where(hashes):
    """The tables that hold something of the person: in clear, sealed, or as a keyed hash."""
    key, names, found = seal_key(), columns(), set()
    for table, rows in tables().items():
        for row in rows:
            for value in row:
                plain = value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else b""
                inside = opened(value, row, key, names) if isinstance(value, bytes) else b""
                if any(one.encode() in text for one in PLANTED for text in (plain, inside)) or plain in hashes:
                    found.add(table)
    return found


def keyed_hashes():
    """The keyed hashes of the person's numbers."""
    form = "hex(%s)" if server_support.place.database.startswith("sqlite:") else "encode(%s, 'hex')"
    asked = ", ".join(form % column for column in ("document_hash", "mobile_hash"))
    lines = server_support.sql(server_support.place.database, "SELECT %s FROM person" % asked)
    return {bytes.fromhex(value) for line in lines for value in line.split("|")}


# ---- Planting ----

people = {}


def visited(booth):
    """An application that was approved, used, and cancelled."""
    wish = visit(vehicles=[{"plate": "京A99887"}], persons=[dict(PERSON, vehicle=0)])
    made = people["zhang"].call("POST", "/api/applications", wish)[1]
    for who, action, more in (("zhang", "submit", {}), ("li", "unit-pass", {}),
                              ("guard", "security-change-return", {"remark": "核对", "changes": {"purpose": "参观"}}),
                              ("zhang", "confirm", {}), ("guard", "security-pass", {})):
        if made["state"] == "approved":
            break
        status, made = people[who].act(made, action, **more)
        check(status == 200, "%s: %s" % (action, made))
    pass_id = next(one["id"] for one in made["passes"] if one["kind"] != "vehicle")
    entry = booth.entry(id=id_now(), at=int(time.time() * 1000), kind="admit", colour="green",
                        note="%s 打电话 %s" % (NAME, MOBILE), **{"pass": pass_id})
    check(booth.push([entry])[1]["acknowledged"] == entry["number"], "an entry with a note")
    own = people["zhang"].call("GET", "/api/applications/" + made["id"])[1]["passes"]
    link = next(one["link"] for one in own if one["id"] == pass_id)
    status, page = Client(people["zhang"].port).call("POST", link + "/feedback", raw=("text=" + quote("我是" + NAME)).encode(), headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    check(status == 200, "a remark on the pass page: %s" % page)
    remark = people["admin"].call("GET", "/api/feedback")[1]["items"][0]["id"]
    answer = {"action": "answer", "text": NAME + "，您好"}
    check(people["admin"].call("POST", "/api/feedback/%s/actions" % remark, answer)[0] == 204, "and its answer")
    status, made = people["zhang"].act(made, "cancel", remark="不来了")
    check(status == 200, "cancelled: %s" % made)
    # No provider takes them here. What waits would keep the person.
    server_support.sql(server_support.place.database, "UPDATE message SET state = 'sent' WHERE state = 'waiting'")


def refused(booth):
    """An application at the gate that names a barred person. Returns what is kept of it."""
    bar = {"kind": "person", "document_kind": "passport", "document_number": NUMBER, "label": NAME, "reason": "x"}
    status, bar = people["guard"].call("POST", "/api/barred", bar)
    check(status == 201, "barred: %s" % bar)
    now = int(time.time() * 1000)
    wish = {"unit": 1, "purpose": "送货给" + NAME, "host_name": "陈教授", "host_mobile": MOBILE, "vehicles": [],
            "periods": [{"from": now, "to": now + 600000}], "persons": [dict(PERSON)]}
    box = json.dumps({"form": 1, "link": "x" * 22, "language": "zh", "application": wish}, ensure_ascii=False).encode()
    sealed = bindings.crypto_box_seal(box.ljust(1024), booth.sealing)
    path = "/device/boxes/walk-up/%s?number=1&at=%d" % (id_now(), now)
    status, told = booth.call("POST", path, sealed, "application/octet-stream")
    check(status == 200 and not told["taken"], "refused: %s" % told)
    check(people["guard"].call("DELETE", "/api/barred/" + bar["id"])[0] == 204, "the bar is lifted")
    kept = people["guard"].call("GET", "/api/entries/aside")[1]["items"]
    check(len(kept) == 1 and kept[0]["code"].startswith("application-"), "kept for review: %s" % kept)
    return kept[0]


def masked(kept, booth):
    check(not any(one in json.dumps(kept, ensure_ascii=False) for one in PLANTED), "masked: %s" % kept)
    person = json.loads(kept["line"])["persons"][0]
    check(person["name"] == "欧**无" and person["mobile"] == "138****2222" and person["document_number"].endswith("3210"),
          "as elsewhere: %s" % person)
    for line in (b'{"' + MOBILE.encode() + b'":"' + NAME.encode() + b'"}\n', b'["%s",%s]\n' % (NUMBER.encode(), MOBILE.encode()),
                 ("not json " + NAME).encode() + b"\n", b'{"kind":"' + NAME.encode() + b'","id":"' + NUMBER.encode() + b'"}\n'):
        check(booth.call("POST", "/device/entries", line, sp.NDJSON)[0] == 200, "whatever a booth sends")
    seen = json.dumps(people["guard"].call("GET", "/api/entries/aside")[1], ensure_ascii=False)
    check(not any(one in seen for one in PLANTED), "is masked wherever it stands: %s" % seen)
    path = "/api/entries/aside/%s/reveal" % kept["id"]
    check(people["zhang"].call("POST", path)[0] == 403, "an applicant reveals nothing")
    status, whole = people["guard"].call("POST", path)
    check(status == 200 and all(one in whole["line"] for one in PLANTED), "the office sees it whole: %s" % whole)
    seen = [one["action"] for one in people["admin"].call("GET", "/api/audit")[1]["items"]]
    check("entry-aside-revealed" in seen, "and is on record: %s" % seen)
    for one in people["guard"].call("GET", "/api/entries/aside")[1]["items"]:
        if not one["code"].startswith("application-"):
            server_support.sql(server_support.place.database, "DELETE FROM entry_aside WHERE code = '%s'" % one["code"])


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    booth = new_booth(people["admin"])
    visited(booth)
    masked(refused(booth), booth)
    hashes = keyed_hashes()
    before = where(hashes)
    check(before >= {"person", "message", "entry", "entry_aside", "feedback", "feedback_step"}, "the walk finds what is planted: %s" % before)
    admin = people["admin"]
    roles = [one["role"] for one in admin.call("POST", "/api/subjects/find", SUBJECT)[1]["items"]]
    check(sorted(roles) == ["aside", "visitor"], "the person is found: %s" % roles)
    told = admin.call("POST", "/api/subjects/export", SUBJECT)[1]
    check(told["aside"][0]["person"]["name"] == NAME and told["applications"][0]["name"] == NAME and
          told["applications"][0]["consents"][0]["by"] == "applicant" and
          told["applications"][0]["feedback"][0]["answer"] == NAME + "，您好", "and exported: %s" % told)
    status, told = admin.call("POST", "/api/subjects/erase", SUBJECT)
    check(status == 200 and told["erased"] == 2 and not told["kept"], "and erased: %s" % told)
    left = where(hashes)
    check(server_support.sql(server_support.place.database, "SELECT count(*) FROM consent") == ["0"], "no consent is left")
    check(not left - MAY_STAY, "nothing of the person is left: %s" % left)
    check(admin.call("POST", "/api/subjects/find", SUBJECT)[1]["items"] == [], "nor found")
    print("planted in %s, left in %s" % (sorted(before), sorted(left)))


# A lifted bar keeps its keyed hash: booths lift it by that.
MAY_STAY = {"barred"}


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
