/* A booth's desk without a screen: the kiosk's configuration, stores, verdicts and journal, driven by lines.
 *
 *   desk_scans BOOTH.INI
 *
 * Lines on standard input, one answer each on standard output:
 *   sign-in GUARD PIN    "signed RESULT"                          0: signed in
 *   scan CODE            "COLOUR REASON STATE FAULT MICROSECONDS"  from the code to the verdict that is on disk
 * Ends at the end of its input. Exit code 1: not set up. */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/setup.h"
#include "os/clock.h"

enum { LINE_MAX_BYTES = 2048, PATIENCE_S = 120 };

/* The last answer of the desk's thread, taken by the main one. */
struct answers {
    pthread_mutex_t lock;
    pthread_cond_t came;
    uint32_t scan; /* of the last verdict */
    struct shown shown;
    uint32_t signs; /* how many came */
    enum sign_in_result sign_in;
};

static void deliver(void *ctx, const struct desk_event *event)
{
    struct answers *a = ctx;
    (void)pthread_mutex_lock(&a->lock);
    if (event->kind == DESK_SHOWN) {
        a->shown = event->shown;
        a->scan = event->shown.scan;
    } else if (event->kind == DESK_SIGNED) {
        a->sign_in = event->sign_in.result;
        a->signs++;
    }
    (void)pthread_cond_broadcast(&a->came);
    (void)pthread_mutex_unlock(&a->lock);
}

/* Waits with the lock held until *counter is no longer what it was. False: nothing came for two minutes. */
static bool wait_for_change(struct answers *a, const uint32_t *counter, uint32_t before)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    while (*counter == before)
        if (pthread_cond_timedwait(&a->came, &a->lock, &until))
            return false;
    return true;
}

static void scan(struct answers *a, struct desk_thread *desk, const char *code)
{
    int64_t began = os_mono_ns();
    (void)pthread_mutex_lock(&a->lock);
    uint32_t before = a->scan;
    (void)pthread_mutex_unlock(&a->lock);
    enum gh_status status = desk_thread_scan(desk, bytes_of_string(code), 0);
    (void)pthread_mutex_lock(&a->lock);
    if (status || !wait_for_change(a, &a->scan, before))
        printf("none none 0 %s 0\n", gh_status_name(status));
    else
        printf("%s %s %d %s %lld\n", verdict_colour_name(a->shown.verdict.colour),
               verdict_reason_name(a->shown.verdict.reason), (int)a->shown.state, gh_status_name(a->shown.fault),
               (long long)((os_mono_ns() - began) / 1000));
    (void)pthread_mutex_unlock(&a->lock);
}

static void sign_in(struct answers *a, struct desk_thread *desk, const char *words)
{
    struct desk_command command = {.kind = COMMAND_SIGN_IN};
    if (sscanf(words, "%u %15s", &command.guard, command.pin) != 2) {
        printf("signed -1\n");
        return;
    }
    (void)pthread_mutex_lock(&a->lock);
    uint32_t before = a->signs;
    (void)pthread_mutex_unlock(&a->lock);
    enum gh_status status = desk_thread_submit(desk, &command);
    (void)pthread_mutex_lock(&a->lock);
    bool came = !status && wait_for_change(a, &a->signs, before);
    printf("signed %d\n", came ? (int)a->sign_in : -1);
    (void)pthread_mutex_unlock(&a->lock);
}

static void obey(struct answers *answers, struct desk_thread *desk)
{
    char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "scan ", 5) == 0)
            scan(answers, desk, line + 5);
        else if (strncmp(line, "sign-in ", 8) == 0)
            sign_in(answers, desk, line + 8);
        else
            printf("unknown\n");
        (void)fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    static struct app_setup setup;
    static struct answers answers;
    char why[SETUP_WHY_MAX] = "no configuration given";
    struct desk_thread *desk = NULL;
    struct app_options options = {.config_path = argc == 2 ? argv[1] : NULL};
    if (argc != 2 || sodium_init() < 0 || app_setup_load(&options, &setup, why)) {
        (void)fprintf(stderr, "desk_scans: %s\n", why);
        return 1;
    }
    (void)pthread_mutex_init(&answers.lock, NULL);
    (void)pthread_cond_init(&answers.came, NULL);
    setup.desk.clock = os_clock_system(setup.battery);
    setup.desk.deliver = deliver;
    setup.desk.deliver_ctx = &answers;
    if (desk_thread_new(&setup.desk, &desk) || desk_thread_start(desk)) {
        desk_thread_free(desk);
        return 1;
    }
    obey(&answers, desk);
    desk_thread_interrupt(desk);
    desk_thread_join(desk);
    desk_thread_free(desk);
    return 0;
}
