"""People who read and write while something happens to the servers, and what must hold of their answers afterwards."""
import http.client
import json
import random
import threading
import time

import server_support
from server_support import PATIENCE_S, Client, check, visit

DOWN = (OSError, http.client.HTTPException)
PAUSE_S = 0.05  # before a request that failed is sent again
STEPS = (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass"))
HISTORY = ["submit", "unit-pass", "security-pass"]


class Kept(Client):
    """A browser that keeps its connection, as all do."""

    def __init__(self, client, port=None):
        super().__init__(port or client.port)
        self.cookie, self.csrf, self.connection = client.cookie, client.csrf, None

    def ask(self, method, path, body=None, headers=None):
        """Returns status, answer and headers. Raises one of DOWN."""
        send = dict(headers or {}, Cookie=self.cookie)
        if body is not None:
            send["Content-Type"] = "application/json"
        if method != "GET":
            send["X-CSRF-Token"] = self.csrf
        self.connection = self.connection or server_support.connect(self.port)
        try:
            self.connection.request(method, path, json.dumps(body) if body is not None else None, send)
            answer = self.connection.getresponse()
            data = answer.read()
        except DOWN:
            self.connection.close()
            self.connection = None
            raise
        json_kind = (answer.getheader("Content-Type") or "").split(";")[0].endswith("json")
        return answer.status, json.loads(data) if json_kind and data else None, answer.headers


class Person(threading.Thread):
    """Does something over and over. Every request leaves a line: when, what, how it ended."""

    def __init__(self, load, ports):
        super().__init__(daemon=True)
        self.load, self.ports, self.turn = load, ports, 0
        self.lines, self.broken = [], None  # (began, ended, what, status; 0: no answer, message)

    def try_once(self, clients, method, path, body, headers):
        self.turn += 1
        client, began = clients[self.turn % len(clients)], time.monotonic()
        try:
            status, answer, more = client.ask(method, path, body, headers)
            code = answer.get("code") if isinstance(answer, dict) and status >= 400 else ""
        except DOWN as fault:
            status, answer, more, code = 0, None, {}, type(fault).__name__
        self.lines.append((began, time.monotonic(), "%s %s" % (method, path.split("?")[0]), status, code))
        return status, answer, more, code

    def run(self):
        try:
            while not self.load.over:
                self.once()
        except BaseException as fault:  # told by the main thread
            self.broken = fault


class Reader(Person):
    def __init__(self, load, ports, client):
        super().__init__(load, ports)
        self.clients = [Kept(client, port) for port in ports]

    def once(self):
        self.try_once(self.clients, "GET", "/api/applications?view=mine&limit=5", None, None)
        time.sleep(0.02)


class Writer(Person):
    """Applies and has unit and office approve. Repeats what failed with the same Idempotency-Key until it is answered."""

    def __init__(self, load, ports, people, number):
        super().__init__(load, ports)
        self.clients = {name: [Kept(people[name], port) for port in ports] for name in ("zhang", "li", "guard")}
        self.number, self.made, self.repeated, self.found_done = number, {}, 0, 0

    def write(self, name, path, body, find):
        """Returns the answer of a request that is done once, however often it has to be sent. find: what was done when
        no answer to it was kept."""
        key = {"Idempotency-Key": "%032x" % random.getrandbits(128)}
        end = time.monotonic() + PATIENCE_S
        while True:
            status, answer, more, code = self.try_once(self.clients[name], "POST", path, body, key)
            if status in (200, 201):
                self.found_done += "Idempotency-Replayed" in more
                return answer
            if code == "already-done":
                self.found_done += 1
                return find()
            check(status in (0, 500, 502, 503, 504) and time.monotonic() < end, "%s: %s %s" % (path, status, answer))
            self.repeated += 1
            time.sleep(PAUSE_S)

    def read(self, name, path):
        end = time.monotonic() + PATIENCE_S
        while True:
            status, answer, _, _ = self.try_once(self.clients[name], "GET", path, None, None)
            if status == 200:
                return answer
            check(time.monotonic() < end, "%s: %s" % (path, status))
            time.sleep(PAUSE_S)

    def find_application(self, purpose):
        while True:  # other writers push it off the first page
            for one in self.read("zhang", "/api/applications?view=mine&limit=100")["items"]:
                whole = self.read("zhang", "/api/applications/" + one["id"])
                if whole["purpose"] == purpose:
                    return whole

    def once(self):
        self.number += 1
        purpose = "讲座 %d" % self.number
        persons = [{"name": "王小明", "mobile": "139%08d" % self.number, "document_kind": "passport",
                    "document_number": "E%08d" % self.number, "sex": "M", "vehicle": None}]
        wish = visit(vehicles=[], persons=persons, purpose=purpose)
        made = self.write("zhang", "/api/applications", wish, lambda: self.find_application(purpose))
        self.made[made["id"]] = (purpose, "draft")
        for name, action in STEPS:
            path = "/api/applications/%s/actions" % made["id"]
            made = self.write(name, path, {"action": action, "version": made["version"], "remark": ""},
                              lambda: self.read(name, path[:-len("/actions")]))
            self.made[made["id"]] = (purpose, made["state"])


class Load:
    """Writers and readers at the ports; several ports take turns. people: signed-in clients by name."""
    writers_before = 0

    def __init__(self, ports, people, writers=3, readers=2):
        self.over = False
        self.readers = [Reader(self, ports, people["zhang"]) for _ in range(readers)]
        self.writers = []
        for _ in range(writers):
            Load.writers_before += 1
            self.writers.append(Writer(self, ports, people, Load.writers_before * 100000))

    def __enter__(self):
        for one in self.readers + self.writers:
            one.start()
        return self

    def __exit__(self, *_):
        self.over = True
        for one in self.readers + self.writers:
            one.join(PATIENCE_S)

    def written(self):
        """Returns how many applications were approved, and fails when somebody met what must not be."""
        for one in self.readers + self.writers:
            if one.broken:
                raise one.broken
        return sum(state == "approved" for one in self.writers for _, state in one.made.values())

    @staticmethod
    def failed(some):
        return sorted(line for one in some for line in one.lines if line[3] not in (200, 201) and line[4] != "already-done")

    def figures(self, name):
        """Prints what happened. Returns the failed writes and the failed reads."""
        self.written()
        writes, reads = self.failed(self.writers), self.failed(self.readers)
        made = sum(len(one.made) for one in self.writers)
        print("%s: %d writes, %d failed, %d of them were done; %d reads, %d failed; longest time without a good answer: "
              "%.2f s for a writer, %.2f s for a reader; %d applications" %
              (name, sum(len(one.lines) for one in self.writers), len(writes), sum(one.found_done for one in self.writers),
               sum(len(one.lines) for one in self.readers), len(reads), longest_gap(self.writers), longest_gap(self.readers), made))
        return writes, reads

    def check_stored(self, client):
        """Whatever was answered is there, once. Returns how many applications that are."""
        made = {}
        for one in self.writers:
            made.update(one.made)
        for id, (purpose, state) in made.items():
            status, whole = client.call("GET", "/api/applications/" + id)
            check(status == 200 and whole["purpose"] == purpose, "%s is there: %s" % (id, status))
            done = [line["action"] for line in whole["history"] if line["action"] != "create"]
            check(state == whole["state"] == "approved" and done == HISTORY, "%s, each step once: %s, %s" % (state, done, whole["state"]))
            check(len(whole["passes"]) == 1, "with its pass")
        return made


def longest_gap(some):
    """Returns the longest time from one good answer to the next of the same person."""
    gaps = [0.0]
    for one in some:
        good = [line[1] for line in one.lines if line[3] in (200, 201)]
        gaps += [after - before for before, after in zip(good, good[1:])]
    return max(gaps)
