/* Endpoints for the built pages and for health. */
#include "api/web_send.h"

#include "api/endpoints.h"
#include "http/server.h"
#include "http/web_files.h"
#include "issue/issuer.h"
#include "meters/meters.h"

#define HEALTH_WAIT_MS 300

enum gh_status web_send(struct request *rq, struct reply *reply, const struct web_files *files, const char *path)
{
    struct web_file file;
    if (!files || web_files_find(files, path, &file))
        return GH_NOT_FOUND;
    web_files_compress(files, path, rq->accept_encoding, &file);
    if (file.encoding)
        reply_header(reply, "Content-Encoding", file.encoding);
    reply_header(reply, "Vary", "Accept-Encoding");
    reply_header(reply, "Cache-Control", file.hashed ? "public, max-age=31536000, immutable" : "no-cache");
    return reply_bytes(rq, reply, 200, file.content_type, file.body);
}

/* The pages route in the browser: every path returns the same document. */
enum gh_status web_get(struct request *rq, struct reply *reply)
{
    const char *page = rq->parameters[0];
    struct web_file file;
    if (!rq->parameters[1][0] && rq->server->web && !web_files_find(rq->server->web, page, &file))
        return web_send(rq, reply, rq->server->web, page);
    return web_send(rq, reply, rq->server->web, "index.html");
}

enum gh_status web_asset_get(struct request *rq, struct reply *reply)
{
    return web_send(rq, reply, rq->server->web, request_text(rq, "assets/%s", rq->parameters[0]));
}

enum gh_status web_root_get(struct request *rq, struct reply *reply)
{
    if (rq->path[1])
        return web_send(rq, reply, rq->server->web, "index.html");
    reply_header(reply, "Location", "/app/");
    return reply_bytes(rq, reply, 302, "text/plain", BYTES(NULL, 0));
}

/* What the database said last. While all connections are in use it still stands. Only the lane of health writes it. */
static struct {
    int64_t version;
    const char *driver; /* NULL: it was never reached */
} health;

enum gh_status health_get(struct request *rq, struct reply *reply)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, HEALTH_WAIT_MS, &db);
    if (!status) {
        status = db_schema_version(db, &health.version);
        health.driver = status ? health.driver : db_driver_name(db);
        db_pool_give(rq->server->pool, db);
    } else if (status == GH_BUSY && health.driver) {
        status = GH_OK;
    }
    if (status)
        return status;
    const bool issuing = rq->server->issuer && issuer_is_current(rq->server->issuer);
    return reply_json(rq, reply, 200,
                      json_pack("{s:b, s:s, s:I, s:b}", "ok", 1, "driver", health.driver, "schema",
                                (json_int_t)health.version, "issuing", (int)issuing));
}

/* Ready for requests: a balancer sends none elsewhere. Unlike health it wants keys that are in force, and a schema that
 * has all that this program uses. A newer one has it too: a rolling upgrade migrates while older programs serve. */
enum gh_status ready_get(struct request *rq, struct reply *reply)
{
    struct db *db;
    int64_t version = 0;
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, HEALTH_WAIT_MS, &db);
    if (!status) {
        status = db_schema_version(db, &version);
        db_pool_give(rq->server->pool, db);
    }
    const bool database = !status || status == GH_BUSY; /* all connections are at work */
    const bool schema = status == GH_BUSY || (!status && version >= db_schema_newest());
    const bool keys = rq->server->issuer && issuer_is_current(rq->server->issuer);
    const bool stopping = meters_are_stopping(rq->server->meters);
    const bool ready = database && schema && keys && !stopping;
    return reply_json(rq, reply, ready ? 200 : 503,
                      json_pack("{s:b, s:b, s:b, s:b, s:b}", "ready", (int)ready, "database", (int)database, "schema",
                                (int)schema, "keys", (int)keys, "stopping", (int)stopping));
}
