#!/usr/bin/env python3
"""What the server tells a monitor: metrics in the text format of Prometheus, readiness, and the access log.

usage: test_metrics.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import os
import re
import signal
import socket
import sys
import tempfile

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None
import server_support
from device_support import Booth
from server_support import Client, check, connect, serve, sql, start, visit, wait_for

TOKEN = "0123456789abcdef0123456789abcdef-x"
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9.e+-]+|\+Inf|NaN)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
LINE = {"time", "request", "method", "route", "status", "bytes", "milliseconds", "network"}


def parse(text):
    """Reads the text format strictly: HELP and TYPE once, before the samples of their family, which stand together; each
    sample once. Returns values by name and sorted labels."""
    kinds, ended, family, values = {}, set(), None, {}
    check(text.endswith("\n"), "the last line ends")
    for line in text[:-1].split("\n"):
        if line.startswith("# "):
            what, name, rest = line[2:].split(" ", 2)
            if what == "HELP":
                check(name not in kinds and name not in ended, "one HELP: " + name)
                ended.add(family)
                family = name
            else:
                check(what == "TYPE" and name == family and rest in ("counter", "gauge", "histogram"), line)
                kinds[name] = rest
            continue
        match = SAMPLE.match(line)
        check(match, "a sample: %r" % line)
        name, labels, value = match.groups()
        base = re.sub("_(bucket|sum|count)$", "", name) if kinds[family] == "histogram" else name
        check(base == family, "%s stands with its family, not with %s" % (name, family))
        check(kinds[family] != "counter" or name.endswith("_total"), "a counter's name: " + name)
        key = (name,) + tuple(sorted(LABEL.findall(labels or "")))
        check(key not in values, "once: %s" % (key,))
        values[key] = float(value)
    if text_string_to_metric_families:
        theirs = sum(len(family.samples) for family in text_string_to_metric_families(text))
        check(theirs == len(values), "Prometheus's own parser reads %d samples of %d" % (theirs, len(values)))
    return values


def get(port, path, headers=None):
    connection = connect(port)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def scrape(port):
    answer, text = get(port, "/metrics", {"Authorization": "Bearer " + TOKEN, "Host": "10.9.8.7:9090"})
    check(answer.status == 200 and answer.getheader("Content-Type") == "text/plain; version=0.0.4; charset=utf-8", "a scrape")
    return parse(text), text


def of(values, name, **labels):
    return values.get((name,) + tuple(sorted(labels.items())), 0)


def who_may(port):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer " + TOKEN[:-1]}, {"Authorization": TOKEN},
                    {"Authorization": "Bearer " + TOKEN + "x"}, {"Authorization": "Basic " + TOKEN}):
        answer, text = get(port, "/metrics", headers)
        check(answer.status == 401 and answer.getheader("WWW-Authenticate") == "Bearer", "401 for %s" % headers)
        check("gatehouse_" not in text, "and no figure")
    check(get(port, "/metrics", {"Authorization": "bearer " + TOKEN})[0].status == 200, "the scheme in any case (RFC 7235)")


def requests_are_counted(port):
    user = Client(port)
    route = {"method": "GET", "route": "/api/applications/{id}"}
    before, _ = scrape(port)
    user.sign_in("zhang")
    status, made = user.call("POST", "/api/applications", visit())
    check(status == 201, "an application: %s" % made)
    for _ in range(3):
        check(user.call("GET", "/api/applications/" + made["id"])[0] == 200, "it is read")
    check(user.call("GET", "/api/applications/00000000-0000-7000-8000-000000000000?secret=word")[0] == 404, "another is not there")
    Client(port).call("GET", "/no/such/path")
    after, text = scrape(port)

    def more(name, **labels):
        return of(after, name, **labels) - of(before, name, **labels)
    check(more("gatehouse_http_requests_total", status="2xx", **route) == 3, "three were answered")
    check(more("gatehouse_http_requests_total", status="4xx", **route) == 1, "one was refused")
    check(more("gatehouse_http_requests_total", status="4xx", method="other", route="none") == 1, "one has no route")
    check(more("gatehouse_lane_done_total", lane="heavy") == 1, "the password was checked in its lane")
    check(more("gatehouse_lane_waited_seconds_total", lane="people") > 0, "requests waited for a thread")
    for wrong in (made["id"], "00000000-0000", "secret", "no/such", "13800138000", "zhang"):
        check(wrong not in text, "%s is nowhere" % wrong)
    name = "gatehouse_http_request_duration_seconds"
    buckets = [(float(dict(key[1:])["le"]), value) for key, value in after.items()
               if key[0] == name + "_bucket" and dict(key[1:])["lane"] == "people"]
    check(buckets == sorted(buckets, key=lambda one: one[0]) and len(buckets) == 12, "buckets by their limit")
    counts = [count for _, count in buckets]
    check(counts == sorted(counts) and counts[-1] == of(after, name + "_count", lane="people") >= 4, "buckets add up")
    check(0 < of(after, name + "_sum", lane="people") < 3600, "and so do the times")
    check(of(after, "gatehouse_connections") >= 1 and of(after, "gatehouse_connections_answering") == 1, "this connection")
    check(of(after, "gatehouse_database_up") == 1 and of(after, "gatehouse_database_connections_busy") >= 0, "the database")
    check(1e6 < of(after, "process_resident_memory_bytes") < 1e9, "memory")
    check(of(after, "process_open_fds") > 5 and of(after, "process_cpu_seconds_total") > 0, "descriptors and time")
    check(any(key[0] == "gatehouse_build_info" for key in after), "the version")
    return user, made


def outbox_and_jobs(port, user, made):
    admin = Client(port)
    admin.sign_in("admin")
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] in ("li", "guard"):
            address = {"email": account["name"] + "@example.edu.cn"}
            check(admin.call("PUT", "/api/accounts/%d" % account["id"], address)[0] == 200, "can be written to")
    status, told = user.act(made, "submit")
    check(status == 200, "it is handed in: %s" % told)
    waiting = int(sql(server_support.place.database, "SELECT COUNT(*) FROM message WHERE state='waiting' AND channel='email'")[0])
    values, text = scrape(port)
    check(of(values, "gatehouse_outbox_waiting", channel="email") == waiting > 0, "%d mails wait" % waiting)
    sql(server_support.place.database, "UPDATE message SET state='failed' WHERE channel='email'")
    failed, _ = scrape(port)
    check(of(failed, "gatehouse_outbox_failed", channel="email") == waiting, "given up")
    check(of(failed, "gatehouse_outbox_waiting", channel="email") == 0 == of(failed, "gatehouse_outbox_oldest_seconds", channel="email"), "none waits")
    sql(server_support.place.database, "UPDATE message SET state='waiting', created_at=created_at-3600000 WHERE channel='email'")
    check(of(scrape(port)[0], "gatehouse_outbox_oldest_seconds", channel="email") >= 3600, "the oldest is an hour old")
    wait_for("a round of jobs", lambda: of(scrape(port)[0], "gatehouse_jobs_rounds_total", result="done") >= 1)
    values, _ = scrape(port)
    check(of(values, "gatehouse_jobs_last_success_timestamp_seconds") > 1.7e9, "when it ended")
    check(of(values, "gatehouse_jobs_rounds_total", result="failed") == 0, "none failed")


def booths(port):
    admin = Client(port)
    admin.sign_in("admin")
    name = '岗 "a\\b"'
    status, made = admin.call("POST", "/api/devices/codes", {"name": name, "campus": 1, "gate": 0})
    check(status == 201, "a code: %s" % made)
    with tempfile.TemporaryDirectory() as folder:
        booth = Booth(port, folder)
        check(booth.enrol(made["code"])[0] == 201, "enrolled")
        one = admin.call("GET", "/api/devices")[1]["items"][0]["id"]
        check(booth.call("GET", "/device/changes?since=0")[0] == 200, "heard")
        sql(server_support.place.database, "UPDATE device SET waiting=7, seen_at=seen_at-600000, disk_percent=93")
        sql(server_support.place.database, "UPDATE device SET checks='1764559200 camera=fault disk=warning'")
        values, text = scrape(port)
        check(of(values, "gatehouse_booth_check", booth=one, check="camera") == 2 and
              of(values, "gatehouse_booth_check", booth=one, check="disk") == 1, "its own checks")
        check(600 <= of(values, "gatehouse_booth_last_contact_seconds", booth=one) < 700, "heard ten minutes ago")
        check(of(values, "gatehouse_booth_unsent_entries", booth=one) == 7, "seven entries wait there")
        check(of(values, "gatehouse_booth_disk_used_ratio", booth=one) == 0.93, "its disk")
        check("gatehouse_booth_temperature_celsius{" not in text, "what it did not say has no sample")
        check('name="岗 \\"a\\\\b\\""' in text, "its name is escaped")
        check(of(values, "gatehouse_lane_done_total", lane="booths") >= 1, "booths have a lane")
        admin.call("POST", "/api/devices/%s/revoke" % one)
        check(one not in scrape(port)[1], "a revoked booth raises no alarm")


def readiness(port):
    parts = {"ready": True, "database": True, "schema": True, "keys": True, "stopping": False}
    check(Client(port).call("GET", "/readyz") == (200, parts), "ready")
    database = server_support.place.database
    sql(database, "UPDATE schema_version SET version=version+1")
    check(Client(port).call("GET", "/readyz") == (200, parts), "a newer server has migrated: this one serves until it is replaced")
    sql(database, "UPDATE schema_version SET version=version-2")
    check(Client(port).call("GET", "/readyz") == (503, dict(parts, ready=False, schema=False)), "an older schema")
    check(Client(port).call("GET", "/healthz")[0] == 200, "which health does not mind")
    sql(database, "UPDATE schema_version SET version=version+1")
    check(Client(port).call("GET", "/readyz")[0] == 200, "ready again")


def access(port, log):
    user = Client(port)
    user.sign_in("zhang")
    answer, _ = get(port, "/api/applications/00000000-0000-7000-8000-00000000abcd?name=%E6%9D%8E%E5%A8%9C", {"Cookie": user.cookie})
    wanted = answer.getheader("X-Request-Id")
    check(re.fullmatch("[0-9a-f]{16}", wanted or ""), "the answer tells its id: %s" % wanted)

    def lines():
        return [json.loads(line) for line in open(log, encoding="utf-8").read().splitlines()]
    wait_for("the line", lambda: any(one["request"] == wanted for one in lines()))
    one = next(one for one in lines() if one["request"] == wanted)
    length = int(answer.getheader("Content-Length"))
    check((one["method"], one["route"], one["status"], one["bytes"]) == ("GET", "/api/applications/{id}", 404, length), "the line: %s" % one)
    check(one["network"] == "127.0.0.0/24" and one["milliseconds"] > 0, "a network, no address")
    check(all(set(one) == LINE for one in lines()), "fields")
    text = open(log, encoding="utf-8").read()
    for wrong in ("abcd", "name=", "127.0.0.1", "zhang", "no/such", "secret"):
        check(wrong not in text, "%s is not in it" % wrong)
    os.rename(log, log + ".1")
    server_support.place.process.send_signal(signal.SIGHUP)
    wait_for("the new file", lambda: os.path.exists(log))
    get(port, "/healthz")
    wait_for("a line there", lambda: any(one["route"] == "/healthz" for one in lines()))
    check(os.stat(log).st_mode & 0o007 == 0, "others don't read it")


def stops(port):
    """A request that still arrives keeps the server from ending; a kept connection hears that it is not ready."""
    kept = connect(port)
    kept.request("GET", "/readyz")
    check(kept.getresponse().read() and kept.sock, "a kept connection")
    late = socket.create_connection(("127.0.0.1", port))
    late.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{")
    wait_for("its head", lambda: of(scrape(port)[0], "gatehouse_request_body_bytes") > 0)
    server_support.place.process.terminate()

    def refused():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) != 0
    wait_for("no more connections", refused)
    kept.request("GET", "/readyz")
    answer = kept.getresponse()
    told = json.loads(answer.read())
    check(answer.status == 503 and told["stopping"] and not told["ready"], "not ready while it stops: %s" % told)
    late.close()


def off(server, port):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(server_support.place.keys, os.path.join(folder, "keys"))
        process, other = start(server, folder, "sqlite:" + os.path.join(folder, "o.db"), None)
        try:
            answer, text = get(other, "/metrics", {"Authorization": "Bearer " + TOKEN})
            check(answer.status == 404 and answer.getheader("WWW-Authenticate") is None, "off unless asked for: %s" % text)
            check(answer.getheader("X-Request-Id") is None, "no id without an access log")
        finally:
            process.terminate()
            process.wait(server_support.PATIENCE_S)
        short = os.path.join(folder, "short")
        open(short, "w").write("too short\n")
        try:
            start(server, folder, "sqlite:" + os.path.join(folder, "o.db"), None, "--metrics-token", short)
            check(False, "a short token is refused")
        except SystemExit as refused:
            check("32 characters" in str(refused), "a short token is refused: %s" % refused)


def main():
    with tempfile.TemporaryDirectory() as folder:
        token, log = os.path.join(folder, "token"), os.path.join(folder, "access.log")
        open(token, "w").write(TOKEN + "\n")

        def run(port):
            who_may(port)
            outbox_and_jobs(port, *requests_are_counted(port))
            booths(port)
            readiness(port)
            access(port, log)
            off(sys.argv[1], port)
            stops(port)
        serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None, "--metrics-token", token, "--access-log", log)


main()
