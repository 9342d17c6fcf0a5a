/* How an account wants to be reached, and its UserID in WeCom. */
#ifndef GH_SERVER_RECORDS_REACH_H
#define GH_SERVER_RECORDS_REACH_H

#include "db/db.h"

#define REACH_WECOM_SIZE 65 /* a UserID has at most 64 bytes */

/* What somebody chose: REACH_USUAL is WeCom where the account has a UserID, otherwise e-mail and SMS. */
enum reach_way { REACH_USUAL = 0, REACH_WECOM, REACH_EMAIL, REACH_SMS, REACH_WAY_COUNT };

struct reach {
    enum reach_way way;
    bool results;                 /* wants to hear the state of own applications */
    char wecom[REACH_WECOM_SIZE]; /* "": none, or WeCom is off */
};

/* The UserID of the account `c` as SQL: its own, or the sign-in name where the settings of WeCom say so. */
#define REACH_USER(c)                                                                                                  \
    "COALESCE((SELECT CASE WHEN " c ".wecom_user <> '' THEN " c ".wecom_user WHEN w.match_names = 1 THEN " c           \
    ".name ELSE '' END FROM wecom w WHERE w.id = 1 AND w.enabled = 1), '')"
/* The columns that reach_read() takes. */
#define REACH_COLUMNS(c) c ".notify_by, " c ".tell_results, " REACH_USER(c)

/* Reads REACH_COLUMNS from column `at` on. GH_CORRUPT: a value does not fit. */
enum gh_status GH_MUST_USE reach_read(struct db_rows *rows, int at, struct reach *out);

/* Returns the stable name of a way: "wecom"; "" for REACH_USUAL. */
const char *reach_way_name(enum reach_way way);
/* Finds the way of a name. Returns REACH_WAY_COUNT when there is none. */
enum reach_way reach_way_find(struct bytes name);

/* Loads the UserID of an account by the rule of REACH_USER; "" for none. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE reach_user(struct db *db, int64_t account, char out[static REACH_WECOM_SIZE]);

/* Finds the active account that a UserID belongs to, by the rule of REACH_USER. GH_NOT_FOUND: none, or WeCom is off. */
enum gh_status GH_MUST_USE reach_account(struct db *db, const char *user, int64_t *account);

#endif
