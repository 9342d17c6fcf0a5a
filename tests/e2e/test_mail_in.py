#!/usr/bin/env python3
"""Filings by mail, read from Debian's dovecot: a list of 30 visitors becomes 30 passes with two requests of an officer,
and hostile mails are put aside.

usage: test_mail_in.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
Exit code 77 where dovecot or the SMTP server is not installed.
"""
import email.message
import io
import os
import re
import sys
import tempfile
import zipfile

import openpyxl

import dovecot_support
import mail_support
import server_support
from mail_support import Mailbox, free_port
from server_support import Client, check, serve, sql, start, tomorrow, wait_for

SERVER = sys.argv[1]
CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
SENDER, OWN, TRUSTED = "wang@dept.example.edu.cn", "gatehouse@example.edu.cn", "mx.example.edu.cn"
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
SUITE = tempfile.TemporaryDirectory()


def resident_id(number):
    """A number of form 110105 19900101 NNN and its check character (GB 11643)."""
    head = "11010519900101%03d" % number
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, weights)) % 11]


def people(count, first=0):
    names = "王李张刘陈杨赵黄周吴"
    return [["%s访%s" % (names[i % 10], "甲乙丙丁戊己庚辛壬癸"[i // 10 % 10]), "138%08d" % (10000000 + first + i),
             "居民身份证", resident_id(first + i)] for i in range(count)]


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "手机", "证件类型", "证件号码"])
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def mail(number, text="您好，名单见附件。", sheet=None, sender=SENDER, judged="dmarc=pass", **head):
    made = email.message.EmailMessage()
    if judged:
        made["Authentication-Results"] = "%s; spf=pass; %s header.from=example.edu.cn" % (TRUSTED, judged)
    made["From"], made["To"], made["Subject"] = "王老师 <%s>" % sender, OWN, "访客名单 %s" % number
    made["Message-ID"] = "<%s@dept.example.edu.cn>" % number
    for name, value in head.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if sheet:
        made.add_attachment(sheet, maintype=SHEET[0], subtype=SHEET[1], filename="访客名单.xlsx")
    return made.as_bytes()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", '<workbook xmlns:r="y"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>')
        parts.writestr("xl/_rels/workbook.xml.rels",
                       '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
        parts.writestr("xl/worksheets/sheet1.xml", "<worksheet><row><c><v>%s</v></c></row></worksheet>" % ("1" * 30000000))
    return file.getvalue()


def nested():
    inner = b"x\r\n"
    for i in range(9):
        inner = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) + inner + b"\r\n--b%d--\r\n" % i
    return b"From: <%s>\r\nMessage-ID: <nested@x>\r\n" % SENDER.encode() + inner


def officer_of(port, campus, name):
    """An officer of one campus alone."""
    admin, client = Client(port), Client(port)
    check(admin.sign_in("admin")[0] == 200, "admin signs in")
    wish = {"name": name, "display_name": name, "unit": 1, "active": True,
            "roles": [{"role": "security-officer", "unit": 0, "campus": campus}]}
    status, made = admin.call("POST", "/api/accounts", wish)
    check(status == 201 and client.sign_in(name, made["password"])[0] == 200, "%s: %s" % (name, made))
    check(client.call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud x"})[0] == 204,
          "chooses a password")
    return client


def completed(**more):
    begin = tomorrow()
    return dict({"unit": 1, "campus": 1, "gates": [0], "kind": "visit", "purpose": "学术讲座", "host_name": "陈教授",
                 "periods": [{"from": begin, "to": begin + 8 * 3600000}]}, **more)


def waiting(officer, state="open"):
    return officer.call("GET", "/api/mail-filings?state=" + state)[1]["items"]


def thirty(officer, elsewhere, dovecot, box):
    """30 visitors, two requests."""
    dovecot.put(mail("thirty", sheet=workbook(people(30))))
    found = wait_for("the mail is there", lambda: waiting(officer))[0]
    check((found["people"], found["faulty"], found["from"], found["from_name"], found["subject"]) ==
          (30, 0, SENDER, "王老师", "访客名单 thirty"), "what the list says: %s" % found)
    path = "/api/mail-filings/" + found["id"]
    status, one = officer.call("GET", path)
    check(status == 200 and len(one["rows"]) == 30 and one["file"] == "访客名单.xlsx" and "名单见附件" in one["text"],
          "for reading: %s" % one)
    check(not any(row["errors"] for row in one["rows"]) and one["rows"][0]["person"]["sex"], "rows without an error")
    check(waiting(elsewhere) == [] and elsewhere.call("GET", path)[0] == 404 and elsewhere.call("DELETE", path)[0] == 404 and
          elsewhere.call("POST", path + "/take", completed(campus=2, gates=[2]))[0] == 404, "nothing for another campus")
    status, told = officer.call("POST", path + "/take", completed(periods=[]))
    check(status == 422 and any(error["path"] == "periods" for error in told["errors"]), "what is missing is named: %s" % told)
    check(officer.call("POST", path + "/take", completed(campus=2, gates=[2]))[0] in (403, 404), "not for another campus")
    status, filed = officer.call("POST", path + "/take", completed())  # the first touch
    check(status == 201 and filed["state"] == "security-review" and filed["by_mail"], "filed: %s" % filed)
    status, done = officer.act(filed, "security-pass")  # the second one
    check(status == 200 and done["state"] == "approved" and len(done["passes"]) == 30, "30 passes: %s" % done)
    check({one["state"] for one in done["passes"]} == {"active"}, "good ones")
    check(waiting(officer) == [] and officer.call("GET", path)[0] == 404, "the mail is settled")
    check(officer.call("POST", path + "/take", completed())[0] == 404, "once")
    got = wait_for("the sender gets the number", box.messages)
    check(len(got) == 1 and got[0]["To"] == SENDER and done["number"] in got[0].get_content(), "who, and what: %s" % got)
    check(got[0]["In-Reply-To"] == "<thirty@dept.example.edu.cn>" and got[0]["Auto-Submitted"] == "auto-replied" and
          got[0]["Subject"] == "Re: 访客名单 thirty", "as an answer: %s" % got[0].items())
    return got[0]


def faulty(officer, dovecot, box):
    """Rows with errors are named, to the officer and to the sender."""
    rows = people(3, first=100)
    rows[1][3] = "110105199001011111"
    dovecot.put(mail("faulty", sheet=workbook(rows)))
    found = wait_for("the mail is there", lambda: waiting(officer))[0]
    check((found["people"], found["faulty"]) == (3, 1), "counted: %s" % found)
    path = "/api/mail-filings/" + found["id"]
    rows = officer.call("GET", path)[1]["rows"]
    check([row["line"] for row in rows if row["errors"]] == [3] and "document_number" in [error["column"] for error in rows[1]["errors"]] and
          all(error["message"] for error in rows[1]["errors"]), "which row and why: %s" % rows[1])
    got = wait_for("the sender is told", lambda: box.messages()[1:])
    check(got[0]["To"] == SENDER and re.search("第 3 行", got[0].get_content()), "what is missing: %s" % got[0].get_content())
    status, told = officer.call("POST", path + "/take", completed())
    check(status == 422 and "persons[1].document_number" in [error["path"] for error in told["errors"]], "not filed with the error: %s" % told)
    persons = [dict({key: value for key, value in row["person"].items() if value}, vehicle=None) for row in rows]
    persons[1]["document_number"] = resident_id(101)
    status, filed = officer.call("POST", path + "/take", completed(persons=persons))
    check(status == 201 and len(filed["persons"]) == 3, "corrected and filed: %s" % filed)
    status, told = officer.act(filed, "security-veto", remark="改日再来")
    check(status == 200 and told["state"] == "vetoed", "refused: %s" % told)
    got = wait_for("the sender hears it", lambda: box.messages()[2:])
    check("改日再来" in got[0].get_content(), "why: %s" % got[0].get_content())


def hostile(officer, dovecot, box, answer):
    before = len(box.messages())
    cases = {
        "loop": mail("auto", Auto_Submitted="auto-replied"), "forged": mail("forged", judged="dmarc=fail"),
        "unchecked": mail("unchecked", judged=None), "bomb": mail("bomb", sheet=bomb()), "nested": nested(),
        "too-large": mail("large", text="x" * 70 + "\n" * 2 + ("y" * 76 + "\n") * 145000),
        "twice": mail("thirty", sheet=workbook(people(30))),
        "no-sender": mail("nobody").replace(b"From: ", b"X-From: "),
    }
    dovecot.put(*cases.values())
    found = lambda: waiting(officer, "aside")
    wait_for("they are put aside", lambda: len(found()) == len(cases))
    check({one["reason"] for one in found()} == set(cases), "each with its reason: %s" % [one["reason"] for one in found()])
    dovecot.put(answer, mail("list", List_Id="<all.example.edu.cn>"))
    wait_for("our own mail and a mailing list too", lambda: len(found()) == len(cases) + 2)
    check([one["reason"] for one in found()].count("loop") == 3, "as loops")
    check(waiting(officer) == [] and len(box.messages()) == before, "nobody is answered")
    one = found()[0]
    check(officer.call("POST", "/api/mail-filings/%s/take" % one["id"], completed())[0] == 404, "none can be filed")
    check(officer.call("DELETE", "/api/mail-filings/" + one["id"])[0] == 204, "one is deleted")
    check(officer.call("DELETE", "/api/mail-filings/" + one["id"])[0] == 404 and len(found()) == len(cases) + 1, "once")
    return len(cases) + 2


def often(officer, dovecot):
    """More than 20 a day from one sender are put aside."""
    dovecot.put(*[mail("often-%d" % i, sender="busy@dept.example.edu.cn", sheet=workbook(people(1, 200 + i)))
                  for i in range(22)])
    wait_for("most are filings", lambda: len(waiting(officer)) == 20)
    wait_for("the others are not", lambda: [one["reason"] for one in waiting(officer, "aside")].count("often") == 2)
    return 22


def run(_port):
    place = server_support.place
    folder = os.path.join(SUITE.name, "dovecot")
    os.chmod(SUITE.name, 0o711)
    os.mkdir(folder)
    dovecot, box = dovecot_support.Dovecot(folder, free_port()), Mailbox(SUITE.name, free_port())
    password = os.path.join(place.folder, "imap-password")
    with open(password, "w", encoding="utf-8") as file:
        file.write(dovecot_support.PASSWORD + "\n")
    database = place.database if "postgres" in place.database else "sqlite:%s/mail-in.db" % place.folder
    options = ["--smtp-url", "smtp://127.0.0.1:%d" % box.port, "--smtp-from", OWN,
               "--imap-url", "imaps://localhost:%d" % dovecot.port, "--imap-user", dovecot_support.USER,
               "--imap-password-file", password, "--imap-trust", TRUSTED, "--imap-campus", "1", "--imap-every", "1"]
    process = None
    try:
        dovecot.start()
        box.start()
        process, port = start(SERVER, place.folder, database, CATALOGUE, *options)
        log = lambda: open(process.log, encoding="utf-8").read()
        wait_for("an unknown certificate is refused", lambda: "event=mailbox-not-read" in log())
        process.terminate()
        check(process.wait(20) == 0, "ends cleanly")
        options += ["--imap-ca-file", dovecot.certificate]
        process, port = start(SERVER, place.folder, database, CATALOGUE, *options)
        officer, elsewhere = officer_of(port, 1, "sun"), officer_of(port, 2, "zhou")
        answer = thirty(officer, elsewhere, dovecot, box)
        faulty(officer, dovecot, box)
        count = 2 + hostile(officer, dovecot, box, answer.as_bytes()) + often(officer, dovecot)
        wait_for("the inbox is empty", lambda: dovecot.count("INBOX") == 0)
        check(dovecot.count("Gatehouse") == count, "no mail is lost: %d of %d" % (dovecot.count("Gatehouse"), count))
        check(int(sql(database, "SELECT count(*) FROM mail_filing")[0]) == count, "none is stored twice")
        check("event=mailbox-not-read" not in log(), "without a fault: %s" % log())
    finally:
        if process:
            process.terminate()
            process.wait(20)
        box.stop()
        dovecot.stop()


mail_support.skip_without()
dovecot_support.skip_without()
serve(SERVER, sys.argv[2], run, CATALOGUE)
