#!/usr/bin/env python3
"""Searches of the entry log against the same asked of the database: names of few passes, of some, and of most, with other
filters, through all pages.

usage: test_log_search.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import server_support  # noqa: E402
from entry_fill import fill  # noqa: E402
from server_support import Client, check, sql, start, visit  # noqa: E402

ROWS = 20000  # of 4,000 passes: the server tells up to 1,000 and up to 3,000 from more (server/review/entry_query.c)
FILTERS = {
    "&guard=1003": "e.guard = 1003",
    "&kind=override&campus=1": "e.kind = 5 AND e.campus = 1",
    "&category=multi&gate=1&direction=in": "e.category = 'multi' AND e.gate = 1 AND e.direction = 0",
    "&reason=revoked": "e.reason = 2",
    "&unit=1008": "e.unit = 1008",
}
# The persons that get the name, by the number in their masked document.
NUMBER = "CAST(substr(document_masked, 8) AS INTEGER)"
NAMED = (("few", "1 = 0", 1, 1000), ("some", NUMBER + " % 2 = 0", 1001, 3000), ("most", "1 = 1", 3001, ROWS))


@contextlib.contextmanager
def serving(server, folder, database, catalogue):
    process, port = start(server, folder, database, catalogue)
    try:
        yield Client(port)
    finally:
        process.terminate()
        process.wait()


def found(client, query):
    """The ids of all pages, each once."""
    ids, cursor = [], ""
    while cursor is not None:
        status, told = client.call("GET", "/api/entries?limit=100&%s%s" % (query, "&cursor=" + cursor if cursor else ""))
        check(status == 200, "%s: %s" % (query, told))
        ids += [one["id"].replace("-", "") for one in told["items"]]
        cursor = told["next"]
    check(len(ids) == len(set(ids)), "%s: an entry came twice" % query)
    return ids


def expected(database, condition, index):
    text = "encode(e.id, 'hex')" if database.startswith("postgres") else "lower(hex(e.id))"
    return sql(database, "SELECT %s FROM entry e JOIN pass p ON p.id = e.pass JOIN person h ON h.id = p.person WHERE h.name_index = '%s' AND %s "
               "ORDER BY e.at DESC, e.id DESC" % (text, index, condition))


def compare(client, database, index):
    for what, condition, least, most in NAMED:
        sql(database, "UPDATE person SET name_index = '%s' WHERE document_masked LIKE '1101***%%' AND %s" % (index, condition))
        passes = int(sql(database, "SELECT count(*) FROM pass p JOIN person h ON h.id = p.person WHERE h.name_index = '%s'" % index)[0])
        check(least <= passes <= most, "%s: %d passes" % (what, passes))
        for query, condition in FILTERS.items():
            there = expected(database, condition, index)
            check(what == "few" or there, "%s: no entry to find" % query)
            for name in ("王小明", "小明"):
                got = found(client, "name=" + quote(name) + query)
                check(got == there, "%s%s of %s passes: %d instead of %d" % (name, query, what, len(got), len(there)))


def main():
    server, gatehouse = sys.argv[1:3]
    catalogue = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("GATEHOUSE_TEST_POSTGRES") or "sqlite:" + os.path.join(folder, "server.db")
        for what in ("root", "signing", "set"):
            subprocess.run([gatehouse, "keys", "new", what, "--dir", os.path.join(folder, "keys")], check=True, stdout=subprocess.DEVNULL)
        with serving(server, folder, database, catalogue) as host:
            host.sign_in("zhang")
            host.call("POST", "/api/applications", visit())
        names = sql(database, "SELECT name_index FROM person ORDER BY ordinal DESC LIMIT 1") * 2  # of the second, 王小明
        fill(database, ROWS, int(time.time() * 1000), names)
        with serving(server, folder, database, catalogue) as officer:
            officer.sign_in("guard")
            compare(officer, database, names[0])
    print("%d checks hold" % server_support.checks)


main()
