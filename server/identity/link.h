/* Who a person of a provider is here: an account that is linked, one that a verified attribute names, or a new one. */
#ifndef GH_SERVER_IDENTITY_LINK_H
#define GH_SERVER_IDENTITY_LINK_H

#include "accounts/account.h"
#include "identity/identity.h"
#include "identity/rule.h"

enum identity_way {
    IDENTITY_BY_LINK = 0,  /* linked at an earlier sign-in */
    IDENTITY_BY_ATTRIBUTE, /* a verified attribute names one account */
    IDENTITY_NEW           /* a new account for applicants */
};

/* Hashes the subject of a provider, as identity_link and sessions have it. */
void identity_subject_hash(const struct vault *vault, const struct uuid *provider, const char *subject,
                           uint8_t out[static VAULT_HASH_LEN]);
/* Hashes the session at a provider. */
void identity_sid_hash(const struct vault *vault, const struct uuid *provider, const char *sid,
                       uint8_t out[static VAULT_HASH_LEN]);

/* Finds the account of an identity, and changes nothing. *account is 0 for IDENTITY_NEW. *fault is why nobody may be
 * signed in: IDENTITY_TWO_ACCOUNTS, IDENTITY_NO_ACCOUNT, IDENTITY_CLOSED, IDENTITY_PRIVILEGED. Never looks at a name,
 * nor at an attribute that is not verified. */
enum gh_status GH_MUST_USE identity_link_find(struct db *db, const struct vault *vault,
                                              const struct identity_provider *provider, const struct identity *identity,
                                              enum identity_way *way, int64_t *account, enum identity_fault *fault);

/* Finds or makes the account, links it, and gives it what the rules say, in the caller's transaction, which the caller
 * rolls back for a fault. Somebody new gets the role of an applicant and no other. */
enum gh_status GH_MUST_USE identity_link_settle(const struct account_act *act, const struct identity_provider *provider,
                                                const struct identity *identity, const struct identity_rules *rules,
                                                int64_t *account, enum identity_fault *fault);

#endif
