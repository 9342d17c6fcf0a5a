"""The real nginx with a configuration of packaging/proxy."""
import os
import shutil
import socket

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/proxy")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def example(name, replacements):
    """Returns the example as it is, but for names, ports and certificates: pairs of old and new text."""
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        text = file.read()
    for old, new in replacements:
        text = text.replace(old, new)
    return text


def nginx(folder, name, replacements):
    """Writes the whole configuration into the folder. Returns the command that runs nginx with it."""
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w", encoding="utf-8") as out:
        if os.geteuid() == 0:
            out.write("user root;\n")  # another one may not open the test's folder
        out.write("pid {0}/nginx.pid;\nerror_log {0}/nginx.log;\nevents {{}}\nhttp {{\naccess_log off;\n".format(folder))
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            out.write("%s_temp_path %s/%s;\n" % (kind, folder, kind))
        out.write(example(name, replacements) + "}\n")
    return [shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"]), "-c", path, "-g", "daemon off;"]
