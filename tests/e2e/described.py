"""Compares answers with the description that the server gives of its interface (GET /api/openapi.json)."""
import json
import re

try:
    import jsonschema
except ImportError:
    jsonschema = None
EACH = 40  # answers checked for each operation and status


class Described:
    def __init__(self, text):
        self.document = json.loads(text)
        self.seen = {}
        self.patterns = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in self.document["paths"]]
        # A literal path before one with a parameter in the same place.
        self.patterns.sort(key=lambda pattern: pattern[1].count("{"))

    def operation(self, method, target):
        path = target.split("?")[0]
        for pattern, name in self.patterns:
            if pattern.match(path) and method.lower() in self.document["paths"][name]:
                return name, self.document["paths"][name][method.lower()]
        return None, None

    def fault(self, method, target, status, kind, body):
        """Returns what is wrong with an answer, or None."""
        name, operation = self.operation(method, target)
        if operation is None:
            return None if status in (404, 405) else "%s %s is answered, but not described" % (method, target)
        counted = (method, name, status)
        self.seen[counted] = self.seen.get(counted, 0) + 1
        if self.seen[counted] > EACH:
            return None
        answer = operation["responses"].get(str(status))
        if answer is None:
            if status < 400:
                return "%s %s: %d is not described" % (method, name, status)
            default = operation["responses"].get("default", {})
            answer = default if "content" in default else self.document["components"]["responses"]["Problem"]
        content = answer.get("content")
        if not content:
            return None if status != 204 or not body else "%s %s: 204 with a body" % (method, name)
        kind = (kind or "").split(";")[0]
        if kind not in content:
            return "%s %s: %d comes as %s" % (method, name, status, kind)
        schema = content[kind].get("schema")
        if not schema or not jsonschema or schema.get("format") == "binary":
            return None
        return self.mismatch(schema, body, "%s %s %d" % (method, name, status))

    def mismatch(self, schema, body, where):
        whole = dict(schema, components=self.document["components"])
        error = next(jsonschema.Draft202012Validator(whole).iter_errors(body), None)
        if error is None:
            return None
        return "%s at %s: %s" % (where, "/".join(str(step) for step in error.absolute_path), error.message[:300])
