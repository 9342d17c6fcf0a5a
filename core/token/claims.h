/* Claims of a pass: what the signed code says. They give a photographer of the code nothing personal.
 *
 * A CWT claims set (RFC 8392) in the frozen profile of token/token.h. */
#ifndef GH_TOKEN_CLAIMS_H
#define GH_TOKEN_CLAIMS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"

/* Keys of the claims map, in the order in which deterministic CBOR (RFC 8949 4.2.1) puts them. */
enum claim_key {
    CLAIM_EXP = 4, /* last second of validity, seconds since 1970 */
    CLAIM_NBF = 5, /* first second of validity */
    CLAIM_IAT = 6, /* when this token was signed */
    CLAIM_CTI = 7, /* pass id, 16 bytes */
    CLAIM_KIND = -1,
    CLAIM_GATES = -2,
    CLAIM_USES = -3,
    CLAIM_HOME_GATE = -4,
    CLAIM_HOLDER = -5, /* optional: holder check (token/holder.h): 12 bits; 6 bytes in the first format */
    CLAIM_LIVE = -6,   /* optional: true on a presentation token */
    CLAIM_FORMAT = -7  /* 2; absent in the first format */
};

enum pass_kind { PASS_PEDESTRIAN = 1, PASS_VEHICLE = 2, PASS_RIDER = 3 };
enum pass_uses { PASS_SINGLE_USE = 1, PASS_MULTIPLE_USE = 2 };

#define GATE_COUNT 16        /* gates of all campuses together; a gate is a bit of CLAIM_GATES */
#define HOLDER_CHECK_LEN 6   /* of the first format; only HOLDER_CHECK_BITS of it are ever compared */
#define HOLDER_CHECK_BITS 12 /* the first ones; of the second format the rest is zero */

/* Booths read both formats. The first one stays valid until its passes end. */
enum claims_format { CLAIMS_SECOND = 0, CLAIMS_FIRST };
#define CLAIMS_FORMAT_NEWEST 2 /* as booths report it */

/* The server signs a new presentation token every 30 s; it counts as live for this long after its iat. After that it is
 * worth as much as a static code: a photograph of a live code must not be better than a printed one. */
#define CLAIMS_LIVE_MS (90 * TICK_SECOND)

struct claims {
    struct uuid pass_id;
    tick not_before, expires, issued_at; /* whole seconds, held as ticks; expires is the last valid second */
    enum pass_kind kind;
    enum pass_uses uses;
    uint16_t gates;    /* bit g: may enter at gate g */
    uint8_t home_gate; /* 0..15: the one gate that admits a single-use pass while the booths are offline */
    enum claims_format format;
    bool live;
    bool has_holder;
    uint8_t holder[HOLDER_CHECK_LEN];
};

/* Returns when the pass was minted: the time in its version 7 id, or iat for other ids. A presentation token has a
 * later issued_at. */
tick claims_minted_at(const struct claims *claims);

/* Writes the claims set in its one encoding. GH_TOO_LONG when out is too small; GH_MALFORMED when a field is outside
 * its range (not_before after expires, gates 0, home gate over 15, times before 1970 or not whole seconds, a holder
 * check of more bits than the format has). */
enum gh_status GH_MUST_USE claims_encode(const struct claims *claims, struct writer *out);
/* Reads that one encoding and no other. */
enum gh_status GH_MUST_USE claims_decode(struct bytes payload, struct claims *out);

#endif
