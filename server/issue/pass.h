/* Passes: minted on approval, one per entrant and period; blocked, revoked, reissued; found by their link.
 *
 * Every change takes the next number of the server's change sequence (position), which booths follow
 * (records/change.h). */
#ifndef GH_SERVER_ISSUE_PASS_H
#define GH_SERVER_ISSUE_PASS_H

#include "db/db.h"
#include "issue/issuer.h"
#include "records/application.h"
#include "vault/vault.h"

#define PASS_LINK_LEN 22 /* characters of base64url: 128 random bits */
#define PASS_LINK_SIZE (PASS_LINK_LEN + 1)

/* Blocked is suspended by an officer and can be lifted; revoked is for good. */
enum pass_state { PASS_STATE_ACTIVE = 0, PASS_STATE_BLOCKED, PASS_STATE_REVOKED, PASS_STATE_COUNT };
/* Returns "active", "blocked" or "revoked": the word in the database, the API and the pages. */
const char *pass_state_name(enum pass_state state);
/* Reads a state from a column. GH_CORRUPT for any other word. */
enum gh_status GH_MUST_USE pass_state_read(struct db_rows *rows, int column, enum pass_state *out);
/* Returns "pedestrian", "vehicle" or "rider"; NULL for a number that names no kind. */
const char *pass_kind_name(int64_t kind);

struct pass {
    struct uuid id, application, person, vehicle, period, group; /* nil where there is none */
    enum pass_kind kind;
    enum pass_uses uses;
    enum pass_state state;
    int64_t version, position;
    tick from, to, minted_at; /* [from, to) */
    uint16_t gates;
    uint8_t home_gate;
    char token[TOKEN_TEXT_MAX + 1]; /* the static code */
};

/* Tells the caller of each new pass, with its link: to send it, once. */
typedef enum gh_status pass_made(void *context, const struct pass *pass, const struct person *person,
                                 const char link[static PASS_LINK_SIZE]);

/* Mints for every entrant that is not refused, in every period. Inside a transaction; made is called for each. */
enum gh_status GH_MUST_USE pass_issue_all(struct db *db, const struct vault *vault, struct issuer *issuer,
                                          const struct application *a, uint16_t lane_gates, tick now, pass_made *made,
                                          void *context);

/* Every pass of an application that is not revoked yet. Inside a transaction. */
enum gh_status GH_MUST_USE pass_revoke_all(struct db *db, const struct uuid *application, const char *reason, tick now);

/* Changes the state: active to blocked and back, or either to revoked. GH_CONFLICT for any other change, also to the
 * same state. Call inside a transaction. */
enum gh_status GH_MUST_USE pass_set_state(struct db *db, const struct uuid *id, enum pass_state state,
                                          const char *reason, tick now);

/* Revokes a pass, if it is not yet, and mints another one in its place, with another link. Inside a transaction. */
enum gh_status GH_MUST_USE pass_reissue(struct db *db, const struct vault *vault, struct issuer *issuer,
                                        const struct uuid *id, tick now, struct pass *out,
                                        char link[static PASS_LINK_SIZE]);

enum gh_status GH_MUST_USE pass_load(struct db *db, const struct uuid *id, struct pass *out);
/* Finds the pass of a link. Full stops in it do not count: SMS templates need something between two variables.
 * GH_NOT_FOUND. */
enum gh_status GH_MUST_USE pass_find_by_link(struct db *db, const struct vault *vault, struct bytes link,
                                             struct pass *out);
enum gh_status GH_MUST_USE pass_link(struct db *db, const struct vault *vault, const struct uuid *id,
                                     char link[static PASS_LINK_SIZE]);

/* The same claims, signed now, marked live: worth CLAIMS_LIVE_MS (docs/pass-format.md#claims). */
enum gh_status GH_MUST_USE pass_present(const struct pass *pass, struct issuer *issuer, tick now,
                                        char text[static TOKEN_TEXT_MAX + 1]);

#endif
