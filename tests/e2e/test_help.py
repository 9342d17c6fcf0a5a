#!/usr/bin/env python3
"""The help as a server shows it: every link leads somewhere, both languages have the same pages, the policy is kept, the poster
has the server's own address, and the commands of the handbook exist.

usage: test_help.py SERVER GATEHOUSE

Builds the help (packaging/build-help) if it is not there. In Chromium (web/help.mjs): axe on three pages, narrow and wide,
nothing in the console, the search in Chinese, and the guard's card on one sheet.
Exit code: 0 passed, 77 no Node or Chromium here.
"""
import html
import os
import re
import subprocess
import sys
from urllib.parse import unquote, urljoin, urlsplit

from server_support import check, connect, serve

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HELP = os.path.join(TOP, "build", "help")
SOURCE = os.path.join(TOP, "docs", "help")


def get(port, path):
    connection = connect(port)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def crawl(port):
    """Returns path -> (identifiers, links) of every page that can be reached from the first one."""
    pages, waiting, files = {}, ["/help/"], set()
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer, body = get(port, path)
        check(answer.status == 200, "%s is there (%d)" % (path, answer.status))
        if "text/html" not in answer.getheader("Content-Type", ""):
            continue
        text = body.decode()
        links = [urljoin(path, html.unescape(one)) for one in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', text)]
        pages[path] = (set(re.findall(r'\bid="([^"]+)"', text)), links)
        for one in links:
            target = urlsplit(one)
            if not target.netloc and target.path not in pages:
                waiting.append(target.path)
        files.update(re.findall(r'(?:src|href)="(/help/[^"#]+\.(?:js|css|webp|svg))"', text))
    for one in sorted(files):
        check(get(port, one)[0].status == 200, "%s is there" % one)
    return pages


def follow(pages):
    """Anchors exist, and no link leaves the server but for addresses that a page names on purpose."""
    for path, (_, links) in pages.items():
        for one in links:
            target = urlsplit(one)
            if target.netloc:
                check(target.scheme == "https", "%s: %s" % (path, one))
            elif target.fragment and target.path in pages:
                check(unquote(target.fragment) in pages[target.path][0], "%s: %s leads to a heading" % (path, one))


def twins(pages):
    for kind in (os.listdir(os.path.join(SOURCE, language)) for language in ("zh", "en")):
        check(len(kind) > 10, "pages of a language")
    check(sorted(os.listdir(SOURCE + "/zh")) == sorted(os.listdir(SOURCE + "/en")), "both languages have the same pages")
    for name in os.listdir(SOURCE + "/zh"):
        path = "/help/%s/" + name.replace(".md", ".html")
        check(path % "zh" in pages or name == "index.md", "%s can be reached" % (path % "zh"))
        own = []
        for language in ("zh", "en"):
            with open(os.path.join(SOURCE, language, name), encoding="utf-8") as file:
                own.append(re.findall(r"\{#([a-z-]+)\}$|\]\((screen|page):([a-z0-9-]+)\)", file.read(), re.M))
        check(own[0] == own[1], "%s: the same headings and pictures in both languages" % name)


def poster(port):
    answer, body = get(port, "/help/address.svg")
    check(answer.status == 200 and answer.getheader("Content-Type") == "image/svg+xml", "the poster's picture")
    again, same = get(port, "/help/address.svg")
    check(again.status == 200 and same == body, "the same picture a second time")
    check(b"/help/zh/visitor.html</text>" in body and body.count(b"<svg") == 2, "it has the address, as text and as a code")
    check(get(port, "/help/zh")[0].status == 200 and get(port, "/help/zh/")[0].status == 200, "a language's first page")
    check(get(port, "/help/nothing.html")[0].status == 404, "a page that is not there")
    check(get(port, "/help/..%2f..%2fetc/passwd")[0].status in (400, 404), "no way out of the folder")


def spoken(server, gatehouse):
    """What the programs say that they understand: program -> text of its help."""
    def said(*command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    verbs = said(gatehouse, "--help")
    texts = {"gatehouse-server": said(server, "--help"), "gatehouse-backup": said(TOP + "/packaging/backup", "--help")}
    for verb in re.findall(r"^  ([a-z]+(?: [a-z-]+)?)", verbs, re.M):
        texts["gatehouse " + verb] = verbs + said(gatehouse, *verb.split(), "--help")
    return texts


def commands(server, gatehouse):
    texts = spoken(server, gatehouse)
    seen = 0
    for language in ("zh", "en"):
        with open(os.path.join(SOURCE, language, "administrator.md"), encoding="utf-8") as file:
            text = file.read()
        lines = re.findall(r"`(gatehouse[^`\n]*)`", text) + re.findall(r"^\s*(gatehouse.*)$", text, re.M)
        for line in lines:
            words = line.split()
            program = words[0] if words[0] in texts else next(
                (" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in texts), None)
            if words[0] in ("gatehouse-server", "gatehouse-backup") and len(words) == 1:
                continue
            check(program is not None, "%s: \"%s\" is a command" % (language, line))
            for option in re.findall(r"(?<!\S)--[a-z-]+", line):
                check(re.search(r"%s\b" % option, texts[program]), "%s: %s has %s" % (language, program, option))
            seen += 1
    check(seen > 30, "the handbook has commands (%d)" % seen)


def browse(port):
    script = os.path.join(TOP, "tests/e2e/web/help.mjs")
    ended = subprocess.run([TOP + "/packaging/node.sh", "run", "node", script, "http://127.0.0.1:%d" % port], check=False)
    check(ended.returncode == 0, "the pages in Chromium")


def run(port):
    answer, _ = get(port, "/help/zh/guard.html")
    check("script-src" not in answer.getheader("Content-Security-Policy") and "unsafe" not in answer.getheader("Content-Security-Policy"),
          "the help has the policy of all pages")
    pages = crawl(port)
    check(len(pages) > 60, "many pages (%d)" % len(pages))
    follow(pages)
    twins(pages)
    poster(port)
    commands(*sys.argv[1:3])
    browse(port)


def main():
    built = subprocess.run([TOP + "/packaging/build-help"], check=False).returncode
    if built:
        sys.exit(built)
    serve(sys.argv[1], sys.argv[2], run, None, "--help-pages", HELP)


if __name__ == "__main__":
    main()
