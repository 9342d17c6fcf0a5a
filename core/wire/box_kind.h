/* The kinds of box (box.h), and what is fixed for each: the one place in core and sync that knows how many there are.
 */
#ifndef GH_WIRE_BOX_KIND_H
#define GH_WIRE_BOX_KIND_H

#include <stdbool.h>

#include "base/bytes.h"

/* Journal and replica store these numbers: a new kind goes to the end. */
enum box_kind { BOX_WALK_UP = 1, BOX_EMERGENCY, BOX_CAR_PICTURE, BOX_ROLL_CALL, BOX_KIND_END };
#define BOX_KINDS (BOX_KIND_END - 1)

/* What the server must have before it can use a box. */
enum box_need {
    BOX_NEEDS_NOTHING = 0,
    BOX_NEEDS_WALK_UP, /* the walk-up application that the box is about */
    BOX_NEEDS_ENTRY    /* the journal's entry with the box's id */
};

struct box_form {
    size_t sealed_max;    /* bytes */
    unsigned waiting_max; /* boxes that wait at a booth */
    enum box_need need;
    bool expires; /* deleted when it expires, whether the server has it or not */
};

/* Names in paths, on a stick, in the database and in logs; [0] is NULL. */
extern const char *const box_kind_names[BOX_KIND_END];
const char *box_kind_name(enum box_kind kind); /* "walk-up"; "unknown" outside the enum */
/* Returns the kind of that name, or 0. */
enum box_kind box_kind_from_name(struct bytes name);

/* Returns what is fixed for a kind; NULL outside the enum. */
const struct box_form *box_form(enum box_kind kind);
/* Returns whether a box of that kind may have so many sealed bytes. */
bool box_length_fits(enum box_kind kind, size_t len);

#endif
