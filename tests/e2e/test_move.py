#!/usr/bin/env python3
"""A server moves from SQLite to PostgreSQL. People sign in as before, and a booth that was enrolled before goes on from its
position: no new lineage, no new replica. Nothing stays in PostgreSQL when the move is killed while it copies or before it commits,
when PostgreSQL stores other values than it got, when a value has another type than its column, when a server runs, or
when the target is not empty.

usage: test_move.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

import server_support
from server_support import check, sql
from sync_support import Booth, World, add_guard, token_of, wait_for

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
TARGET = os.environ.get("GATEHOUSE_TEST_POSTGRES")
ODD = ("𠮷野家 👩‍👩‍👧 \u202eabc\ufeff e\u0301 \U0010ffff \x01\x7f\t\"'\\N\\.\n%_", "", " ", "\ue000\uffff", "字" * 20000)
PICTURE = bytes(range(256)) * 1200
# What the move itself writes: the record of it, and whose lineage it is now.
WRITTEN = {"audit", "audit_link", "audit_head", "lineage"}
# A statement on a copy of the database, and what the refusal says.
WRONG = [
    ("UPDATE unit SET name = x'00ff' WHERE id = 1", "unit.name: row 1 has bytes where this server has text"),
    ("UPDATE unit SET name = CAST(x'e5ad' AS TEXT) WHERE id = 1", "unit.name: row 1 has text that is not UTF-8"),
    ("UPDATE unit SET name = 'a' || char(0) || 'b' WHERE id = 1", "unit.name: row 1 has text with a NUL"),
    ("UPDATE unit SET quota_day = 'many' WHERE id = 1", "unit.quota_day: row 1 has text where this server has a whole number"),
    ("UPDATE counter SET value = 1.5 WHERE rowid = (SELECT MIN(rowid) FROM counter)", "where this server has a whole number"),
    ("UPDATE device SET public_key = 'key'", "device.public_key: row 1 has text where this server has bytes"),
    ("PRAGMA foreign_keys=OFF; UPDATE unit SET parent = 777 WHERE id = 1", "violates foreign key"),
    ("CREATE TABLE old_unit AS SELECT * FROM unit", "table old_unit is not of this server"),
    ("ALTER TABLE unit ADD COLUMN colour TEXT", "table unit: its columns are not those"),
    ("UPDATE schema_version SET version = version - 1", "Start this server once on the SQLite database"),
    ("DELETE FROM change_counter", "change position"),
    ("DROP TRIGGER audit_no_change; UPDATE audit SET action = 'x' WHERE rowid = 2", "the trail was changed before"),
]


def move(world, database, target, *more):
    return subprocess.run([PROGRAMS["server"], "--database", database, "--keys", world.keys, "--move-to", target, *more],
                          capture_output=True, text=True, check=False)


def tables(target=None):
    return sql(target or TARGET, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")[0]


def refused(ended, words, what):
    check(ended.returncode == 3 and words in ended.stderr, "%s: %d %s" % (what, ended.returncode, ended.stderr))
    check(tables() == "0", "%s: nothing stays" % what)


def path_of(database):
    return database.partition(":")[2]


def changed(world, statements, name="copy.db"):
    """A copy of the database of a server that is stopped, changed by SQL."""
    copy = os.path.join(world.folder, name)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(copy)
    shutil.copy(path_of(world.database), copy)
    with contextlib.closing(sqlite3.connect(copy)) as db:
        db.executescript(statements)
        db.commit()
    return "sqlite:" + copy


def odd_values(world):
    """Values at the edges of what both databases hold."""
    with contextlib.closing(sqlite3.connect(path_of(world.database))) as db, db:
        for n, text in enumerate(ODD):
            db.execute("INSERT INTO unit (id, parent, name, name_en, pinyin, quota_day) VALUES (?, 1, ?, ?, ?, ?)",
                       (700 + n, text, text[::-1], "", (None, 0, -1, 2**62, -2**63)[n]))
        entry = db.execute("SELECT id, at FROM entry LIMIT 1").fetchone()
        db.execute("INSERT INTO car_picture (entry, at, photo_sealed) VALUES (?, ?, ?)", (*entry, PICTURE))
        db.execute("INSERT INTO device_nonce (device, nonce, at) VALUES (x'', '', 0), (x'00', ?, 1)", (ODD[0],))


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def rows_of_sqlite(path):
    """Every table's rows as sorted lines, read by other means than the server's."""
    def plain(value):
        return "-" if value is None else str(value) if isinstance(value, int) else \
            "=" + (value if isinstance(value, bytes) else value.encode()).hex()
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        columns = {name: sorted(row[1] for row in db.execute("PRAGMA table_info(%s)" % name)) for name in names}
        return columns, {name: sorted("|".join(map(plain, row)) for row in db.execute(
            "SELECT %s FROM %s" % (", ".join(map('"{}"'.format, columns[name])), name))) for name in names}


def rows_of_postgres(columns):
    kinds = {tuple(line.split("|")[:2]): line.split("|")[2] for line in sql(
        TARGET, "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'")}
    plain = {"bigint": 'CAST("%s" AS TEXT)', "text": "'=' || encode(convert_to(\"%s\", 'UTF8'), 'hex')", "bytea": "'=' || encode(\"%s\", 'hex')"}
    check(set(kinds) == {(table, one) for table in columns for one in columns[table]}, "the same columns")
    found = {table: [] for table in columns}
    for line in sql(TARGET, " UNION ALL ".join("SELECT concat_ws('|', '%s', %s) FROM \"%s\"" % (table, ", ".join(
            "COALESCE(%s, '-')" % (plain[kinds[table, one]] % one) for one in columns[table]), table) for table in columns)):
        table, _, row = line.partition("|")
        found[table].append(row)
    return {table: sorted(rows) for table, rows in found.items()}


@contextlib.contextmanager
def meddled(table, body, options=""):
    """Rows that a move inserts into the table go through a trigger, whose text is body."""
    sql(TARGET, """CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql %s AS $$ BEGIN %s END $$;
        CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' AND object_identity = 'public.%s')
        THEN CREATE TRIGGER spoil BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION spoil(); END IF; END $$;
        CREATE EVENT TRIGGER meddle ON ddl_command_end EXECUTE FUNCTION meddle()""" % (options, body, table, table))
    yield
    sql(TARGET, "DROP EVENT TRIGGER meddle; DROP FUNCTION meddle(); DROP FUNCTION spoil()")


def killed(world, table, condition):
    """Kills a move while it waits to insert such a row, and waits until its connection has ended."""
    waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND granted = %s"
    with meddled(table, "IF %s THEN PERFORM pg_advisory_lock(77); END IF; RETURN NEW;" % condition, "SET lock_timeout = 0"), \
            subprocess.Popen(["psql", "-q", TARGET], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as holder:
        holder.stdin.write("SELECT pg_advisory_lock(77);\n")
        holder.stdin.flush()
        wait_for("the lock", lambda: sql(TARGET, waits % "true") == ["1"])
        with subprocess.Popen([PROGRAMS["server"], "--database", world.database, "--keys", world.keys, "--move-to", TARGET],
                              stdout=subprocess.DEVNULL) as process:
            wait_for("the row", lambda: sql(TARGET, waits % "false") == ["1"] or process.poll() is not None)
            process.kill()
            check(process.wait() == -9, "killed while it ran")
        holder.stdin.close()
        holder.wait()
        wait_for("the end of its transaction", lambda: sql(TARGET, "SELECT COUNT(*) FROM pg_stat_activity WHERE "
                                                           "application_name = 'gatehouse-server' AND datname = current_database()") == ["0"])
    check(tables() == "0", "nothing stays of a move that was killed: %s" % table)


def refusals(world):
    """world is stopped."""
    sql(TARGET, "CREATE SCHEMA kept; CREATE VIEW kept.one AS SELECT 1")
    refused(move(world, world.database, TARGET), "it is not empty: it has kept.one", "a target that is not empty")
    sql(TARGET, "DROP SCHEMA kept CASCADE")
    for statements, words in WRONG:
        refused(move(world, changed(world, statements), TARGET), words, statements)
    refused(move(world, "sqlite:" + os.path.join(world.folder, "none.db"), TARGET), "no such file", "no source")
    check(not os.path.exists(os.path.join(world.folder, "none.db")), "and none is made")
    refused(move(world, TARGET, TARGET), "moves a SQLite database", "PostgreSQL as the source")
    refused(move(world, world.database, world.database), "can't be read" if "://" not in world.database else "", "SQLite as the target")
    refused(move(world, world.database, "postgresql://gatehouse@db.invalid/gatehouse"), "would call db.invalid without TLS", "no TLS")


def differences(world):
    """What PostgreSQL stores differs from what it got: one value, or some rows less. No other row refers to those."""
    copy = changed(world, "UPDATE account SET unit = 1; UPDATE unit SET parent = NULL")
    count = sql(copy, "SELECT COUNT(*) FROM unit")[0]
    for body, there in (("NEW.name := NEW.name || ' '; RETURN NEW;", count), ("IF NEW.id = 1 THEN RETURN NEW; END IF; RETURN NULL;", "1")):
        with meddled("unit", body):
            refused(move(world, copy, TARGET), "unit: %s rows read, %s there; they differ" % (count, there), "differences are found")


def put_back(world):
    """A copy is another database than the one that the server knows, as after a restore: its move begins a new lineage."""
    name = urllib.parse.urlsplit(TARGET).path[1:]
    other = TARGET.replace("/%s?" % name, "/%s_back?" % name)
    sql(TARGET, 'CREATE DATABASE "%s_back"' % name)
    try:
        ended = move(world, changed(world, ""), other)
        check(ended.returncode == 0 and "booths sync from the beginning" in ended.stdout, "moved: %s" % (ended,))
        check(sql(other, "SELECT cause FROM lineage ORDER BY number") == ["first", "other-database"], "a new lineage")
    finally:
        sql(TARGET, 'DROP DATABASE "%s_back" WITH (FORCE)' % name)


def moved(world):
    """Moves, and compares all values by other means."""
    path, url = path_of(world.database), os.path.join(world.folder, "database-url")
    before = digest(path)
    columns, here = rows_of_sqlite(path)
    with open(url, "w", encoding="utf-8") as out:
        out.write(TARGET + "\n")
    ended = move(world, world.database, url)
    check(ended.returncode == 0, "moved: %s" % ended.stderr)
    for words in ("Moved %d tables, %d rows" % (len(here), sum(map(len, here.values()))), "Booths go on from where they are",
                  "--database-file", "are as they were written", "Totals: change position"):
        check(words in ended.stdout, "says %s: %s" % (words, ended.stdout))
    check(digest(path) == before, "the SQLite file is as it was")
    there = rows_of_postgres(columns)
    differ = {table for table in here if here[table] != there[table]}
    check(differ == WRITTEN, "the same values in all other tables: %s" % differ)
    check(set(here["audit"]) < set(there["audit"]) and len(there["audit"]) == len(here["audit"]) + 1, "one entry more")
    check(sql(TARGET, "SELECT action FROM audit ORDER BY id DESC LIMIT 1") == ["database-moved"], "which records the move")
    refused_again = move(world, world.database, url)
    check(refused_again.returncode == 3 and "it is not empty" in refused_again.stderr, "not twice")
    audit = subprocess.run([PROGRAMS["server"], "--database", TARGET, "--keys", world.keys, "--verify-audit"], check=False)
    check(audit.returncode == 0, "the trail is whole")


def goes_on(world, booth, number):
    """A visitor who applies now is let in by the booth, which knows the pass and hands up the entry."""
    before = booth.status()["position"]
    code = token_of(world, world.visitor(number)[1])
    wait_for("the pass", lambda: booth.up_to_date() and booth.status()["position"] > before)
    booth.kiosk("gun " + code, "expect-verdict green ok", "expect-state admitted")
    wait_for("the entry", booth.settled)
    shown = world.people["guard"].call("GET", "/api/entries?limit=200")[1]["items"]
    check(sorted(one["number"] for one in shown) == list(range(1, len(booth.journal()) + 1)), "every entry, once")
    return code


def main():
    if not TARGET:
        print("skipped: no PostgreSQL")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder, database="sqlite:" + os.path.join(folder, "server.db"))
        world.open_days()
        add_guard(world)
        booth = Booth(world, "booth-a", 0).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled")
            wait_for("the first sync", booth.up_to_date)
            used = goes_on(world, booth, 1)
            refused(move(world, world.database, TARGET), "stop the server first", "a server runs")
            world.stop()
            odd_values(world)
            refusals(world)
            killed(world, "entry", "NEW.number = 1")
            killed(world, "audit", "NEW.action = 'database-moved'")  # the last row, after all is compared
            differences(world)
            put_back(world)
            held = booth.status()["position"]
            moved(world)

            world.database = TARGET
            world.start_again()
            world.sign_in()
            wait_for("the booth", booth.up_to_date)
            check(booth.status()["position"] >= held, "the booth has its position")
            goes_on(world, booth, 2)
            booth.kiosk("gun " + used, "expect-verdict red already-used")
            check(sql(TARGET, "SELECT cause FROM lineage") == ["first"], "the lineage goes on")
            check(sql(TARGET, "SELECT other_history FROM device") == ["0"], "the booth did not begin anew")
            log = open(booth.path("syncd.log"), encoding="utf-8").read()
            check("replica-replaced" not in log and "other-history" not in log, "and has the replica of before")
            status, office = world.people["admin"].call("GET", "/api/audit?limit=50")
            check(status == 200 and "database-moved" in str(office), "the office sees the move")
            world.stop()
        finally:
            for one in (booth.daemon, world.process):
                if one and one.poll() is None:
                    one.kill()
    print("%d checks hold" % server_support.checks)


if __name__ == "__main__":
    main()
