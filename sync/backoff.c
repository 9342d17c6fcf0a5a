#include "sync/backoff.h"

#include "base/tick.h"

int64_t backoff_failed(struct backoff *b, int64_t max_ms, int64_t retry_after_s, uint32_t random)
{
    int64_t wait = tick_doubled(BACKOFF_FIRST_MS, b->failures, max_ms);
    if (b->failures < 1000)
        b->failures++;
    wait -= (int64_t)((uint64_t)wait / 2 * random / UINT32_MAX);
    int64_t asked =
        retry_after_s > BACKOFF_RETRY_AFTER_MAX_MS / 1000 ? BACKOFF_RETRY_AFTER_MAX_MS : retry_after_s * 1000;
    return asked > wait ? asked : wait;
}

void backoff_reset(struct backoff *b)
{
    b->failures = 0;
}
