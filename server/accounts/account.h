/* Accounts as administrators see and change them: person, roles, and the unit and campus of each role.
 *
 * At least one active administrator always remains, and a changed account must sign in again. Callers pass passwords
 * as hashes. */
#ifndef GH_SERVER_ACCOUNTS_ACCOUNT_H
#define GH_SERVER_ACCOUNTS_ACCOUNT_H

#include <jansson.h>

#include "auth/login.h"
#include "auth/session.h"
#include "people/mobile.h"
#include "records/application.h"
#include "records/audit.h"
#include "records/reach.h"
#include "vault/vault.h"

#define ACCOUNT_EMAIL_SIZE 128
#define ACCOUNT_LANGUAGE_SIZE 8
#define ACCOUNT_STAFF_NUMBER_SIZE 33

struct account {
    int64_t id;
    char name[LOGIN_NAME_BYTES + 1]; /* typed to sign in; lower case */
    char display_name[SESSION_NAME_SIZE];
    char email[ACCOUNT_EMAIL_SIZE];               /* "" for none */
    char mobile[MOBILE_SIZE];                     /* "" for none; in the clear, release with account_wipe() */
    int64_t unit;                                 /* 0: none */
    char staff_number[ACCOUNT_STAFF_NUMBER_SIZE]; /* at the university; "" for none */
    char language[ACCOUNT_LANGUAGE_SIZE];         /* "zh", "en"; "" until chosen */
    bool active, must_change, second_factor;
    bool tell_arrival, share_mobile, exception_digest, tell_results; /* account_set_preferences() */
    enum reach_way notify_by;                                        /* likewise */
    char wecom_user[REACH_WECOM_SIZE];                               /* UserID in WeCom; "" for none */
    struct role_grant roles[SESSION_GRANTS_MAX];                     /* on_behalf is unused */
    size_t role_count;
};

/* Wipes the account, whose mobile number is in the clear. */
void account_wipe(struct account *account);

/* Loads an account with its roles. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_load(struct db *db, const struct vault *vault, int64_t id, struct account *out);

/* The part of an account that other people see. */
struct account_name {
    char display_name[SESSION_NAME_SIZE];
    int64_t unit; /* 0: none */
};
/* Loads the name and unit of an account. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_name_load(struct db *db, int64_t id, struct account_name *out);

/* Finds the open account with a number of the university. GH_NOT_FOUND: none has it, or two have it: the number then
 * names nobody. */
enum gh_status GH_MUST_USE account_of_number(struct db *db, const char *staff_number, int64_t *id);

/* Stores the hash of a password that the owner chose, so the next sign-in demands no change. Call inside a
 * transaction. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_set_password(struct db *db, int64_t id, const char *password_hash, tick now);

/* Sets *expired when the account's password is a first one, older than PASSWORD_FIRST_LIFE. GH_NOT_FOUND: no such
 * account. */
enum gh_status GH_MUST_USE account_first_password_expired(struct db *db, int64_t id, tick now, bool *expired);

/* Stores what people choose for themselves: whether they hear that a visitor has arrived, whether visitors see their
 * number on the pass page, whether they get the daily digest of exceptions and the state of their applications, and
 * over which channel. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_set_preferences(struct db *db, const struct account *account);

/* Lists at most limit ids above after, of accounts whose name or display name contains q ("" for all). *count gets
 * the number of ids. */
enum gh_status GH_MUST_USE account_list(struct db *db, const char *q, int64_t after, size_t limit, int64_t *ids,
                                        size_t *count);

/* Applies the members of json to *account: name, display_name, email, mobile, staff_number, wecom_user, unit, roles,
 * active. Absent members stay as they are. Adds wrong and missing values to errors; the caller must not store *account
 * then. */
void account_input(const json_t *json, struct account *account, struct field_errors *errors);

/* Puts a sign-in name into small letters. Returns whether it has the form of one. */
bool account_name_fit(char *name);

/* Returns whether the role can be given for the unit and campus of the grant. */
bool account_scope_fits(const struct role_grant *grant);

/* What a change of accounts works with: the audit record's data, and the vault. */
struct account_act {
    struct audit_act audit;
    const struct vault *vault;
    struct bytes spared_session; /* token of the administrator's own session, which stays open */
};

/* Creates an account with a first password that its owner must change, and sets account->id. GH_CONFLICT: the name
 * is taken. GH_MALFORMED: a unit or campus does not exist, as errors says. */
enum gh_status GH_MUST_USE account_create(const struct account_act *act, struct account *account,
                                          const char *password_hash, struct field_errors *errors);
/* As account_create(), in the caller's transaction. password_hash NULL: the account has no password, and single sign-on
 * alone opens it. */
enum gh_status GH_MUST_USE account_add(const struct account_act *act, struct account *account,
                                       const char *password_hash, struct field_errors *errors);
/* Stores a changed account and closes its sessions except act->spared_session. password_hash is a new first
 * password, or NULL. GH_CONFLICT and GH_MALFORMED as above. GH_MALFORMED also when no active administrator would
 * remain. */
enum gh_status GH_MUST_USE account_save(const struct account_act *act, const struct account *account,
                                        const char *password_hash, struct field_errors *errors);
/* As account_save(), in the caller's transaction. */
enum gh_status GH_MUST_USE account_change(const struct account_act *act, const struct account *account,
                                          const char *password_hash, struct field_errors *errors);
/* Finds an account by its sign-in name, in any case. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE account_find(struct db *db, const char *name, int64_t *id);
/* Lifts what wrong passwords and codes have brought on an account (auth/brake.h). GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_unlock(const struct account_act *act, int64_t id);
/* Stores a new first password, removes the second factor, closes the account's sessions and lifts its lock.
 * GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE account_reset(const struct account_act *act, int64_t id, const char *password_hash);

#endif
