"""Pages tell the truth about the tree: links lead to files and headings that exist, and so do paths and tests in backticks."""

import glob
import os
import re

LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^\s*```")
HEADING = re.compile(r"^#{1,6}\s+(.*)$")
PATH = re.compile(r"(?:core|kiosk|server|sync|tests|packaging|assets|docs)/[\w./*{},-]*$")
TEST = re.compile(r"(unit|fuzz|e2e|fault|sim|screens|interop|lint)\.([a-z]\w{2,})[\w.]*$")
DOCS = re.compile(r"\bdocs/[\w-]+\.md(?:#[\w-]+)?")
# Made by a build.
BUILT = ("server/web/dist", "server/web/node_modules")


def anchor_of(heading):
    """As GitHub makes it of a heading. Pages of the help name theirs: {#id}."""
    named = re.search(r"\{#([a-z0-9-]+)\}$", heading.strip())
    if named:
        return named.group(1)
    text = re.sub(r"[`*]", "", heading.strip()).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def prose(text):
    """(line number, line) outside fenced blocks."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def anchors_of(path):
    with open(path, encoding="utf-8") as file:
        return {anchor_of(m.group(1)) for _, line in prose(file.read()) for m in [HEADING.match(line)] if m}


def expand(path):
    """a/{b,c}.h as both."""
    match = re.search(r"\{([^{}]*)\}", path)
    if not match:
        return [path]
    return [p for word in match.group(1).split(",") for p in expand(path[:match.start()] + word + path[match.end():])]


def check_link(root, path, target):
    if re.match(r"[a-z]+:", target):
        return
    place, _, anchor = target.partition("#")
    there = os.path.normpath(os.path.join(root, os.path.dirname(path), place)) if place else os.path.join(root, path)
    if not os.path.exists(there):
        yield 'a link to "%s", which is not there' % target
    elif anchor and there.endswith(".md") and anchor not in anchors_of(there):
        yield 'a link to "%s": that page has no such heading' % target


def is_test(root, group, name):
    folder = os.path.join(root, "tests", group)
    if group == "unit":
        return bool(glob.glob(os.path.join(folder, "test_%s.c" % name)))
    if group == "fuzz":
        return os.path.exists(os.path.join(folder, "fuzz_%s.c" % name))
    if os.path.exists(os.path.join(folder, "test_%s.py" % name)):
        return True
    for cmake in glob.glob(os.path.join(folder, "*.cmake")) + [os.path.join(folder, "CMakeLists.txt")]:
        if os.path.exists(cmake):
            with open(cmake, encoding="utf-8") as file:
                if re.search(r"(?<![a-z])%s(?![a-z])" % re.escape(re.sub(r"_\d+$", "", name)), file.read()):
                    return True
    return False


def check_code(root, code):
    if PATH.match(code) and "NAME" not in code and not code.startswith(BUILT):
        for path in expand(code):
            if not glob.glob(os.path.join(root, path)):
                yield "names %s, which is not there" % path
    match = TEST.match(code)
    if match and not is_test(root, match.group(1), match.group(2)):
        yield "names the test %s, which is not there" % code


def check_comments(root, text):
    """Yields (line number, message) for code that cites a page of docs."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in DOCS.finditer(line):
            for message in check_link(root, "cited", match.group(0)):
                yield number, message


def check_page(root, path, text):
    """Yields (line number, message) for a page of Markdown."""
    for number, line in prose(text):
        for match in LINK.finditer(re.sub(CODE, "", line)):
            for message in check_link(root, path, match.group(1)):
                yield number, message
        for match in CODE.finditer(line):
            for message in check_code(root, match.group(1)):
                yield number, message
