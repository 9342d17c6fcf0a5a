#include "watch.h"

#include <stdlib.h>
#include <string.h>

#include "codes/effort.h"
#include "codes/stack.h"
#include "os/clock.h"

struct watch {
    struct reader *reader;
    struct stack *stack;
    struct effort effort;
    const char *text;
};

struct watch *watch_new(const char *text)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->reader = reader_new();
    w->stack = stack_new();
    w->text = text;
    effort_init(&w->effort);
    if (w->reader && w->stack)
        return w;
    watch_free(w);
    return NULL;
}

void watch_free(struct watch *w)
{
    if (!w)
        return;
    reader_free(w->reader);
    stack_free(w->stack);
    free(w);
}

static bool verifies(void *context, const uint8_t *text, int len)
{
    const struct watch *w = context;
    return (size_t)len == strlen(w->text) && memcmp(text, w->text, (size_t)len) == 0;
}

int watch_read(struct watch *w, const struct grey *picture, int64_t now_ms, struct reading *out)
{
    int64_t begin_ns = os_work_ns();
    bool dear = effort_is_worth(&w->effort, picture, now_ms);
    const struct reader_options options = {.last_stage = dear ? 0 : 1, .judge = verifies, .judge_context = w};
    int count = reader_read(w->reader, picture, &options, out, 1);
    struct grey mean;
    if (count == 0 && !stack_add(w->stack, picture) && dear && stack_picture(w->stack, &mean))
        count = reader_read(w->reader, &mean, &options, out, 1);
    if (count > 0)
        stack_clear(w->stack);
    int64_t took_ms = (os_work_ns() - begin_ns) / 1000000;
    if (dear)
        effort_spent(&w->effort, took_ms, count > 0, now_ms + took_ms);
    return count;
}
