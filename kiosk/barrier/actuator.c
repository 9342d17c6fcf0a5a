#include "barrier/actuator.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "os/clock.h"

#define PATIENCE_MS 10000 /* for a program */
#define EXIT_HELD_SHUT 3
#define EXIT_NO_SUCH_PROGRAM 127

bool actuator_wait(int ms, const atomic_bool *stopping)
{
    for (int waited = 0; waited < ms && !atomic_load(stopping); waited += ACTUATOR_STEP_MS)
        (void)poll(NULL, 0, ms - waited < ACTUATOR_STEP_MS ? ms - waited : ACTUATOR_STEP_MS);
    return !atomic_load(stopping);
}

/* ---- A program ---- */

static enum raised of_exit(int status)
{
    if (!WIFEXITED(status))
        return RAISED_FAILED;
    switch (WEXITSTATUS(status)) {
    case 0:
        return RAISED_WELL;
    case EXIT_HELD_SHUT:
        return RAISED_HELD_SHUT;
    case EXIT_NO_SUCH_PROGRAM:
        return RAISED_NOT_THERE;
    default:
        return RAISED_FAILED;
    }
}

static enum raised run_command(const char *program, const char *entry, const atomic_bool *stopping)
{
    const char *const arguments[] = {program, entry, NULL};
    pid_t child = -1;
    int status = 0;
    int failed = posix_spawn(&child, program, NULL, NULL, (char *const *)arguments, environ);
    if (failed)
        return failed == ENOENT || failed == EACCES ? RAISED_NOT_THERE : RAISED_FAILED;
    for (int waited = 0; waited < PATIENCE_MS && !atomic_load(stopping); waited += ACTUATOR_STEP_MS) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child)
            return of_exit(status);
        if (ended < 0 && errno != EINTR)
            return RAISED_FAILED;
        (void)poll(NULL, 0, ACTUATOR_STEP_MS);
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return RAISED_FAILED;
}

/* ---- A record ---- */

static enum raised write_down(const char *path, const char *entry)
{
    char line[128], when[32];
    const time_t now = (time_t)tick_to_seconds(os_wall());
    struct tm utc;
    if (!gmtime_r(&now, &utc) || strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return RAISED_FAILED;
    int len =
        snprintf(line, sizeof line, "%s raised for entry %s (recorded only: no barrier is connected)\n", when, entry);
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0)
        return RAISED_FAILED;
    bool good = write(file, line, (size_t)len) == len;
    return close(file) == 0 && good ? RAISED_RECORDED : RAISED_FAILED;
}

enum raised actuator_raise(const struct actuator *a, const struct uuid *entry, const atomic_bool *stopping)
{
    char text[UUID_TEXT_SIZE];
    uuid_format(entry, text);
    enum raised held = a->interlock.chip[0] ? gpio_look(&a->interlock) : RAISED_WELL;
    if (held != RAISED_WELL)
        return held;
    switch (a->kind) {
    case ACTUATOR_GPIO:
        return gpio_pulse(&a->output, a->pulse_ms, stopping);
    case ACTUATOR_COMMAND:
        return run_command(a->path, text, stopping);
    default:
        return write_down(a->path, text);
    }
}

void actuator_rest(const struct actuator *a)
{
    if (a->kind == ACTUATOR_GPIO)
        gpio_rest(&a->output);
}
