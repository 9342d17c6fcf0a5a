#!/usr/bin/env python3
"""Drives the real `gatehouse`: every verb, its exit codes, bad input, and codes read back by an independent reader.

    test_cli.py PATH-TO-GATEHOUSE
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest

GATEHOUSE = os.path.abspath(sys.argv.pop(1))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text, mode="w"):
    with open(path, mode, encoding="utf-8") as file:
        file.write(text)


def run(*args, text=None):
    done = subprocess.run([GATEHOUSE, *args], input=text, capture_output=True, text=True, timeout=240)
    return done.returncode, done.stdout, done.stderr


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="gatehouse-cli-")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def ok(self, *args, text=None):
        code, out, err = run(*args, text=text)
        self.assertEqual(code, 0, out + err)
        return out

    def no(self, code_wanted, *args, text=None):
        code, out, err = run(*args, text=text)
        self.assertEqual(code, code_wanted, out + err)
        return out + err


class Help(Folder):
    VERBS = ("keys new", "keys list", "keys status", "keys rotate", "pass mint", "pass show", "pass verify", "pass qr",
             "check", "replica import", "replica stat", "replica check", "sync rotate-key", "journal list", "journal verify", "journal export", "config sample",
             "config check", "demo init", "doctor")

    def test_every_verb_explains_itself(self):
        overview = self.ok("--help")
        for verb in self.VERBS:
            self.assertIn("  " + verb, overview)
            text = self.ok(*verb.split(), "--help")
            self.assertIn("usage: gatehouse " + verb, text)
            self.assertIn("Exit codes", text)

    def test_wrong_usage_is_2_and_says_what(self):
        self.assertIn("no such verb", self.no(2, "fly"))
        half = self.no(2, "keys")
        self.assertIn("keys needs a command", half)
        self.assertIn("keys list", half)
        self.assertNotIn("journal list", half)
        self.assertIn("no such option", self.no(2, "keys", "list", "--colour"))
        self.assertIn("needs a value", self.no(2, "keys", "list", "--dir"))
        self.assertIn("an argument is missing", self.no(2, "pass", "show"))
        self.assertIn("unexpected argument", self.no(2, "keys", "list", "x"))
        self.no(2)


class Keys(Folder):
    def test_secrets_are_private_and_never_overwritten(self):
        keys = self.path("keys")
        self.ok("keys", "new", "root", "--dir", keys)
        secret = self.path("keys", "root.secret")
        self.assertEqual(stat.S_IMODE(os.stat(secret).st_mode), 0o600)
        before = read(secret)
        self.assertIn("already", self.no(3, "keys", "new", "root", "--dir", keys))
        self.assertEqual(read(secret), before)

    def test_epochs_rise_and_rotation_keeps_old_passes(self):
        keys = self.path("keys")
        self.ok("keys", "new", "root", "--dir", keys)
        self.no(3, "keys", "new", "set", "--dir", keys)
        self.ok("keys", "new", "signing", "--dir", keys)
        self.ok("keys", "new", "set", "--dir", keys)
        token = self.ok("pass", "mint", "--keys", keys).strip()
        self.ok("keys", "new", "signing", "--dir", keys)
        self.ok("keys", "new", "set", "--dir", keys)
        listed = json.loads(self.ok("keys", "list", "--dir", keys, "--json"))
        self.assertEqual(listed["epoch"], 2)
        self.assertEqual([one["algorithm"] for one in listed["keys"]], ["EdDSA"] * 2)
        sealing = listed["sealing"]["kid"]
        self.ok("keys", "new", "sealing", "--dir", keys)
        self.ok("keys", "new", "set", "--dir", keys)
        listed = json.loads(self.ok("keys", "list", "--dir", keys, "--json"))
        self.assertNotEqual(listed["sealing"]["kid"], sealing)
        self.assertEqual((listed["version"], listed["skipped"]), (2, 0))
        self.ok("pass", "verify", token, "--keys", keys)
        self.no(2, "keys", "new", "house")

    def test_status_says_what_is_due_and_rotate_makes_successors(self):
        keys = self.path("keys")
        for what in ("root", "signing", "set", "vault", "campus"):
            self.ok("keys", "new", what, "--dir", keys)
        self.assertIn("missing", self.no(1, "keys", "status", "--dir", keys))
        self.ok("keys", "new", "data", "--dir", keys)
        self.ok("keys", "status", "--dir", keys)
        old = time.time() - 366 * 86400
        os.utime(os.path.join(keys, "vault.key"), (old, old))
        self.assertIn("gatehouse keys rotate vault", self.no(1, "keys", "status", "--dir", keys))
        self.ok("keys", "rotate", "vault", "--dir", keys)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(keys, "vault-2.key")).st_mode), 0o600)
        before = json.loads(self.ok("keys", "list", "--dir", keys, "--json"))
        for what in ("signing", "sealing"):
            self.ok("keys", "rotate", what, "--dir", keys)
        after = json.loads(self.ok("keys", "list", "--dir", keys, "--json"))
        self.assertEqual((after["epoch"], len(after["keys"])), (before["epoch"] + 2, 2))
        self.ok("keys", "status", "--dir", keys)
        self.no(2, "keys", "rotate", "root", "--dir", keys)


class Passes(Folder):
    def setUp(self):
        super().setUp()
        self.keys = self.path("keys")
        for what in ("root", "signing", "set"):
            self.ok("keys", "new", what, "--dir", self.keys)

    def mint(self, *options):
        return self.ok("pass", "mint", "--keys", self.keys, *options).strip()

    def test_mint_show_verify(self):
        token = self.mint("--kind", "vehicle", "--uses", "multiple", "--gates", "0,15", "--home-gate", "15",
                          "--from", "2026-11-24T00:00:00Z", "--until", "2026-11-24T10:00:00Z", "--live")
        self.assertTrue(token.startswith("GH1:"))
        shown = json.loads(self.ok("pass", "show", token, "--json"))
        self.assertEqual((shown["kind"], shown["uses"], shown["gates"], shown["home_gate"], shown["live"], shown["until"]),
                         ("vehicle", "multiple", [0, 15], 15, True, "2026-11-24T10:00:00Z"))
        self.assertFalse(shown["verified"])
        self.assertEqual(json.loads(self.ok("pass", "verify", "-", "--keys", self.keys, "--json", text=token + "\n"))
                         ["result"], "verified")
        spoiled = token[:-1] + ("0" if token[-1] != "0" else "1")
        self.no(1, "pass", "verify", spoiled, "--keys", self.keys)
        self.assertIn("not a pass", self.no(1, "pass", "show", "https://example.org/"))
        self.no(1, "pass", "verify", "", "--keys", self.keys)

    def test_bad_claims_are_refused(self):
        for options in (("--from", "now+2h", "--until", "now"), ("--gates", "16"), ("--gates", "x"), ("--kind", "boat"),
                        ("--until", "tomorrow"), ("--home-gate", "99"), ("--pass-id", "1"), ("--tail", "12345")):
            self.no(2, "pass", "mint", "--keys", self.keys, *options)

    @unittest.skipUnless(shutil.which("zbarimg"), "no zbarimg to read with")
    def test_codes_are_read_by_another_reader(self):
        token = self.mint("--live")
        png = self.path("code.png")
        self.ok("pass", "qr", token, "--out", png, "--scale", "4")
        seen = subprocess.run(["zbarimg", "-q", "--raw", png], capture_output=True, text=True, timeout=240)
        self.assertEqual(seen.stdout.rstrip("\n"), token)

    def test_code_as_svg_and_on_the_terminal(self):
        token = self.mint()
        svg = self.path("code.svg")
        self.ok("pass", "qr", token, "--out", svg)
        text = read(svg)
        self.assertIn('viewBox="0 0 57 57"', text)  # version 8 and its quiet zone
        self.assertGreater(self.ok("pass", "qr", token).count("\n"), 25)
        self.no(2, "pass", "qr", token, "--out", self.path("code.gif"))
        self.no(3, "pass", "qr", token, "--out", self.path("no", "code.png"))
        self.assertIn("too long", self.no(1, "pass", "qr", "-", text="x" * 4000))


class Check(Folder):
    def test_valid_is_0_and_invalid_is_1_with_the_reason(self):
        self.ok("check", "id", "11010519491231002X")
        self.ok("check", "mobile", "+86 138 0013 8000")
        self.assertEqual(json.loads(self.ok("check", "plate", "京ad12345", "--json"))["kind"], "new-energy-small")
        for what, text, reason in (("id", "110105194912310021", "check"), ("id", "11010519491331002X", "date"),
                                   ("mobile", "12345678901", "prefix"), ("plate", "京I12345", "character")):
            answer = json.loads(self.no(1, "check", what, text, "--json"))
            self.assertEqual(answer["reason"], reason)
            self.assertTrue(answer["zh"] and answer["en"])
        self.no(2, "check", "face", "x")


class Demo(Folder):
    def setUp(self):
        super().setUp()
        self.booth = self.path("booth")
        self.ok("demo", "init", self.booth)

    def test_codes_say_what_they_are(self):
        codes = [json.loads(line) for line in read(os.path.join(self.booth, "codes.ndjson")).splitlines()]
        self.assertGreaterEqual(len(codes), 19)
        for code in codes:
            wanted = {"unknown-key": "unknown-key", "forged": "forged"}.get(code["expect"], "verified")
            result, out, _ = run("pass", "verify", code["text"], "--keys", self.booth, "--json")
            self.assertEqual(json.loads(out)["result"], wanted, code["name"])
            self.assertEqual(result, 0 if wanted == "verified" else 1)
            self.assertTrue(os.path.exists(os.path.join(self.booth, "codes", code["name"] + ".png")))

    def test_a_first_sync_keeps_the_demo(self):
        # A server replaces rows that a position of another server stands for.
        end = json.loads(read(os.path.join(self.booth, "replica.ndjson")).splitlines()[-1])
        self.assertEqual((end["t"], end["position"]), ("end", 0))

    def test_a_second_demo_does_not_overwrite(self):
        self.assertIn("already", self.no(3, "demo", "init", self.booth))

    def test_doctor_finds_what_is_broken(self):
        config = os.path.join(self.booth, "booth.ini")
        text = read(config).replace("v4l2src device=/dev/video0", "videotestsrc")
        write(config, text)
        self.assertIn("All well", self.ok("doctor", "--config", config))
        self.assertIn("start gatehouse-syncd", self.ok("doctor", "--config", config))
        os.chmod(os.path.join(self.booth, "campus.key"), 0o644)
        self.assertIn("chmod 640", self.no(1, "doctor", "--config", config))
        with open(os.path.join(self.booth, "replica.db"), "r+b") as replica:
            replica.write(b"garbage!" * 512)
        self.assertIn("can be deleted", self.no(1, "doctor", "--config", config))
        write(config, "[booth]\n", "a")
        write(config, "volume = 3\n", "a")
        found = self.no(1, "doctor", "--config", config)
        self.assertIn("did you mean [sound] volume?", found)
        missing = self.path("nothing-here.ini")
        self.assertIn(missing + ": the file was not found", self.no(1, "doctor", "--config", missing))

    def test_doctor_looks_at_the_machine(self):
        sys, config = self.path("sys"), os.path.join(self.booth, "booth.ini")
        report = self.path("report")

        def put(name, text):
            os.makedirs(os.path.dirname(os.path.join(sys, name)), exist_ok=True)
            write(os.path.join(sys, name), text)
        program = self.path("raise")
        write(program, "#!/bin/sh\n")
        write(config, read(config).replace("v4l2src device=/dev/video0", "videotestsrc") +
              "[printer]\ntarget = %s\n[barrier]\ntarget = command:%s\n[vehicle_camera]\npipeline = videotestsrc\n"
              "models = %s\n" % (self.path("printer"), program, self.path("models")))
        put("class/net/eth0/operstate", "down\n")
        put("class/net/lo/operstate", "up\n")
        put("class/input/event0/device/capabilities/abs", "0\n")
        put("block/mmcblk0/device/life_time", "0x01 0x0b\n")
        found = self.no(1, "doctor", "--config", config, "--sys", sys, "--report", report)
        for words in ("no touchscreen", "no network is connected", "replace the storage", "printer is missing", "can't be run",
                      "recognition.onnx can't be read", "WAL-reset" if "3.40" in found else "sqlite"):
            self.assertIn(words, found)
        told = dict(one.split("=") for one in read(report).split()[1:])
        self.assertEqual({name: told.get(name) for name in ("touch", "network", "disk-wear", "printer", "barrier", "plate-reader")},
                         {"touch": "warning", "network": "warning", "disk-wear": "fault", "printer": "fault",
                          "barrier": "fault", "plate-reader": "fault"})
        put("class/net/eth0/operstate", "up\n")
        put("class/input/event1/device/capabilities/abs", "0 260800000000003\n")
        put("block/mmcblk0/device/life_time", "0x02 0x01\n")
        os.chmod(program, 0o755)
        write(self.path("printer"), "")
        os.mkdir(self.path("models"))
        for name in ("recognition.onnx", "detection.onnx", "dictionary.txt"):
            write(self.path(os.path.join("models", name)), "")
        self.assertIn("All well", self.ok("doctor", "--config", config, "--sys", sys, "--report", report))
        for name in told:
            if name not in ("sync", "campus-key"):
                self.assertNotIn(name + "=", read(report))

    def test_replica_refuses_lines_with_their_number(self):
        replica, root = self.path("r.db"), os.path.join(self.booth, "root.public")
        lines = read(os.path.join(self.booth, "replica.ndjson")).splitlines()
        good = self.path("good.ndjson")
        write(good, "\n".join(lines) + "\n")
        self.assertIn("has no seal", self.no(1, "replica", "import", good, "--replica", replica, "--root", root))
        self.ok("replica", "import", "--unsigned", good, "--replica", replica, "--root", root)
        first = json.loads(self.ok("replica", "stat", "--replica", replica, "--json"))
        self.ok("replica", "import", "--unsigned", good, "--replica", replica, "--root", root)  # the same once more changes nothing
        self.assertEqual(json.loads(self.ok("replica", "stat", "--replica", replica, "--json")), first)
        for bad, says in (("{", ":1:"), ('{"t":"ufo"}', ":1:"), ("x" * 9000, "longer than"), ('{"t":"end"}', ":1:")):
            file = self.path("bad.ndjson")
            write(file, bad + "\n")
            self.assertIn(says, self.no(1, "replica", "import", "--unsigned", file, "--replica", replica, "--root", root))
        cut = self.path("cut.ndjson")
        write(cut, "\n".join(lines[:-1]) + "\n")
        self.assertIn("no end record",
                      self.no(1, "replica", "import", "--unsigned", cut, "--replica", self.path("c.db"), "--root", root))
        self.assertEqual(json.loads(self.ok("replica", "stat", "--replica", self.path("c.db"), "--json"))["synced"],
                         "never")
        self.no(3, "replica", "stat", "--replica", self.path("none.db"))
        self.ok("replica", "check", "--replica", replica)

    def test_replica_refuses_a_key_set_of_another_root(self):
        other = self.path("other")
        self.ok("keys", "new", "root", "--dir", other)
        self.no(1, "replica", "import", "--unsigned", os.path.join(self.booth, "replica.ndjson"), "--replica", self.path("r.db"),
                "--root", os.path.join(other, "root.public"))


class Config(Folder):
    def test_sample_passes_its_own_check(self):
        sample = self.path("booth.ini")
        write(sample, self.ok("config", "sample"))
        self.ok("config", "check", sample)
        write(sample, "colour = red\n", "a")
        self.assertIn("booth.ini:", self.no(1, "config", "check", sample))
        self.no(3, "config", "check", self.path("none.ini"))


class Journal(Folder):
    def test_a_missing_journal_is_told(self):
        for verb in ("list", "verify", "export"):
            self.assertIn("was not found", self.no(3, "journal", verb, "--journal", self.path("journal.db")))
        self.no(2, "journal", "export", "--format", "xml")
        self.no(2, "journal", "list", "--colour", "blue")


if __name__ == "__main__":
    unittest.main()
