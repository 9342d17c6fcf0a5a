#include "print/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/lp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "print/escpos.h"

#define TARGET_MAX 512
#define PATIENCE_MS 10000 /* for a printer that takes nothing */
#define STEP_MS 100
#define CUPS "cups:"

struct printer {
    char target[TARGET_MAX];
    void (*wake)(void *ctx);
    void *ctx; /* borrowed */
    pthread_t thread;
    atomic_bool stopping;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t asked;
    bool waiting, busy, done; /* a slip to print; one under way; a result to take */
    enum printed result;
    size_t len;
    uint8_t slip[ESCPOS_MAX];
};

/* ---- Writing ---- */

/* Devices of the class driver usblp tell their paper; others have no such call. */
static bool is_out_of_paper(int file)
{
    int state = 0;
    return ioctl(file, LPGETSTATUS, &state) == 0 && (state & LP_POUTPA);
}

static enum printed write_all(struct printer *p, int file, const uint8_t *data, size_t len)
{
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
        if (waited >= PATIENCE_MS || atomic_load(&p->stopping))
            return is_out_of_paper(file) ? PRINTED_NO_PAPER : PRINTED_FAILED;
        struct pollfd ready = {.fd = file, .events = POLLOUT};
        (void)poll(&ready, 1, STEP_MS);
        waited += STEP_MS;
    }
    return PRINTED_WELL;
}

/* Never made: a printer that is unplugged must not leave a file in /dev. */
static enum printed print_to_file(struct printer *p, const uint8_t *data, size_t len)
{
    int file = open(p->target, O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT || errno == ENODEV || errno == ENXIO ? PRINTED_NOT_THERE : PRINTED_FAILED;
    enum printed result = is_out_of_paper(file) ? PRINTED_NO_PAPER : write_all(p, file, data, len);
    if (close(file) != 0 && result == PRINTED_WELL)
        result = PRINTED_FAILED;
    return result;
}

/* ---- CUPS ---- */

static enum printed wait_for(struct printer *p, pid_t child)
{
    int status = 0;
    for (int waited = 0; waited < PATIENCE_MS && !atomic_load(&p->stopping); waited += STEP_MS) {
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

static enum printed print_to_cups(struct printer *p, const uint8_t *data, size_t len)
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
    enum printed written = write_all(p, ends[1], data, len);
    (void)close(ends[1]);
    enum printed result = wait_for(p, child);
    return result == PRINTED_WELL ? written : result;
}

/* ---- The thread ---- */

static bool next_slip(struct printer *p, uint8_t *slip, size_t *len)
{
    pthread_mutex_lock(&p->lock);
    while (!p->waiting && !atomic_load(&p->stopping))
        pthread_cond_wait(&p->asked, &p->lock);
    bool there = p->waiting && !atomic_load(&p->stopping);
    if (there) {
        *len = p->len;
        memcpy(slip, p->slip, p->len);
        p->waiting = false;
    }
    pthread_mutex_unlock(&p->lock);
    return there;
}

static void *run(void *argument)
{
    struct printer *p = argument;
    uint8_t slip[ESCPOS_MAX];
    size_t len = 0;
    sigset_t pipes;
    /* A queue's end that closes early is a result, no signal for the whole kiosk. */
    (void)sigemptyset(&pipes);
    (void)sigaddset(&pipes, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &pipes, NULL);
    while (next_slip(p, slip, &len)) {
        bool cups = strncmp(p->target, CUPS, sizeof CUPS - 1) == 0;
        enum printed result = cups ? print_to_cups(p, slip, len) : print_to_file(p, slip, len);
        pthread_mutex_lock(&p->lock);
        p->result = result;
        p->done = true;
        p->busy = false;
        pthread_mutex_unlock(&p->lock);
        p->wake(p->ctx);
    }
    return NULL;
}

/* ---- Its owner's side ---- */

enum gh_status printer_open(const char *target, void (*wake)(void *ctx), void *ctx, struct printer **out)
{
    if (strlen(target) >= TARGET_MAX)
        return GH_TOO_LONG;
    struct printer *p = calloc(1, sizeof *p);
    if (!p)
        return GH_NO_MEMORY;
    memcpy(p->target, target, strlen(target) + 1);
    p->wake = wake;
    p->ctx = ctx;
    if (pthread_mutex_init(&p->lock, NULL) != 0) {
        free(p);
        return GH_NO_MEMORY;
    }
    if (pthread_cond_init(&p->asked, NULL) != 0) {
        pthread_mutex_destroy(&p->lock);
        free(p);
        return GH_NO_MEMORY;
    }
    if (pthread_create(&p->thread, NULL, run, p) != 0) {
        pthread_cond_destroy(&p->asked);
        pthread_mutex_destroy(&p->lock);
        free(p);
        return GH_NO_MEMORY;
    }
    *out = p;
    return GH_OK;
}

void printer_close(struct printer *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->stopping, true);
    pthread_cond_signal(&p->asked);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    pthread_cond_destroy(&p->asked);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

enum gh_status printer_print(struct printer *p, const struct paper *paper)
{
    uint8_t slip[ESCPOS_MAX];
    size_t len = 0;
    enum gh_status status = escpos_encode(paper, slip, &len);
    if (status)
        return status;
    pthread_mutex_lock(&p->lock);
    if (p->busy) {
        status = GH_BUSY;
    } else {
        memcpy(p->slip, slip, len);
        p->len = len;
        p->waiting = p->busy = true;
        pthread_cond_signal(&p->asked);
    }
    pthread_mutex_unlock(&p->lock);
    return status;
}

bool printer_take(struct printer *p, enum printed *out)
{
    pthread_mutex_lock(&p->lock);
    bool done = p->done;
    *out = p->result;
    p->done = false;
    pthread_mutex_unlock(&p->lock);
    return done;
}
