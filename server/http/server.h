/* What all requests share: the one root struct of the server. Made in main, read-only while requests run, except for
 * what guards itself (pool, issuer). */
#ifndef GH_SERVER_HTTP_SERVER_H
#define GH_SERVER_HTTP_SERVER_H

#include "auth/login.h"
#include "base/catalog.h"
#include "db/db.h"
#include "http/guess_limit.h"
#include "os/clock.h"
#include "os/log.h"
#include "vault/vault.h"

struct issuer;
struct route;
struct web_files;

struct server {
    const struct route *routes; /* what is answered; ends with a NULL method */
    struct db_pool *pool;
    const struct vault *vault;
    struct password_gate *passwords;
    struct guess_limit *guesses; /* of links */
    struct issuer *issuer;       /* signs passes; NULL: passes can't be minted (said in /healthz) */
    struct web_files *web;       /* the built pages; NULL: interface only */
    struct catalog catalog;      /* Chinese texts */
    struct os_clock clock;       /* injected in tests */
    struct os_log log;
    const char *public_url; /* "https://visit.example.edu.cn": what links in messages begin with; no slash at the end */
    const char *trusted_proxies; /* addresses whose X-Forwarded-For is believed, blank-separated; "" for none */
    bool demo;                   /* shows message bodies in the outbox page; never in earnest */
};

/* Wall clock of the server. */
static inline tick server_now(const struct server *server)
{
    return os_clock_read(&server->clock).wall;
}

#endif
