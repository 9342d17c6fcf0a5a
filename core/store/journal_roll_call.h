/* A roll call in the journal: the one that a guard started at this booth, and the ticks that were made here. Each is
 * written together with the box that carries it to the server, so that a power cut loses neither or both. */
#ifndef GH_STORE_JOURNAL_ROLL_CALL_H
#define GH_STORE_JOURNAL_ROLL_CALL_H

#include "store/journal_box.h"
#include "wire/record.h"

struct journal_roll_call {
    struct uuid id;
    tick at;
    uint32_t guard;
};
struct journal_roll_tick {
    uint64_t number; /* rises, also after this journal was lost: see journal_next_roll_tick() */
    struct uuid subject;
    enum roll_mark mark;
    tick at;
};
/* The last one that was ended here. */
struct journal_roll_end {
    struct uuid id;
    uint64_t version; /* the newest that the server had said of it; 0: nothing */
    tick at;
    char by[WIRE_NAME_MAX]; /* the guard */
    bool waits;             /* read only: the server has not taken it */
};
/* A box of the kind BOX_ROLL_CALL with its sealed bytes, which are borrowed. */
struct journal_roll_box {
    struct box box; /* id, at and clock_trusted; appending fills kind and number */
    struct bytes sealed;
};

/* Begins a roll call with the list of who is inside, and its boxes, in one transaction. GH_CONFLICT: one runs already.
 * Otherwise as journal_put_box(). */
enum gh_status GH_MUST_USE journal_start_roll_call(struct journal *j, const struct journal_roll_call *call,
                                                   const struct wire_presence *list, size_t count,
                                                   struct journal_roll_box *boxes, size_t box_count);
/* Returns the number for the next tick: above that of each tick of this journal, and no less than the time in ms. */
enum gh_status GH_MUST_USE journal_next_roll_tick(struct journal *j, tick now, uint64_t *number);
/* Appends a tick and its box in one transaction, on disk when it returns GH_OK. GH_CONFLICT: that number is used.
 * Otherwise as journal_put_box(). */
enum gh_status GH_MUST_USE journal_append_roll_tick(struct journal *j, const struct journal_roll_tick *t,
                                                    struct journal_roll_box *box);

/* Reads the roll call that was started here. GH_NOT_FOUND: none, or the server has it. */
enum gh_status GH_MUST_USE journal_roll_call(struct journal *j, struct journal_roll_call *out);
/* Lists who was inside when it was started here, up to max, by subject; *count is how many there are. */
enum gh_status GH_MUST_USE journal_roll_rows(struct journal *j, struct wire_presence *out, size_t max, size_t *count);
/* Lists the newest tick about each subject, up to max, by subject; *count is how many there are. */
enum gh_status GH_MUST_USE journal_roll_ticks(struct journal *j, struct journal_roll_tick *out, size_t max,
                                              size_t *count);

/* Forgets the roll call that was started here and its list: the server has it. The ticks stay. */
enum gh_status GH_MUST_USE journal_hand_over_roll_call(struct journal *j);
/* Forgets the roll call, its list and all ticks. Boxes that wait stay. */
enum gh_status GH_MUST_USE journal_end_roll_call(struct journal *j);
/* Notes that a guard has ended it here, forgets it as journal_end_roll_call() does, and appends the box, in one
 * transaction. Errors as of journal_put_box(). */
enum gh_status GH_MUST_USE journal_end_roll_call_here(struct journal *j, const struct journal_roll_end *end,
                                                      struct journal_roll_box *box);
/* Reads the last one that was ended here. GH_NOT_FOUND: none. */
enum gh_status GH_MUST_USE journal_roll_end(struct journal *j, struct journal_roll_end *out);

#endif
