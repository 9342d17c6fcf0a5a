/* Who can decide on an application at its step: the approvers of its unit and their deputies, or the officers of its
 * campus, without its parties (act/party.h). */
#ifndef GH_SERVER_ACT_DECIDERS_H
#define GH_SERVER_ACT_DECIDERS_H

#include "act/act.h"
#include "act/party.h"
#include "notify/outbox.h"
#include "records/reach.h"

#define DECIDERS_MAX 64 /* more are left out */

struct decider {
    struct act_person person;
    char email[OUTBOX_RECIPIENT_SIZE]; /* "" when the account has none */
    bool english;                      /* the account's language; otherwise Chinese */
    struct reach reach;
};

/* The columns that decider_read() takes, of the account `c` as SQL. */
#define DECIDER_COLUMNS(c)                                                                                             \
    c ".id, " c ".email, " c ".mobile_sealed, " c ".display_name, COALESCE(" c ".language, ''), " REACH_COLUMNS(c)
/* Reads a row of DECIDER_COLUMNS. The caller wipes *out. GH_CORRUPT: a value does not
 * open or fit. */
enum gh_status GH_MUST_USE decider_read(struct db_rows *rows, const struct vault *vault, struct decider *out);

struct deciders {
    struct decider items[DECIDERS_MAX];
    size_t count;
    size_t parties; /* how many were left out as parties */
};

/* Returns the role that decides in the application's state: ROLE_UNIT_APPROVER, ROLE_SECURITY_OFFICER, or 0. */
enum account_role deciders_role(const struct application *a);
/* Loads those who hold a role for the application's unit and campus, and deputies of unit approvers. Parties are left
 * out. deputies false: only own roles. The caller wipes *out with deciders_wipe(). */
enum gh_status GH_MUST_USE deciders_load(struct db *db, const struct vault *vault, const struct application *a,
                                         enum account_role role, bool deputies, tick now, struct deciders *out);
void deciders_wipe(struct deciders *deciders);

#endif
