/* A table of the accounts that have an answer open. */
#include "http/stream_slots.h"

#include <pthread.h>
#include <stdlib.h>

struct stream_slots {
    pthread_mutex_t lock;
    int64_t accounts[STREAM_SLOTS_MAX]; /* protected by lock; 0: free */
};

enum gh_status stream_slots_open(struct stream_slots **out)
{
    struct stream_slots *slots = calloc(1, sizeof *slots);
    if (!slots)
        return GH_NO_MEMORY;
    if (pthread_mutex_init(&slots->lock, NULL) != 0) {
        free(slots);
        return GH_NO_MEMORY;
    }
    *out = slots;
    return GH_OK;
}

void stream_slots_close(struct stream_slots *slots)
{
    if (!slots)
        return;
    (void)pthread_mutex_destroy(&slots->lock);
    free(slots);
}

bool stream_slots_take(struct stream_slots *slots, int64_t account)
{
    int free_one = -1, own = 0;
    if (!slots || account <= 0)
        return false;
    (void)pthread_mutex_lock(&slots->lock);
    for (int i = 0; i < STREAM_SLOTS_MAX; i++) {
        own += slots->accounts[i] == account;
        if (slots->accounts[i] == 0 && free_one < 0)
            free_one = i;
    }
    const bool taken = free_one >= 0 && own < STREAM_SLOTS_OF_ACCOUNT;
    if (taken)
        slots->accounts[free_one] = account;
    (void)pthread_mutex_unlock(&slots->lock);
    return taken;
}

void stream_slots_give(struct stream_slots *slots, int64_t account)
{
    (void)pthread_mutex_lock(&slots->lock);
    for (int i = 0; i < STREAM_SLOTS_MAX; i++)
        if (slots->accounts[i] == account) {
            slots->accounts[i] = 0;
            break;
        }
    (void)pthread_mutex_unlock(&slots->lock);
}
