#!/usr/bin/env python3
"""What docs/growth.md says of each table, for a distribution by campus, against the catalogue of PostgreSQL.

usage: test_campus_keys.py GATEHOUSE_SERVER GATEHOUSE GROWTH_PAGE   (on the database of GATEHOUSE_TEST_POSTGRES)
"""
import os
import re
import sys

import server_support
from server_support import check, serve, sql

# Table, columns, columns of each unique key, tables that it refers to.
CATALOGUE = """
SELECT c.relname,
    (SELECT string_agg(a.attname, ',') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg((SELECT string_agg(a.attname, ',') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)), ';')
        FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique),
    (SELECT string_agg(DISTINCT f.confrelid::regclass::text, ',') FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f')
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
KINDS = ("ready", "needs the key", "needs a column", "reference", "local")
DISTRIBUTED = KINDS[:3]


def parts(text, mark):
    return [one for one in text.split(mark) if one]


def catalogue(database):
    tables = {}
    for line in sql(database, " ".join(CATALOGUE.split())):
        name, columns, keys, refers = line.split("|")
        tables[name] = {"columns": parts(columns, ","), "keys": [parts(key, ",") for key in parts(keys, ";")], "refers": parts(refers, ",")}
    return tables


def page(path):
    """The kind of each table. A row of the page begins with the kind and holds the names between backquotes."""
    kinds = {}
    for line in open(path, encoding="utf-8"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 3 or cells[1] not in KINDS:
            continue
        for name in re.findall(r"`(\w+)`", cells[2]):
            check(name not in kinds, "%s stands twice in the page" % name)
            kinds[name] = cells[1]
    return kinds


def faults_of(name, table, kinds):
    """What of a table contradicts its kind."""
    kind, with_campus = kinds[name], "campus" in table["columns"]
    keys_lack = [key for key in table["keys"] if "campus" not in key]
    if kind == "ready" and (keys_lack or not table["keys"]):
        yield "a unique key lacks the campus: %s" % keys_lack
    if kind == "needs the key" and not (with_campus and keys_lack):
        yield "it has no campus, or all of its keys have it"
    if kind == "needs a column" and with_campus:
        yield "it has a campus"
    for other in table["refers"]:
        if kind == "reference" and kinds[other] != "reference":
            yield "a reference table refers to %s, which is %s" % (other, kinds[other])
        if kind in DISTRIBUTED and kinds[other] == "local":
            yield "it refers to %s, which is on one node" % other
        if kind == "local" and kinds[other] in DISTRIBUTED:
            yield "a table on one node refers to %s, which is on all" % other


def run(_):
    tables, kinds = catalogue(server_support.place.database), page(sys.argv[3])
    check(set(tables) == set(kinds), "without a kind: %s; not in the database: %s" % (
        sorted(set(tables) - set(kinds)), sorted(set(kinds) - set(tables))))
    faults = ["%s (%s): %s" % (name, kinds[name], fault) for name, table in tables.items() for fault in faults_of(name, table, kinds)]
    check(not faults, "\n" + "\n".join(faults))
    for kind in KINDS:
        print("%s: %d tables" % (kind, sum(1 for one in kinds.values() if one == kind)))


if not os.environ.get("GATEHOUSE_TEST_POSTGRES"):
    print("needs PostgreSQL")
    sys.exit(77)
serve(sys.argv[1], sys.argv[2], run)
