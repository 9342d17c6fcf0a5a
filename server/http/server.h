/* The root struct of the server, shared by all requests. main.c fills it. It is read-only while requests run, except
 * for the parts that lock themselves (pool, issuer). */
#ifndef GH_SERVER_HTTP_SERVER_H
#define GH_SERVER_HTTP_SERVER_H

#include <string.h>

#include "auth/login.h"
#include "base/catalog.h"
#include "db/db.h"
#include "os/clock.h"
#include "os/log.h"
#include "vault/vault.h"

#define SERVER_NAMES 3
#define SERVER_TOKEN_HASH_LEN 32 /* BLAKE2b of a token */

struct access_log;
struct breached_passwords;
struct check_board;
struct identity_host;
struct issuer;
struct meters;
struct qr_kept;
struct test_channels;
struct route;
struct stream_slots;
struct web_files;
struct wecom_client;

/* Something that goes on elsewhere in the process, and looks at once when it is called. */
struct server_bell {
    void (*ring)(void *context); /* NULL: nobody is there */
    void *context;
};

struct server {
    const struct route *routes; /* table of routes; ends with a NULL method */
    struct db_pool *pool;
    const struct vault *vault;
    struct password_gate *passwords;
    const struct breached_passwords *breached; /* NULL: no such file was given */
    const struct identity_host *identity;      /* for single sign-on (identity/host.h); NULL: off */
    struct issuer *issuer;                     /* signs passes; NULL: passes can't be minted (see /healthz) */
    struct web_files *web;                     /* the built pages; NULL: serve the interface only */
    struct web_files *help;                    /* the built help; NULL: none */
    struct qr_kept *help_code;                 /* on the poster (api/qr_picture.h); NULL: drawn for each request */
    const struct test_channels *channels;      /* SMS and mail, for test messages (notify/test_message.h) */
    const struct wecom_client *wecom;          /* WeCom; NULL: can't be called */
    struct meters *meters;                     /* counts requests; NULL: nothing is counted */
    struct stream_slots *streams;              /* of the live view; NULL: nobody may watch */
    struct check_board *checks;                /* results of the checks; NULL: none are made */
    struct server_bell directory;              /* reads the campus directory (jobs/directory_job.h) */
    struct access_log *access_log;             /* NULL: none is kept */
    const uint8_t *metrics_token;              /* SERVER_TOKEN_HASH_LEN bytes; NULL: /metrics is off */
    struct catalog catalog;                    /* Chinese translations */
    struct os_clock clock;                     /* replaced in tests */
    struct os_log log;
    const char *public_url; /* start of links in messages: "https://visit.example.edu.cn", without a slash at the end */
    /* Names that requests may call it by (http/authority.h): public URL, the one for SMS reports, others. The first is
     * NULL without a public URL; then the addresses of listens_on count too. */
    const char *called_by[SERVER_NAMES];
    const char *listens_on;      /* addresses separated by blanks; NULL: none */
    const char *trusted_proxies; /* proxies whose X-Forwarded-For counts (auth/address.h); "" for none */
    unsigned proxy_hops;         /* how many of them a request passes */
    bool demo;                   /* the outbox page shows message bodies; never in production */
};

/* Returns whether people reach the server over TLS, whatever a proxy says of itself. */
static inline bool server_is_https(const struct server *server)
{
    return server->public_url && strncmp(server->public_url, "https://", 8) == 0;
}

/* Returns the server's wall clock. */
static inline tick server_now(const struct server *server)
{
    return os_clock_read(&server->clock).wall;
}

#endif
