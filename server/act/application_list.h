/* Lists of applications as one person sees them: whose they are, which are asked for, in which order. */
#ifndef GH_SERVER_ACT_APPLICATION_LIST_H
#define GH_SERVER_ACT_APPLICATION_LIST_H

#include "auth/session.h"
#include "db/db.h"

/* "mine", what waits for or went through one's unit or office, and whatever one may see by any role. */
enum list_view { LIST_MINE, LIST_UNIT, LIST_SECURITY, LIST_ALL, LIST_VIEW_COUNT };
/* GH_NOT_FOUND for any other word. */
enum gh_status GH_MUST_USE list_view_from_name(const char *name, enum list_view *out);
const char *list_view_name(enum list_view view);

#define LIST_CURSOR_SIZE 64

struct list_filter {
    enum list_view view;
    const char *states;   /* between commas; NULL: what waits in a queue, everything elsewhere */
    const char *q;        /* "" for none */
    int64_t campus, unit; /* 0: any */
    tick from, to;        /* visits that overlap [from, to); 0, 0: any */
    const char *cursor;   /* of the last row of the page before; "" for the first page */
    int64_t limit;
};

/* Columns of a row, for LIST_FROM below and who reads it. */
#define LIST_COLUMNS                                                                                                   \
    "a.id, a.number, a.state, a.version, a.unit, u.name, u.name_en, a.campus, c.name, c.name_en, a.applicant, "        \
    "o.display_name, a.kind, a.purpose, a.host_name, a.first_at, a.last_at, a.entrants, "                              \
    "a.persons, a.vehicles, "                                                                                          \
    "(SELECT p.name_masked FROM person p WHERE p.application = a.id AND p.ordinal = 0), a.submitted_at, a.walk_up"

/* Rows of LIST_COLUMNS: queues (what waits for a decision, and nothing else asked for) with the visit that begins first
 * at their head, everything else newest first. GH_MALFORMED: a state or cursor that is none. The caller ends rows after
 * any outcome. */
enum gh_status GH_MUST_USE list_query(struct db *db, struct db_rows *rows, const struct session *session,
                                      const struct list_filter *filter);
/* The cursor of the row at hand. */
enum gh_status GH_MUST_USE list_cursor(struct db_rows *rows, const struct list_filter *filter,
                                       char out[static LIST_CURSOR_SIZE]);
/* How many of one's own are in each state, and how many wait in a queue: state, count. The caller ends rows after any
 * outcome. */
enum gh_status GH_MUST_USE list_counts(struct db *db, struct db_rows *rows, const struct session *session,
                                       enum list_view view);

#endif
