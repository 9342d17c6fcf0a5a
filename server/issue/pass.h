/* Passes: issued on approval, one for each entrant and period. They can be blocked, revoked and reissued. Entrants
 * find them by a link (issue/visit_link.h).
 *
 * Every change takes the next position in the server's change sequence, which booths follow (records/change.h). */
#ifndef GH_SERVER_ISSUE_PASS_H
#define GH_SERVER_ISSUE_PASS_H

#include "db/db.h"
#include "issue/issuer.h"
#include "records/application.h"
#include "records/places.h"
#include "vault/vault.h"

/* An officer can unblock a blocked pass. A revoked pass stays revoked. */
enum pass_state { PASS_STATE_ACTIVE = 0, PASS_STATE_BLOCKED, PASS_STATE_REVOKED, PASS_STATE_COUNT };
/* Returns "active", "blocked" or "revoked": the word in the database, the API and the pages. */
const char *pass_state_name(enum pass_state state);
/* Reads a state from a column. GH_CORRUPT: an unknown word. */
enum gh_status GH_MUST_USE pass_state_read(struct db_rows *rows, int column, enum pass_state *out);
/* Returns "pedestrian", "vehicle" or "rider"; NULL for any other number. */
const char *pass_kind_name(int64_t kind);

/* Why a pass was revoked, by an amendment of its application. */
#define PASS_REASON_AMENDED "amendment-changed" /* another one took its place */
#define PASS_REASON_DROPPED "amendment-dropped"

struct pass {
    struct uuid id, application, person, vehicle, period, group; /* nil where none applies */
    enum pass_kind kind;
    enum pass_uses uses;
    enum pass_state state;
    int64_t version, position;
    tick from, to, minted_at; /* valid in [from, to) */
    uint16_t gates;
    uint8_t home_gate;
    char token[TOKEN_TEXT_MAX + 1]; /* the signed code; the live code is made from it */
};

/* Issues a pass for every entrant that is not refused, in every stretch of open days of every period. Passes of
 * vehicles are valid only at the campus's lanes. Call inside a transaction. */
enum gh_status GH_MUST_USE pass_issue_all(struct db *db, const struct vault *vault, struct issuer *issuer,
                                          const struct application *a, const struct campus *campus, tick now);

/* Revokes every pass of an application that is not yet revoked. Call inside a transaction. */
enum gh_status GH_MUST_USE pass_revoke_all(struct db *db, const struct uuid *application, const char *reason, tick now);

/* Changes the state from active to blocked or back, or from either to revoked. Call inside a transaction.
 * GH_CONFLICT: any other change, also to the same state. */
enum gh_status GH_MUST_USE pass_set_state(struct db *db, const struct uuid *id, enum pass_state state,
                                          const char *reason, tick now);

/* Revokes a pass unless it is revoked already, and issues another one in its place. Call inside a transaction.
 * GH_NOT_FOUND: no such pass. */
enum gh_status GH_MUST_USE pass_reissue(struct db *db, const struct vault *vault, struct issuer *issuer,
                                        const struct uuid *id, tick now, struct pass *out);

/* Loads a pass. GH_NOT_FOUND: no such pass. */
enum gh_status GH_MUST_USE pass_load(struct db *db, const struct uuid *id, struct pass *out);

/* Signs the claims of a pass again with the time now and the mark "live". The result counts for CLAIMS_LIVE_MS
 * (docs/pass-format.md#claims). */
enum gh_status GH_MUST_USE pass_present(const struct pass *pass, struct issuer *issuer, tick now,
                                        char text[static TOKEN_TEXT_MAX + 1]);

#endif
