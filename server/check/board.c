#include "check/board.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/clock.h"
#include "os/cond.h"

struct check_board {
    struct check_target target;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, asked, running;
    int64_t ended_ns; /* of the last run; 0: there was none */
    struct check_result last;
};

/* Waits until `until_ns`, or until somebody asks. Returns false at the end. */
static bool wait_for_turn(struct check_board *b, int64_t until_ns)
{
    bool in_time = true;
    pthread_mutex_lock(&b->lock);
    while (!b->stop && !b->asked && in_time)
        in_time = os_cond_wait_until(&b->wake, &b->lock, until_ns);
    const bool go_on = !b->stop;
    b->running = go_on;
    b->asked = false;
    pthread_mutex_unlock(&b->lock);
    return go_on;
}

static void *run(void *context)
{
    struct check_board *b = context;
    const struct os_clock system = os_clock_system(false);
    struct check_result *result = calloc(1, sizeof *result);
    int64_t next_ns = os_mono_ns() + CHECK_FRESH * OS_MILLISECOND_NS;
    while (result && wait_for_turn(b, next_ns)) {
        checks_run(&b->target, result->findings);
        result->at = os_clock_read(&system).wall;
        pthread_mutex_lock(&b->lock);
        b->last = *result;
        b->ended_ns = os_mono_ns();
        b->running = false;
        pthread_mutex_unlock(&b->lock);
        next_ns = os_mono_ns() + CHECK_EVERY * OS_MILLISECOND_NS;
    }
    free(result);
    return NULL;
}

enum gh_status check_board_open(const struct check_target *target, struct check_board **out)
{
    struct check_board *b = calloc(1, sizeof *b);
    if (!b)
        return GH_NO_MEMORY;
    b->target = *target;
    if (pthread_mutex_init(&b->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&b->wake))
        goto no_wake;
    if (pthread_create(&b->thread, NULL, run, b) != 0)
        goto no_thread;
    *out = b;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&b->wake);
no_wake:
    (void)pthread_mutex_destroy(&b->lock);
no_lock:
    free(b);
    return GH_NO_MEMORY;
}

void check_board_close(struct check_board *board)
{
    if (!board)
        return;
    pthread_mutex_lock(&board->lock);
    board->stop = true;
    pthread_cond_signal(&board->wake);
    pthread_mutex_unlock(&board->lock);
    (void)pthread_join(board->thread, NULL);
    (void)pthread_cond_destroy(&board->wake);
    (void)pthread_mutex_destroy(&board->lock);
    free(board);
}

bool check_board_ask(struct check_board *board)
{
    pthread_mutex_lock(&board->lock);
    const bool fresh = board->ended_ns && os_mono_ns() - board->ended_ns < CHECK_FRESH * OS_MILLISECOND_NS;
    if (!board->running && !fresh && !board->asked) {
        board->asked = true;
        pthread_cond_signal(&board->wake);
    }
    const bool runs = board->running || board->asked;
    pthread_mutex_unlock(&board->lock);
    return runs;
}

void check_board_read(struct check_board *board, struct check_result *out)
{
    pthread_mutex_lock(&board->lock);
    *out = board->last;
    pthread_mutex_unlock(&board->lock);
}
