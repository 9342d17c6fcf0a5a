#!/usr/bin/env python3
"""The description of the interface names exactly the routes that the server answers, with the roles that may use them.
Every other test of the server checks that answers are as described (described.py).

usage: test_openapi.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import json
import subprocess
import sys

import described
from server_support import Client, check, serve


def references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def run(port):
    status, document = Client(port).call("GET", "/api/openapi.json")
    check(status == 200 and document["openapi"].startswith("3.1"), "it is there without a session")
    printed = subprocess.run([sys.argv[1], "--routes"], check=True, capture_output=True, text=True).stdout
    answered = {(m, p): who for m, p, who in (line.split("\t") for line in printed.splitlines())}
    told = {(m.upper(), p): o["x-roles"] for p, item in document["paths"].items() for m, o in item.items()}
    check(not answered.keys() - told.keys(), "answered, not described: %s" % sorted(answered.keys() - told.keys()))
    check(not told.keys() - answered.keys(), "described, not answered: %s" % sorted(told.keys() - answered.keys()))
    check(told == answered, "who may: %s" % sorted(set(told.items()) ^ set(answered.items())))
    names = [o["operationId"] for item in document["paths"].values() for o in item.values()]
    check(len(names) == len(set(names)), "operations have names of their own")
    used = set(references(document))
    for reference in used:
        at = document
        for step in reference.lstrip("#/").split("/"):
            check(step in at, "%s leads somewhere" % reference)
            at = at[step]
    check(all("#/components/schemas/" + name in used for name in document["components"]["schemas"]), "no schema is idle")
    for item in document["paths"].values():
        for operation in item.values():
            public = operation.get("security") == []
            check(public == (operation["x-roles"] in ("public", "device")), "%s: with or without a session" % operation["operationId"])
    a_wrong_answer_is_noticed(document)


def a_wrong_answer_is_noticed(document):
    if described.jsonschema is None:
        print("python3-jsonschema is not installed: answers are not looked into")
        return
    told = described.Described(json.dumps(document))
    kind = "application/json; charset=utf-8"
    good = {"ok": True, "driver": "sqlite", "schema": 1, "issuing": True}
    check(told.fault("GET", "/healthz", 200, kind, good) is None, "a good answer passes")
    for wrong in (dict(good, ok="yes"), dict(good, more=1), {k: good[k] for k in ("ok", "driver")}, []):
        check(told.fault("GET", "/healthz", 200, kind, wrong), "a wrong answer does not: %s" % wrong)
    check(told.fault("GET", "/healthz", 201, kind, good), "nor another status")
    check(told.fault("GET", "/healthz", 200, "text/html", good), "nor another type")
    check(told.fault("GET", "/api/nothing", 200, kind, good), "nor what is not described")


serve(sys.argv[1], sys.argv[2], run)
