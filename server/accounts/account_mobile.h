/* Mobile numbers of accounts: sealed, and found by a keyed hash. */
#ifndef GH_SERVER_ACCOUNTS_ACCOUNT_MOBILE_H
#define GH_SERVER_ACCOUNTS_ACCOUNT_MOBILE_H

#include "db/db.h"
#include "vault/vault.h"

/* Stores the number of an account, which is in the form of mobile_check(); "" removes it. In the caller's transaction.
 */
enum gh_status GH_MUST_USE account_mobile_store(struct db *db, const struct vault *vault, int64_t id,
                                                const char *mobile);

#define ACCOUNT_MOBILE_FOUND_MAX 2 /* whether it is one account is what callers want to know */
/* Finds the accounts, active or not, with this number: ids in their order, at most ACCOUNT_MOBILE_FOUND_MAX. */
enum gh_status GH_MUST_USE account_mobile_find(struct db *db, const struct vault *vault, const char *mobile,
                                               int64_t ids[static ACCOUNT_MOBILE_FOUND_MAX], size_t *count);

/* Makes the hashes that an older server did not write, at most `limit` of them. Adds their number to *filled. */
enum gh_status GH_MUST_USE account_mobile_fill(struct db *db, const struct vault *vault, int64_t limit,
                                               int64_t *filled);

#endif
