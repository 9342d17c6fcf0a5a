/* What a booth hands up of a roll call (docs/evacuation.md): the list with which a guard started one, a tick about
 * one person, or the end. Each is a box of the kind `roll-call`, sealed to the server's key the moment it is made.
 *
 * In the box, integers big-endian: form (1 byte, 1), what it is (1), id of the roll call (16), time in ms (8), whether
 * the clock was trusted (1), guard (4), number of the tick (8), mark (1), count of subjects (2). Each subject follows
 * as id (16), id of the car or zeros (16), flags (1: bit 0 the id is of a pass, bit 1 a vehicle), since in ms (8), gate
 * (1). A tick has one subject: the server can list a person that it does not know. An end has none; its number is the
 * newest version of the roll call and its rows that the booth had from the server. */
#ifndef GH_WIRE_ROLL_CALL_H
#define GH_WIRE_ROLL_CALL_H

#include <stdbool.h>

#include "base/tick.h"
#include "base/uuid.h"
#include "wire/seal.h"

/* The database, journal and replica store these numbers: a new mark goes to the end. */
enum roll_mark {
    ROLL_OPEN = 0, /* not found yet */
    ROLL_SAFE,
    ROLL_MISSING, /* looked for, and not found */
    ROLL_AWAY,    /* not on the campus: the list was wrong */
    ROLL_MARK_COUNT
};
extern const char *const roll_mark_names[ROLL_MARK_COUNT];
const char *roll_mark_name(enum roll_mark mark); /* "open", "safe", "missing", "not-here"; "" outside the enum */

/* Who is to be found, as the booth knows it. */
struct roll_subject {
    struct uuid id;  /* as of presence (record.h) */
    struct uuid car; /* subject of the vehicle that a person came in with; nil: none */
    bool pass, vehicle;
    tick since;
    uint8_t gate;
};

enum roll_box_kind { ROLL_BOX_LIST = 1, ROLL_BOX_TICK, ROLL_BOX_END };
struct roll_box {
    enum roll_box_kind kind;
    struct uuid roll_call;
    tick at;
    bool clock_trusted;
    uint32_t guard;
    uint64_t number;     /* of a tick: rises with each of this booth, also after its journal was lost. Of an end: what
                          * the booth knew, 0 when the server had said nothing */
    enum roll_mark mark; /* of a tick: ROLL_SAFE or ROLL_OPEN */
    size_t count;        /* of a tick 1, of an end 0 */
};

#define ROLL_BOX_SUBJECTS 1024 /* in one box. A longer list goes in several */
#define ROLL_BOX_HEAD 42
#define ROLL_BOX_SUBJECT 42
#define ROLL_BOX_SEALED_MAX (ROLL_BOX_HEAD + ROLL_BOX_SUBJECTS * ROLL_BOX_SUBJECT + SEAL_BYTES)

/* Seals a box. subjects: box->count of them. *out: owned by the caller (free). GH_TOO_LONG: more than
 * ROLL_BOX_SUBJECTS. GH_MALFORMED: what roll_box_decode() would refuse, or a key that is not a curve point.
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE roll_box_seal(const struct roll_box *box, const struct roll_subject *subjects,
                                         const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* Reads an opened box. subjects has room for ROLL_BOX_SUBJECTS. GH_UNSUPPORTED: a newer form. GH_MALFORMED: cut or too
 * long, nil ids, a tick without exactly one subject or with another mark, values outside their ranges. On error the
 * outputs are undefined. */
enum gh_status GH_MUST_USE roll_box_decode(struct bytes plain, struct roll_box *out,
                                           struct roll_subject subjects[static ROLL_BOX_SUBJECTS]);
/* Opens a box at the server and reads it. GH_BAD_SIGNATURE for another key or altered bytes, GH_NO_MEMORY, else as
 * roll_box_decode(). */
enum gh_status GH_MUST_USE roll_box_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                         const uint8_t secret_key[static SEALING_KEY_LEN], struct roll_box *out,
                                         struct roll_subject subjects[static ROLL_BOX_SUBJECTS]);

#endif
