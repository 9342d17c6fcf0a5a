#include "guard/throttle.h"

#include <string.h>

#define THROTTLE_FORM 1

static tick wait_after(uint32_t failures, uint32_t free_tries)
{
    return failures < free_tries ? 0 : tick_doubled(THROTTLE_FIRST, failures - free_tries, THROTTLE_CAP);
}

static tick left_of(struct throttle_count *count, uint32_t free_tries, tick now)
{
    if (now < count->last)
        count->last = now;
    tick wait = wait_after(count->failures, free_tries);
    tick passed;
    if (__builtin_sub_overflow(now, count->last, &passed) || passed >= wait)
        return 0;
    return wait - passed;
}

static void forget(struct throttle_count *booth, tick now)
{
    tick passed;
    if (booth->failures == 0 || now < booth->last || __builtin_sub_overflow(now, booth->last, &passed))
        return;
    tick steps = passed / THROTTLE_FORGET_BOOTH;
    if (steps >= booth->failures) {
        booth->failures = 0;
    } else {
        booth->failures -= (uint32_t)steps;
        booth->last += steps * THROTTLE_FORGET_BOOTH;
    }
}

static struct throttle_guard *find(struct throttle *t, uint32_t guard)
{
    for (size_t i = 0; i < t->guard_count; i++) {
        if (t->guards[i].guard == guard)
            return &t->guards[i];
    }
    return NULL;
}

static struct throttle_guard *find_or_make(struct throttle *t, uint32_t guard)
{
    struct throttle_guard *found = find(t, guard);
    if (found != NULL)
        return found;
    if (t->guard_count < THROTTLE_GUARDS_MAX) {
        found = &t->guards[t->guard_count++];
    } else {
        found = &t->guards[0];
        for (size_t i = 1; i < t->guard_count; i++) {
            if (t->guards[i].count.last < found->count.last)
                found = &t->guards[i];
        }
    }
    *found = (struct throttle_guard){.guard = guard};
    return found;
}

tick throttle_wait(struct throttle *t, uint32_t guard, tick now)
{
    forget(&t->booth, now);
    tick wait = left_of(&t->booth, THROTTLE_FREE_BOOTH, now);
    struct throttle_guard *own = find(t, guard);
    tick own_wait = own != NULL ? left_of(&own->count, THROTTLE_FREE_GUARD, now) : 0;
    return own_wait > wait ? own_wait : wait;
}

static void count_one(struct throttle_count *count, tick now)
{
    if (count->failures < UINT32_MAX)
        count->failures++;
    count->last = now > 0 ? now : 0;
}

void throttle_failed(struct throttle *t, uint32_t guard, tick now)
{
    forget(&t->booth, now);
    count_one(&t->booth, now);
    count_one(&find_or_make(t, guard)->count, now);
}

void throttle_passed(struct throttle *t, uint32_t guard)
{
    struct throttle_guard *own = find(t, guard);
    if (own != NULL)
        *own = t->guards[--t->guard_count];
}

static void put_count(struct writer *w, const struct throttle_count *count)
{
    writer_put_uint(w, 4, count->failures);
    writer_put_uint(w, 8, (uint64_t)count->last);
}

size_t throttle_encode(const struct throttle *t, uint8_t out[static THROTTLE_BYTES_MAX])
{
    struct writer w = writer_over(out, THROTTLE_BYTES_MAX);
    writer_put_u8(&w, THROTTLE_FORM);
    put_count(&w, &t->booth);
    writer_put_u8(&w, (uint8_t)t->guard_count);
    for (size_t i = 0; i < t->guard_count; i++) {
        writer_put_uint(&w, 4, t->guards[i].guard);
        put_count(&w, &t->guards[i].count);
    }
    return w.len;
}

static enum gh_status take_count(struct cursor *c, struct throttle_count *out)
{
    uint64_t failures, last;
    if (cursor_take_uint(c, 4, &failures) || cursor_take_uint(c, 8, &last))
        return GH_TRUNCATED;
    if (last > INT64_MAX)
        return GH_MALFORMED;
    *out = (struct throttle_count){.failures = (uint32_t)failures, .last = (tick)last};
    return GH_OK;
}

static enum gh_status take_guards(struct cursor *c, struct throttle *t)
{
    uint8_t count;
    if (cursor_take_u8(c, &count))
        return GH_TRUNCATED;
    if (count > THROTTLE_GUARDS_MAX)
        return GH_MALFORMED;
    for (size_t i = 0; i < count; i++) {
        uint64_t guard;
        if (cursor_take_uint(c, 4, &guard))
            return GH_TRUNCATED;
        if (find(t, (uint32_t)guard) != NULL)
            return GH_MALFORMED;
        struct throttle_guard *own = find_or_make(t, (uint32_t)guard);
        enum gh_status status = take_count(c, &own->count);
        if (status)
            return status;
    }
    return c->left == 0 ? GH_OK : GH_MALFORMED;
}

enum gh_status throttle_decode(struct bytes stored, struct throttle *out)
{
    struct throttle t;
    memset(&t, 0, sizeof(t));
    struct cursor c = cursor_over(stored);
    uint8_t form;
    if (cursor_take_u8(&c, &form))
        return GH_TRUNCATED;
    if (form != THROTTLE_FORM)
        return GH_UNSUPPORTED;
    enum gh_status status = take_count(&c, &t.booth);
    if (!status)
        status = take_guards(&c, &t);
    if (!status)
        *out = t;
    return status;
}
