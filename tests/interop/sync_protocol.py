"""A second implementation of docs/sync-protocol.md, written from that page: a booth that enrols, checks what it is sent
against the page's own tables, hands up entries, opens what is sealed to it, and seals what it hands up.

Requests are signed by the booth of tests/e2e/device_support.py. Needs python3-cryptography and python3-nacl.
"""

import base64
import hashlib
import json
import os
import re
import sys

from nacl import bindings

import pass_format as pf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import device_support  # noqa: E402 (the folder above)

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "sync-protocol.md")
NDJSON = "application/x-ndjson"
KINDS = ["admit", "shown", "decide-admit", "refuse", "override", "take-back", "exit", "sign-in", "sign-out"]
SHOWN_AS = ["code", "number", "plate"]
DIRECTIONS = ["in", "out"]
COLOURS = ["red", "amber", "green"]
OVERRIDES = ["none", "phone-confirmed", "host-present", "emergency", "device-fault", "official-duty", "other"]


def page_rows(heading):
    """Name and rest of each table row under a heading of the page whose first cell is in backticks."""
    with open(PAGE, encoding="utf-8") as file:
        section = re.split(r"^#+ ", file.read().split("# %s\n" % heading)[1], flags=re.M)[0]
    return re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.M)


def members_of_records():
    """{"pass": ({"id", ...} always there, {"holder", ...} optional)} as the page lists them."""
    result = {}
    for name, cells in page_rows("Records"):
        words = re.sub(r"\([^()]*\)", "", cells)
        named = re.findall(r"`(\w+)`(\??)", words)
        flags = re.findall(r"`(\w+)` as a flag", words)
        optional = {n for n, mark in named if mark} | set(flags)
        result[name] = ({n for n, _ in named} - optional, optional)
    return result


RECORDS = members_of_records()


def check_record(record):
    """Raises when a record has another form than the page says."""
    always, optional = RECORDS[record["t"]]
    names = set(record) - {"t"}
    assert always <= names <= always | optional, "%s: missing %s, unknown %s" % (
        record["t"], always - names, names - always - optional)
    for name, value in record.items():
        if isinstance(value, int) and value is not True and value is not False:
            assert 0 <= value < 2**53, name
        if name in ("set", "sealing", "hash", "salt", "verifier", "wrapped", "plate", "holder", "display") and \
                isinstance(value, str):
            assert re.fullmatch(r"([0-9a-f]{2})+", value), name


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def server_time(text, keys, nonce):
    """Seconds; raises pf.NotAPass or AssertionError."""
    kid, payload, signature = pf.open_sign1(unb64url(text))
    assert kid in keys and pf.signature_fits(keys[kid][0], kid, payload, signature), "not the server's"
    claims = pf.decode_cbor(payload)
    assert list(claims) == [1, 6, 7] and claims[1] == "time" and claims[7] == nonce, "another time"
    return claims[6]


def carried_seal(text, keys):
    """Claims of the last line of a carried file."""
    assert text.startswith("GHS1:")
    kid, payload, signature = pf.open_sign1(unb64url(text[5:]))
    assert kid in keys and pf.signature_fits(keys[kid][0], kid, payload, signature), "sealed by another key"
    claims = pf.decode_cbor(payload)
    assert list(claims) in ([1, 2, 6, 7, 8], [1, 2, 6, 7, 8, 9, 10])
    return claims


def signed_claims(text, keys):
    """What the server signed of an answer."""
    kid, payload, signature = pf.open_sign1(unb64url(text))
    assert kid in keys and pf.signature_fits(keys[kid][0], kid, payload, signature), "not signed by the server"
    claims = pf.decode_cbor(payload)
    assert claims[3] == 1 and list(claims) == list(range(1, 11 if claims[1] == "piece" else 8)), "another form"
    return claims


def keyed(campus_key, purpose, text):
    return hashlib.blake2b(purpose + text.encode(), key=campus_key, digest_size=32).digest()[:16]


def subkey(master, number):
    """crypto_kdf: BLAKE2b keyed with the master, the number as salt and the context as personal string."""
    return hashlib.blake2b(key=master, digest_size=32, salt=number.to_bytes(8, "little").ljust(16, b"\0"),
                           person=b"GHguard1".ljust(16, b"\0")).digest()


def keys_of(guard, pin, binding=b""):
    """The data key and the campus keys, or None for a wrong PIN."""
    master = bindings.crypto_pwhash_alg(32, pin.encode(), bytes.fromhex(guard["salt"]), guard["ops"],
                                        guard["mem_kib"] * 1024, bindings.crypto_pwhash_ALG_ARGON2ID13)
    verifier, wrapping, wrapped = subkey(master, 1), subkey(master, 2), bytes.fromhex(guard["wrapped"])
    assert guard.get("bound", False) == bool(binding), "bound where the booth has a binding"
    if binding:
        verifier, wrapping = (hashlib.blake2b(one, key=binding, digest_size=32).digest() for one in (verifier, wrapping))
    if verifier.hex() != guard["verifier"]:
        return None
    opened = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        wrapped[24:], guard["guard"].to_bytes(4, "big"), wrapped[:24], wrapping)
    return [opened[at:at + 32] for at in range(0, len(opened), 32)]


def open_display(record, key):
    """Sex and the seven texts."""
    sealed, pass_id = bytes.fromhex(record["display"]), bytes.fromhex(record["id"].replace("-", ""))
    assert len(sealed) in (256, 640)
    inner = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        sealed[24:], pass_id + record["version"].to_bytes(8, "big"), sealed[:24], key)
    assert inner[0] == 1
    texts, at = [], 2
    for _ in range(7):
        texts.append(inner[at + 1:at + 1 + inner[at]].decode())
        at += 1 + inner[at]
    assert not any(inner[at:])
    return chr(inner[1]) if inner[1] else "", texts


def hex_bytes(entry, name, size):
    return bytes.fromhex(entry.get(name, "").replace("-", "")).rjust(size, b"\0")


def entry_hash(entry, journal):
    def number(name, size):
        return int(entry.get(name, 0)).to_bytes(size, "big")

    note, name = entry.get("note", "").encode(), journal.encode()
    sealed = bytes.fromhex(entry.get("note_sealed", ""))
    small = [entry.get("clock_trusted", False), KINDS.index(entry["kind"]) + 1, SHOWN_AS.index(entry["evidence"]),
             DIRECTIONS.index(entry["direction"]), entry["gate"], COLOURS.index(entry["colour"]),
             OVERRIDES.index(entry["override"]), entry.get("uses_up", False), entry.get("live", False)]
    covered = b"".join((
        b"gatehouse entry 2" if sealed else b"gatehouse entry 1", bytes([len(name)]), name, number("number", 8), hex_bytes(entry, "previous", 32),
        hex_bytes(entry, "id", 16), number("at", 8), bytes(int(one) for one in small), hex_bytes(entry, "pass", 16),
        hex_bytes(entry, "group", 16), hex_bytes(entry, "refers_to", 16), number("reason", 4), number("reasons", 4),
        number("guard", 4), number("second_guard", 4), number("pass_expires", 8), hex_bytes(entry, "code_digest", 16),
        bytes([len(note)]), note, sealed))
    return hashlib.blake2b(covered, digest_size=32).hexdigest()


def lines(objects):
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in objects)


class Booth(device_support.Booth):
    """Keeps what the page says that a booth keeps."""

    def __init__(self, port, folder, name, binding=b""):
        super().__init__(port, folder, name)
        self.binding, self.keys, self.epoch = binding, {}, 0
        self.position = self.until = self.presence = 0
        self.scope, self.history, self.rows = None, "0", {}
        self.previous, self.number = "00" * 32, 0

    def seed(self):
        der = device_support.subprocess.run(["openssl", "pkey", "-in", self.key, "-outform", "DER"], check=True,
                                            capture_output=True).stdout
        return der[-32:]

    def enrol(self, code):
        wish = {"code": code, "journal": self.name, "program": "interop", "public_key": self.public.hex(), "wrapped": True}
        if self.binding:
            wish["binding"] = self.binding.hex()
        status, told = self.call("POST", "/device/enrol", wish)
        if status != 201:
            return status, told
        self.root = bytes.fromhex(told["root_key"])
        self.check_signed(status, bytes(16))
        self.id = told["device"]
        digest = hashlib.blake2b(b"gatehouse fingerprint 2" + self.public + self.root, digest_size=32).hexdigest().upper()
        assert told["fingerprint"] == "-".join(digest[i:i + 4] for i in range(0, 16, 4)), "fingerprint"
        assert "campus_key" not in told, "the campus key comes wrapped alone"
        return status, told

    def call(self, method, target, body=None, kind="application/json", headers=None, **how):
        self.nonce = os.urandom(16)
        how.setdefault("nonce", b64url(self.nonce))
        answer = super().call(method, target, body, kind, headers, **how)
        if self.id and target.startswith("/device/") and answer[0] in (200, 201, 204, 403, 409) and not isinstance(answer[1], (bytes, list)):
            self.check_signed(answer[0], bytes.fromhex(self.id.replace("-", "")))
        return answer

    def check_signed(self, status, device):
        """The answer before is the server's, to this request and this booth."""
        seal, keys, data = self.signed
        listed = pf.open_keyset(unb64url(keys), self.root, self.epoch)[0]
        claims = signed_claims(seal, listed)
        assert claims == {1: "answer", 2: device, 3: 1, 4: self.nonce, 5: status, 6: len(data),
                          7: hashlib.sha256(data).digest()}, claims

    def open_pieces(self, body):
        """The records of a stream, each piece checked before it is read."""
        keys, at, number, records, reads_to = None, 0, 0, [], None
        while at < len(body):
            end = body.index(b"\n", at)
            line, at = body[at:end].decode(), end + 1
            if line.startswith("GHK1:"):
                assert keys is None
                keys = pf.open_keyset(unb64url(line[5:]), self.root, self.epoch)[0]
            elif line:
                assert line.startswith("GHP1:"), line
                claims = signed_claims(line[5:], keys)
                piece = body[at:at + claims[6]]
                at += len(piece)
                reads_to = reads_to or (claims[8], claims[10])
                assert claims == {1: "piece", 2: bytes.fromhex(self.id.replace("-", "")), 3: 1, 4: self.nonce, 5: number,
                                  6: len(piece), 7: hashlib.sha256(piece).digest(), 8: reads_to[0], 9: self.position,
                                  10: reads_to[1]}, claims
                assert piece.endswith(b"\n") and 0 < len(piece) <= 262144
                if self.history != "0":
                    assert claims[8].hex() == self.history.split("-")[0], "the history that is held"
                records += [json.loads(one) for one in piece.decode().splitlines()]
                number += 1
        return records

    def pull(self, wait=0):
        """The records of one answer, each checked and taken."""
        target = "/device/changes?since=%d&until=%d&wait=%d&marks=1&campus_keys=1&bound=1&roll_calls=1&presence=%d&history=%s&seal=1" % (
            self.position, self.until, wait, self.presence, self.history)
        if self.scope:
            target += "&scope=" + self.scope
        status, body = self.call("GET", target)
        assert status == 200, body
        records = self.open_pieces(body)
        assert [one["t"] for one in records[:2]] == ["keyset", "history"] and records[-1]["t"] == "end"
        assert records[1]["position"] == records[-1]["position"], "the point is that of the end"
        for record in records:
            check_record(record)
            self.take(record)
        end = records[-1]
        booths = [one for one in records if one["t"] == "booth"]
        assert [one["id"] for one in booths if one.get("own")] == [self.id], "this booth among those of the campus"
        self.presence = end["position"]
        assert abs(server_time(self.time, self.keys, self.nonce) - end["server_time"]) <= 2, "the signed time"
        return records

    def take(self, record):
        kind = record["t"]
        if kind == "history":
            self.history = "%s-%d-%s" % (record["lineage"], record["position"], record["stamp"])
        elif kind == "keyset":
            self.history = "0"
            self.keys, self.epoch, _, self.sealing = pf.open_whole_keyset(bytes.fromhex(record["set"]), self.root, self.epoch)
            self.sealing = self.sealing or bytes.fromhex(record["sealing"])
        elif kind in ("mark", "end"):
            assert record["position"] >= self.position, "a position that went back"
            self.position, self.until, self.scope = record["position"], record["until"], record["scope"]
        elif kind == "revoke":
            self.rows.setdefault(record["id"], {"t": "pass", "id": record["id"]})["state"] = "revoked"
        elif kind == "pass":
            held = self.rows.get(record["id"], {})
            assert record["version"] >= held.get("version", 0), "a version that went back"
            self.rows[record["id"]] = dict(record, state="revoked") if held.get("state") == "revoked" else record
        elif kind in ("presence", "roll_call", "roll_row"):
            self.rows[(kind, record["id"])] = record
        else:
            self.rows[(kind, record.get("guard", record.get("entry", record.get("id"))))] = record

    def inside(self):
        """Who is inside, by what the server says."""
        return {id for (kind, id), row in ((k, r) for k, r in self.rows.items() if isinstance(k, tuple))
                if kind == "presence" and row["inside"]}

    def entry(self, **more):
        """The next of its journal."""
        self.number += 1
        entry = {"t": "entry", "number": self.number, "kind": "shown", "evidence": "code", "direction": "in", "gate": 0,
                 "colour": "red", "reason": 0, "override": "none", "previous": self.previous}
        entry.update(more)
        entry["hash"] = self.previous = entry_hash(entry, self.name)
        return entry

    def push(self, entries, oldest=None):
        target = "/device/entries" + ("?oldest=%d" % oldest if oldest else "")
        return self.call("POST", target, lines(entries), NDJSON)

    def carried(self, what, entries, now, number=0, journal=None, first=1):
        """A piece of a file that is carried back. journal: the label of its journal."""
        key, body = pf.private_key(self.seed()), lines(entries)
        claims = {1: what, 2: bytes.fromhex(self.id.replace("-", "")), 6: now, 7: hashlib.sha256(body).digest(), 8: number}
        payload = pf.encode(claims if journal is None else {**claims, 9: journal, 10: first})
        seal = base64.urlsafe_b64encode(pf.sign1(payload, pf.kid_of(self.public), key)).decode().rstrip("=")
        return body + ("GHS1:%s\n" % seal).encode()
