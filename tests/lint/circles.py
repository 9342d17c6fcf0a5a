"""Circles of files: inside a folder, files that call each other's functions round and round. Where two files must share,
the shared part is a third. A folder may have floors: calls go down. What counts is who calls whose functions, not who includes whose header."""

import os
import re

# The floors of a folder, the lowest first: a file calls only files of its own floor or of a lower one.
FLOORS = {
    "kiosk/desk": (
        "clock campus card expected session presence stores outbox entries facts claim",  # what it has
        "say visit shown log_rows walk_up_rows roll_list status",  # what it says
        "scan beside decisions near car log units walk_up emergency car_picture roll_call booth pin sign_in",  # what it does
        "commands thread",
    ),
}
TOPS = ("core/", "kiosk/", "sync/", "server/")
# A definition begins at the left margin, and so does its brace.
DEFINITION = re.compile(r"^(?!static\b|typedef\b|extern\b)[a-z_][\w\s\*]*?\b([a-z]\w*)\([^;{]*\)\s*\n\{", re.M)
# A name that can be a function's: not a tag, not a member.
WORD = re.compile(r"(?<!struct )(?<!enum )(?<!union )(?<![.\w])(?<!->)[a-z]\w*\b")


def calls_between(codes):
    """File -> files whose functions it names. codes: file name -> its code without comments and strings."""
    owner = {}
    for name, code in codes.items():
        for match in DEFINITION.finditer(code):
            owner[match.group(1)] = name
    return {
        name: {owner[word] for word in set(WORD.findall(code)) if owner.get(word, name) != name}
        for name, code in codes.items()
    }


def circles(arrows):
    """The groups of files of which each reaches each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in sorted(arrows[file]):
            if other not in index:
                visit(other)
            if other in stack:
                low[file] = min(low[file], low[other])
        if low[file] == index[file]:
            group = stack[stack.index(file) :]
            del stack[stack.index(file) :]
            if len(group) > 1:
                found.append(sorted(group))

    for file in sorted(arrows):
        if file not in index:
            visit(file)
    return found


def check_floors(floors, arrows):
    """Yields (file, message) for each file without a floor, and each call to a higher one."""
    floor_of = {name + ".c": number for number, names in enumerate(floors) for name in names.split()}
    for file in sorted(arrows) if floors else ():
        if file not in floor_of:
            yield file, "has no floor in tests/lint/circles.py"
            continue
        for other in sorted(arrows[file]):
            if floor_of.get(other, 0) > floor_of[file]:
                yield file, "calls %s, which is on a higher floor" % other


def check_folders(code_of):
    """Yields (path, message) for each circle. code_of: path -> code of every C source without comments and strings."""
    folders = {}
    for path, code in code_of.items():
        if path.startswith(TOPS) and path.endswith((".c", ".cpp")):
            folders.setdefault(os.path.dirname(path), {})[os.path.basename(path)] = code
    for folder, codes in sorted(folders.items()):
        arrows = calls_between(codes)
        for group in circles(arrows):
            yield "%s/%s" % (folder, group[0]), "calls round in a circle: %s" % ", ".join(group)
        for file, message in check_floors(FLOORS.get(folder, ()), arrows):
            yield "%s/%s" % (folder, file), message
