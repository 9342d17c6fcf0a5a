/* Counts the unknown links that each address requested in the last minute. Links are 22 random characters: visitors hit
 * nearly always, guessers miss nearly always. Only misses count, so a campus full of visitors behind one address is
 * never slowed down.
 *
 * A bounded table per server process. Thread-safe. */
#ifndef GH_SERVER_HTTP_GUESS_LIMIT_H
#define GH_SERVER_HTTP_GUESS_LIMIT_H

#include "base/status.h"
#include "base/tick.h"

#define GUESS_WINDOW TICK_MINUTE

struct guess_limit;

/* Makes an empty table; the caller frees it. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE guess_limit_new(struct guess_limit **out);
void guess_limit_free(struct guess_limit *limit); /* takes NULL */

/* Returns the misses of this address in its window, and the end of the window. address: as text; an IPv6 address counts
 * as its /64 network. */
unsigned guess_limit_misses(struct guess_limit *limit, const char *address, tick now, tick *until);
/* Counts one miss. */
void guess_limit_missed(struct guess_limit *limit, const char *address, tick now);

#endif
