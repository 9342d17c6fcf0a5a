#include "capture/frame_slot.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/clock.h"
#include "os/cond.h"

struct frame_slot {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct frame *newest; /* owned; guarded by lock */
    bool interrupted;     /* guarded by lock */
};

struct frame_slot *frame_slot_new(void)
{
    struct frame_slot *slot = calloc(1, sizeof(*slot));
    if (!slot)
        return NULL;
    if (pthread_mutex_init(&slot->lock, NULL) != 0)
        goto free_slot;
    if (os_cond_init(&slot->changed))
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

struct frame *frame_slot_take(struct frame_slot *slot, uint64_t after, int timeout_ms)
{
    const int64_t until_ns = os_mono_ns() + timeout_ms * OS_MILLISECOND_NS;
    struct frame *taken = NULL;
    pthread_mutex_lock(&slot->lock);
    while (!slot->interrupted && !(slot->newest && slot->newest->sequence > after))
        if (timeout_ms <= 0 || !os_cond_wait_until(&slot->changed, &slot->lock, until_ns))
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
