/* A point in the server's history: which database, how far, and by which transaction. A server that was restored or
 * that failed over without its last transactions goes on with another history; positions alone do not show that
 * (docs/sync-protocol.md#history). */
#ifndef GH_WIRE_HISTORY_H
#define GH_WIRE_HISTORY_H

#include <stdbool.h>

#include "base/bytes.h"

#define WIRE_LINEAGE_LEN 8
#define WIRE_STAMP_LEN 8
#define WIRE_HISTORY_TEXT 51 /* "0011223344556677-9007199254740992-8899aabbccddeeff" with NUL */

struct wire_history {
    uint8_t lineage[WIRE_LINEAGE_LEN]; /* a new one after each restore and promotion; zeros: the point is unknown */
    uint64_t position;                 /* below 2^53 */
    uint8_t stamp[WIRE_STAMP_LEN];     /* drawn by the transaction that took the position */
};

/* Returns whether the point names a history. All zeros name none. */
bool wire_history_known(const struct wire_history *point);
/* Writes the point as the parameter `history` has it. */
void wire_history_format(const struct wire_history *point, char out[static WIRE_HISTORY_TEXT]);
/* Reads what wire_history_format() writes. GH_MALFORMED: any other text; *out is untouched. */
enum gh_status GH_MUST_USE wire_history_parse(struct bytes text, struct wire_history *out);

#endif
