/* Demo data for an empty database: two campuses, gates, units and an account for each role. All people are made up. */
#ifndef GH_SERVER_DEMO_DATA_H
#define GH_SERVER_DEMO_DATA_H

#include "auth/login.h"
#include "records/audit.h"

/* Published in README.md: an account that has it is open to everybody. */
#define DEMO_PASSWORD "gatehouse-demo"
#define DEMO_ACCOUNTS 5

/* Fills the database, unless it has accounts already. */
enum gh_status GH_MUST_USE demo_data_fill(struct db *db, tick now);

/* Accounts that demo_data_fill() made and that still have the published password, whatever their names are now. */
struct demo_accounts {
    size_t count;
    int64_t ids[DEMO_ACCOUNTS];
    char names[DEMO_ACCOUNTS][LOGIN_NAME_BYTES + 1];
};

/* Finds them. Derives up to DEMO_ACCOUNTS passwords, at most 70 ms each. */
enum gh_status GH_MUST_USE demo_accounts_find(struct db *db, struct password_gate *gate, struct demo_accounts *out);

/* Gives settings that only a demo may have their usual values, by which booths ask for live codes again. */
enum gh_status GH_MUST_USE demo_settings_end(const struct audit_act *act);

/* Closes one in a transaction: no password, no roles, no sessions, and its name becomes free. The row stays, since
 * applications and the audit trail name it. */
enum gh_status GH_MUST_USE demo_account_remove(const struct audit_act *act, int64_t id);

#endif
