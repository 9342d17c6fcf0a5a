/* Limits what an account can learn from the barred list by naming people in applications, and puts it on record. */
#ifndef GH_SERVER_RECORDS_BARRED_MET_H
#define GH_SERVER_RECORDS_BARRED_MET_H

#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define BARRED_MET_MAX 10 /* different barred persons and plates per account and day */

/* Sets *too_often when the account has met the limit within the last day: it may check nothing more. */
enum gh_status GH_MUST_USE barred_met_too_often(struct db *db, int64_t account, tick now, bool *too_often);
/* Audits each error "barred" of an application once a day, by keyed hash, so that the office sees each try. Needs no
 * transaction. */
enum gh_status GH_MUST_USE barred_met_note(const struct audit_act *act, const struct vault *vault,
                                           const struct application *a, const struct field_errors *errors);

#endif
