"""A booth of make_booth beside installed programs: its configuration, and its kiosk by a script."""
import os
import subprocess

from server_support import check

INI = """[booth]
device = booth-e2e
gate = 2
campus = 1
[clock]
battery = yes
[store]
replica = {state}/replica.db
journal = {state}/journal.db
state = {state}
[keys]
root_file = {state}/root.public
{keys}
{more}
[camera]
pipeline =
"""
SIGNS_IN = ("tap guards 0", "type 271828", "key enter")


def write_ini(path, state, keys, more=""):
    """Writes a booth's configuration. keys: a line of the section [keys]; more: whole sections."""
    with open(path, "w", encoding="utf-8") as out:
        out.write(INI.format(state=state, keys=keys, more=more))


def run_kiosk(prefix, ini, script, *steps, wrap=lambda *command: command, env=None):
    """Has a guard sign in at the installed kiosk, then do the steps. script: where to write them; wrap: changes the command."""
    with open(script, "w", encoding="utf-8") as out:
        out.write("\n".join(SIGNS_IN + steps) + "\n")
    done = subprocess.run(wrap(os.path.join(prefix, "bin/gatehouse-kiosk"), "--config", ini, "--headless", "--size", "800x480",
                               "--script", script, "--exit-at-end"), env=dict(os.environ, SDL_AUDIODRIVER="dummy", **(env or {})),
                          capture_output=True, text=True, check=False)
    check(done.returncode == 0, "the kiosk's script passes: %s" % done.stderr[-2000:])
