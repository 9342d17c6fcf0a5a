/* Who is concerned by an application: applicant, host, entrants. Nobody decides on what concerns himself, in any role.
 */
#ifndef GH_SERVER_ACT_PARTY_H
#define GH_SERVER_ACT_PARTY_H

#include "auth/session.h"
#include "flow/flow.h"
#include "records/application.h"
#include "vault/vault.h"

/* What an account is recognised by; the mobile number is in the clear: act_person_wipe. */
struct act_person {
    int64_t account; /* 0: nobody */
    char name[SESSION_NAME_SIZE];
    char mobile[APPLICATION_FIELD_SIZE]; /* "" for none on file */
};

/* GH_NOT_FOUND. */
enum gh_status GH_MUST_USE act_person_load(struct db *db, const struct vault *vault, int64_t account,
                                           struct act_person *out);
void act_person_wipe(struct act_person *person);

/* Returns true when the person applied, is the host (same name or mobile number), or enters (same mobile number; by
 * name only when no number is on file). Fields that *a does not hold count as different. A namesake is taken for a
 * party: then somebody else decides, which is the safe side. */
bool act_person_is_party(const struct act_person *person, const struct application *a);

/* The roles that decide. */
#define ACT_DECIDING (FLOW_ROLE_UNIT | FLOW_ROLE_SECURITY)

/* Takes the deciding roles out of *roles when the session's account is a party, or the account in whose
 * name it decides (acting_for, 0: nobody). Reads the database only when there is something to take. */
enum gh_status GH_MUST_USE act_without_parties(struct db *db, const struct vault *vault, const struct session *session,
                                               const struct application *a, int64_t acting_for, unsigned *roles);

#endif
