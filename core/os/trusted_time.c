#include "os/trusted_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SAVED_HEAD "gatehouse-time 1 "
#define TIME_MAX (INT64_C(253402300799) * TICK_SECOND) /* the end of the year 9999: sums stay far from overflow */

static tick later(tick a, tick b)
{
    return a > b ? a : b;
}

static tick clamp(tick at)
{
    return at < 0 ? 0 : at > TIME_MAX ? TIME_MAX : at;
}

/* A boot reading that went back (a suspended virtual machine) counts as no time at all. */
static tick elapsed_between(int64_t from_ns, int64_t to_ns)
{
    int64_t elapsed_ns;
    if (__builtin_sub_overflow(to_ns, from_ns, &elapsed_ns) || elapsed_ns < 0)
        return 0;
    return elapsed_ns / 1000000;
}

static tick moved_on(tick mark, tick elapsed)
{
    return mark > 0 ? clamp(mark + elapsed) : 0;
}

/* Brings base and floor to the present; the fraction of a millisecond is kept for the next time. */
static void advance(struct trusted_time *t, int64_t boot_ns)
{
    tick elapsed = elapsed_between(t->since_ns, boot_ns);
    t->base = moved_on(t->base, elapsed);
    t->floor = moved_on(t->floor, elapsed);
    t->since_ns = boot_ns < t->since_ns ? boot_ns : t->since_ns + elapsed * 1000000;
}

static bool take_number(struct cursor *c, char end, tick *out)
{
    tick value = 0;
    size_t digits = 0;
    uint8_t byte;
    while (!cursor_take_u8(c, &byte)) {
        if (byte == (uint8_t)end && digits > 0) {
            *out = value;
            return true;
        }
        if (byte < '0' || byte > '9' || ++digits > 15)
            return false;
        value = value * 10 + (byte - '0');
    }
    return false;
}

static bool parse_saved(struct bytes saved, tick *base, tick *floor)
{
    struct bytes head = bytes_of_string(SAVED_HEAD);
    if (!bytes_starts_with(saved, head))
        return false;
    struct cursor c = cursor_over(BYTES(saved.data + head.len, saved.len - head.len));
    return take_number(&c, ' ', base) && take_number(&c, '\n', floor) && c.left == 0 && *base <= *floor &&
           *floor <= TIME_MAX;
}

enum gh_status trusted_time_start(struct trusted_time *out, struct bytes saved, int64_t boot_ns)
{
    tick base = 0, floor = 0;
    bool ours = parse_saved(saved, &base, &floor);
    *out = (struct trusted_time){.base = ours ? base : 0, .floor = ours ? floor : 0, .since_ns = boot_ns};
    return ours || saved.len == 0 ? GH_OK : GH_MALFORMED;
}

void trusted_time_learn(struct trusted_time *t, enum time_source source, tick at, int64_t boot_ns)
{
    advance(t, boot_ns);
    if (at <= 0 || at > TIME_MAX)
        return;
    if (source == TIME_FROM_TOKEN) {
        /* Without any base a lone token could say anything. */
        if (t->base > 0 && at <= t->base + TRUSTED_TOKEN_AHEAD_MAX)
            t->floor = later(t->floor, at);
        return;
    }
    t->base = later(t->base, at);
    t->floor = later(t->floor, t->base);
}

struct trusted_now trusted_time_now(struct trusted_time *t, struct os_reading reading)
{
    advance(t, reading.boot_ns);
    tick wall = clamp(reading.wall);
    tick least = later(t->floor, moved_on(t->given, elapsed_between(t->given_ns, reading.boot_ns)));
    least = later(least, TRUSTED_EARLIEST);
    struct trusted_now now = {.doubt = TIME_SURE};
    if (wall < least - TRUSTED_TOLERANCE)
        now.doubt = TIME_BEHIND;
    else if (t->floor > 0 && wall > t->floor + TRUSTED_AHEAD_MAX)
        now.doubt = TIME_AHEAD;
    now.sure = now.doubt == TIME_SURE;
    now.wall_off_by = now.sure ? 0 : wall - least;
    /* After a small step back the answer stands still until the wall clock has caught up. */
    now.at = now.sure ? later(wall, t->given) : least;
    t->given = now.at;
    t->given_ns = reading.boot_ns;
    return now;
}

void trusted_time_save(const struct trusted_time *t, int64_t boot_ns, char out[static TRUSTED_SAVED_MAX])
{
    struct trusted_time present = *t;
    advance(&present, boot_ns);
    snprintf(out, TRUSTED_SAVED_MAX, SAVED_HEAD "%" PRId64 " %" PRId64 "\n", present.base, present.floor);
}

void trusted_time_restart(struct trusted_time *t, tick at, int64_t boot_ns)
{
    tick base = clamp(at);
    *t = (struct trusted_time){.base = base, .floor = base, .since_ns = boot_ns};
}
