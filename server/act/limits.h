/* How much one account may store: so that nobody makes the lists of others slow, or fills the disk. */
#ifndef GH_SERVER_ACT_LIMITS_H
#define GH_SERVER_ACT_LIMITS_H

#include "records/application.h"

struct db;

/* The limit that a wish meets. */
enum act_limit { ACT_LIMIT_NONE = 0, ACT_LIMIT_DRAFTS, ACT_LIMIT_PERSONS };

/* Finds whether the applicant's other undecided applications leave room for *a as it is to be stored: the settings
 * limit.drafts and limit.persons. Errors as db_query(). */
enum gh_status GH_MUST_USE act_limit_find(struct db *db, const struct application *a, enum act_limit *limit);

#endif
