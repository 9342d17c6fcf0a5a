/* A sign-in on its way: bound to a browser by a cookie, used once, short, and bounded in number. It lives in the
 * database, so that the answer may reach another server process.
 *
 * The state and the cookie are 32 random bytes each; the database has only keyed hashes of them. Nonce and verifier are
 * made from the state under the vault's hash key, so that they are stored nowhere. */
#ifndef GH_SERVER_IDENTITY_FLOW_H
#define GH_SERVER_IDENTITY_FLOW_H

#include "auth/session.h"
#include "identity/identity.h"
#include "vault/vault.h"

#define IDENTITY_FLOW_LIFE (10 * TICK_MINUTE)
#define IDENTITY_FLOWS_MAX 20000       /* on their way at once */
#define IDENTITY_FLOWS_OF_NETWORK 2000 /* of one address (auth/address.h): a campus may show only one */
#define IDENTITY_TO_SIZE 513           /* of the path where it ends, with NUL */
#define IDENTITY_TO_USUAL "/app/"

/* A flow as it was begun. */
struct identity_flow {
    struct uuid provider;
    char to[IDENTITY_TO_SIZE];
    int64_t account;              /* 0: on the way to the provider; else only the local second factor is missing */
    struct session_origin origin; /* with account */
};

/* Copies a path of this site to which a sign-in may lead: "/app/..." with printable ASCII, without "//", a backslash
 * or a scheme. Any other text, and NULL, gives IDENTITY_TO_USUAL. */
void identity_flow_path(const char *asked, char out[static IDENTITY_TO_SIZE]);

/* Draws the value of a new cookie. */
void identity_flow_browser(char out[static IDENTITY_KEY_SIZE]);

/* Begins a flow. browser: the cookie's value. address: of the client. keys gets what goes to the provider. flow->origin
 * counts where flow->account is set. GH_FULL: too many are on their way. Writes. */
enum gh_status GH_MUST_USE identity_flow_begin(struct db *db, const struct vault *vault,
                                               const struct identity_flow *flow, const char *browser,
                                               const char *address, tick now, struct identity_keys *keys);
/* Takes a flow out, so that it can't be used again, whatever comes of it. GH_NOT_FOUND: unknown, used, expired, or of
 * another browser. Writes. */
enum gh_status GH_MUST_USE identity_flow_take(struct db *db, const struct vault *vault, struct bytes state,
                                              struct bytes browser, tick now, struct identity_flow *flow,
                                              struct identity_keys *keys);
/* Reads a flow that waits for the local second factor, and leaves it there for another try. Errors as above. */
enum gh_status GH_MUST_USE identity_flow_look(struct db *db, const struct vault *vault, struct bytes state,
                                              struct bytes browser, tick now, struct identity_flow *flow);

/* Takes a mark of a provider, such as the jti of a logout token. GH_CONFLICT: it was taken before. Writes. */
enum gh_status GH_MUST_USE identity_mark(struct db *db, const struct vault *vault, const struct uuid *provider,
                                         const char *mark, tick until);
/* Deletes flows and marks that have expired. */
enum gh_status GH_MUST_USE identity_flow_sweep(struct db *db, tick now);

#endif
