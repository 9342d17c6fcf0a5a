"""What stands in the memory of a running process."""


def copies(process, word):
    """Returns how often a text, or bytes, stand in the memory of a process: heap, data and the stacks of all threads."""
    return len(places(process, word))


def places(process, word):
    """Returns where they stand: the part of the memory, and bytes around each."""
    found, word = [], word if isinstance(word, bytes) else word.encode()
    with open("/proc/%d/maps" % process.pid, encoding="ascii") as maps, open("/proc/%d/mem" % process.pid, "rb") as memory:
        for line in maps:
            span, rights, *_, name = line.split() + [""]
            begin, end = (int(one, 16) for one in span.split("-"))
            if "w" not in rights:
                continue
            try:
                memory.seek(begin)
                held = memory.read(end - begin)
            except (OSError, ValueError, OverflowError):
                continue
            at = held.find(word)
            while at >= 0:
                found.append((line.split()[-1] if len(line.split()) > 5 else "memory", held[max(0, at - 40):at + len(word) + 8]))
                at = held.find(word, at + 1)
    return found
