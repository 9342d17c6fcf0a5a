"""Clean Debian roots in which commands run, and packages that are built in one: what rehearsals share (packaging/rehearse)."""
import contextlib
import glob
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATIENCE_S = 120
SUITES = {"bookworm": 12, "trixie": 13}
# What apt and dpkg keep about packages, and what each run of theirs changes.
NOT_OURS = re.compile(r"/(var/(lib/(dpkg|apt|systemd)|cache|log|tmp)|tmp|run|proc|dev|sys|etc/(ld\.so\.cache|mailcap)|usr/share/mime)\b")


def say(text):
    print("== %s" % text, flush=True)


def check(good, what):
    if not good:
        sys.exit("rehearse: NOT: %s" % what)
    print("   %s" % what, flush=True)


def wait_for(what, ready):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.2)
    sys.exit("rehearse: waited %d s for %s" % (PATIENCE_S, what))


def run(*command, **more):
    return subprocess.run(command, check=True, text=True, **more)


def copy_new(source, place):
    """Copies each package file that the place lacks."""
    for deb in glob.glob(source + "/*.deb"):
        if not os.path.exists(os.path.join(place, os.path.basename(deb))):
            shutil.copy(deb, place)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


class Root:
    """A Debian root, in which commands run and out of which everything goes away at the end."""

    def __init__(self, folder, suite, purpose=""):
        self.path = os.path.join(folder, "root")
        os.makedirs(self.path)
        if not self.kept(suite + purpose) and not self.kept(suite):
            self.bootstrap(suite)
        shutil.copytree("/etc/apt/apt.conf.d", self.path + "/etc/apt/apt.conf.d", dirs_exist_ok=True)
        # Nobody is there to answer, and no service starts by itself.
        with open(self.path + "/usr/sbin/policy-rc.d", "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\nexit 101\n")
        os.chmod(self.path + "/usr/sbin/policy-rc.d", 0o755)
        run("mount", "-t", "proc", "proc", self.path + "/proc")
        run("mount", "-t", "tmpfs", "tmpfs", self.path + "/run")
        self.mounts = ["/run", "/proc"]
        self.children = []
        self.fetched = self.lent_debs(suite)
        self.apt("update")

    def kept(self, name):
        """Unpacks a root that is kept in the folder BASES, where there is one."""
        tar = os.path.join(os.environ.get("BASES", ""), name + ".tar")
        if "BASES" not in os.environ or not os.path.exists(tar):
            return False
        run("tar", "-x", "-p", "-C", self.path, "-f", tar)
        return True

    def keep(self, name):
        """Keeps the root as it is now for later ones, where BASES is set and has none of that name."""
        tar = os.path.join(os.environ.get("BASES", ""), name + ".tar")
        if "BASES" in os.environ and not os.path.exists(tar):
            run("tar", "-c", "--one-file-system", "--exclude=./gatehouse", "--exclude=./var/cache/apt/archives/*.deb", "-C", self.path,
                "-f", tar + ".new", ".")
            os.rename(tar + ".new", tar)

    def lent_debs(self, suite):
        """Gives the root what apt fetched for earlier ones. Returns the folder of these, or None without BASES."""
        if "BASES" not in os.environ:
            return None
        folder = os.path.join(os.environ["BASES"], suite + "-debs")
        os.makedirs(folder, exist_ok=True)
        copy_new(folder, self.path + "/var/cache/apt/archives")
        return folder

    def bootstrap(self, suite):
        mirror = os.environ.get("MIRROR") or [line for line in run(
            "apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages",
            stdout=subprocess.PIPE).stdout.split() if "security" not in line][0]
        run("mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates", "--dpkgopt=force-unsafe-io", suite, self.path, mirror)

    def lend_ccache(self):
        """The root may use ccache's folder, where CCACHE_DIR names one. Returns what its commands then need."""
        if not os.environ.get("CCACHE_DIR"):
            return ""
        os.makedirs(self.path + "/ccache")
        run("mount", "--bind", os.environ["CCACHE_DIR"], self.path + "/ccache")
        self.mounts.insert(0, "/ccache")
        return "export CCACHE_DIR=/ccache CCACHE_BASEDIR=/gatehouse CCACHE_NOHASHDIR=1; "

    def lend_compilers(self, quick):
        """Compilers that never optimise, where that is asked for. Returns what commands then need."""
        if not quick:
            return ""
        for name in ("gcc", "g++"):
            path = "%s/usr/local/bin/quick-%s" % (self.path, name)
            with open(path, "w", encoding="utf-8") as out:
                out.write('#!/bin/sh\nexec %s "$@" -O0 -U_FORTIFY_SOURCE -Wno-error\n' % name)
            os.chmod(path, 0o755)
        return "export CC=/usr/local/bin/quick-gcc CXX=/usr/local/bin/quick-g++ CCACHE_COMPILERCHECK=content; "

    def close(self):
        for child in list(self.children):
            self.stop(child)
        self.end_the_rest()
        if self.fetched:
            copy_new(self.path + "/var/cache/apt/archives", self.fetched)
        for part in self.mounts:
            subprocess.run(["umount", "--lazy", self.path + part], check=False)

    def end_the_rest(self):
        """Ends what still runs in the root: a build that was broken off."""
        for one in glob.glob("/proc/[0-9]*"):
            with contextlib.suppress(OSError):
                if os.path.samefile(one + "/root", self.path):
                    os.kill(int(os.path.basename(one)), signal.SIGKILL)

    def __call__(self, *command, **more):
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.STDOUT)
        done = subprocess.run(["chroot", self.path, *command], text=True, check=False,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive",
                                   "LC_ALL": "C.UTF-8", "HOME": "/root", "SDL_AUDIODRIVER": "dummy"}, **more)
        if done.returncode:
            sys.exit("rehearse: %s: exit code %d\n%s" % (shlex.join(command), done.returncode, done.stdout))
        return done.stdout

    def apt(self, *words):
        return self("apt-get", "-y", "-q", "--no-install-recommends", *words)

    def files(self):
        found = run("find", self.path, "-xdev", "-printf", "/%P\n", stdout=subprocess.PIPE).stdout.split("\n")
        return {one for one in found if one and not NOT_OURS.match(one)}

    def start(self, unit, *more):
        """Starts the unit's program as the unit says, by the user that it names."""
        with open("%s/usr/lib/systemd/system/%s.service" % (self.path, unit), encoding="utf-8") as file:
            said = dict(re.findall(r"^(ExecStart|User|Group|EnvironmentFile|WorkingDirectory)=(.*)$", file.read(), re.M))
        options = ""
        if "EnvironmentFile" in said:
            with open(self.path + said["EnvironmentFile"], encoding="utf-8") as file:
                options = re.search(r'^GATEHOUSE_OPTIONS="(.*)"$', file.read(), re.M).group(1)
        words = shlex.split(said["ExecStart"].replace("$GATEHOUSE_OPTIONS", options)) + list(more)
        log = "%s/tmp/%s.log" % (self.path, unit)
        with open(log, "a", encoding="utf-8") as out:
            child = subprocess.Popen(["chroot", "--userspec=%s:%s" % (said["User"], said["Group"]), self.path, "sh", "-c",
                                      'cd "$0" && exec "$@"', said.get("WorkingDirectory", "/"), *words],
                                     stdout=out, stderr=out)
        self.children.append(child)
        return child, log

    def stop(self, child):
        child.send_signal(signal.SIGTERM)
        child.wait(PATIENCE_S)
        if child in self.children:
            self.children.remove(child)


def suite_of_this_machine():
    return re.search(r"^VERSION_CODENAME=(\w+)", read("/etc/os-release"), re.M).group(1)


def debs_of(suite, commit):
    short = run("git", "-C", TOP, "rev-parse", "--short=8", commit, stdout=subprocess.PIPE).stdout.strip()
    return os.path.join(TOP, "build/debs-%s-%s" % (suite, short))


def pages_and_help():
    """Builds in this tree what is the same for every release; npm's authorities need not be known in a root."""
    if os.environ.get("GATEHOUSE_PAGES") == "built":
        return
    run(os.path.join(TOP, "packaging/build-web"))
    if subprocess.run([os.path.join(TOP, "packaging/build-help")], check=False).returncode:
        print("   no help in these packages: packaging/build-help needs Node and Chromium", flush=True)


def build_in_clean_root(folder, suite, commit, out, quick):
    """Builds the packages of a commit in a root of that suite."""
    say("a clean root that builds: %s, %s" % (suite, commit))
    root = Root(os.path.join(folder, "build"), suite, "-build")
    try:
        os.mkdir(root.path + "/gatehouse")
        archive = subprocess.Popen(["git", "-C", TOP, "archive", commit], stdout=subprocess.PIPE)
        run("tar", "-x", "-C", root.path + "/gatehouse", stdin=archive.stdout)
        check(archive.wait() == 0, "the commit is unpacked")
        root.apt("install", "dpkg-dev", "file")
        pages_and_help()
        for part in ("server/web/dist", "build/help", "build/plates"):
            if os.path.isdir(os.path.join(TOP, part)):
                shutil.copytree(os.path.join(TOP, part), root.path + "/gatehouse/" + part)
        root("/gatehouse/packaging/install-deps.sh", "build")
        root.keep(suite + "-build")
        root("sh", "-c", root.lend_ccache() + root.lend_compilers(quick) + "cd /gatehouse && GATEHOUSE_PAGES=built packaging/build-packages")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(root.path + "/gatehouse/build/debs", out)
    finally:
        root.close()
    for deb in sorted(glob.glob(out + "/*.deb")):
        print("   %8d bytes  %s" % (os.path.getsize(deb), os.path.basename(deb)))


def packages(folder, suite, commit, debs, quick):
    """The folder of that commit's packages for the suite, which are built where there are none."""
    if not glob.glob("%s/*~deb%d_*.deb" % (debs, SUITES[suite])):
        build_in_clean_root(folder, suite, commit, debs, quick)
    return debs


def installed(root):
    return root("dpkg-query", "-W", "-f", "${Version}", "gatehouse-server")
