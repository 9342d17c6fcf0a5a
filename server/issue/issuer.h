/* The signer of passes. It reads the signing keys of a directory that `gatehouse keys` made; the root's secret key
 * stays elsewhere.
 *
 * It looks at the directory before it signs and reads it again when it has changed, so that a new key or key set needs
 * neither a signal nor a restart, in any of the processes that share the directory. */
#ifndef GH_SERVER_ISSUE_ISSUER_H
#define GH_SERVER_ISSUE_ISSUER_H

#include "keys/key_directory.h"
#include "os/log.h"
#include "token/attest.h"
#include "token/carried.h"
#include "token/server_time.h"
#include "token/token.h"

struct issuer;

/* Opens a directory. GH_NOT_FOUND: the directory, the key set or the signing keys are missing. GH_UNKNOWN_KEY: no
 * key there is listed in the set and valid now, or the secret of the set's sealing key is missing. */
enum gh_status GH_MUST_USE issuer_open(const char *directory, tick now, struct issuer **out);
/* Reads the directory again. After an error the issuer keeps what it had. GH_ROLLBACK: the set's epoch is lower than
 * before. Other errors as issuer_open(). */
enum gh_status GH_MUST_USE issuer_reload(struct issuer *issuer, tick now);
/* Reads the directory again if it has changed. A failure is logged, and tried again a second later. */
void issuer_refresh(struct issuer *issuer, tick now);
/* Sets where changes of the keys are logged. Call before other threads use the issuer. */
void issuer_set_log(struct issuer *issuer, const struct os_log *log);
void issuer_close(struct issuer *issuer); /* takes NULL; wipes the keys */

/* Returns the epoch of the key set. */
uint64_t issuer_epoch(struct issuer *issuer);
/* Tells the issuer that a set with this epoch is in use, as the database has it (issue/key_epoch.h). While its own set
 * is older it signs no passes and no snapshots: they would be signed with a key that others have replaced. */
void issuer_learn(struct issuer *issuer, uint64_t epoch);
/* Returns false while its set is older than the one of issuer_learn(). */
bool issuer_is_current(struct issuer *issuer);

/* Signs claims with the newest key that is valid at claims->issued_at. Thread-safe. GH_UNKNOWN_KEY: no key is valid
 * then. GH_UNAVAILABLE: another server has a newer set (issuer_learn). */
enum gh_status GH_MUST_USE issuer_mint(struct issuer *issuer, const struct claims *claims,
                                       char text[static TOKEN_TEXT_MAX + 1]);
/* Appends the signed key set for booths. *seals: it lists the key that boxes are sealed to. GH_TOO_LONG: out is full.
 */
enum gh_status GH_MUST_USE issuer_keyset(struct issuer *issuer, struct writer *out, bool *seals);
/* Copies the secret keys that open boxes, the newest first, and sets *count. The caller wipes them. */
enum gh_status GH_MUST_USE issuer_sealing(struct issuer *issuer, struct sealing_key out[static SEALING_KEYS_MAX],
                                          size_t *count);

/* Signs the value of the header Gatehouse-Time (token/server_time.h). GH_UNKNOWN_KEY: no key is valid at now. */
enum gh_status GH_MUST_USE issuer_sign_time(struct issuer *issuer, tick now, const uint8_t *nonce,
                                            char text[static SERVER_TIME_TEXT_MAX]);
/* Signs the seal of a snapshot (token/carried.h). GH_UNKNOWN_KEY: no key is valid at claims->at. GH_UNAVAILABLE: as
 * issuer_mint(). */
enum gh_status GH_MUST_USE issuer_seal(struct issuer *issuer, const struct carried_claims *claims,
                                       char text[static CARRIED_TEXT_MAX]);
/* Signs what is said of an answer to a booth (token/attest.h). GH_UNKNOWN_KEY: no key is valid at now. */
enum gh_status GH_MUST_USE issuer_attest(struct issuer *issuer, tick now, const struct attest_claims *claims,
                                         char text[static ATTEST_TEXT_MAX]);
/* Writes the signed key set as base64url. */
enum gh_status GH_MUST_USE issuer_keys_text(struct issuer *issuer, char out[static ATTEST_KEYS_TEXT_MAX]);
/* Reads the offline root's public key, with which booths check key sets. GH_NOT_FOUND: its file is missing. */
enum gh_status GH_MUST_USE issuer_root_key(struct issuer *issuer, uint8_t out[static PUBLIC_KEY_LEN]);

#endif
