"""What the tests of the server share: a client with a session, dates, a server of their own that ends cleanly."""
import base64
import datetime
import hmac
import http.client
import io
import json
import os
import re
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
import types

from described import Described

PASSWORD = "gatehouse-demo"
os.environ.setdefault("GATEHOUSE_SCRIPT_PATIENCE", "120")
PATIENCE_S = 240  # long, since a busy machine is slow; it only ends a test that hangs
checks = 0
described = None  # of the server under test
place = None  # where it is: folder, keys, database
tls = None  # an ssl.SSLContext: the server speaks HTTPS


def chromium():
    """Returns the path of the browser for tests of the pages, or "" where there is none."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support", "chromium.sh")
    return subprocess.run([script], capture_output=True, text=True, check=False).stdout.strip()


def wait_for(what, condition, seconds=PATIENCE_S):
    """Polls until condition() is true. Returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise SystemExit("FAILED: %s did not come in %s s" % (what, seconds))
        time.sleep(0.05)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def connect(port, timeout=PATIENCE_S):
    if tls:
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=tls)
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)


def sql(database, statement):
    """Runs a statement on a server's database, behind its back; returns the lines of the answer, values apart by '|'."""
    if not database.startswith("sqlite:"):
        run = subprocess.run(["psql", "-qtA", database, "-c", statement], check=True, stdout=subprocess.PIPE, text=True)
        return run.stdout.splitlines()
    with sqlite3.connect(database[7:], timeout=PATIENCE_S) as db:
        return ["|".join(str(value) for value in row) for row in db.execute(statement)]


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit("FAILED: %s" % what)


def body_of(kind, data):
    """Reads an answer: JSON, the bytes of a picture, a spreadsheet as lines with tabs, or text."""
    if kind.split(";")[0].endswith("json") and "ndjson" not in kind:
        return json.loads(data)
    if kind.endswith("spreadsheetml.sheet"):
        import openpyxl  # slow to load, and most tests need none
        sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets
        rows = [[cell for cell in row] for sheet in sheets for row in sheet.iter_rows()]
        check(not any(cell.data_type == "f" for row in rows for cell in row), "no cell is a formula")
        return "\n".join("\t".join("" if cell.value is None else str(cell.value) for cell in row) for row in rows)
    return data if kind.startswith("image/") else data.decode()


class Client:
    """The state of one browser: cookies and CSRF token."""

    def __init__(self, port):
        self.port, self.cookie, self.csrf = port, None, None

    def take_cookies(self, answer):
        """Keeps the cookies of an answer beside those that it had."""
        kept = dict(one.split("=", 1) for one in (self.cookie or "").split("; ") if one)
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                kept.update([value.split(";")[0].split("=", 1)])
                check("HttpOnly" in value and "SameSite=Lax" in value, "cookie is guarded")
        self.cookie = "; ".join("%s=%s" % one for one in kept.items() if one[1])

    def call(self, method, path, body=None, headers=None, raw=None):
        connection = connect(self.port)
        send = {"Content-Type": "application/json"} if body is not None or raw is not None else {}
        if self.cookie:
            send["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            send["X-CSRF-Token"] = self.csrf
        send.update(headers or {})
        connection.request(method, path, raw if raw is not None else json.dumps(body) if body is not None else None, send)
        answer = connection.getresponse()
        kind = answer.getheader("Content-Type") or ""
        endless = kind.startswith("text/event-stream") and "seconds=0" not in path
        data = b"" if endless else answer.read()
        self.take_cookies(answer)
        connection.close()
        body = body_of(kind, data)
        fault = described.fault(method, path, answer.status, kind, body) if described else None
        check(fault is None, "as described: %s" % fault)
        return answer.status, body

    def sign_in(self, name, password=PASSWORD):
        status, session = self.call("POST", "/api/session", {"name": name, "password": password})
        if status == 200:
            self.csrf = session["csrf"]
        return status, session

    def act(self, application, action, **more):
        wish = {"action": action, "version": application["version"], "remark": ""}
        wish.update(more)
        return self.call("POST", "/api/applications/%s/actions" % application["id"], wish)


def code_of(secret, at):
    """Computes RFC 6238 codes independently of the server."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1").digest()
    offset = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7fffffff) % 1000000)


def tomorrow():
    """Returns 09:00 of the day after tomorrow in the campus's zone, which meets the deadline at any hour of today."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    day = datetime.datetime.now(zone).date() + datetime.timedelta(days=2)
    return int(datetime.datetime(day.year, day.month, day.day, 9, tzinfo=zone).timestamp() * 1000)


def visit(**more):
    begin = tomorrow()
    wish = {
        "unit": 1, "campus": 1, "gates": [0], "kind": "visit", "purpose": "学术讲座", "host_name": "陈教授",
        "periods": [{"from": begin, "to": begin + 8 * 3600000}],
        "vehicles": [{"plate": "京a·12345"}],
        "persons": [
            {"name": "李  娜", "mobile": "138 0013 8000", "document_kind": "resident-id",
             "document_number": "110108198512120021", "vehicle": 0},
            {"name": "王小明", "mobile": "13900139000", "document_kind": "resident-id",
             "document_number": "440308199901100034", "vehicle": None},
        ],
    }
    wish.update(more)
    return wish


def forget_older_statements(server):
    """What an older program's server left for e2e.plans."""
    path = os.environ.get("GATEHOUSE_STATEMENTS", "")
    if os.path.exists(path) and os.path.getmtime(path) < os.path.getmtime(server):
        os.unlink(path)


def start(server, folder, database, catalogue, *more, demo=True):
    forget_older_statements(server)
    log = tempfile.NamedTemporaryFile(prefix="server-", suffix=".log", dir=folder, delete=False)
    process = subprocess.Popen([server, "--port", "0", "--database", database, "--keys", os.path.join(folder, "keys")] +
                               (["--demo"] if demo else []) + (["--catalogue", catalogue] if catalogue else []) + list(more), stdout=log, stderr=log)
    process.log = log.name

    def text():
        return open(log.name, encoding="utf-8").read()
    wait_for("the server", lambda: re.search(r"event=listening port=\d+\s", text()) or process.poll() is not None)
    if process.poll() is not None:
        raise SystemExit("the server did not start:\n" + text())
    return process, int(text().split("event=listening port=")[1].split()[0])


def serve(server, gatehouse, run, catalogue=None, *more):
    """Calls run(port) with a new server, on SQLite or on the database that GATEHOUSE_TEST_POSTGRES names. more: options."""
    with tempfile.TemporaryDirectory() as folder:
        keys = os.path.join(folder, "keys")
        for what in ("root", "signing", "set"):
            subprocess.run([gatehouse, "keys", "new", what, "--dir", keys], check=True, stdout=subprocess.DEVNULL)
        database = os.environ.get("GATEHOUSE_TEST_POSTGRES") or "sqlite:" + os.path.join(folder, "server.db")
        process, port = start(server, folder, database, catalogue, *more)
        try:
            global described, place
            place = types.SimpleNamespace(folder=folder, keys=keys, database=database, port=port, process=process)
            described = Described(json.dumps(Client(port).call("GET", "/api/openapi.json")[1]))
            run(port)
        finally:
            process = place.process if place else process  # another one where a test has started it anew
            process.terminate()
            code = process.wait(PATIENCE_S)
            log = open(process.log, encoding="utf-8").read()
            if "request-failed" in log or code:
                print(log[-3000:])
        check(code == 0, "ends cleanly on SIGTERM, not %s" % code)
        check("request-failed" not in log, "no request failed inside")
        for secret in ("13800138000", "110108198512120021", "李娜"):
            check(secret not in log, "nothing personal in the log")
    print("%d checks hold on %s" % (checks, "PostgreSQL" if "postgres" in place.database else "SQLite"))
