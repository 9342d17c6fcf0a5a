#include "print/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/lp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "print/escpos.h"
#include "worker/worker.h"

#define TARGET_MAX 512
#define PATIENCE_MS 10000 /* to wait for a printer that takes no data */
#define STEP_MS 100
#define CUPS "cups:"

struct printer {
    struct worker worker; /* waiting is the job's slip */
    char target[TARGET_MAX];
    void (*wake)(void *ctx);
    void *ctx; /* borrowed */
    size_t len;
    uint8_t slip[ESCPOS_MAX];
};

/* ---- Writing ---- */

/* Asks for the paper's state. Only devices of the class driver usblp have this call. */
static bool is_out_of_paper(int file)
{
    int state = 0;
    return ioctl(file, LPGETSTATUS, &state) == 0 && (state & LP_POUTPA);
}

static enum printed write_all(const struct printer *p, int file, const atomic_bool *stopping)
{
    const uint8_t *data = p->slip;
    size_t len = p->len;
    int waited = 0;
    while (len > 0) {
        ssize_t n = write(file, data, len);
        if (n > 0) {
            data += n;
            len -= (size_t)n;
            waited = 0;
            continue;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return errno == ENOSPC && is_out_of_paper(file) ? PRINTED_NO_PAPER : PRINTED_FAILED;
        if (waited >= PATIENCE_MS || atomic_load(stopping))
            return is_out_of_paper(file) ? PRINTED_NO_PAPER : PRINTED_FAILED;
        struct pollfd ready = {.fd = file, .events = POLLOUT};
        (void)poll(&ready, 1, STEP_MS);
        waited += STEP_MS;
    }
    return PRINTED_WELL;
}

/* Opens the device without O_CREAT: an unplugged printer must not leave a file in /dev. */
static enum printed print_to_file(const struct printer *p, const atomic_bool *stopping)
{
    int file = open(p->target, O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT || errno == ENODEV || errno == ENXIO ? PRINTED_NOT_THERE : PRINTED_FAILED;
    enum printed result = is_out_of_paper(file) ? PRINTED_NO_PAPER : write_all(p, file, stopping);
    if (close(file) != 0 && result == PRINTED_WELL)
        result = PRINTED_FAILED;
    return result;
}

/* ---- CUPS ---- */

static enum printed wait_for(pid_t child, const atomic_bool *stopping)
{
    int status = 0;
    for (int waited = 0; waited < PATIENCE_MS && !atomic_load(stopping); waited += STEP_MS) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child)
            return !WIFEXITED(status)           ? PRINTED_FAILED
                   : WEXITSTATUS(status) == 0   ? PRINTED_WELL
                   : WEXITSTATUS(status) == 127 ? PRINTED_NOT_THERE
                                                : PRINTED_FAILED;
        if (ended < 0 && errno != EINTR)
            return PRINTED_FAILED;
        (void)poll(NULL, 0, STEP_MS);
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return PRINTED_FAILED;
}

static pid_t spawn_lp(const char *queue, int input)
{
    const char *const arguments[] = {"lp", "-s", "-d", queue, "-o", "raw", "-", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return -1;
    if (posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) != 0 ||
        posix_spawnp(&child, arguments[0], &actions, NULL, (char *const *)arguments, environ) != 0)
        child = -1;
    (void)posix_spawn_file_actions_destroy(&actions);
    return child;
}

static enum printed print_to_cups(const struct printer *p, const atomic_bool *stopping)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return PRINTED_FAILED;
    pid_t child = spawn_lp(p->target + sizeof CUPS - 1, ends[0]);
    (void)close(ends[0]);
    if (child < 0) {
        (void)close(ends[1]);
        return PRINTED_NOT_THERE;
    }
    enum printed written = write_all(p, ends[1], stopping);
    (void)close(ends[1]);
    enum printed result = wait_for(child, stopping);
    return result == PRINTED_WELL ? written : result;
}

/* ---- The thread ---- */

/* A queue that closes early must give a result, not SIGPIPE for the whole kiosk. */
static void begin(void *context)
{
    sigset_t pipes;
    (void)context;
    (void)sigemptyset(&pipes);
    (void)sigaddset(&pipes, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &pipes, NULL);
}

static int print_once(void *context, const atomic_bool *stopping)
{
    const struct printer *p = context;
    bool cups = strncmp(p->target, CUPS, sizeof CUPS - 1) == 0;
    return (int)(cups ? print_to_cups(p, stopping) : print_to_file(p, stopping));
}

static void done(void *context)
{
    const struct printer *p = context;
    p->wake(p->ctx);
}

/* ---- Its owner's side ---- */

enum gh_status printer_open(const char *target, void (*wake)(void *ctx), void *ctx, struct printer **out)
{
    static const struct worker_ops ops = {.begin = begin, .work = print_once, .done = done};
    if (strlen(target) >= TARGET_MAX)
        return GH_TOO_LONG;
    struct printer *p = calloc(1, sizeof *p);
    if (!p)
        return GH_NO_MEMORY;
    memcpy(p->target, target, strlen(target) + 1);
    p->wake = wake;
    p->ctx = ctx;
    enum gh_status status = worker_init(&p->worker, &ops, p);
    if (status)
        goto no_worker;
    status = worker_start(&p->worker);
    if (status)
        goto no_thread;
    *out = p;
    return GH_OK;
no_thread:
    worker_destroy(&p->worker);
no_worker:
    free(p);
    return status;
}

void printer_close(struct printer *p)
{
    if (!p)
        return;
    worker_interrupt(&p->worker);
    worker_join(&p->worker);
    worker_destroy(&p->worker);
    free(p);
}

enum gh_status printer_print(struct printer *p, const struct paper *paper)
{
    uint8_t slip[ESCPOS_MAX];
    size_t len = 0;
    enum gh_status status = escpos_encode(paper, slip, &len);
    if (status)
        return status;
    if (!worker_claim(&p->worker))
        return GH_BUSY;
    memcpy(p->slip, slip, len);
    p->len = len;
    worker_give(&p->worker);
    return GH_OK;
}

bool printer_take(struct printer *p, enum printed *out)
{
    int result;
    bool there = worker_take(&p->worker, &result);
    if (there)
        *out = (enum printed)result;
    return there;
}
