"""Circles of files: inside a folder, files that call each other's functions round and round. Where two files must share,
the shared part is a third. What counts is who calls whose functions, not who includes whose header."""

import os
import re

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


def check_folders(code_of):
    """Yields (path, message) for each circle. code_of: path -> code of every C source without comments and strings."""
    folders = {}
    for path, code in code_of.items():
        if path.startswith(TOPS) and path.endswith((".c", ".cpp")):
            folders.setdefault(os.path.dirname(path), {})[os.path.basename(path)] = code
    for folder, codes in sorted(folders.items()):
        for group in circles(calls_between(codes)):
            yield "%s/%s" % (folder, group[0]), "calls round in a circle: %s" % ", ".join(group)
