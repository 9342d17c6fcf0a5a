/* The chain over the steps of each application, so that nobody who can write the database alters, deletes, inserts or
 * moves one unseen. docs/audit.md defines the bytes.
 *
 * Hashes are made under a key of the vault (vault_hash()). Each covers the one before it, and remark and changes by a
 * hash of their own: these may be erased after their time, which the chain allows. Steps of an older server are not
 * linked. */
#ifndef GH_SERVER_RECORDS_HISTORY_CHAIN_H
#define GH_SERVER_RECORDS_HISTORY_CHAIN_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"
#include "vault/vault.h"

/* A step as its link covers it. Texts are borrowed. */
struct history_step {
    struct uuid id, application;
    int64_t version, account, for_account, to_account; /* 0: nobody */
    tick at;
    struct bytes role, action, from_state, to_state, address;
    uint8_t content[VAULT_HASH_LEN];
};

/* Hashes remark and changes, each into one half of out. changes: the JSON before sealing; empty for none. */
void history_content_hash(const struct vault *vault, struct bytes remark, struct bytes changes,
                          uint8_t out[static VAULT_HASH_LEN]);
/* Hashes a link. before: the link before it in the application, zeros for the first. out may be before. */
void history_link_hash(const struct vault *vault, const uint8_t before[static VAULT_HASH_LEN],
                       const struct history_step *step, uint8_t out[static VAULT_HASH_LEN]);
/* Reads the newest link of an application; zeros: none. */
enum gh_status GH_MUST_USE history_newest_link(struct db *db, const struct uuid *application,
                                               uint8_t out[static VAULT_HASH_LEN]);

#define HISTORY_FAULT_SIZE 200
struct history_report {
    int64_t linked, unlinked;       /* steps; unlinked: of an older server */
    char fault[HISTORY_FAULT_SIZE]; /* English: the first step that is not as it was written; "": all are */
};
/* Checks all steps, and that each application is in the state where its last step led. */
enum gh_status GH_MUST_USE history_verify(struct db *db, const struct vault *vault, struct history_report *out);

#endif
