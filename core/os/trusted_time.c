/* The rules of trusted time. */
#include "os/trusted_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SAVED_HEAD_1 "gatehouse-time 1 " /* base, floor */
#define SAVED_HEAD_2 "gatehouse-time 2 " /* base, floor, anchor and its boot reading in ms (0 0: none), boot id */
#define BOOT_MS_MAX (INT64_MAX / 1000000)
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

/* The last word of the line: letters, digits and hyphens. */
static bool take_word(struct cursor *c, char *out, size_t size)
{
    size_t len = 0;
    uint8_t byte;
    while (!cursor_take_u8(c, &byte)) {
        if (byte == '\n' && len > 0) {
            out[len] = '\0';
            return true;
        }
        bool good = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-';
        if (!good || len == size - 1)
            return false;
        out[len++] = (char)byte;
    }
    return false;
}

/* What was saved; false when it is not ours. Version 1 has no anchor. */
static bool parse_saved(struct bytes saved, struct trusted_time *out)
{
    struct bytes first = bytes_of_string(SAVED_HEAD_1), second = bytes_of_string(SAVED_HEAD_2);
    bool anchors = bytes_starts_with(saved, second);
    tick anchor_ms = 0;
    if (!anchors && !bytes_starts_with(saved, first))
        return false;
    struct cursor c = cursor_over(BYTES(saved.data + first.len, saved.len - first.len));
    if (!take_number(&c, ' ', &out->base) || !take_number(&c, anchors ? ' ' : '\n', &out->floor))
        return false;
    if (anchors && (!take_number(&c, ' ', &out->anchor) || !take_number(&c, ' ', &anchor_ms) ||
                    !take_word(&c, out->boot_id, sizeof out->boot_id)))
        return false;
    if (anchor_ms > BOOT_MS_MAX)
        return false;
    out->anchored = out->anchor > 0;
    out->anchor_ns = anchor_ms * 1000000;
    return c.left == 0 && out->base <= out->floor && out->floor <= TIME_MAX && out->anchor <= TIME_MAX;
}

enum gh_status trusted_time_start(struct trusted_time *out, struct bytes saved, const char *boot_id, int64_t boot_ns)
{
    struct trusted_time t = {0};
    bool ours = parse_saved(saved, &t);
    if (!ours)
        t = (struct trusted_time){0};
    t.saved = ours;
    t.since_ns = boot_ns;
    /* The boot reading of another boot means nothing here. */
    t.anchored = t.anchored && boot_id[0] && strcmp(t.boot_id, boot_id) == 0 && t.anchor_ns <= boot_ns;
    (void)snprintf(t.boot_id, sizeof t.boot_id, "%s", boot_id);
    *out = t;
    return ours || saved.len == 0 ? GH_OK : GH_MALFORMED;
}

static tick anchor_age(const struct trusted_time *t, int64_t boot_ns)
{
    return elapsed_between(t->anchor_ns, boot_ns);
}

static bool is_anchored(const struct trusted_time *t, int64_t boot_ns)
{
    return t->anchored && boot_ns >= t->anchor_ns && anchor_age(t, boot_ns) <= TRUSTED_ANCHOR_LIFE;
}

/* The server says what time it is. Whatever was believed before gives way, also a floor that was too late. */
static void learn_from_server(struct trusted_time *t, tick at, int64_t boot_ns)
{
    if (is_anchored(t, boot_ns)) {
        tick known = clamp(t->anchor + anchor_age(t, boot_ns));
        if (at > known - TRUSTED_SERVER_STEP && at < known + TRUSTED_SERVER_STEP)
            at = known;
    }
    t->anchored = true;
    t->anchor = t->base = t->floor = at;
    t->anchor_ns = t->since_ns = boot_ns;
    t->given = 0;
}

void trusted_time_learn(struct trusted_time *t, enum time_source source, tick at, int64_t boot_ns)
{
    advance(t, boot_ns);
    if (at <= 0 || at > TIME_MAX)
        return;
    if (source == TIME_FROM_SERVER) {
        learn_from_server(t, at, boot_ns);
        return;
    }
    /* Nothing else can know better than the server. */
    if (is_anchored(t, boot_ns) || (source == TIME_FROM_LOG && t->saved))
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

static struct trusted_now now_by_server(const struct trusted_time *t, struct os_reading reading)
{
    tick at = clamp(t->anchor + anchor_age(t, reading.boot_ns));
    return (struct trusted_now){.at = at, .sure = true, .by_server = true, .wall_off_by = clamp(reading.wall) - at};
}

static enum time_doubt doubt_of(const struct trusted_time *t, tick wall, tick least, enum os_wall_support support)
{
    if (wall < least - TRUSTED_TOLERANCE)
        return TIME_BEHIND;
    if (t->floor > 0 && wall > t->floor + TRUSTED_AHEAD_MAX)
        return TIME_AHEAD;
    return support == OS_WALL_UNPROVEN ? TIME_UNPROVEN : TIME_SURE;
}

struct trusted_now trusted_time_now(struct trusted_time *t, struct os_reading reading)
{
    advance(t, reading.boot_ns);
    if (is_anchored(t, reading.boot_ns))
        return now_by_server(t, reading);
    tick wall = clamp(reading.wall);
    tick least = later(t->floor, moved_on(t->given, elapsed_between(t->given_ns, reading.boot_ns)));
    least = later(least, TRUSTED_EARLIEST);
    struct trusted_now now = {.doubt = doubt_of(t, wall, least, reading.support)};
    now.sure = now.doubt == TIME_SURE;
    bool plausible = now.sure || now.doubt == TIME_UNPROVEN;
    now.wall_off_by = plausible ? 0 : wall - least;
    /* After a small step back the answer stands still until the wall clock has caught up. */
    now.at = plausible ? later(wall, t->given) : least;
    t->given = now.at;
    t->given_ns = reading.boot_ns;
    return now;
}

void trusted_time_save(const struct trusted_time *t, int64_t boot_ns, char out[static TRUSTED_SAVED_MAX])
{
    struct trusted_time present = *t;
    bool anchored = is_anchored(t, boot_ns) && t->boot_id[0];
    advance(&present, boot_ns);
    (void)snprintf(out, TRUSTED_SAVED_MAX, SAVED_HEAD_2 "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s\n",
                   present.base, present.floor, anchored ? present.anchor : 0,
                   anchored ? present.anchor_ns / 1000000 : 0, anchored ? present.boot_id : "-");
}
