#!/usr/bin/env python3
"""docs/pass-format.md proved: a second implementation and `gatehouse` take each other's passes, and answer the same to
every bad one.

    test_pass_format.py PATH-TO-GATEHOUSE

Exit code 77 (skipped) without python3-cryptography.
"""

import glob
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import uuid

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import x25519

    import pass_format as pf
except ImportError as missing:
    print("skipped: %s (packaging/install-deps.sh test)" % missing)
    sys.exit(77)

GATEHOUSE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGE = os.path.join(TOP, "docs", "pass-format.md")


def run(*args, text=None):
    done = subprocess.run([GATEHOUSE, *args], input=text, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode()


def key_file(path):
    with open(path, encoding="ascii") as file:
        return bytes.fromhex(file.read().split()[1])


def x25519_public(secret):
    return x25519.X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def page_values():
    with open(PAGE, encoding="utf-8") as file:
        example = file.read().split("## Example")[1]
    return dict(re.findall(r"^\| ([a-z A-Z0-9]+) \| `(.*)` \|$", example, re.M))


class Page(unittest.TestCase):
    """The example that stands in the page is what the page describes."""

    def test_example(self):
        v = page_values()
        signing = pf.private_key(bytes.fromhex(v["seed of the signing key"]))
        root = pf.private_key(bytes.fromhex(v["seed of the root key"]))
        public, pass_id = pf.public_bytes(signing), uuid.UUID(v["pass id"]).bytes
        self.assertEqual(public.hex(), v["public signing key"])
        self.assertEqual(pf.kid_of(public).hex(), v["kid"])
        box = x25519_public(bytes.fromhex(v["X25519 secret key"]))
        listed = [(public, 1795900000, 1827436000), (box, 1795900000, 1827436000, pf.SEALED_BOX)]
        self.assertEqual(pf.make_keyset(1, 1795900000, listed, root).hex(), v["key set"])
        self.assertEqual(pf.short_number(pass_id), v["short number"])
        campus = bytes.fromhex(v["campus holder key"])
        check = pf.holder_check(campus, pass_id, v["tail"])
        self.assertEqual(str(check), v["holder check"])
        claims = {pf.EXP: 1796007540, pf.NBF: 1795968000, pf.IAT: 1795910400, pf.CTI: pass_id, pf.KIND: 1, pf.GATES: 5,
                  pf.USES: 1, pf.HOME_GATE: 2, pf.HOLDER: check, pf.FORMAT: 2}
        self.assertEqual(pf.mint(claims, signing), v["text"])
        self.assertEqual(pf.base45_decode(v["text"][4:]).hex(), v["message"])
        for name, sealing in (("key set", box), ("key set of version one", None)):
            keys, epoch, _, seals_to = pf.open_whole_keyset(bytes.fromhex(v[name]), pf.public_bytes(root))
            self.assertEqual(pf.verify(v["text"], keys), ("verified", claims))
            self.assertEqual((epoch, seals_to), (1, sealing), name)
        later = pf.open_whole_keyset(bytes.fromhex(v["key set of a later version"]), pf.public_bytes(root))
        self.assertEqual(later, ({pf.kid_of(public): (public, 1, 2)}, 7, 1795900000, box))
        first = {key: value for key, value in claims.items() if key != pf.FORMAT}
        first[pf.HOLDER] = pf.holder_check(campus, pass_id, v["tail"], first=True)
        self.assertEqual(first[pf.HOLDER].hex(), v["first holder check"])
        self.assertEqual(pf.mint(first, signing), v["first text"])
        self.assertEqual(pf.verify(v["first text"], keys), ("verified", first))

    def test_the_largest_pass(self):
        claims = {pf.EXP: 2**32 - 1, pf.NBF: 2**32 - 1, pf.IAT: 2**32 - 1, pf.CTI: bytes(16), pf.KIND: 3,
                  pf.GATES: 0xFFFF, pf.USES: 2, pf.HOME_GATE: 15, pf.HOLDER: bytes(6), pf.LIVE: True}
        text = pf.mint(claims, pf.private_key(bytes(32)))
        self.assertEqual((len(pf.base45_decode(text[4:])), len(text)), (142, 217))
        claims.update({pf.HOLDER: 4095, pf.FORMAT: 2})
        self.assertLess(len(pf.mint(claims, pf.private_key(bytes(32)))), 217)


class Both(unittest.TestCase):
    """Keys as `gatehouse keys` makes them, read by the second implementation."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="gatehouse-pass-format-")
        for what in ("root", "signing", "set", "campus"):
            run("keys", "new", what, "--dir", cls.folder)
        cls.signing = pf.private_key(key_file(glob.glob(os.path.join(cls.folder, "signing-*.secret"))[0]))
        cls.campus = key_file(os.path.join(cls.folder, "campus.key"))
        cls.root = key_file(os.path.join(cls.folder, "root.public"))
        with open(os.path.join(cls.folder, "keyset.cose"), "rb") as file:
            cls.signed_set = file.read()
        cls.keys, cls.epoch, cls.issued = pf.open_keyset(cls.signed_set, cls.root)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def claims(self, **changed):
        claims = {pf.EXP: self.issued + 36000, pf.NBF: self.issued, pf.IAT: self.issued,
                  pf.CTI: uuid.UUID("019a0e6f-4000-7000-8000-0000000000aa").bytes, pf.KIND: 1, pf.GATES: 0xFFFF,
                  pf.USES: 1, pf.HOME_GATE: 0}
        claims.update({getattr(pf, name): value for name, value in changed.items()})
        return {key: value for key, value in claims.items() if value is not None}

    def theirs(self, text):
        code, out = run("pass", "verify", "-", "--keys", self.folder, "--json", text=text.encode("latin-1"))
        answer = json.loads(out)
        self.assertEqual(code, 0 if answer["result"] == "verified" else 1)
        return answer

    def assert_both(self, expected, text, what=""):
        ours = pf.verify(text, self.keys)[0]
        self.assertEqual((ours, self.theirs(text)["result"]), (expected, expected), what or text)

    def signed(self, payload, key=None, kid=None, wrap=None):
        """A text over any payload, signed as the page says; wrap changes the message's parts first."""
        key = key or self.signing
        kid = kid or pf.kid_of(pf.public_bytes(self.signing))
        parts = [pf.protected_header(kid), {}, payload, key.sign(pf.to_be_signed(kid, payload))]
        message = wrap(parts) if wrap else pf.encode(pf.Tag(18, parts))
        return pf.PREFIX + pf.base45_encode(message)


class Good(Both):
    def test_what_gatehouse_mints_is_read(self):
        kinds, uses = ("pedestrian", "vehicle", "rider"), ("single", "multiple")
        for (k, kind), (u, use), live, tail, first in itertools.product(enumerate(kinds), enumerate(uses), (0, 1), (0, 1), (0, 1)):
            options = ["--kind", kind, "--uses", use, "--gates", "0,3,15", "--home-gate", "3"]
            options += ["--live"] * live + ["--format", "1"] * first
            if tail:
                options += ["--tail", "12345x", "--campus-key", os.path.join(self.folder, "campus.key")]
            code, out = run("pass", "mint", "--keys", self.folder, *options)
            self.assertEqual(code, 0)
            result, claims = pf.verify(out.strip(), self.keys)
            self.assertEqual(result, "verified")
            self.assertEqual((claims[pf.KIND], claims[pf.USES], claims[pf.GATES], claims[pf.HOME_GATE]),
                             (k + 1, u + 1, 0x8009, 3))
            self.assertEqual((pf.LIVE in claims, pf.HOLDER in claims, pf.FORMAT in claims), (bool(live), bool(tail), not first))
            if tail:
                self.assertEqual(claims[pf.HOLDER], pf.holder_check(self.campus, claims[pf.CTI], "12345X", first))
            shown = self.theirs(out.strip())
            self.assertEqual(shown["number"], pf.short_number(claims[pf.CTI]))
            self.assertEqual(uuid.UUID(shown["pass_id"]).bytes, claims[pf.CTI])

    def test_what_we_mint_is_read_by_gatehouse(self):
        for changed in ({}, {"HOLDER": b"abcdef"}, {"LIVE": True}, {"HOLDER": b"abcdef", "LIVE": True}, {"FORMAT": 2},
                        {"FORMAT": 2, "HOLDER": 0}, {"FORMAT": 2, "HOLDER": 4095, "LIVE": True}, {"GATES": 1},
                        {"GATES": 24}, {"GATES": 256}, {"HOME_GATE": 15}, {"NBF": 0}, {"NBF": 23}, {"EXP": 2**32 - 1},
                        {"NBF": 65535, "EXP": 65536}, {"KIND": 3, "USES": 2}, {"CTI": bytes(16)}):
            claims = self.claims(**changed)
            text = pf.mint(claims, self.signing)
            self.assert_both("verified", text)
            self.assertEqual(pf.verify(text, self.keys)[1], claims)

    def test_mint_time(self):
        self.assertEqual(pf.minted_at(self.claims()), 0x019A0E6F4000)
        self.assertEqual(pf.minted_at(self.claims(CTI=bytes(16))), self.issued * 1000)


class Bad(Both):
    def test_changed_claims(self):
        p = pf.encode_claims
        order = self.claims(HOLDER=b"abcdef", LIVE=True)
        moved = [item for item in order.items()]
        moved[0], moved[1] = moved[1], moved[0]
        late = [item for item in order.items()]
        late[8], late[9] = late[9], late[8]
        extra = dict(order)
        extra[-8] = 1
        without = [{k: v for k, v in order.items() if k != gone} for gone in pf.ALWAYS]
        cases = [p(self.claims(**{name: value})) for name, values in (
            ("KIND", (0, 4, -1, True, b"")), ("USES", (0, 3)), ("GATES", (0, 65536)), ("HOME_GATE", (16, -1)),
            ("EXP", (2**32, -1, 0)), ("NBF", (2**32,)), ("IAT", (2**32, b"")), ("CTI", (bytes(15), bytes(17), "a" * 16)),
            ("HOLDER", (bytes(5), bytes(7), 1)), ("LIVE", (1, 0)), ("FORMAT", (0, 1, 3, True, b""))) for value in values]
        cases += [p(self.claims(FORMAT=2, HOLDER=value)) for value in (b"abcdef", 4096, -1, True)]
        cases += [pf.encode(dict([*self.claims(HOLDER=7).items(), (pf.FORMAT, 2), (pf.LIVE, True)]))]
        cases += [pf.encode(dict(moved)), pf.encode(dict(late)), pf.encode(extra), pf.encode([1, 2]), pf.encode({}), b""]
        cases += [pf.encode(claims) for claims in without]
        for payload in cases:
            self.assert_both("not-a-pass", self.signed(payload), payload.hex())

    def test_other_encodings_of_the_same_claims(self):
        good = pf.encode_claims(self.claims())
        self.assert_both("verified", self.signed(good))
        kind = good.index(bytes([0x20, 0x01]))
        for payload in (b"\xb8\x08" + good[1:], b"\xbf" + good[1:] + b"\xff", good + b"\x00", good[:-1],
                        good[:kind] + b"\x38\x00" + good[kind + 1:], good[:kind + 1] + b"\x18\x01" + good[kind + 2:],
                        good[:kind + 1] + b"\x1b" + bytes(7) + b"\x01" + good[kind + 2:],
                        good[:kind + 1] + b"\xf5" + good[kind + 2:], good[:kind + 1] + b"\xc1\x01" + good[kind + 2:],
                        b"\xa9" + good[1:] + good[-2:], good.replace(b"\x50", b"\x58\x10", 1)):
            self.assert_both("not-a-pass", self.signed(payload), payload.hex())

    def test_other_messages_round_the_same_claims(self):
        payload = pf.encode_claims(self.claims())
        kid = pf.kid_of(pf.public_bytes(self.signing))
        tag = lambda number: lambda parts: pf.encode(pf.Tag(number, parts))
        header = lambda value: lambda parts: pf.encode(pf.Tag(18, [pf.encode(value), *parts[1:]]))
        put = lambda at, value: lambda parts: pf.encode(pf.Tag(18, [*parts[:at], value, *parts[at + 1:]]))
        for wrap in (tag(17), tag(98), lambda parts: pf.encode(parts), lambda parts: pf.encode(pf.Tag(18, parts[:3])),
                     lambda parts: pf.encode(pf.Tag(18, [*parts, b""])), put(0, {1: -8, 4: kid}), put(1, {4: kid}),
                     put(1, b""), put(2, True), put(3, bytes(63)), put(3, bytes(65)), header({1: -7, 4: kid}),
                     header({1: -8}), header({4: kid}), header({1: -8, 4: kid[:7]}), header({1: -8, 4: kid + b"x"}),
                     header({4: kid, 1: -8}), header({1: -8, 4: kid, 5: 0}), header({}),
                     lambda parts: pf.encode(pf.Tag(18, parts)) + b"\x00",
                     lambda parts: b"\xd8\x12" + pf.encode(parts), lambda parts: b"\xd2\x98\x04" + pf.encode(parts)[1:]):
            self.assert_both("not-a-pass", self.signed(payload, wrap=wrap))

    def test_keys(self):
        payload, thief = pf.encode_claims(self.claims()), pf.private_key(b"\x07" * 32)
        self.assert_both("forged", self.signed(payload, key=thief))
        self.assert_both("unknown-key", self.signed(payload, key=thief, kid=pf.kid_of(pf.public_bytes(thief))))
        _, begin, end = self.keys[pf.kid_of(pf.public_bytes(self.signing))]
        for iat, expected in ((begin, "verified"), (begin - 1, "unknown-key"), (end, "verified"), (end + 1, "unknown-key")):
            self.assert_both(expected, pf.mint(self.claims(IAT=iat), self.signing))

    def test_a_signature_with_s_over_the_order_is_forged(self):
        order = 2**252 + 27742317777372353535851937790883648493
        text = pf.mint(self.claims(), self.signing)
        message = pf.base45_decode(text[4:])
        s = int.from_bytes(message[-32:], "little") + order
        self.assert_both("forged", pf.PREFIX + pf.base45_encode(message[:-32] + s.to_bytes(32, "little")))

    def test_every_flipped_bit(self):
        message = pf.base45_decode(pf.mint(self.claims(HOLDER=b"abcdef", LIVE=True), self.signing)[4:])
        for bit in range(len(message) * 8):
            flipped = bytearray(message)
            flipped[bit // 8] ^= 1 << bit % 8
            text = pf.PREFIX + pf.base45_encode(bytes(flipped))
            ours = pf.verify(text, self.keys)[0]
            self.assertNotEqual(ours, "verified")
            if bit % 5 == 0:
                self.assertEqual(self.theirs(text)["result"], ours, "bit %d" % bit)

    def test_texts(self):
        good = pf.mint(self.claims(), self.signing)
        cases = [good[:n] for n in range(0, len(good), 3)] + [good + "0" * n for n in range(1, 20)]
        cases += [good.lower(), "gh1:" + good[4:], "GH2:" + good[4:], good[4:], " " + good, good.replace(good[20], "\xe4", 1),
                  good[:-1] + "a", pf.PREFIX + ":::", pf.PREFIX + "::", pf.PREFIX, "", "GH1", "https://example.org/"]
        for text in cases:
            self.assert_both("not-a-pass", text)

    def test_the_fuzzers_corpus(self):
        for path in sorted(glob.glob(os.path.join(TOP, "tests", "fuzz", "corpus", "token", "*"))):
            with open(path, "rb") as file:
                data = file.read()
            text = pf.PREFIX + pf.base45_encode(data[1:]) if data[0] & 1 else data[1:].decode("latin-1")
            if text.endswith(("\n", "\r")):  # the command line takes the end of a line off
                continue
            self.assertEqual(self.theirs(text)["result"], pf.verify(text, self.keys)[0], path)


class Sets(Both):
    def refused(self, signed_set, root=None, least=0):
        with self.assertRaises(pf.NotAPass):
            pf.open_keyset(signed_set, root or self.root, least)

    def theirs_refuse(self, signed_set, root_public):
        folder = tempfile.mkdtemp(dir=self.folder)
        with open(os.path.join(folder, "keyset.cose"), "wb") as file:
            file.write(signed_set)
        with open(os.path.join(folder, "root.public"), "w", encoding="ascii") as file:
            file.write("gatehouse-root-public %s\n" % root_public.hex())
        return run("keys", "list", "--dir", folder)[0] != 0

    def test_epochs(self):
        self.assertEqual(self.epoch, 1)
        pf.open_keyset(self.signed_set, self.root, 1)
        self.refused(self.signed_set, least=2)

    def both_judge(self, root, cases):
        public = pf.public_bytes(root)
        for body, good in cases:
            signed = pf.sign1(pf.encode(body), pf.kid_of(public), root)
            self.assertEqual(self.theirs_refuse(signed, public), not good, body)
            if good:
                pf.open_keyset(signed, public)
            else:
                self.refused(signed, public)

    def test_sets_of_version_2(self):
        root = pf.private_key(b"\x05" * 32)
        key, box = pf.public_bytes(self.signing), x25519_public(b"\x04" * 32)
        row, seal = pf.keyset_row(key, 1, 2), pf.keyset_row(box, 1, 2, pf.SEALED_BOX)
        other = {1: b"", 2: -47, 3: b"x" * 65}
        without = {name: value for name, value in row.items() if name != 2}

        def body(*rows):
            return {0: 2, 1: 1, 2: 5, 3: list(rows)}
        self.both_judge(root, [
            (body(row), True), (body(row, seal), True), (body(seal, other, row), True), (body(row, seal, seal), True),
            (body({**row, 6: [1, {2: b"x"}], -1: pf.Tag(24, "later")}), True), ({**body(row), 4: True, -9: "x"}, True),
            (body(row, {2: 0}), True), (body(), False), (body(seal), False), (body(other), False), (body(row, row), False),
            ({**body(row), 0: 3}, False), ({**body(row), 0: 1}, False), ({0: 2, 1: 1, 3: [row]}, False),
            (body(without), False), (body(row, {}), False), (body({**row, 1: bytes(8)}), False),
            (body({**row, 3: key[:31]}), False), (body({**row, 4: 3}), False), (body([1, 2]), False),
            ({0: 2, 2: 5, 1: 1, 3: [row]}, False), ({**body(row), -1: 1, 4: 1}, False),
            (body({5: 2, **row}), False)])

    def test_bad_sets(self):
        root = pf.private_key(b"\x05" * 32)
        public, key = pf.public_bytes(root), pf.public_bytes(self.signing)
        row = [pf.kid_of(key), key, 1, 2]
        self.both_judge(root, (({1: 1, 2: 5, 3: [row]}, True),))
        self.assertFalse(self.theirs_refuse(pf.make_keyset(1, 5, [(key, 1, 2)], root), public))
        for body in ({1: 0, 2: 5, 3: [row]}, {1: 1, 2: 2**32, 3: [row]}, {1: 1, 2: 5, 3: []}, {1: 1, 2: 5, 3: [row, row]},
                     {1: 1, 2: 5, 3: [[bytes(8), key, 1, 2]]}, {1: 1, 2: 5, 3: [[*row[:2], 2, 1]]},
                     {1: 1, 2: 5, 3: [row[:3]]}, {1: 1, 2: 5, 3: [[row[0], key[:31], 1, 2]]}, {1: 1, 2: 5},
                     {2: 5, 1: 1, 3: [row]}, {1: 1, 2: 5, 3: [row], 4: 1}, {1: True, 2: 5, 3: [row]}):
            signed = pf.sign1(pf.encode(body), pf.kid_of(public), root)
            self.refused(signed, public)
            self.assertTrue(self.theirs_refuse(signed, public), body)
        for signed in (self.signed_set[:-1], self.signed_set + b"\x00", b"", self.signed_set[:60] + b"\x00" + self.signed_set[61:]):
            self.refused(signed)
            self.assertTrue(self.theirs_refuse(signed, self.root))
        self.refused(self.signed_set, public)
        self.assertTrue(self.theirs_refuse(self.signed_set, public))


if __name__ == "__main__":
    unittest.main()
