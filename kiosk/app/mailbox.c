#include "app/mailbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

struct mailbox {
    void (*wake)(void *ctx);
    void *ctx;            /* borrowed */
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t room;
    bool closed;
    size_t first, count;
    struct desk_event *events[MAILBOX_MAX]; /* owned until taken */
};

struct mailbox *mailbox_new(void (*wake)(void *ctx), void *ctx)
{
    struct mailbox *mailbox = calloc(1, sizeof *mailbox);
    if (!mailbox)
        return NULL;
    if (pthread_mutex_init(&mailbox->lock, NULL) != 0) {
        free(mailbox);
        return NULL;
    }
    if (pthread_cond_init(&mailbox->room, NULL) != 0) {
        pthread_mutex_destroy(&mailbox->lock);
        free(mailbox);
        return NULL;
    }
    mailbox->wake = wake;
    mailbox->ctx = ctx;
    return mailbox;
}

void mailbox_done(struct desk_event *event)
{
    sodium_memzero(event, sizeof *event);
    free(event);
}

void mailbox_free(struct mailbox *mailbox)
{
    if (!mailbox)
        return;
    for (struct desk_event *event = mailbox_take(mailbox); event; event = mailbox_take(mailbox))
        mailbox_done(event);
    pthread_cond_destroy(&mailbox->room);
    pthread_mutex_destroy(&mailbox->lock);
    free(mailbox);
}

/* Waits while the main thread does not keep up. The caller holds the lock. */
static void wait_for_room(struct mailbox *mailbox)
{
    while (mailbox->count == MAILBOX_MAX && !mailbox->closed)
        pthread_cond_wait(&mailbox->room, &mailbox->lock);
}

void mailbox_put(struct mailbox *mailbox, const struct desk_event *event)
{
    struct desk_event *copy = malloc(sizeof *copy);
    if (!copy)
        abort(); /* a kiosk that can't show its verdicts must not go on */
    *copy = *event;
    pthread_mutex_lock(&mailbox->lock);
    wait_for_room(mailbox);
    bool kept = mailbox->count < MAILBOX_MAX && !mailbox->closed;
    if (kept)
        mailbox->events[(mailbox->first + mailbox->count++) % MAILBOX_MAX] = copy;
    pthread_mutex_unlock(&mailbox->lock);
    if (!kept) {
        mailbox_done(copy);
        return;
    }
    mailbox->wake(mailbox->ctx);
}

struct desk_event *mailbox_take(struct mailbox *mailbox)
{
    struct desk_event *event = NULL;
    pthread_mutex_lock(&mailbox->lock);
    if (mailbox->count) {
        event = mailbox->events[mailbox->first];
        mailbox->first = (mailbox->first + 1) % MAILBOX_MAX;
        mailbox->count--;
        pthread_cond_signal(&mailbox->room);
    }
    pthread_mutex_unlock(&mailbox->lock);
    return event;
}

void mailbox_close(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    mailbox->closed = true;
    pthread_cond_broadcast(&mailbox->room);
    pthread_mutex_unlock(&mailbox->lock);
}
