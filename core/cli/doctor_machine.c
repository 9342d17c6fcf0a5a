#include "cli/doctor_machine.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "os/installed.h"
#include "store/sql.h"

#define TEXT_MAX 512
#define MULTITOUCH_BIT 0x35 /* ABS_MT_POSITION_X of linux/input-event-codes.h */
#define WEAR_WARN 8         /* tenths of the life that the maker promises */
#define WEAR_OVER 11        /* JEDEC eMMC 5.1, DEVICE_LIFE_TIME_EST: beyond it */

static void say(const struct doctor_machine *m, enum finding finding, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(const struct doctor_machine *m, enum finding finding, const char *what, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    m->say(m->context, finding, what, n > 0 ? text : "");
}

/* Reads the first line of SYS/FOLDER/NAME/FILE. Returns false where there is none. */
static bool read_line(const struct doctor_machine *m, const char *folder, const char *name, const char *file,
                      char out[static TEXT_MAX])
{
    char path[OS_PATH_SIZE];
    size_t len = 0;
    const int n = snprintf(path, sizeof path, "%s/%s/%s/%s", m->sys, folder, name, file);
    if (n < 0 || (size_t)n >= sizeof path || os_file_read(path, (uint8_t *)out, TEXT_MAX - 1, &len))
        return false;
    out[len] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return true;
}

/* Calls visit for each entry of SYS/FOLDER whose name begins so, and whose file could be read. */
static void each(const struct doctor_machine *m, const char *folder, const char *begin, const char *file,
                 void (*visit)(const char *name, char *line, void *context), void *context)
{
    char path[OS_PATH_SIZE], line[TEXT_MAX];
    const int n = snprintf(path, sizeof path, "%s/%s", m->sys, folder);
    DIR *dir = n > 0 && (size_t)n < sizeof path ? opendir(path) : NULL;
    for (const struct dirent *one; dir && (one = readdir(dir));)
        if (one->d_name[0] != '.' && strncmp(one->d_name, begin, strlen(begin)) == 0 &&
            read_line(m, folder, one->d_name, file, line))
            visit(one->d_name, line, context);
    if (dir)
        (void)closedir(dir);
}

/* The kernel writes the bits as words of a long, the lowest last. */
static void see_touch(const char *name, char *line, void *context)
{
    const char *last = strrchr(line, ' ');
    (void)name;
    if (strtoull(last ? last + 1 : line, NULL, 16) >> MULTITOUCH_BIT & 1)
        *(bool *)context = true;
}

static void look_at_touch(const struct doctor_machine *m)
{
    bool found = false;
    each(m, "class/input", "event", "device/capabilities/abs", see_touch, &found);
    say(m, found ? FINE : WARNING, "touch", "%s",
        found ? "a touchscreen is there"
              : "no touchscreen was found: check its USB cable, or work with mouse and keys");
}

struct network {
    bool up;
};

static void see_network(const char *name, char *line, void *context)
{
    if (strcmp(name, "lo") != 0 && strcmp(line, "up") == 0)
        ((struct network *)context)->up = true;
}

static void look_at_network(const struct doctor_machine *m)
{
    struct network network = {false};
    each(m, "class/net", "", "operstate", see_network, &network);
    say(m, network.up ? FINE : WARNING, "network", "%s",
        network.up ? "connected" : "no network is connected: check the cable and the switch");
}

static void see_wear(const char *name, char *line, void *context)
{
    long *most = context;
    char *rest = line;
    (void)name;
    for (int i = 0; i < 2 && *rest; i++) {
        const long tenths = strtol(rest, &rest, 16);
        *most = tenths > *most ? tenths : *most;
    }
}

static void look_at_wear(const struct doctor_machine *m)
{
    long tenths = 0;
    each(m, "block", "mmcblk", "device/life_time", see_wear, &tenths);
    if (tenths >= WEAR_OVER)
        say(m, WRONG, "disk wear",
            "beyond the life that its maker promises: replace the storage, and enrol the booth again");
    else if (tenths > 0)
        say(m, tenths > WEAR_WARN ? WARNING : FINE, "disk wear", "%ld %% of its life used%s", 10 * tenths,
            tenths > WEAR_WARN ? ": have another one ready" : "");
}

static void look_at_printer(const struct doctor_machine *m)
{
    const char *target = m->config->printer;
    if (!*target)
        return;
    if (strncmp(target, "cups:", 5) == 0)
        say(m, FINE, "printer", "queue %s: lpstat -p shows its state", target + 5);
    else if (access(target, W_OK) != 0)
        say(m, WRONG, "printer", "%s is missing or can't be written: switch it on, check the cable and group lp",
            target);
    else
        say(m, FINE, "printer", "%s", target);
}

static void look_at_barrier(const struct doctor_machine *m)
{
    const char *target = m->config->barrier;
    char path[CONFIG_PATH_MAX + 8];
    if (!*target)
        return;
    if (strncmp(target, "command:", 8) == 0) {
        if (access(target + 8, X_OK) != 0)
            say(m, WRONG, "barrier", "%s can't be run: check the path and its permissions", target + 8);
        else
            say(m, FINE, "barrier", "%s", target + 8);
    } else if (strncmp(target, "gpio:", 5) == 0) {
        (void)snprintf(path, sizeof path, "/dev/%.*s", (int)strcspn(target + 5, ":"), target + 5);
        if (access(path, R_OK | W_OK) != 0)
            say(m, WRONG, "barrier", "%s is missing or can't be used: check whether the user is in group gpio", path);
        else
            say(m, FINE, "barrier", "%s", path);
    } else {
        say(m, FINE, "barrier", "%s", target);
    }
}

static void look_at_models(const struct doctor_machine *m)
{
    static const char *const files[] = {"recognition.onnx", "detection.onnx", "dictionary.txt"};
    char folder[CONFIG_PATH_MAX], path[OS_PATH_SIZE];
    if (!*m->config->lane_pipeline)
        return;
    (void)snprintf(folder, sizeof folder, "%s", m->config->lane_models);
    if (!*folder && !os_find_installed("plates", folder, sizeof folder)) {
        say(m, WRONG, "plate reader", "its models are not installed: apt-get install gatehouse-models");
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (os_path_join(folder, files[i], path) || access(path, R_OK) != 0) {
            say(m, WRONG, "plate reader", "%s/%s can't be read: install gatehouse-models again", folder, files[i]);
            return;
        }
    }
    say(m, FINE, "plate reader", "%s", folder);
}

static void look_at_folders(const struct doctor_machine *m)
{
    const char *const folders[] = {m->config->state, m->config->sync_state};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct stat found;
        if (stat(folders[i], &found) == 0 && (found.st_mode & 02)) {
            say(m, WRONG, "permissions", "Any user may write %s. Run chmod o-w on it.", folders[i]);
            return;
        }
    }
    say(m, FINE, "permissions", "only the booth's users write its folders");
}

void doctor_look_at_machine(const struct doctor_machine *m)
{
    look_at_touch(m);
    look_at_network(m);
    look_at_wear(m);
    look_at_printer(m);
    look_at_barrier(m);
    look_at_models(m);
    look_at_folders(m);
    /* https://sqlite.org/wal.html, "The WAL-Reset Bug" */
    say(m, FINE, "sqlite", "%s%s", sql_version(),
        sql_has_reset_fault() ? "; it can lose commits of two writers (WAL-reset bug), and each store here has one"
                              : "");
}
