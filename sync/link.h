/* The server side of the local socket: each client gets every status and may send commands. */
#ifndef GH_SYNC_LINK_H
#define GH_SYNC_LINK_H

#include <poll.h>

#include "os/local_socket.h"
#include "wire/sync_link.h"

#define LINK_CLIENTS_MAX 8

struct link {
    int listener; /* -1: none */
    struct local_line clients[LINK_CLIENTS_MAX];
    size_t count;
    char status[SYNC_LINE_MAX + 1]; /* the last line sent */
};

typedef void link_command(void *context, const struct sync_command *command);

/* GH_BUSY: another daemon answers there. */
enum gh_status GH_MUST_USE link_open(struct link *link, const char *path);
void link_close(struct link *link);
/* Fills in the descriptors to wait for and returns how many: at most LINK_CLIENTS_MAX + 1. */
size_t link_poll_set(const struct link *link, struct pollfd *out);
/* Accepts clients and reads their commands, whatever poll said. */
void link_work(struct link *link, link_command *command, void *context);
void link_send(struct link *link, const struct sync_status *status);

#endif
