/* The account of an application's host, for what hosts decide about themselves: whether they hear that a visitor has
 * arrived, and whether visitors see their number. */
#ifndef GH_SERVER_RECORDS_HOST_H
#define GH_SERVER_RECORDS_HOST_H

#include "db/db.h"
#include "records/application.h"
#include "records/reach.h"
#include "vault/vault.h"

#define HOST_EMAIL_SIZE 128

struct host {
    int64_t account;
    bool tell_arrival, share_mobile, english;
    char mobile[APPLICATION_FIELD_SIZE]; /* of the account; "" for none. The caller wipes it. */
    char email[HOST_EMAIL_SIZE];
    struct reach reach;
};

/* Finds the active account with the host's name and mobile number. Without a number in the application only the
 * applicant's own account counts, because namesakes look alike. GH_NOT_FOUND: the host has no account here. */
enum gh_status GH_MUST_USE host_find(struct db *db, const struct vault *vault, const char *name, const char *mobile,
                                     int64_t applicant, struct host *out);
/* Loads the same of an account, active or not. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE host_of_account(struct db *db, const struct vault *vault, int64_t account, struct host *out);

#endif
