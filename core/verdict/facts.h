/* Facts: everything that a verdict rests on, as plain values. The desk fills them in; verdict_decide() reads them.
 *
 * A zeroed struct facts leads to a refusal: no token, no replica, clock not trusted. */
#ifndef GH_VERDICT_FACTS_H
#define GH_VERDICT_FACTS_H

#include <stdbool.h>

#include "base/tick.h"
#include "token/token.h"

enum presented_as {
    PRESENTED_CODE = 0,     /* a QR code */
    PRESENTED_SHORT_NUMBER, /* the number under the code, typed by the guard */
    PRESENTED_PLATE         /* a plate, read or typed */
};

enum row_state {
    ROW_NONE = 0, /* the replica does not know the pass */
    ROW_VALID,
    ROW_BLOCKED, /* suspended by an officer; can be lifted */
    ROW_REVOKED  /* sticky: never becomes valid again */
};

enum direction { DIRECTION_IN = 0, DIRECTION_OUT = 1 };

/* One earlier admission that used a pass up. */
struct use {
    bool used;
    bool here; /* at this booth (journal); false: learned through the replica */
    tick at;
    uint8_t gate;
};

struct facts {
    enum presented_as presented_as;
    enum token_status token; /* only for PRESENTED_CODE */
    /* From the verified token, or from the replica's row for a number or a plate. Meaningless without either. */
    struct claims claims;

    enum row_state row;
    bool person_barred, plate_barred;
    struct use use;        /* of a single-use pass */
    bool inside;           /* admitted by this pass and not gone out since */
    uint8_t inside_gate;   /* the gate that admitted it, when inside */
    unsigned candidates;   /* PRESENTED_PLATE and PRESENTED_SHORT_NUMBER: rows that fit, 0 to n */
    bool store_error;      /* replica or journal can't be read, or the entry can't be committed */
    bool replica_present;  /* false: no replica, of any age */
    tick passes_synced_at; /* server time of the newest passes and revocations held */
    bool clock_trusted;
    tick now; /* trusted time when clock_trusted, else the best guess */
    uint8_t gate;
    enum direction direction;
};

#endif
