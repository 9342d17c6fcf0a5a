/* The kiosk's end of the local socket to the sync daemon. Never blocks; connects again when the daemon is back. */
#ifndef GH_KIOSK_SYNC_CLIENT_H
#define GH_KIOSK_SYNC_CLIENT_H

#include "config/config.h"
#include "os/local_socket.h"
#include "wire/sync_link.h"

struct sync_client {
    char path[CONFIG_PATH_MAX];
    bool connected;
    int64_t next_try_ms; /* CLOCK_MONOTONIC */
    struct local_line line;
};

/* Prepares the client. path "": no daemon is configured. */
void sync_client_init(struct sync_client *client, const char *path);
void sync_client_close(struct sync_client *client);
/* Connects when it is time, and reads. True when a newer status came; *gone when the daemon has left. */
bool sync_client_poll(struct sync_client *client, int64_t now_ms, struct sync_status *out, bool *gone);
/* Sends a command. GH_NOT_FOUND: the daemon is not there. */
enum gh_status GH_MUST_USE sync_client_send(struct sync_client *client, const struct sync_command *command);

#endif
