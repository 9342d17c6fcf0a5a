/* Checks of the backup and of the disks. */
#include <string.h>
#include <sys/statvfs.h>

#include "check/groups.h"
#include "check/mark.h"
#include "os/file.h"

#define BACKUP_LATE (2 * TICK_DAY)
#define BACKUP_MISSING (7 * TICK_DAY)
#define WARN_PERCENT 80
#define FAULT_PERCENT 95

void check_backup(const struct check_case *c, struct check_finding *out)
{
    static const char *const run = N_("Run gatehouse-backup make every night, and look at what it says.");
    const struct os_clock system = os_clock_system(false); /* as gatehouse-backup */
    const tick now = os_clock_read(&system).wall;
    char word[MARK_WORD_SIZE], day[CHECK_DAY_SIZE];
    tick at = 0;
    enum gh_status status = mark_read(c->target->keys, MARK_BACKUP, &at, word);
    check_day(at, day);
    check_value(out, "%s", day);
    if (status)
        check_say(out, CHECK_WARNING, N_("No backup by gatehouse-backup is known."), run);
    else if (now - at > BACKUP_MISSING)
        check_say(out, CHECK_FAULT, N_("The last backup is of {value}, more than a week ago."), run);
    else if (now - at > BACKUP_LATE)
        check_say(out, CHECK_WARNING, N_("The last backup is of {value}."), run);
    else
        check_say(out, CHECK_OK, N_("The last backup is of {value}."), NULL);
}

/* The disk that a file or folder lies on. Blocks for root alone count as used. */
static void say_disk(const char *path, struct check_finding *out)
{
    struct statvfs disk;
    if (statvfs(path, &disk) != 0 || disk.f_blocks == 0) {
        check_say(out, CHECK_WARNING, N_("The disk can't be read."), N_("Check the path, and its permissions."));
        return;
    }
    const double all = (double)disk.f_blocks, left = (double)disk.f_bavail;
    const int used = (int)(100.0 - 100.0 * left / all + 0.5);
    const bool no_files = disk.f_files > 0 && disk.f_favail == 0;
    check_value(out, "%d", used);
    check_other(out, "%.1f", left * (double)disk.f_frsize / (1024.0 * 1024.0 * 1024.0));
    const enum check_state state = used >= FAULT_PERCENT || no_files ? CHECK_FAULT
                                   : used >= WARN_PERCENT            ? CHECK_WARNING
                                                                     : CHECK_OK;
    check_say(out, state,
              no_files ? N_("The disk has no room for another file.") : N_("{value} % is used, {other} GB are free."),
              state == CHECK_OK ? NULL : N_("Delete old logs and copies there, or enlarge the disk."));
}

void check_disk_keys(const struct check_case *c, struct check_finding *out)
{
    say_disk(c->target->keys, out);
}

void check_disk_database(const struct check_case *c, struct check_finding *out)
{
    static const char kind[] = "sqlite:";
    const char *url = c->target->database;
    if (strncmp(url, kind, sizeof kind - 1) == 0)
        say_disk(url + sizeof kind - 1, out);
    else
        check_say(out, CHECK_SKIPPED, N_("Not checked: the disk of PostgreSQL is not seen from here."),
                  N_("Watch it on the machine of the database."));
}
