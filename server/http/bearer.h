/* The bearer token of a request (RFC 6750, 2.1), for programs that have no session: a monitor. */
#ifndef GH_SERVER_HTTP_BEARER_H
#define GH_SERVER_HTTP_BEARER_H

#include <stdbool.h>
#include <stdint.h>

#include "http/server.h"

/* Writes the hash of a token, which the server keeps in place of it. */
void bearer_hash(const char *token, uint8_t hash[static SERVER_TOKEN_HASH_LEN]);
/* Returns whether the field Authorization carries the token of this hash: "Bearer TOKEN", the scheme in any case.
 * authorization: as it was sent, NULL: none. Compares hashes, so that the time tells nothing of the token, nor of its
 * length. */
bool bearer_fits(const char *authorization, const uint8_t hash[static SERVER_TOKEN_HASH_LEN]);

#endif
