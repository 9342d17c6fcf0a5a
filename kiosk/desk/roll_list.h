/* The roll call of the campus as this booth knows it: what the server says, what was started here, everybody who is
 * inside by the booth's own entries, and on top the ticks that were made here. */
#ifndef GH_KIOSK_DESK_ROLL_LIST_H
#define GH_KIOSK_DESK_ROLL_LIST_H

#include "desk/desk.h"
#include "wire/roll_call.h"

/* One of the list, without what it shows of the person. */
struct roll_entry {
    struct roll_subject subject;
    struct uuid entry; /* of the admission; nil: only the server knows it */
    enum roll_mark mark;
    bool mine, left;
    uint64_t counted; /* the mark has this booth's ticks up to that number */
};

struct roll_list {
    struct uuid id;
    struct roll_status status;
    size_t count;
    struct roll_entry *list; /* owned (free); people by gate and time, then cars without known riders. Of more than
                              * DESK_ROLL_SHOWN those to be found come first, cars before people */
};

/* Reads the roll call that runs. GH_NOT_FOUND: none. GH_NO_MEMORY. On error nothing is owned. */
enum gh_status GH_MUST_USE desk_read_roll_call(struct desk *desk, struct roll_list *out);
/* Fills in what a status tells; all zero where none runs. */
void desk_fill_roll_call(struct desk *desk, struct roll_status *out);
/* Fills in what the screen shows of one. */
void desk_fill_roll_item(struct desk *desk, const struct roll_entry *entry, struct roll_item *out);
/* Forgets, after a change of the replica, what the server has or what has ended. */
void desk_follow_roll_call(struct desk *desk);

#endif
