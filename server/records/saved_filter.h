/* Filters of a list that an account saved under a name. Each belongs to its account alone. Changes are audited as those
 * of the account's other preferences. */
#ifndef GH_SERVER_RECORDS_SAVED_FILTER_H
#define GH_SERVER_RECORDS_SAVED_FILTER_H

#include "records/application.h"
#include "records/audit.h"

#define SAVED_FILTER_MAX 50 /* of one list and account */
#define SAVED_FILTER_NAME_MAX 90
#define SAVED_FILTER_QUERY_MAX 1024

struct saved_filter {
    struct uuid id;
    char list[16];
    char name[SAVED_FILTER_NAME_MAX + 1];
    char query[SAVED_FILTER_QUERY_MAX]; /* JSON of the parameters, which the list's own parser has checked */
    bool initial;                       /* the list begins with it; at most one of a list and account */
};

/* Columns of saved_filter_query(). */
enum { SAVED_FILTER_ID = 0, SAVED_FILTER_LIST, SAVED_FILTER_NAME, SAVED_FILTER_QUERY, SAVED_FILTER_INITIAL };

/* Selects the filters of an account for a list, by name. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE saved_filter_query(struct db *db, struct db_rows *rows, int64_t account, const char *list);
/* Loads a filter of the account. GH_NOT_FOUND: it has none with this id. */
enum gh_status GH_MUST_USE saved_filter_load(struct db *db, int64_t account, const struct uuid *id,
                                             struct saved_filter *out);
/* Adds a filter of act->by, and sets its id. GH_MALFORMED: `errors` says what is wrong: no name, a name that is taken,
 * or SAVED_FILTER_MAX filters already. */
enum gh_status GH_MUST_USE saved_filter_add(const struct audit_act *act, struct saved_filter *filter,
                                            struct field_errors *errors);
/* Stores name, query and `initial` of a filter of act->by. GH_NOT_FOUND, or GH_MALFORMED as above. */
enum gh_status GH_MUST_USE saved_filter_save(const struct audit_act *act, const struct saved_filter *filter,
                                             struct field_errors *errors);
/* Deletes a filter of act->by. GH_NOT_FOUND: it has none with this id. */
enum gh_status GH_MUST_USE saved_filter_remove(const struct audit_act *act, const struct uuid *id);
/* Deletes the filters of an account, in the caller's transaction. */
enum gh_status GH_MUST_USE saved_filter_forget(struct db *db, int64_t account);

#endif
