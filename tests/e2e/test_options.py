"""Wrong usage of each program: exit code 2, and a sentence that names the option and what it takes. A program that is not
built is left out.

    test_options.py PROGRAM...
"""

import os
import socket
import subprocess
import sys
import tempfile

# Program, arguments, what standard error must say.
WRONG = [
    ("gatehouse-server", ["--port", "x"], "from 0 to 65535, not \"x\""),
    ("gatehouse-server", ["--port", "70000"], "from 0 to 65535, not \"70000\""),
    ("gatehouse-server", ["--port", "-1"], "from 0 to 65535"),
    ("gatehouse-server", ["--port", "80x"], "from 0 to 65535"),
    ("gatehouse-server", ["--port", ""], "from 0 to 65535"),
    ("gatehouse-server", ["--port"], "port"),
    ("gatehouse-server", ["--prot", "80"], "prot"),
    ("gatehouse-server", ["extra"], "extra: unexpected argument"),
    ("gatehouse-server", ["--tls-key", "k.pem"], "goes with --tls-key; give both"),
    ("gatehouse-server", ["--demo-clock", "0"], "goes with --demo"),
    ("gatehouse-server", ["--demo", "--listen", "0.0.0.0"], "use --create-administrator NAME"),
    ("gatehouse-server", ["--demo", "--listen", "::"], "listens on a loopback address only"),
    ("gatehouse-server", ["--demo", "--listen", "::ffff:10.0.0.1"], "listens on a loopback address only"),
    ("gatehouse-server", ["--smtp-from", "a@b"], "goes with --smtp-from"),
    ("gatehouse-server", ["--smtp-url", "http://x", "--smtp-from", "a@b"], "takes smtp://HOST:PORT"),
    ("gatehouse-server", ["--smtp-url", "smtp://x", "--smtp-from", "ab"], "takes an e-mail address, not \"ab\""),
    ("gatehouse-server", ["--public-url", "visit.example.edu.cn"], "begins with http:// or https://"),
    ("gatehouse-server", ["--public-url", "ftp://x"], "begins with http:// or https://"),
    ("gatehouse-server", ["--sms-url", "localhost:13013"], "--sms-url takes"),
    ("gatehouse-server", ["--sms-url", "http://10.0.0.5:13013/cgi-bin/sendsms"], "would call 10.0.0.5 without TLS. Use https://"),
    ("gatehouse-server", ["--sms-url", "http://127.0.0.1@sms.example/x"], "would call sms.example without TLS"),
    ("gatehouse-server", ["--sms-url", "http://sms.example/x", "--without-tls", "other.example"], "--without-tls \"sms.example\""),
    ("gatehouse-server", ["--sms-url", "http://127.0.0.1/x", "--sms-report-url", "http://visit.example"], "would call visit.example"),
    ("gatehouse-server", ["--sms-url", "http://10.0.0.5/x", "--without-tls", "10.0.0.5", "--smtp-from", "a@b"], "goes with --smtp-from"),
    ("gatehouse-server", ["--database", "server.db"], "takes sqlite:PATH"),
    ("gatehouse-server", ["--demo", "--demo-clock", "tomorrow"], "takes milliseconds since 1970"),
    ("gatehouse-server", ["--sms-to", "1"], "goes with --check-sms"),
    ("gatehouse-server", ["--breached-passwords"], "breached-passwords"),
    ("gatehouse-server", ["--drain-seconds", "61"], "from 0 to 60, not \"61\""),
    ("gatehouse-syncd", ["--config"], "needs a value"),
    ("gatehouse-syncd", ["--cfg", "x"], "--cfg: unknown option"),
    ("gatehouse-syncd", ["extra"], "extra: unknown"),
    ("gatehouse", ["keys", "list", "--dir"], "needs a value"),
    ("gatehouse", ["keys", "list", "--dri", "x"], "no such option: --dri"),
    ("gatehouse-kiosk", ["--size", "big"], "takes WIDTHxHEIGHT"),
    ("gatehouse-kiosk", ["--lang", "fr"], "takes zh or en"),
    ("gatehouse-kiosk", ["--theme", "dark"], "takes day or night"),
    ("gatehouse-kiosk", ["--exit-after", "-1"], "takes a number of seconds"),
    ("gatehouse-kiosk", ["--lang"], "needs a value"),
    ("gatehouse-kiosk", ["--lagn", "zh"], "--lagn: unknown option"),
    ("gatehouse-read", ["--stage", "99", "x.png"], "takes the number of a pass"),
    ("gatehouse-read", ["--only"], "--only: takes codes or plates"),
    ("gatehouse-read", ["--budget", "x", "x.png"], "takes milliseconds"),
    ("gatehouse-read", [], "no file is named"),
    ("gatehouse-read", ["--onyl", "codes", "x.png"], "--onyl: unknown option"),
]


def password_is_hidden(program, option, said):
    """A password in a database's URL leaves the list of processes at once, before the database answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent, tempfile.TemporaryDirectory() as keys:
        url = "postgresql://gatehouse:hush-hush@127.0.0.1:%d/gatehouse" % silent.getsockname()[1]
        for name, word in (("vault", "vault"), ("campus", "campus"), ("data", "data")):
            with open(os.path.join(keys, name + ".key"), "w", encoding="utf-8") as file:
                file.write("gatehouse-%s-key %s\n" % (word, "11" * 32))
        empty = os.path.join(keys, "empty.db")
        open(empty, "wb").close()
        with subprocess.Popen([program, "--port", "0", "--keys", keys, "--database", "sqlite:" + empty, option, url],
                              stderr=subprocess.PIPE) as process:
            silent.settimeout(60)
            connection = silent.accept()[0]  # it asks the database: the options are read
            with open("/proc/%d/cmdline" % process.pid, encoding="utf-8") as file:
                line = file.read()
            connection.close()
            process.kill()
            told = process.stderr.read().decode()
    good = "hush" not in line and "gatehouse:*" in line and said in told and "hush" not in told
    return [] if good else ["the password shows: %r %r" % (line, told[:300])]


# The query of a PostgreSQL URL, the option that may allow it, and whether the database is asked.
DATABASES = [
    ("", None, False),
    ("?sslmode=require", None, False),
    ("?sslmode=verify-ca", None, False),
    ("?hostaddr=192.0.2.1&sslmode=disable", None, False),
    ("?service=other", None, False),
    ("?sslmode=verify-full", None, True),
    ("?sslmode=verify-ca&sslrootcert=/nowhere/ca.pem", None, True),
    ("?hostaddr=127.0.0.1", None, True),
    ("", "db.invalid", True),
    ("", "other.invalid", False),
]


def database_needs_tls(program):
    """A database of another machine is asked over TLS with a checked certificate alone. Nothing is sent before."""
    faults = []
    hosts = ["db.invalid:1", "/nowhere", "127.0.0.1:1", "[::1]:1", "127.0.0.1:1,db.invalid:1"]
    cases = [(hosts[0], query, allowed, asked) for query, allowed, asked in DATABASES]
    cases += [(host, "", None, True) for host in hosts[2:4]] + [(hosts[4], "", None, False)]
    cases += [("", "?host=/nowhere", None, True), ("", "?host=/nowhere,db.invalid", None, False)]
    with tempfile.TemporaryDirectory() as folder:
        for host, query, allowed, asked in cases:
            file = os.path.join(folder, "url")
            with open(file, "w", encoding="utf-8") as out:
                out.write("postgresql://gatehouse:hush-hush@%s/gatehouse%s\n" % (host, query))
            command = [program, "--database-file", file, "--keys", folder, "--verify-audit"]
            ended = subprocess.run(command + (["--without-tls", allowed] if allowed else []), capture_output=True, text=True,
                                   timeout=60, check=False, env={k: v for k, v in os.environ.items() if not k.startswith("PG")})
            refused = "without TLS" in ended.stderr or "not service" in ended.stderr
            if ended.returncode != 3 or refused == asked or "hush" in ended.stderr:
                faults.append("%s%s %s: %d %r" % (host, query, allowed, ended.returncode, ended.stderr[:200]))
    return faults


def main(programs):
    known = {os.path.basename(path): path for path in programs}
    faults, tried = [], 0
    for name, arguments, words in WRONG:
        if name not in known:
            continue
        ended = subprocess.run([known[name], *arguments], capture_output=True, text=True, timeout=60, check=False)
        tried += 1
        if ended.returncode != 2 or words not in ended.stderr or ended.stdout:
            faults.append(f"{name} {arguments}: {ended.returncode} {ended.stderr[:200]!r}")
    for path in programs:
        ended = subprocess.run([path, "--help"], capture_output=True, text=True, timeout=60, check=False)
        if ended.returncode != 0 or "--" not in ended.stdout or ended.stderr or "gatehouse.conf" in ended.stdout:
            faults.append(f"{path} --help: {ended.returncode} {ended.stderr[:200]!r}")
    if "gatehouse-server" in known:
        faults += password_is_hidden(known["gatehouse-server"], "--database", "password-in-options")
        faults += password_is_hidden(known["gatehouse-server"], "--move-to", "put the URL into a file")
        faults += database_needs_tls(known["gatehouse-server"])
    print("\n".join(faults))
    print(f"{tried} tried, {len(faults)} failed")
    return 1 if faults else 0


sys.exit(main(sys.argv[1:]))
