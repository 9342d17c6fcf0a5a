#!/usr/bin/env python3
"""The pages in WeCom's web view: its name, its screen, and without what it lacks. An applicant and an approver come in by WeCom
alone, apply, correct and decide, and the visitor opens the pass page. In Chinese and in English.

usage: test_wecom_web.py GATEHOUSE_SERVER GATEHOUSE CATALOGUE
Exit code 77 where Chromium or Node is missing. Pictures: build/artefacts/wecom.
"""
import json
import os
import subprocess
import sys
import urllib.parse

from server_support import Client, check, chromium, serve, visit
from wecom_support import AGENT, CORP, SECRET, WeCom

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
NODE = [os.path.join(ROOT, "packaging", "node.sh"), "run"]
MEMBERS = {"Zhang.S": "zhang", "Li.Dean": "li"}


def connect(admin, cloud):
    """WeCom as a way to sign in, and who of it is who here."""
    settings = {"corp_id": CORP, "agent_id": str(AGENT), "api_url": cloud.url, "app_url": cloud.url + "/connect/oauth2/authorize",
                "qr_url": cloud.url + "/wwlogin/sso/login"}
    status, made = admin.call("POST", "/api/admin/providers", {
        "kind": "wecom", "name": "wecom", "label": "企业微信", "label_en": "WeCom", "enabled": True, "secret": SECRET,
        "provision": True, "link_to": "staff-number", "link_attribute": "userid", "link_privileged": True, "settings": settings})
    check(status == 201, "a provider: %s" % made)
    for member, name in MEMBERS.items():
        one = [one for one in admin.call("GET", "/api/accounts?q=" + urllib.parse.quote(name))[1]["items"] if one["name"] == name][0]
        check(admin.call("PUT", "/api/accounts/%s" % one["id"], {"staff_number": member})[0] == 200, "the number of %s" % name)


def run(port):
    cloud = WeCom(MEMBERS)
    admin, zhang = Client(port), Client(port)
    check(admin.sign_in("admin")[0] == 200, "an administrator")
    connect(admin, cloud)  # which ends the sessions of the accounts
    check(zhang.sign_in("zhang")[0] == 200, "an applicant")
    drafts = [zhang.call("POST", "/api/applications", visit(purpose=purpose))[1]["id"] for purpose in ("学术讲座", "Guest lecture")]
    plan = {"base": "http://127.0.0.1:%d" % port, "wecom": cloud.url, "pictures": os.path.join(ROOT, "build", "artefacts", "wecom"),
            "drafts": dict(zip(("zh-CN", "en-GB"), drafts))}
    walk = subprocess.run(NODE + ["node", os.path.join(HERE, "web", "wecom.mjs"), json.dumps(plan)], check=False)
    check(walk.returncode == 0, "the walk in the browser")


os.environ["CHROMIUM"] = chromium()
if not os.environ["CHROMIUM"] or subprocess.run(NODE + ["true"], check=False).returncode != 0:
    print("skipped: no Chromium or no Node here (packaging/install-deps.sh test)")
    sys.exit(77)
os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
subprocess.run([os.path.join(ROOT, "packaging", "build-web")], check=True, stdout=subprocess.DEVNULL)
serve(sys.argv[1], sys.argv[2], run, sys.argv[3], "--web", os.path.join(ROOT, "server", "web", "dist"))
