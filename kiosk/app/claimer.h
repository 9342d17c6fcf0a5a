/* Asks the server, through the sync daemon, for a single-use pass that is about to be admitted. Runs on the desk's
 * thread, over a connection beside that of sync_client.h, and waits CLAIM_WAIT_MS at most. */
#ifndef GH_KIOSK_CLAIMER_H
#define GH_KIOSK_CLAIMER_H

#include "config/config.h"
#include "os/local_socket.h"
#include "wire/sync_link.h"

#define CLAIM_WAIT_MS 300

struct claimer {
    char path[CONFIG_PATH_MAX];
    bool connected;
    struct local_line line;
};

/* path "": no daemon is configured. */
void claimer_init(struct claimer *claimer, const char *path);
void claimer_close(struct claimer *claimer);
/* Asks for the pass. Without an answer in time out->outcome is SYNC_CLAIM_UNKNOWN. */
void claimer_ask(struct claimer *claimer, const struct uuid *pass, struct sync_claim *out);
/* Tells the server that the pass that was asked for last was not admitted. Waits for nothing. */
void claimer_release(struct claimer *claimer, const struct uuid *pass);

#endif
