/* Makes and compares the cookie of opened links. */
#include "http/opened_link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "http/server.h"

#define LIFE (100 * TICK_DAY) /* longer than any pass */
#define PROOF_LEN 16
#define PROOF_SIZE (2 * PROOF_LEN + 1)

static const char *cookie_name(const struct request *rq)
{
    return rq->secure ? "__Host-gatehouse-opened" : "gatehouse-opened";
}

/* The pattern before the link separates the kinds of links: "/p/", "/w/". */
static void prove(const struct request *rq, const struct route *route, char out[static PROOF_SIZE])
{
    char text[REQUEST_PATH_MAX + 64];
    uint8_t hash[VAULT_HASH_LEN];
    const int kind = (int)strcspn(route->pattern, "{");
    (void)snprintf(text, sizeof text, "%.*s%s", kind, route->pattern, rq->parameters[0]);
    vault_hash(rq->server->vault, "opened-link", bytes_of_string(text), hash);
    hex_encode(BYTES(hash, PROOF_LEN), out);
}

bool opened_link_known(const struct request *rq, const struct route *route)
{
    char proof[PROOF_SIZE];
    const struct bytes cookie = request_cookie(rq, cookie_name(rq));
    if (cookie.len != PROOF_SIZE - 1)
        return false;
    prove(rq, route, proof);
    return sodium_memcmp(cookie.data, proof, PROOF_SIZE - 1) == 0;
}

void opened_link_note(struct request *rq, struct reply *reply, const struct route *route)
{
    char proof[PROOF_SIZE];
    prove(rq, route, proof);
    reply_header(reply, "Set-Cookie",
                 request_text(rq, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s", cookie_name(rq), proof,
                              (long)(LIFE / TICK_SECOND), rq->secure ? "; Secure" : ""));
}
