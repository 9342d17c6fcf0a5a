/* The server side of the local socket: each client gets every status and may send commands. */
#ifndef GH_SYNC_LINK_H
#define GH_SYNC_LINK_H

#include <poll.h>

#include "os/local_socket.h"
#include "wire/sync_link.h"

#define LINK_CLIENTS_MAX 8
#define LINK_PATH_MAX 108 /* of a Unix socket */

struct link {
    int listener; /* -1: none */
    char path[LINK_PATH_MAX];
    uint64_t device, inode; /* of the socket's file */
    struct local_line clients[LINK_CLIENTS_MAX];
    size_t count;
    char status[SYNC_LINE_MAX + 1]; /* the last line sent */
};

typedef void link_command(void *context, const struct sync_command *command);

/* GH_BUSY: another daemon answers there. */
enum gh_status GH_MUST_USE link_open(struct link *link, const char *path);
/* Closes everything and removes the socket's file where it is still this one's. */
void link_close(struct link *link);
/* True while the socket's file is the one that link_open() made: otherwise no new client finds this daemon. */
bool link_in_place(const struct link *link);
/* Makes the socket anew and keeps the clients. GH_BUSY: another daemon answers there. */
enum gh_status GH_MUST_USE link_open_again(struct link *link);
/* Fills in the descriptors to wait for and returns how many: at most LINK_CLIENTS_MAX + 1. */
size_t link_poll_set(const struct link *link, struct pollfd *out);
/* Accepts clients and reads their commands, whatever poll said. */
void link_work(struct link *link, link_command *command, void *context);
void link_send(struct link *link, const struct sync_status *status);
/* Sends the answer to a claim to every client: the one that asked knows its pass. */
void link_send_claim(struct link *link, const struct sync_claim *claim);

#endif
