/* Accounts that stand for applicants without an account: of walk-ups, and of filings by mail. */
#ifndef GH_SERVER_ACT_SHARED_ACCOUNT_H
#define GH_SERVER_ACT_SHARED_ACCOUNT_H

#include "base/tick.h"
#include "db/db.h"

/* Finds such an account by its name, and makes it when it is missing. It is inactive, so nobody can sign in to it. The
 * caller holds a transaction. GH_BUSY: another process made it at the same moment; the next try finds it. */
enum gh_status GH_MUST_USE shared_account(struct db *db, const char *name, const char *display_name, tick now,
                                          int64_t *account);

#endif
