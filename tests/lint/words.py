"""Words of texts: phrases that docs/voice.md forbids, and in Chinese catalogues the words that docs/glossary.md forbids,
half-width marks and missing or stray blanks."""

import os
import re

# Phrase -> what to write instead. Only phrases that no plain sentence needs.
ENGLISH = (
    (r"(?:is|are|was|were|be|been|being) told of\b", "say who reports what"),
    (r"(?:kept|keeps?|keeping) aside\b", "quarantine"),
    (r"told apart\b", "distinguish"),
    (r"lets? go of\b", "release"),
    (r"[Ww]hom?ever\b", "anybody who, or name them"),
    (r"(?<!\b[Tt]o )(?<!\b[Bb]y )(?<!\b[Ff]or )(?<!\b[Ff]rom )(?<!\b[Oo]f )(?<!-)[Ww]hom\b", "name who does it"),
    (r"(?:what|that) is no (?!longer|more)", "state it in the positive, or \"not a\""),
    (r"[Ii]f it stays(?: so)?\b", "if the problem continues"),
    (r"(?:[Ii]ts|[Tt]heir) time is over\b|[Tt]he time of \w+ \w+ is over\b", "expired, or ended"),
    (r"[Nn]o such [\w ]+ of (?:its|their|our) own\b", "state it in the positive"),
    (r"(?<![\w.] )(?<!, )Of (?:a|an|the|its|their|each|two|what) [\w' ]+ (?:is|are|was|were|one|nothing|the)\b", "subject first"),
    (r"none of ours\b", "not ours"),
    (r"(?:has|have|had) \w+ way with\b", "say what changes what"),
    (r"used up: (?:they|it)\b", "spent"),
    (r"by halves\b", "half, or partly"),
    (r"that there is not\b", "unknown"),
    (r"(?:[Tt]his|[Tt]hat|[Ii]ts) time is (?:over|not over yet)\b|[Dd]eadline is over\b", "has passed, in the past, or has not ended"),
    (r"(?:is|are|was|were) done with(?=[\".,;|]|$)", "name the action: delete, finish"),
    (r"[Nn]o \w+ is called so\b", "unknown"),
    (r"[Nn]obody told this\b", "say what has not arrived"),
    (r"page renews itself\b", "updates itself"),
    (r"[Tt]he lights go out\b", "the power fails"),
    (r"[Ww]hat people there call it\b", "name it"),
    (r"(?:tells?|told) (?:each other )?of\b", "report, or share"),
)
# Without what may stand before: re finds a literal beginning much faster.
PATTERNS = [(re.compile(pattern, re.M), instead) for pattern, instead in ENGLISH]
# They quote what they forbid.
EXEMPT = ("docs/voice.md", "docs/glossary.md", "tests/lint/", "LICENSE")

HAN = "\u3400-\u9fff"
DATE = "[0-9]+[\u5e74\u6708\u65e5\u53f7]"
PLATE = "[\u4eac\u6d25\u6caa\u6e1d\u5180\u664b\u8499\u8fbd\u5409\u9ed1\u82cf\u6d59\u7696\u95fd\u8d63\u9c81\u8c6b\u9102\u6e58\u7ca4\u6842\u743c\u5ddd\u8d35\u4e91\u85cf\u9655\u7518\u9752\u5b81\u65b0][A-Z]"
STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`")
# What people read; all of it is held to the rules of form.
CATALOGUES = ("assets/locale/", "assets/sms/", "server/web/src/i18n/", "server/flow/staff_text.c", "server/flow/visitor_text.c",
              "server/flow/walk_up_words.c", "server/notify/mail.c", "server/notify/test_message.c", "core/cli/check.c")
# Where forbidden Chinese words are looked for beside that, and where people's own words must be understood.
PROGRAMS = ("assets/sounds/", "core/", "kiosk/", "sync/", "server/")
UNDERSTANDS = ("server/flow/import_words.c", "server/web/tests/")
MARKS = (
    (re.compile("[%s][,;:!?]|[,;:!?][%s]|[%s]\\.(?![\\w.])" % (HAN, HAN, HAN)), "a half-width mark beside Chinese"),
    (re.compile("[%s]\\(|\\)[%s]" % (HAN, HAN)), "a half-width bracket beside Chinese"),
    (re.compile("[%s]\\.\\.\\." % HAN), "three full stops after Chinese: write \u2026"),
    (re.compile("[%s] +[%s]" % (HAN, HAN)), "a blank between Chinese characters"),
    (re.compile("[%s][A-Za-z0-9]|[A-Za-z0-9][%s]" % (HAN, HAN)), "no blank between Chinese and a letter or digit"),
)


def forbidden_chinese(root):
    """(word, texts that may hold it, what to write) of the right column of the glossary's first table. A note in
    parentheses that begins with "but" names such texts; another note exempts the word."""
    path = os.path.join(root, "docs", "glossary.md")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        first = file.read().split("\n## ")[1]
    rows = re.findall(r"^\| ([^|]*) \| [^|]* \| ([^|]*) \|$", first, re.M)
    found = [(re.fullmatch("([%s]+)(?: \\(but (.*)\\))?" % HAN, word), use) for use, words in rows for word in words.split(", ")]
    return [(match.group(1), (match.group(2) or "").split(" / "), use) for match, use in found if match]


def strings_of(path, line):
    """The texts in a line of a catalogue or of code."""
    if path.endswith(".po"):
        return [line[line.index('"') + 1:line.rindex('"')]] if re.match(r'(?:msgstr(?:\[\d\])? )?"', line) else []
    if path.endswith((".ini", "make-voices")):
        return [line]
    return [match.group(0)[1:-1] for match in STRING.finditer(line)]


def check_chinese(path, line, forbidden):
    """Yields messages for a line of a file that people read in Chinese."""
    if not path.startswith(PROGRAMS + CATALOGUES) or path.startswith(UNDERSTANDS) or not re.search("[%s]" % HAN, line):
        return
    for text in strings_of(path, line):
        for word, fine, use in forbidden:
            rest = text
            for one in filter(None, fine):
                rest = rest.replace(one, "")
            if word in rest:
                yield 'says "%s": the glossary has "%s"' % (word, use)
        if not path.startswith(CATALOGUES):
            continue
        # What a placeholder becomes is not known: it stands for itself.
        bare = re.sub(PLATE + "[A-Z0-9]*|" + DATE, "\ufffc", re.sub(r"\{[^{}]*\}|%[-\w.]*", "\ufffc", text))
        for pattern, what in MARKS:
            if pattern.search(bare):
                yield what


# Marks that a page puts beside a text, whose language is not known there.
BESIDE_TEXT = re.compile(r"\}: ?[`<]|\}: \{\{|\(\{\{|\} \(\$\{")


def check_page(path, line):
    """Yields messages for half-width marks that a page of the server writes itself."""
    if path.startswith("server/web/src/") and path.endswith(".vue") and BESIDE_TEXT.search(line):
        yield "a half-width mark beside a text: put it into the catalogues (list.colon)"


def check_english(path, text):
    """Yields (line number, message) for phrases that nobody should have to read twice. They stand within one line each; the
    whole text is searched at once, since most files have none."""
    if path.startswith(EXEMPT):
        return
    for pattern, instead in PATTERNS:
        for match in pattern.finditer(text):
            if re.match(r"\w", text[max(match.start() - 1, 0):match.start()]):
                continue  # it ends a longer word
            yield text.count("\n", 0, match.start()) + 1, '"%s": %s (docs/voice.md)' % (match.group(0), instead)


def check_file(path, text, forbidden):
    """Yields (line number, message)."""
    for number, line in enumerate(text.split("\n"), 1):
        for message in check_chinese(path, line, forbidden):
            yield number, message
        for message in check_page(path, line):
            yield number, message
    yield from check_english(path, text)
