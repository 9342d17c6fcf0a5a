/* The parties to an application: applicant, host and entrants. Nobody may decide on an application to which they are
 * a party, whatever their role. */
#ifndef GH_SERVER_ACT_PARTY_H
#define GH_SERVER_ACT_PARTY_H

#include "auth/session.h"
#include "flow/flow.h"
#include "records/application.h"
#include "vault/vault.h"

/* What identifies an account as a party. mobile is in the clear: release with act_person_wipe(). */
struct act_person {
    int64_t account; /* 0: nobody */
    char name[SESSION_NAME_SIZE];
    char mobile[APPLICATION_FIELD_SIZE]; /* "" when the account has none */
};

/* Loads an account's name and mobile number. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE act_person_load(struct db *db, const struct vault *vault, int64_t account,
                                           struct act_person *out);
/* Wipes the mobile number from memory. */
void act_person_wipe(struct act_person *person);

/* Returns true when the person is the applicant, the host or an entrant. The host matches by name or mobile number.
 * Entrants match by mobile number, or by name when the account has no number. Empty fields of *a never match. A
 * namesake counts as a party, so somebody else decides. */
bool act_person_is_party(const struct act_person *person, const struct application *a);

/* Finds whether the person is a party to an application or, when it is an amendment, to what it amends: who is dropped
 * by an amendment does not decide on it. */
enum gh_status GH_MUST_USE act_person_is_concerned(struct db *db, const struct vault *vault,
                                                   const struct act_person *person, const struct application *a,
                                                   bool *concerned);

#define ACT_PARTY_ROWS 32
/* Sets party[i] when the person is an entrant of the stored application ids[i], by the rule of act_person_is_party().
 * Leaves the others. One query for a page of a list. GH_TOO_LONG: more than ACT_PARTY_ROWS. */
enum gh_status GH_MUST_USE act_person_enters(struct db *db, const struct vault *vault, const struct act_person *person,
                                             const struct uuid *ids, size_t count, bool *party);

/* The roles that may decide. */
#define ACT_DECIDING (FLOW_ROLE_UNIT | FLOW_ROLE_SECURITY)

/* Removes the deciding roles from *roles when the session's account is a party, or the account it acts for is.
 * acting_for 0: nobody. Reads the database only when *roles holds a deciding role. */
enum gh_status GH_MUST_USE act_without_parties(struct db *db, const struct vault *vault, const struct session *session,
                                               const struct application *a, int64_t acting_for, unsigned *roles);

#endif
