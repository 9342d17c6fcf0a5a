/* Lists of applications as one person sees them, with filters, search, order and pages. */
#ifndef GH_SERVER_ACT_APPLICATION_LIST_H
#define GH_SERVER_ACT_APPLICATION_LIST_H

#include "auth/session.h"
#include "db/db.h"
#include "vault/vault.h"

/* Whose applications: the session's own, those of its unit or its office, or all that any of its roles may see. */
enum list_view { LIST_MINE, LIST_UNIT, LIST_SECURITY, LIST_ALL, LIST_VIEW_COUNT };
/* Returns the word for a view: "mine", "unit", "security" or "all". */
const char *list_view_name(enum list_view view);

/* The order: by the decision's deadline, by the begin of the visit, or the newest application first. LIST_SORT_USUAL
 * is the deadline in a queue that shows its waiting state, and the newest first elsewhere. */
enum list_sort { LIST_SORT_USUAL, LIST_SORT_DEADLINE, LIST_SORT_VISIT, LIST_SORT_NEWEST, LIST_SORT_COUNT };
/* Returns the word for an order: "deadline", "visit" or "newest"; "" for the usual one. */
const char *list_sort_name(enum list_sort sort);

#define LIST_CURSOR_SIZE 64

struct list_filter {
    enum list_view view;
    enum list_sort sort;  /* LIST_MINE has drafts without dates, so it takes only USUAL and NEWEST */
    const char *states;   /* separated by commas; NULL: the waiting state in a queue, all states elsewhere */
    const char *q;        /* search text (act/list_search.h); "" for none */
    int64_t campus, unit; /* 0: any */
    tick from, to;        /* visits that overlap [from, to); 0, 0: any */
    const char *cursor;   /* from list_cursor() of the previous page's last row; "" for the first page */
    int64_t limit;
};

/* Columns of a list_query() row. */
#define LIST_COLUMNS                                                                                                   \
    "a.id, a.number, a.state, a.version, a.unit, u.name, u.name_en, a.campus, c.name, c.name_en, a.applicant, "        \
    "o.display_name, a.kind, a.purpose, a.host_name, a.first_at, a.last_at, a.entrants, "                              \
    "a.persons, a.vehicles, "                                                                                          \
    "(SELECT p.name_masked FROM person p WHERE p.application = a.id AND p.ordinal = 0), a.submitted_at, a.walk_up, "   \
    "a.decide_by, a.amends, a.host_mobile_sealed, a.assignee, "                                                        \
    "(SELECT h.display_name FROM account h WHERE h.id = a.assignee)"

/* Selects rows of LIST_COLUMNS. GH_MALFORMED: an unknown state, a bad cursor, or an order that the view does not take.
 * The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE list_query(struct db *db, const struct vault *vault, struct db_rows *rows,
                                      const struct session *session, const struct list_filter *filter);
/* Writes the cursor of the current row. */
enum gh_status GH_MUST_USE list_cursor(struct db_rows *rows, const struct list_filter *filter,
                                       char out[static LIST_CURSOR_SIZE]);
/* Counts applications by state: rows of state and count. A queue counts only its waiting state. The caller ends rows
 * after any outcome. */
enum gh_status GH_MUST_USE list_counts(struct db *db, struct db_rows *rows, const struct session *session,
                                       enum list_view view);

#endif
