#!/usr/bin/env python3
"""The page of a visitor's link: what it shows before, in and after its time, its calendar file, links that lead nowhere;
and the one message to the host when the visitor has come in.

usage: test_pass_page.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)

Exit code 77 (skipped) without python3-cryptography and python3-nacl. The calendar is also read by python3-icalendar
where it is installed.
"""
import os
import re
import sys
import time
import uuid

try:
    import sync_protocol as sp
except ImportError as missing:
    print("skipped: %s (packaging/install-deps.sh test)" % missing)
    sys.exit(77)
try:
    import icalendar
except ImportError:
    icalendar = None

import server_support
from server_support import Client, check, serve, visit

HOST = "13500135000"
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44"
DAY = 24 * 3600 * 1000


def id_now():
    return str(uuid.UUID(bytes=int(time.time() * 1000).to_bytes(6, "big") + bytes([0x70 | os.urandom(1)[0] & 15]) +
                         os.urandom(1) + bytes([0x80 | os.urandom(1)[0] & 63]) + os.urandom(7)))


def approved(people, **more):
    zhang, li, guard = (people[name] for name in ("zhang", "li", "guard"))
    wanted = visit(host_name="张老师", host_mobile=HOST, **more)
    sent = zhang.act(zhang.call("POST", "/api/applications", wanted)[1], "submit")
    check(sent[0] == 200, "submitted: %s" % sent[1])
    done = guard.act(li.act(sent[1], "unit-pass")[1], "security-pass")
    check(done[0] == 200 and done[1]["state"] == "approved", "approved: %s" % done[1])
    passes = zhang.call("GET", "/api/applications/" + done[1]["id"])[1]["passes"]
    return done[1], {kind: [one for one in passes if one["kind"] == kind] for kind in ("vehicle", "rider", "pedestrian")}


def prepared(people):
    admin = people["admin"]
    today = int((time.time() + 8 * 3600) // 86400)
    days = [{"day": today + n, "working": True, "open": True, "deadline_minute": 2 * 1440 - 1, "note": ""} for n in range(-1, 8)]
    check(admin.call("PUT", "/api/admin/campuses/1/days", days)[0] == 200, "days are open")
    check(admin.call("PUT", "/api/settings", {"university.name": "某某大学 & <校>", "university.name_en": "Example University"})[0] == 200,
          "a university")
    way = "地铁10号线知春路站 B 口\n向东步行 300 米"
    status, gate = admin.call("PUT", "/api/admin/gates/0", {"directions": way, "directions_en": "Metro line 10"})
    check(status == 200 and gate["directions"] == way, "how to find the gate: %s" % gate)
    check(people["zhang"].call("GET", "/api/campuses")[1]["items"][0]["gates"][0]["directions"] == way, "for all to read")
    check(admin.call("PUT", "/api/admin/gates/0", {"directions": "x" * 600})[1]["errors"][0]["path"] == "directions", "not a book")
    account = people["zhang"].call("GET", "/api/session")[1]["account"]
    check((account["tell_arrival"], account["share_mobile"]) == (True, False), "chosen for the start: %s" % account)
    check(admin.call("PUT", "/api/accounts/%d" % account["id"], {"mobile": HOST})[0] == 200, "the host has a mobile")
    check(people["zhang"].sign_in("zhang")[0] == 200, "and signs in again")
    return (today * 86400 - 8 * 3600) * 1000


def preferences(client, **wanted):
    status, told = client.call("PUT", "/api/session/preferences", wanted)
    check(status == 200 and all(told["account"][name] == value for name, value in wanted.items()), "chosen: %s" % told)


def page(link, language="zh", more="", agent=None):
    headers = {"User-Agent": agent} if agent else {}
    return server_support.Client(PORT).call("GET", "%s?lang=%s%s" % (link, language, more), headers=headers)


def before_its_time(people, midnight):
    periods = [{"from": midnight + n * DAY + 8 * 3600000, "to": midnight + (n + 1) * DAY} for n in (2, 3, 5)]
    _, passes = approved(people, periods=periods)
    link = passes["rider"][0]["link"]
    check({one["link"] for one in passes["rider"]} == {link}, "one link")
    status, text = page(link)
    check(status == 200 and "尚未生效" in text and "<svg" in text and re.search(r"\d+月\d+日 08:00 起可用", text), "early: %s" % text)
    day = time.strftime("%-m月%-d日", time.gmtime(periods[0]["from"] / 1000 + 8 * 3600))
    for part in (day, "08:00–24:00", "某某大学 &amp; &lt;校&gt;", "张老师", "南门", "知春路站 B 口", "京A12345"):
        check(part in text, "%s in %s" % (part, text))
    check(re.search(r"短码 <strong>[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}</strong>", text), "the short number")
    for secret in ("李娜", HOST, "135 0013 5000", "138001", "110108"):
        check(secret not in text, "no %s" % secret)
    preferences(people["zhang"], share_mobile=True)
    check("tel:13500135000" in page(link)[1] and "135 0013 5000" in page(link)[1], "the number that the host shares")
    preferences(people["zhang"], share_mobile=False)
    check("135 0013 5000" not in page(link)[1], "and no longer")
    _, english = page(link, "en", "&period=3")
    for part in ("Example University", "Metro line 10", "South gate", "Valid from", "aria-current"):
        check(part in english, "%s in %s" % (part, english))
    codes = {page(link, more="&period=%d" % n)[1].split("短码 <strong>")[1][:11] for n in (1, 2, 3)}
    check(len(codes) == 3, "a pass for each period: %s" % codes)
    check(page(link, more="&period=9")[0] == 200 and page(link, more="&period=x")[0] == 200, "a period that is not there")
    texts = {server_support.Client(PORT).call("GET", "%s/code?period=%d" % (link, n))[1]["text"] for n in (1, 2, 3)}
    check(len(texts) == 3 and "" not in texts, "live codes too")
    shown, still = re.search(r'<div id="code"[^>]* class="live">(.*?)</div><img id="still"[^>]* src="([^"]+)">', page(link)[1], re.S).groups()
    check("<svg" in shown, "the page begins with a live code")
    pictures = {server_support.Client(PORT).call("GET", "%s/code.png?period=%d" % (link, n))[1] for n in (1, 2, 3)}
    check(len(pictures) == 3 and all(one.startswith(b"\x89PNG") for one in pictures), "and has a picture of each period to keep")
    check(still.startswith(link + "/code.png") and server_support.Client(PORT).call("GET", still)[1] in pictures, "it names one: %s" % still)
    inside = page(link, agent=WECHAT)[1]
    check("calendar.ics" in page(link)[1] and "calendar.ics" not in inside and "在浏览器中打开" in inside,
          "in WeChat and WeCom it offers no file, and says where to get one")
    check("动态" not in english and "renews itself" in english, "and says that it renews itself")
    return link, periods


def calendar(link, periods):
    status, text = server_support.Client(PORT).call("GET", link + "/calendar.ics?lang=zh")
    check(status == 200 and text.count("BEGIN:VEVENT") == 3, "a calendar: %s" % text)
    stamps = re.findall(r"DTSTART:(\d{8}T\d{6}Z)", text)
    check(stamps == [time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(one["from"] / 1000)) for one in periods], "begins: %s" % stamps)
    if not icalendar:
        return
    read = icalendar.Calendar.from_ical(text)
    events = read.walk("VEVENT")
    check(len(events) == 3 and len({str(one["UID"]) for one in events}) == 3, "three events")
    for event, one in zip(events, periods):
        check(event["DTSTART"].dt.timestamp() * 1000 == one["from"] and event["DTEND"].dt.timestamp() * 1000 == one["to"], "its period")
        check(str(event["SUMMARY"]) == "到访某某大学 & <校>" and "南门" in event["LOCATION"], "what and where: %s" % event)
        check(link in event["DESCRIPTION"] and "张老师" in event["DESCRIPTION"] and str(event["URL"]).endswith(link), "and the link")


def links_that_lead_nowhere(link):
    for path, status, heading in (("/p/" + "C" * 22, 404, "没有找到通行码"), (link[:20], 404, "链接不完整"), ("/p/", 404, "没有找到通行码"),
                                  ("/p", 404, "没有找到通行码"), (link + "AA", 404, "没有找到通行码"),
                                  (link + "/calendar.icsx", 404, None), ("/p/" + "C" * 22 + "/calendar.ics", 404, "没有找到通行码")):
        got, text = page(path)
        check(got == status and (not heading or "<h1>%s</h1>" % heading in text), "%s: %d %s" % (path, got, text))
    for tail in ("%EF%BC%8C", "%E3%80%82", ")", "/", "%20"):  # what messages put behind a link
        check(page(link + tail)[0] == 200, "opened with %s behind it" % tail)


def arrival(people, midnight, folder):
    done, passes = approved(people, periods=[{"from": midnight, "to": midnight + DAY}])
    booth = sp.Booth(PORT, folder, "north", os.urandom(32))
    made = people["admin"].call("POST", "/api/devices/codes", {"name": "岗亭", "campus": 1, "gate": 0})[1]
    check(booth.enrol(made["code"].lower())[0] == 201, "a booth")

    def enters(one, **more):
        now = int(time.time() * 1000)
        entry = dict(id=id_now(), at=now, kind="admit", colour="green", clock_trusted=True, uses_up=True,
                     pass_expires=midnight + DAY, **{"pass": one["id"]})
        entry.update(more)
        line = booth.entry(**entry)
        status, told = booth.push([line])
        check(status == 200 and not told["aside"], "taken: %s" % told)
        return line

    def told():
        return [m for m in people["guard"].call("GET", "/api/messages")[1]["items"] if m["purpose"] == "arrived"]
    rider, vehicle, walker = (passes[kind][0] for kind in ("rider", "vehicle", "pedestrian"))
    check("请在门岗出示此码" in page(rider["link"])[1], "valid today")
    enters(rider, kind="shown", uses_up=False)
    enters(rider, direction="out", uses_up=False)
    check(told() == [], "a shown code and leaving are no arrival")
    first = enters(rider)
    check(len(told()) == 1, "the host is told once: %s" % told())
    message = told()[0]
    check(message["channel"] == "sms" and message["recipient_masked"] == "135****5000" and message["application"] == done["number"],
          "by SMS: %s" % message)
    clock = time.strftime("%H:%M", time.gmtime(first["at"] / 1000 + 8 * 3600))
    check("您的访客李娜已于%s从南门入校" % clock in message["body"], "who, when and where: %s" % message)
    check(booth.push([first])[0] == 200 and len(told()) == 1, "not again for the same entry")
    enters(rider)
    enters(vehicle)
    check(len(told()) == 1, "nor for the next one, or the car: %s" % told())
    used = page(rider["link"])[1]
    kept = server_support.Client(PORT).call("GET", rider["link"] + "/code.png")[1]
    check("通行码已使用" in str(kept), "there is no picture any more: %s" % str(kept)[:200])
    check("通行码已使用" in used and "<svg" not in used, "used up: %s" % used)
    check(server_support.Client(PORT).call("GET", rider["link"] + "/code")[1]["state"] == "used", "the script hears of it")
    preferences(people["zhang"], tell_arrival=False)
    enters(walker)
    check(len(told()) == 1, "a host who does not want it is not told")
    preferences(people["zhang"], tell_arrival=True)
    _, later = approved(people, periods=[{"from": midnight, "to": midnight + DAY}], vehicles=[], persons=[
        dict(visit()["persons"][1], name="王小明", vehicle=None, document_number="440308199901100034")])
    check(people["admin"].call("PUT", "/api/accounts/1", {"email": "zhang@example.edu.cn"})[0] == 200, "an address")
    enters(later["pedestrian"][0])
    check([m["channel"] for m in told()] == ["email", "sms"], "by mail where there is an address, and only so: %s" % told())


def run(port):
    global PORT
    PORT = port
    people = {name: Client(port) for name in ("zhang", "li", "guard", "admin")}
    for name, client in people.items():
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    midnight = prepared(people)
    link, periods = before_its_time(people, midnight)
    calendar(link, periods)
    links_that_lead_nowhere(link)
    arrival(people, midnight, server_support.place.folder)


PORT = 0
serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
