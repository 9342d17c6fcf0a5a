/* Accounts as administrators see and change them: who it is, which roles, for which unit and campus.
 *
 * There is always an active administrator left, and a changed account has to sign in anew. Passwords come hashed. */
#ifndef GH_SERVER_ACCOUNTS_ACCOUNT_H
#define GH_SERVER_ACCOUNTS_ACCOUNT_H

#include <jansson.h>

#include "auth/login.h"
#include "auth/session.h"
#include "people/mobile.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define ACCOUNT_EMAIL_SIZE 128
#define ACCOUNT_LANGUAGE_SIZE 8

struct account {
    int64_t id;
    char name[LOGIN_NAME_BYTES + 1]; /* what is typed to sign in, lower case */
    char display_name[SESSION_NAME_SIZE];
    char email[ACCOUNT_EMAIL_SIZE];       /* "" for none */
    char mobile[MOBILE_LEN + 1];          /* "" for none; in the clear: account_wipe */
    int64_t unit;                         /* 0: none */
    char language[ACCOUNT_LANGUAGE_SIZE]; /* "zh", "en"; "" until chosen */
    bool active, must_change, second_factor;
    struct role_grant roles[SESSION_GRANTS_MAX]; /* on_behalf is not used */
    size_t role_count;
};

/* Its mobile number is in the clear. */
void account_wipe(struct account *account);

/* GH_NOT_FOUND. */
enum gh_status GH_MUST_USE account_load(struct db *db, const struct vault *vault, int64_t id, struct account *out);

/* What others see of an account. */
struct account_name {
    char display_name[SESSION_NAME_SIZE];
    int64_t unit; /* 0: none */
};
/* GH_NOT_FOUND. */
enum gh_status GH_MUST_USE account_name_load(struct db *db, int64_t id, struct account_name *out);

/* Stores a password that its owner chose: it need not be changed at the next sign-in. Inside a transaction.
 * GH_NOT_FOUND. */
enum gh_status GH_MUST_USE account_set_password(struct db *db, int64_t id, const char *password_hash, tick now);

/* Lists ids of accounts whose name or display name contains q ("" for all), after an id, at most limit. *count gets how
 * many. */
enum gh_status GH_MUST_USE account_list(struct db *db, const char *q, int64_t after, size_t limit, int64_t *ids,
                                        size_t *count);

/* The members of json that are there, over *account: name, display_name, email, mobile, unit, roles, active. What is
 * wrong or missing is told in errors, then *account is not to be stored. */
void account_input(const json_t *json, struct account *account, struct field_errors *errors);

struct account_act {
    struct audit_act audit;
    const struct vault *vault;
    struct bytes spared_session; /* token of the administrator's own session, which stays */
};

/* A new account with a first password that must be changed; account->id gets its id. GH_CONFLICT: the name is taken;
 * GH_MALFORMED: a unit or campus that does not exist, told in errors. */
enum gh_status GH_MUST_USE account_create(const struct account_act *act, struct account *account,
                                          const char *password_hash, struct field_errors *errors);
/* Stores it and ends its sessions. Also GH_MALFORMED when no active administrator would be left. password_hash: a new
 * first password, or NULL. */
enum gh_status GH_MUST_USE account_save(const struct account_act *act, const struct account *account,
                                        const char *password_hash, struct field_errors *errors);
/* A new first password: the second factor is taken off too, and the sessions end. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE account_reset(const struct account_act *act, int64_t id, const char *password_hash);

#endif
