/* States of the clock x evidence, through to the verdict: never green outside the window of a pass by more than the
 * tolerance, and sure again as soon as there is something to rest on. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "os/trusted_time.h"
#include "verdict/verdict.h"

#define TRUE_NOW (1764000000 * TICK_SECOND)
#define BOOT "6c7ac5b4-2f6e-4d8e-9a3c-0f3f3f0d1c11"
#define START_NS (600 * INT64_C(1000000000))

/* How far the wall clock is off. */
static const tick walls[] = {0,         -TICK_MINUTE,   TICK_MINUTE,   -3 * TICK_MINUTE, 3 * TICK_MINUTE,
                             -TICK_DAY, 21 * TICK_HOUR, 30 * TICK_DAY, 500 * TICK_DAY,   -TRUE_NOW};

/* What the booth has seen, and when. */
enum seen {
    SEEN_NOTHING,
    SEEN_SERVER_NOW,
    SEEN_SERVER_YESTERDAY,      /* in this boot */
    SEEN_SERVER_LONG_AGO,       /* in this boot, and longer ago than an answer counts */
    SEEN_SERVER_BEFORE_A_CRASH, /* in this boot, by an earlier run of the program */
    SEEN_SERVER_IN_ANOTHER_BOOT,
    SEEN_COUNT
};

/* A floor that an earlier run left: none, one of an hour ago, and one from when the booth ran 30 days ahead. */
static const tick floors[] = {0, -TICK_HOUR, 30 * TICK_DAY};

/* The pass's window, from the present. */
static const struct {
    tick from, to;
} windows[] = {
    {-TICK_HOUR, TICK_HOUR},        {5 * TICK_MINUTE, TICK_DAY},       {20 * TICK_HOUR, 30 * TICK_HOUR},
    {29 * TICK_DAY, 31 * TICK_DAY}, {-2 * TICK_DAY, -5 * TICK_MINUTE}, {-30 * TICK_DAY, -29 * TICK_DAY},
};

struct state {
    tick wall_off, floor;
    enum os_wall_support support;
    enum seen seen;
};

static tick seen_ago(enum seen seen)
{
    return seen == SEEN_SERVER_YESTERDAY || seen == SEEN_SERVER_BEFORE_A_CRASH ? TICK_DAY
           : seen == SEEN_SERVER_LONG_AGO                                      ? TRUSTED_ANCHOR_LIFE + TICK_HOUR
                                                                               : 0;
}

/* The booth in that state; the reading is of the present. */
static struct os_reading arrive(const struct state *s, struct trusted_time *t)
{
    char saved[TRUSTED_SAVED_MAX] = "";
    tick ago = seen_ago(s->seen);
    int64_t then_ns = START_NS, now_ns = START_NS + ago * 1000000;
    if (s->floor)
        (void)snprintf(saved, sizeof saved, "gatehouse-time 1 %lld %lld\n", (long long)(TRUE_NOW + s->floor),
                       (long long)(TRUE_NOW + s->floor));
    assert_int_equal(trusted_time_start(t, bytes_of_string(saved), BOOT, then_ns), GH_OK);
    if (s->seen != SEEN_NOTHING)
        trusted_time_learn(t, TIME_FROM_SERVER, TRUE_NOW - ago, then_ns);
    if (s->seen == SEEN_SERVER_BEFORE_A_CRASH || s->seen == SEEN_SERVER_IN_ANOTHER_BOOT) {
        trusted_time_save(t, then_ns, saved);
        if (s->seen == SEEN_SERVER_IN_ANOTHER_BOOT)
            now_ns = START_NS / 2;
        const char *boot = s->seen == SEEN_SERVER_BEFORE_A_CRASH ? BOOT : "00000000-1111-2222-3333-444444444444";
        assert_int_equal(trusted_time_start(t, bytes_of_string(saved), boot, now_ns), GH_OK);
    }
    return (struct os_reading){.wall = TRUE_NOW + s->wall_off, .support = s->support, .boot_ns = now_ns};
}

static bool counts(enum seen seen)
{
    return seen == SEEN_SERVER_NOW || seen == SEEN_SERVER_YESTERDAY || seen == SEEN_SERVER_BEFORE_A_CRASH;
}

static struct facts visitor(struct trusted_now now, tick from, tick to)
{
    static const uint8_t random[10] = {1};
    struct facts f = {.token = TOKEN_VERIFIED,
                      .row = ROW_VALID,
                      .replica_present = true,
                      .passes_synced_at = now.at,
                      .clock_trusted = now.sure,
                      .now = now.at};
    f.claims = (struct claims){.pass_id = uuid_v7(TRUE_NOW - 40 * TICK_DAY, random),
                               .not_before = TRUE_NOW + from,
                               .expires = TRUE_NOW + to,
                               .issued_at = TRUE_NOW - 40 * TICK_DAY,
                               .kind = PASS_PEDESTRIAN,
                               .uses = PASS_MULTIPLE_USE,
                               .gates = 1};
    return f;
}

static void fail_in(const struct state *s, size_t window, const char *what)
{
    fail_msg("wall off by %lld s, support %d, seen %d, floor %lld s, window %zu: %s", (long long)(s->wall_off / 1000),
             (int)s->support, (int)s->seen, (long long)(s->floor / 1000), window, what);
}

/* A wall clock that counts as proven and is wrong within the bounds can't be told from a right one. */
static bool is_lying(const struct state *s)
{
    bool wrong = s->wall_off > TRUSTED_TOLERANCE || s->wall_off < -TRUSTED_TOLERANCE;
    return s->support != OS_WALL_UNPROVEN && wrong && !counts(s->seen);
}

static void try_state(const struct state *s, const struct policy *policy)
{
    struct trusted_time t;
    struct os_reading reading = arrive(s, &t);
    struct trusted_now now = trusted_time_now(&t, reading);
    tick allowed = policy->clock_skew + TRUSTED_TOLERANCE;
    if (counts(s->seen) &&
        (!now.sure || now.at - TRUE_NOW > TRUSTED_TOLERANCE || TRUE_NOW - now.at > TRUSTED_TOLERANCE))
        fail_in(s, 0, "the server's answer is not the time");
    if (s->support == OS_WALL_UNPROVEN && !counts(s->seen) && now.sure)
        fail_in(s, 0, "sure without anything to rest on");
    for (size_t w = 0; w < sizeof windows / sizeof windows[0]; w++) {
        struct facts f = visitor(now, windows[w].from, windows[w].to);
        struct verdict v = verdict_decide(&f, policy);
        bool outside = windows[w].from > allowed || windows[w].to + TICK_SECOND < -allowed;
        if (v.colour == VERDICT_GREEN && outside && !is_lying(s))
            fail_in(s, w, "green outside the window");
        if (v.colour == VERDICT_RED && w == 0 && !is_lying(s))
            fail_in(s, w, "red inside the window");
        if (!now.sure && (v.colour != VERDICT_AMBER || v.reason != REASON_CLOCK_UNSURE))
            fail_in(s, w, "unsure, and not amber clock-unsure");
    }
    /* The next answer of the server corrects every state. */
    trusted_time_learn(&t, TIME_FROM_SERVER, TRUE_NOW, reading.boot_ns);
    now = trusted_time_now(&t, reading);
    if (!now.sure || now.at - TRUE_NOW > TRUSTED_SERVER_STEP || TRUE_NOW - now.at > TRUSTED_SERVER_STEP)
        fail_in(s, 0, "not mended by the server's answer");
}

static void every_state_of_the_clock_with_every_evidence(void **unused)
{
    (void)unused;
    struct policy policy;
    policy_defaults(&policy);
    size_t tried = 0;
    for (size_t w = 0; w < sizeof walls / sizeof walls[0]; w++)
        for (int support = OS_WALL_UNPROVEN; support <= OS_WALL_SYNCHRONISED; support++)
            for (int seen = 0; seen < SEEN_COUNT; seen++)
                for (size_t f = 0; f < sizeof floors / sizeof floors[0]; f++, tried++)
                    try_state(&(struct state){walls[w], floors[f], (enum os_wall_support)support, (enum seen)seen},
                              &policy);
    assert_int_equal(tried, 10 * 3 * SEEN_COUNT * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_of_the_clock_with_every_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
