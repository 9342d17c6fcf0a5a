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
    words_of_the_query(port, document)


def words_of(document, schema):
    """The words that a parameter of the query may be; empty: any text, or a number."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("type") == "array":
        return words_of(document, schema["items"])
    if schema.get("type") == "boolean":
        return ["true", "false"]
    return [word for word in schema.get("enum", []) if isinstance(word, str) and word]


def required(parameters, but):
    """Returns the least value of each parameter that must be there, but for one, as the begin of a query."""
    named = [one for one in parameters if one["in"] == "query" and one.get("required") and one["name"] != but]
    return "".join("%s=%s&" % (one["name"], one["schema"].get("enum", [one["schema"].get("minimum", 1)])[0]) for one in named)


def words_of_the_query(port, document):
    """Every parameter with a closed list of words, of every route: another word is refused, and the answer names the
    parameter and the words. Each word of the list is taken; of a thing that does not exist, with 404."""
    admin, officer = Client(port), Client(port)
    check(admin.sign_in("admin")[0] == 200 and officer.sign_in("guard")[0] == 200, "an administrator and an officer sign in")
    english, seen = {"Accept-Language": "en"}, set()
    for path, item in document["paths"].items():
        for parameter in item.get("get", {}).get("parameters", []):
            words = words_of(document, parameter["schema"]) if parameter["in"] == "query" else []
            if not words or not path.startswith("/api/"):
                continue
            name = parameter["name"]
            caller = officer if item["get"]["x-roles"] == "security-officer" else admin
            base = path + ("?view=all&" if name == "sort" else "?") + required(item["get"]["parameters"], name)
            for wrong in ("nonsense", words[0].upper(), words[0] + "x"):
                status, problem = caller.call("GET", "%s%s=%s" % (base, name, wrong), headers=english)
                check(status == 400 and problem["errors"][0]["path"] == name, "%s?%s=%s: named: %s" % (path, name, wrong, problem))
                told = problem["errors"][0]["message"]
                listed = told.removeprefix("Allowed here: ").removesuffix(".").split(", ")
                check(sorted(listed) == sorted(words), "%s?%s: the words: %s" % (path, name, told))
            seen.add((path, name))
            if path.endswith("xlsx"):  # the text of the same list is looked at, and is quicker to read
                continue
            taken = [caller.call("GET", "%s%s=%s" % (base, name, word))[0] for word in words + [""]]
            check(set(taken) == {404 if "{" in path else 200}, "%s?%s: each word is taken: %s" % (path, name, list(zip(words + [""], taken))))
    check({("/api/applications", "view"), ("/api/applications", "state"), ("/api/messages", "state"),
           ("/api/emergencies", "state"), ("/api/entries", "colour"), ("/api/entries/csv", "lang"),
           ("/api/entries/xlsx", "mark"), ("/api/applications/xlsx", "state")} <= seen, "looked at: %s" % seen)
    problem = admin.call("GET", "/api/applications?state=draft,nonsense", headers=english)[1]
    check(problem["errors"][0]["path"] == "state", "a list with a wrong word: %s" % problem)
    for path, name in (("/api/applications", "cursor"), ("/api/entries", "cursor"), ("/api/entries", "device")):
        status, problem = admin.call("GET", "%s?%s=x" % (path, name), headers=english)
        check(status == 400 and problem["errors"][0]["path"] == name, "%s?%s: named: %s" % (path, name, problem))


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
