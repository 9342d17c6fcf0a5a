/* How many answers that last are open, for each account and in all. Each holds a connection and asks the database every
 * few seconds. All functions may be called from any thread. */
#ifndef GH_SERVER_HTTP_STREAM_SLOTS_H
#define GH_SERVER_HTTP_STREAM_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

#define STREAM_SLOTS_MAX 64
#define STREAM_SLOTS_OF_ACCOUNT 6

struct stream_slots;

/* Makes the slots, all free. The caller gives them to stream_slots_close(). GH_NO_MEMORY. */
enum gh_status GH_MUST_USE stream_slots_open(struct stream_slots **out);
void stream_slots_close(struct stream_slots *slots); /* takes NULL; every slot must be free */
/* Takes a slot for an account. Returns false when none is left, or `slots` is NULL. */
bool stream_slots_take(struct stream_slots *slots, int64_t account);
/* Frees a slot that the account took. */
void stream_slots_give(struct stream_slots *slots, int64_t account);

#endif
