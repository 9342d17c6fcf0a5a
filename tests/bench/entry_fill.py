"""Fills a server's empty database with an entry log of a year: entries, passes, applications. Used by tests/bench/entries.

Indexes are dropped before and made again afterwards, which takes a fraction of the time of keeping them up to date.
The server should not run meanwhile.
"""
import os
import random
import sqlite3
import subprocess

UNITS, GUARDS, DEVICES = 200, 60, 12
REASONS = [24] * 88 + [8] * 4 + [23] * 3 + [9, 10, 22, 18] + [2]  # enum verdict_reason; 24: ok
YEAR_MS = 365 * 86400000
COLUMNS = {
    "gate": "bit campus name name_en vehicles",
    "unit": "id name name_en pinyin",
    "guard": "id name rights salt verifier ops mem_kib wrapping_sealed created_at position",
    "device": "id name campus gate public_key journal state created_at",
    "application": "id number applicant unit campus gates kind purpose host_name state version created_at "
                   "submitted_at decided_at first_at",
    "period": "id application ordinal from_at to_at",
    "person": "id application ordinal name_sealed name_masked sex mobile_sealed mobile_masked mobile_hash document_kind "
              "document_sealed document_masked document_hash name_index",
    "vehicle": "id application ordinal plate plate_hash",
    "pass": "id application kind person vehicle period state state_at row_version position from_at to_at gates uses home_gate "
            "token link_hash link_sealed minted_at short_number used_at campus walk_up",
    "entry": "device number id at arrived_at clock_trusted kind evidence direction gate campus pass colour reason reasons guard "
             "second_guard override_reason uses_up pass_expires live previous hash mark unit category",
}


def blob(kind, n):
    return bytes([kind]) + bytes(5) + b"\x70\x00\x80" + bytes(1) + n.to_bytes(6, "big")


class Sqlite:
    """How values are handed to SQLite."""
    blob, empty, null = staticmethod(blob), b"", None


class Copy:
    """How values stand in a line of PostgreSQL's COPY."""
    empty, null = "\\\\x", "\\N"

    @staticmethod
    def blob(kind, n):
        return "\\\\x%02x0000000000700080%014x" % (kind, n)


def gate_of(device):
    return device % 4


def entry_at(n, count, now):
    return now - YEAR_MS + n * YEAR_MS // count


def passes_of(count):
    """Those that the entries are of; there are more for the next two weeks."""
    return max(count // 5, 10)


def places(table, count, now, to):
    if table == "gate":
        yield 3, 2, "侧门", "Side gate", 0
    elif table == "unit":
        for n in range(UNITS):
            yield 1000 + n, "单位%d" % n, "Unit %d" % n, "danwei"
    elif table == "guard":
        for n in range(GUARDS):
            yield 1000 + n, "门卫%d" % n, 1, to.empty, to.empty, 1, 1, to.empty, now, 1
    else:
        for n in range(DEVICES):
            yield to.blob(4, n), "岗亭%d" % n, 1 + n % 2, gate_of(n), to.blob(5, n), "j", "active", now


def applications(table, count, now, to, names):
    passes, luck = passes_of(count), random.Random(table)
    for n in range(passes + passes * 14 // 365):
        at, car = now - YEAR_MS + n * YEAR_MS // passes, n % 10 == 0
        if table == "application":
            yield (to.blob(1, n), "98%09d" % n, 1, 1000 + n % UNITS, 1 + n % 2, 1, "multi" if n % 7 == 0 else "visit", "交流", "陈教授",
                   "used" if n < passes else "approved", 3, min(at, now), min(at, now) - 2 * 3600000,
                   min(at, now) - 3600000 + n % 1000 * 1000, at)
        elif table == "period":
            yield to.blob(2, n), to.blob(1, n), 0, at, at + 3600000
        elif table == "person":
            index = names[n % 2] if n % 400 in (1, 2) else "=%012x %06x %06x" % (luck.getrandbits(48), luck.getrandbits(24), luck.getrandbits(24))
            yield (to.blob(3, n), to.blob(1, n), 0, to.empty, "张*三", "M", to.empty, "138****0000", to.blob(3, n), "resident-id", to.empty,
                   "1101***%04d" % n, to.blob(6, n % (passes // 3 + 1)), index)
        elif table == "vehicle" and car:
            yield to.blob(7, n), to.blob(1, n), 0, "京A%05d" % (n // 10 % 100000), to.blob(7, n)
        elif table == "pass":
            yield (to.blob(8, n), to.blob(1, n), 2 if car else 1, to.null if car else to.blob(3, n), to.blob(7, n) if car else to.null,
                   to.blob(2, n), "active", at, 1, 1, at, at + 3600000, 1, 1, 0, "", to.blob(8, n), to.empty, at, "%09d" % n,
                   at if n < passes and n % 8 else to.null, 1 + n % 2, 0)


def entries(count, now, to):
    passes, luck = passes_of(count), random.Random("entry").random
    for n in range(count):
        owner, device, reason, kind = n * passes // count, int(luck() * DEVICES), REASONS[int(luck() * len(REASONS))], 1
        if reason != 24:
            kind = 5 if luck() < 0.1 else 2
        at = entry_at(n, count, now)
        yield (to.blob(4, device), n + 1, to.blob(9, n), at, at + 900, 1, kind, 0, n % 2, gate_of(device), 1 + device % 2, to.blob(8, owner),
               2 if reason == 24 else 1 if reason > 12 else 0, reason, 0, 1000 + int(luck() * GUARDS), 0, 1 + n % 6 if kind == 5 else 0, 1,
               at, 0, to.empty, to.empty, "conflict" if luck() < 0.0002 else "", 1000 + owner % UNITS, "multi" if owner % 7 == 0 else "visit")


def rows(table, count, now, to, names):
    """names: index texts of names that the bench searches for."""
    if table in ("gate", "unit", "guard", "device"):
        return places(table, count, now, to)
    return entries(count, now, to) if table == "entry" else applications(table, count, now, to, names)


# The indexes of the filled tables, but for those that are constraints.
INDEXES_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (%s)"
INDEXES_POSTGRES = ("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN (%s) AND NOT EXISTS "
                    "(SELECT 1 FROM pg_constraint WHERE conname = indexname)")
# Else the jobs delete what is older than half a year, while the bench asks for it.
KEEP_ALL = "INSERT INTO setting (name, value) VALUES ('retention.days', '3650')"
TABLES = ", ".join("'%s'" % table for table in COLUMNS)


def tallies():
    """The statements of the schema that count entries which are there."""
    schema = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "db", "schema", "server_71.sql")
    with open(schema, encoding="utf-8") as file:
        script = "".join(line for line in file if not line.startswith("--"))
    return [one.strip() for one in script.split(";") if one.strip().startswith("INSERT")]


def fill_sqlite(path, count, now, names):
    with sqlite3.connect(path, isolation_level=None) as db:
        db.executescript("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; BEGIN")
        indexes = db.execute(INDEXES_SQLITE % TABLES).fetchall()
        for name, _ in indexes:
            db.execute("DROP INDEX " + name)
        for table, columns in COLUMNS.items():
            db.executemany("INSERT INTO %s (%s) VALUES (%s)" % (table, columns.replace(" ", ", "), ", ".join("?" * len(columns.split()))),
                           rows(table, count, now, Sqlite, names))
        for statement in [definition for _, definition in indexes] + tallies() + [KEEP_ALL]:
            db.execute(statement)
        db.execute("ANALYZE")
        db.execute("COMMIT")
    db.close()


def copy(url, table, lines):
    columns = COLUMNS[table].replace(" ", ", ")
    psql = subprocess.Popen(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", "SET session_replication_role = replica", "-c",
                             "COPY %s (%s) FROM STDIN" % (table, columns)], stdin=subprocess.PIPE, text=True)
    line, some = "\t".join(["%s"] * len(COLUMNS[table].split())) + "\n", []
    for row in lines:
        some.append(line % row)
        if len(some) == 1000:
            psql.stdin.write("".join(some))
            some.clear()
    psql.stdin.write("".join(some))
    psql.stdin.close()
    if psql.wait() != 0:
        raise SystemExit("the table %s was not filled" % table)


def fill_postgres(url, count, now, names):
    def run(*statements):
        return subprocess.run(["psql", "-qtA", "-v", "ON_ERROR_STOP=1", url] + [part for one in statements for part in ("-c", one)],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
    indexes = [one.split("|", 1) for one in run(INDEXES_POSTGRES % TABLES).splitlines()]
    run(*("DROP INDEX " + name for name, _ in indexes))
    for table in COLUMNS:
        copy(url, table, rows(table, count, now, Copy, names))
    run("SET maintenance_work_mem = '512MB'", *(definition for _, definition in indexes), *tallies(), KEEP_ALL)
    run("VACUUM ANALYZE")


def fill(url, count, now, names):
    if url.startswith("sqlite:"):
        fill_sqlite(url[7:], count, now, names)
    else:
        fill_postgres(url, count, now, names)
