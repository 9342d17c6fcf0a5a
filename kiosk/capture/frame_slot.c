#include "capture/frame_slot.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct frame_slot {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct frame *newest; /* owned; guarded by lock */
    bool interrupted;     /* guarded by lock */
};

static bool init_monotonic(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool ok = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 && pthread_cond_init(cond, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return ok;
}

struct frame_slot *frame_slot_new(void)
{
    struct frame_slot *slot = calloc(1, sizeof(*slot));
    if (!slot)
        return NULL;
    if (pthread_mutex_init(&slot->lock, NULL) != 0)
        goto free_slot;
    if (!init_monotonic(&slot->changed))
        goto destroy_lock;
    return slot;
destroy_lock:
    pthread_mutex_destroy(&slot->lock);
free_slot:
    free(slot);
    return NULL;
}

void frame_slot_free(struct frame_slot *slot)
{
    if (!slot)
        return;
    frame_unref(slot->newest);
    pthread_cond_destroy(&slot->changed);
    pthread_mutex_destroy(&slot->lock);
    free(slot);
}

void frame_slot_put(struct frame_slot *slot, struct frame *frame)
{
    pthread_mutex_lock(&slot->lock);
    struct frame *old = slot->newest;
    slot->newest = frame;
    pthread_cond_broadcast(&slot->changed);
    pthread_mutex_unlock(&slot->lock);
    frame_unref(old);
}

static struct timespec deadline_after(int timeout_ms)
{
    struct timespec at = {0};
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

struct frame *frame_slot_take(struct frame_slot *slot, uint64_t after, int timeout_ms)
{
    struct timespec deadline = deadline_after(timeout_ms);
    struct frame *taken = NULL;
    pthread_mutex_lock(&slot->lock);
    while (!slot->interrupted && !(slot->newest && slot->newest->sequence > after))
        if (timeout_ms <= 0 || pthread_cond_timedwait(&slot->changed, &slot->lock, &deadline) == ETIMEDOUT)
            break;
    if (!slot->interrupted && slot->newest && slot->newest->sequence > after)
        taken = frame_ref(slot->newest);
    pthread_mutex_unlock(&slot->lock);
    return taken;
}

void frame_slot_interrupt(struct frame_slot *slot)
{
    pthread_mutex_lock(&slot->lock);
    slot->interrupted = true;
    pthread_cond_broadcast(&slot->changed);
    pthread_mutex_unlock(&slot->lock);
}
