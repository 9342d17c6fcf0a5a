#!/usr/bin/env python3
"""No statement of the server reads a growing table from one end to the other.

usage: test_plans.py GATEHOUSE_SERVER GATEHOUSE CATALOGUE LIBSTATEMENTS RECORDS   (GATEHOUSE_TEST_POSTGRES: on that database instead)

The statements of the tests of SCRIPTS are recorded: in RECORDS where those tests have run beside this one, else they run here.
Then the database is filled and explains how it would run each of them.
"""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from urllib.parse import quote

import server_support
from server_support import Client, check, serve, visit

COUNT = 20000
SCRIPTS = ("lists", "devices", "office", "passes", "visitors", "exceptions", "feedback", "wecom", "wecom_login", "directory")
# Tables that grow with use. The others hold what administrators enter, or are swept within minutes.
GROWING = ["application", "period", "vehicle", "person", "history", "pass", "visit_link", "invitation", "message", "audit", "entry",
           "entry_aside", "pass_use", "presence", "walk_up", "emergency", "car_picture", "carried_box", "request_key", "session",
           "device_nonce", "portal_token", "login_failure", "exception", "exception_step", "identity_link",
           "identity_flow", "identity_seen", "wecom_card", "wecom_event", "directory_run", "feedback", "feedback_step", "consent",
           "mail_filing", "sign_in_failure"]
# What may read a whole table: (a part of the statement, why).
ALLOWED = [
    ("FROM application a JOIN account o ON o.id = a.applicant LEFT JOIN unit u", "a list walks along its order and ends after a page; "
     "a search for a part of a text reads what the session may see"),
    ("FROM message m LEFT JOIN application a", "the same: newest first, for administrators and officers"),
    ("DELETE FROM session WHERE seen_at", "a job, once a minute; a session's time changes too often for an index"),
    ("UPDATE emergency SET approver_sealed", "a job; emergencies are a handful a week"),
    ("n.name_index LIKE", "names by their pairs; the copies here have the same pairs, and the index of long names holds few"),
    ("c.plate LIKE", "a part of a plate: rows of vehicles are short"),
    ("WHERE name_index IS NULL", "a job; the index holds only these"),
    ("WHERE short_number IS NULL", "the same"),
    ("p.campus IS NULL", "the same"),
    ("FROM emergency e JOIN device d", "emergencies are a handful a week"),
    ("FROM directory_run r LEFT JOIN account a", "newest first along the key, and ends after a page"),
    ("COALESCE(ended_at, asked_at) FROM directory_run", "the newest along the key"),
    ("FROM consent GROUP BY notice", "how many have consented to what, for administrators who open the page of personal data"),
    ("DELETE FROM directory_run", "a job; a run or two a day"),
    ("SELECT (SELECT count(*) FROM identity_flow)", "at most 20,000, and an index alone (identity/flow.h)"),
]
TYPES = {"0": "unknown", "16": "boolean", "17": "bytea", "20": "bigint", "21": "smallint", "23": "integer", "25": "text"}


def statements(path):
    found = {}
    for record in open(path, "rb").read().decode().split("\0")[:-1]:
        types, text = record.split("\t", 1)
        word = text.lstrip("( \n").split(None, 1)[0].upper()
        if word in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH"):
            found[re.sub(r"\b\d{2,}\b", "77", text)] = (types, text)
    return list(found.values())


def names_of(text):
    """The growing tables of a statement by the names that it gives them."""
    found = {}
    for table, alias in re.findall(r"\b(?:FROM|JOIN|UPDATE|,)\s+(\w+)(?:\s+(?:AS\s+)?(?!WHERE|JOIN|SET|ON|ORDER|GROUP|LIMIT|LEFT|USING|UNION|FOR|"
                                   r"RETURNING|CROSS|INNER)(\w+))?", text):
        if table in GROWING:
            found[table] = found[alias or table] = table
    return found


def scans_sqlite(db, text):
    names = names_of(text)
    parameters = {n: None for n in re.findall(r"\$(\d+)", text)}
    plan = [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + re.sub(r"\$(\d+)", r":p\1", text),
                                         {"p" + n: None for n in parameters})]
    scans = [line for line in plan if line.startswith("SCAN ") and line.split()[1] in names]
    for line in plan:  # the rows of a subquery, whose own lines stand in the plan, too
        if line.startswith(("CO-ROUTINE ", "MATERIALIZE ")) and "SCAN " + line.split()[1] in scans:
            scans.remove("SCAN " + line.split()[1])
    return scans


def plans_postgres(url, found):
    """The plans of all statements, as lists of lines."""
    script = ["SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"]
    for i, (types, text) in enumerate(found):
        listed = types.split(",") if types else []
        named, values = ", ".join(TYPES[t] for t in listed), ", ".join(["NULL"] * len(listed))
        script.append("PREPARE one%d%s AS %s;\n\\echo @@\nEXPLAIN (COSTS off) EXECUTE one%d%s;" % (
            i, "(%s)" % named if listed else "", text, i, "(%s)" % values if listed else ""))
    run = subprocess.run(["psql", "-qtA", "-v", "ON_ERROR_STOP=1", url], input="\n".join(script), capture_output=True, text=True)
    check(run.returncode == 0, run.stderr)
    return [one.strip("\n").split("\n") for one in run.stdout.split("@@\n")[1:]]


def scans_postgres(lines):
    found = []
    for i, line in enumerate(lines):
        seq = re.search(r"Seq Scan on (\w+)", line)
        index = re.search(r"Index (?:Only )?Scan (?:Backward )?using (\w+) on (\w+)", line)
        table = (seq and seq.group(1)) or (index and index.group(2))
        if table not in GROWING:
            continue
        depth = len(line) - len(line.lstrip())
        below = []
        for more in lines[i + 1:]:
            if more.strip().startswith("->") or len(more) - len(more.lstrip()) <= depth:
                break
            below.append(more.strip())
        if seq or not any(more.startswith("Index Cond") for more in below):
            found.append(line.strip())
    return found


def columns_of(database, table):
    """Yields name, type and whether the column alone is to be new in a copy: it is the last of a unique key."""
    if database.startswith("sqlite:"):
        with sqlite3.connect(database[7:]) as db:
            rows = db.execute("PRAGMA table_info(%s)" % table).fetchall()
            kinds = {row[1]: row[2].upper() for row in rows}
            keys = [sorted(((row[5], row[1]) for row in rows if row[5]))[-1][1]] if any(row[5] for row in rows) else []
            for index in db.execute("PRAGMA index_list(%s)" % table).fetchall():
                if index[2]:
                    keys.append(db.execute("PRAGMA index_info(%s)" % index[1]).fetchall()[-1][2])
    else:
        rows = server_support.sql(database, "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '%s' "
                                            "ORDER BY ordinal_position" % table)
        kinds = {row.split("|")[0]: {"bigint": "INTEGER", "bytea": "BLOB"}.get(row.split("|")[1], "TEXT") for row in rows}
        keys = server_support.sql(database, "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
                                            "a.attnum = i.indkey[i.indnatts - 1] WHERE i.indisunique AND i.indrelid = '%s'::regclass" % table)
    return [(name, kind, name in keys) for name, kind in kinds.items()]


def fill(database):
    """Copies a row of each table many times, with new keys, hashes and times."""
    lite = database.startswith("sqlite:")
    new = {"BLOB": "randomblob(16)" if lite else "uuid_send(gen_random_uuid())",
           "INTEGER": "n.n + 1000000000000", "TEXT": "hex(randomblob(8))" if lite else "md5(random()::text)"}
    spread = {"applicant": "n.n % 500 + 1", "unit": "n.n % 40 + 1", "campus": "n.n % 3 + 1",
              "state": "CASE n.n % 50 WHEN 0 THEN 'unit-review' WHEN 1 THEN 'security-review' WHEN 2 THEN 'draft' WHEN 3 THEN "
                       "'approved' WHEN 4 THEN 'vetoed' ELSE 'used' END"}
    for table in GROWING:
        chosen, names = [], []
        for name, kind, key in columns_of(database, table):
            names.append(name)
            if table == "application" and name in spread:
                chosen.append(spread[name])
                continue
            fresh = key or name.endswith("_hash") or name in ("at", "created_at", "first_at", "last_at", "application", "pass", "person", "holder",
                                                                  "plate", "vehicle")
            chosen.append(new[kind] if fresh and kind in new else "t." + name)
        server_support.sql(database, ("" if lite else "SET session_replication_role = replica; ") +
                           "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d) "
                           "INSERT INTO %s (%s) SELECT %s FROM n, (SELECT * FROM %s LIMIT 1) t" %
                           (COUNT, table, ", ".join(names), ", ".join(chosen), table))
    server_support.sql(database, "ANALYZE")


def explain(log):
    database, lite = server_support.place.database, server_support.place.database.startswith("sqlite:")
    fill(database)
    found, faults = statements(log), []
    if not lite:  # of an empty table PostgreSQL reads the index from one end to the other
        GROWING[:] = [table for table in GROWING if int(server_support.sql(database, "SELECT count(*) FROM " + table)[0]) >= COUNT]
    check(len(GROWING) >= 10, "tables that are full: %s" % GROWING)
    with sqlite3.connect(database[7:] if lite else ":memory:") as db:
        plans = [None] * len(found) if lite else plans_postgres(database, found)
        for (_, text), plan in zip(found, plans):
            scans = scans_sqlite(db, text) if lite else scans_postgres(plan)
            if scans and not any(part in text for part, _ in ALLOWED):
                faults.append("%s\n    %s" % (text, "\n    ".join(scans)))
    check(len(plans) == len(found), "a plan for each")
    check(len(found) > 150, "hardly any statement was recorded: %d" % len(found))
    check(not faults, "%d of %d statements read a whole table:\n%s" % (len(faults), len(found), "\n".join(faults)))
    print("%d statements" % len(found))


def every_list(port):
    clients = []
    for name in ("zhang", "li", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, office, admin = clients
    made = user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]
    office.act(unit.act(made, "unit-pass")[1], "security-pass")
    for client in clients:
        for path in ("applications?view=mine", "applications?view=unit", "applications?view=security", "applications?view=all",
                     "applications?view=all&q=a", "applications/counts", "visitors", "visitors?q=a", "messages", "messages?state=failed",
                     "audit", "audit?subject=x", "audit?account=1", "presence?campus=1", "entries", "entries?campus=1", "entries?pass=x",
                     "entries?colour=red", "entries?mark=any", "entries?mark=gap&guard=1", "entries?overrides=true", "entries?override=other",
                     "entries?guard=1&unit=1&direction=in", "entries?unit=1&gate=0&campus=1", "entries?reason=forged&category=visit",
                     "entries?reason=ok&gate=0", "entries?name=" + quote("小明"), "entries?name=" + quote("李"), "entries?plate=A123",
                     "entries?plate=" + quote("京A12345"), "entries?application=26", "entries?pass_number=222-222-222",
                     "entries?device=00000000-0000-7000-8000-000000000000&kind=admit",
                     "entries?person=00000000-0000-7000-8000-000000000000", "entries?pass=00000000-0000-7000-8000-000000000000",
                     "entries/csv", "entries/csv?colour=red", "entries/aside", "emergencies", "emergencies?state=waiting",
                     "feedback", "feedback?state=open", "feedback?state=closed&campus=1", "feedback/count", "feedback/own",
                     "feedback/00000000-0000-7000-8000-000000000000", "feedback/00000000-0000-7000-8000-000000000000/picture",
                     "exceptions", "exceptions?state=open", "exceptions?state=open&kind=gap&campus=1&gate=0&assignee=-1&from=1",
                     "exceptions/count", "exceptions/csv", "exceptions/csv?state=closed",
                     "exceptions/00000000-0000-7000-8000-000000000000",
                     "devices", "guards", "barred", "accounts", "delegations", "delegations/deputies"):
            client.call("GET", "/api/" + path)


def recorded(records, name, server):
    """Takes what that test has left, if it is of this server program; None: nothing."""
    path = os.path.join(records, "%s.%s" % (name, "postgresql" if os.environ.get("GATEHOUSE_TEST_POSTGRES") else "sqlite"))
    try:
        fresh = os.path.getmtime(path) > os.path.getmtime(server)
        with open(path, "rb") as file:
            data = file.read()
        os.unlink(path)
        return data if fresh else None
    except FileNotFoundError:
        return None


def main():
    server, gatehouse, catalogue, library, records = sys.argv[1:6]
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "statements")
        os.environ["GATEHOUSE_STATEMENTS"], os.environ["LD_PRELOAD"] = log, library

        def run(port):
            every_list(port)
            explain(log)
        url = os.environ.get("GATEHOUSE_TEST_POSTGRES")
        for name in SCRIPTS:
            data = recorded(records, name, server)
            if data:
                with open(log, "ab") as file:
                    file.write(data)
                continue
            script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "test_%s.py" % name)
            subprocess.run([sys.executable, script, server, gatehouse, catalogue], check=True)
            if url:
                server_support.sql(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        serve(server, gatehouse, run, catalogue)


main()
