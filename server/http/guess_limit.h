/* How many links that lead nowhere an address has asked for in the last minute. Links are 22 random characters: people
 * who open theirs miss none, and guessers miss nearly all. So only misses count, and a campus full of visitors
 * behind one address is never slowed down.
 *
 * A bounded table in this process; of several server processes each keeps its own. Thread-safe. */
#ifndef GH_SERVER_HTTP_GUESS_LIMIT_H
#define GH_SERVER_HTTP_GUESS_LIMIT_H

#include "base/status.h"
#include "base/tick.h"

#define GUESS_WINDOW TICK_MINUTE

struct guess_limit;

enum gh_status GH_MUST_USE guess_limit_new(struct guess_limit **out);
void guess_limit_free(struct guess_limit *limit); /* takes NULL */

/* Misses of this address in its window, and when that ends. address: as text; of an IPv6 one its /64 network counts. */
unsigned guess_limit_misses(struct guess_limit *limit, const char *address, tick now, tick *until);
/* One more. */
void guess_limit_missed(struct guess_limit *limit, const char *address, tick now);

#endif
