/* The live view: entries of the gates as they arrive, as server-sent events (HTML Living Standard, 9.2). The connection
 * waits in the listener's list of waiting requests, so that no thread waits with it. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/entry_json.h"
#include "http/route.h"
#include "http/server.h"
#include "http/stream_slots.h"
#include "records/change.h"
#include "review/entry_query.h"

#define LIVE_ROLES (ROLE_REVIEWER | ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)
#define CAMPUS_MAX 255
#define LIFE_S 900                    /* the browser then connects anew, and goes on where it was */
#define BEAT_S 5                      /* tells the page that nothing happened, and the server that the page is there */
#define LOOK_S 2                      /* entries that move no change sequence are found so late */
#define SETTLED_MS 1000               /* a transaction may commit after one that arrived later */
#define FIRST 20                      /* of the newest entries, to begin with */
#define PIECE 100                     /* entries that one look sends */
#define RESUME_MAX (15 * TICK_MINUTE) /* a page that was away for longer begins anew */
#define FIRST_MAX TICK_DAY
#define DB_WAIT_MS 1000
#define ID_SIZE 64

struct live_stream {
    struct reply_stream base; /* must be first: the listener sees only this part */
    const struct server *server;
    char token[SESSION_TOKEN_SIZE]; /* of the session, which may end */
    int64_t account, campus;        /* campus 0: all of the scope */
    struct entry_cursor sent;       /* arrival and id of the last entry; at 0: none yet */
    int64_t position, until_ns, beat_ns;
    bool begun, away; /* away: entries between are left out */
};

static int64_t boot_ns(const struct live_stream *s)
{
    return os_clock_read(&s->server->clock).boot_ns;
}

static enum gh_status put(struct reply_buffer *out, const char *text)
{
    return reply_buffer_put(out, bytes_of_string(text));
}

/* ---- Entries ---- */

static enum gh_status put_event(struct reply_buffer *out, const struct entry_cursor *at, json_t *entry)
{
    char head[ID_SIZE + 32], id[UUID_TEXT_SIZE];
    uuid_format(&at->id, id);
    (void)snprintf(head, sizeof head, "id: %lld_%s\nevent: entry\ndata: ", (long long)at->at, id);
    char *text = json_dumps(entry, JSON_COMPACT);
    enum gh_status status = text ? put(out, head) : GH_NO_MEMORY;
    if (!status)
        status = put(out, text);
    if (!status)
        status = put(out, "\n\n");
    if (text)
        sodium_memzero(text, strlen(text));
    free(text);
    return status;
}

static enum gh_status put_row(struct live_stream *s, struct db_rows *rows, struct reply_buffer *out)
{
    struct entry_cursor at = {.at = db_int(rows, ENTRY_COLUMN_ARRIVED_AT)};
    json_t *entry = NULL;
    enum gh_status status = db_copy_blob(rows, ENTRY_COLUMN_ID, at.id.b, UUID_LEN);
    if (!status)
        status = entry_json_make(s->server->vault, rows, &entry);
    if (!status)
        status = put_event(out, &at, entry);
    json_decref(entry);
    if (!status)
        s->sent = at;
    return status;
}

/* Sends what has arrived since, the oldest first. *count: how many. */
static enum gh_status put_entries(struct live_stream *s, struct db *db, const struct scope *scope,
                                  struct reply_buffer *out, int *count)
{
    struct db_rows rows = {0};
    const tick now = server_now(s->server);
    const struct entry_arrivals asked = {.campus = s->campus,
                                         .after = s->sent,
                                         .from = now - FIRST_MAX,
                                         .to = now - SETTLED_MS,
                                         .limit = s->sent.at ? PIECE : FIRST};
    enum gh_status taken = GH_OK, status = entry_arrivals_query(db, &rows, scope, &asked);
    while (!status && !taken && !(status = db_next(&rows))) {
        taken = put_row(s, &rows, out);
        ++*count;
    }
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- The session ---- */

/* Finds what the session may see now. GH_NOT_FOUND: it has ended, or has lost its roles. */
static enum gh_status find_scope(struct live_stream *s, struct db *db, struct scope *scope)
{
    struct session session;
    enum gh_status status = session_find(db, bytes_of_string(s->token), server_now(s->server), &session);
    if (!status)
        status = route_judge_session(s->server, db, &session);
    if (!status && (session.account != s->account || session.must_change_password || session.lacks_second_factor ||
                    !(session_roles(&session) & LIVE_ROLES)))
        status = GH_NOT_FOUND;
    if (!status)
        *scope = session_scope(&session, LIVE_ROLES);
    return status;
}

/* ---- The stream ---- */

/* Looks once. *count: entries sent. *over: the session has ended, which the page is told. */
static enum gh_status look(struct live_stream *s, struct reply_buffer *out, int *count, bool *over)
{
    struct db *db;
    struct scope scope;
    if (db_pool_take(s->server->pool, DB_READ, DB_WAIT_MS, &db))
        return GH_OK; /* the next look comes soon */
    enum gh_status status = find_scope(s, db, &scope);
    if (status == GH_NOT_FOUND) {
        *over = true;
        status = put(out, "event: end\ndata: {}\n\n");
    } else {
        if (!status)
            status = put_entries(s, db, &scope, out, count);
        if (!status)
            status = change_position(db, &s->position);
    }
    db_pool_give(s->server->pool, db);
    return status;
}

static enum gh_status begin(struct live_stream *s, struct reply_buffer *out)
{
    s->begun = true;
    return put(out, s->away ? "retry: 3000\n\nevent: gap\ndata: {}\n\n" : "retry: 3000\n\n");
}

static enum gh_status beat(struct live_stream *s, int64_t now_ns, struct reply_buffer *out)
{
    char text[80];
    if (now_ns < s->beat_ns)
        return GH_OK;
    s->beat_ns = now_ns + BEAT_S * OS_SECOND_NS;
    (void)snprintf(text, sizeof text, "event: beat\ndata: {\"at\":%lld}\n\n", (long long)server_now(s->server));
    return put(out, text);
}

static enum gh_status next(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct live_stream *s = (struct live_stream *)base;
    const int64_t now_ns = boot_ns(s), before = s->position;
    int count = 0;
    bool over = false;
    enum gh_status status = s->begun ? GH_OK : begin(s, out);
    if (!status)
        status = look(s, out, &count, &over);
    if (!status && !over)
        status = beat(s, now_ns, out);
    if (status)
        return status;
    /* Woken although the sequence stands still: the server stops. */
    const bool stops = base->wait_over && s->position == before && count == 0;
    *done = over || stops || (now_ns >= s->until_ns && count < PIECE);
    if (*done || count == PIECE)
        return GH_OK;
    base->wait_position = s->position;
    base->wait_until_ns = now_ns + LOOK_S * OS_SECOND_NS;
    return GH_OK;
}

static void end_stream(struct reply_stream *base)
{
    struct live_stream *s = (struct live_stream *)base;
    stream_slots_give(s->server->streams, s->account);
    sodium_memzero(s->token, sizeof s->token);
    free(s);
}

/* Reads "arrival_id" of the last event that the page has. Another text begins anew. */
static void read_last(struct live_stream *s, const char *text, tick now)
{
    char *end = NULL;
    struct entry_cursor last = {.at = text ? strtoll(text, &end, 10) : 0};
    if (last.at <= 0 || *end != '_' || uuid_parse(bytes_of_string(end + 1), &last.id))
        return;
    s->away = now - last.at > RESUME_MAX;
    if (!s->away)
        s->sent = last;
}

static struct live_stream *new_stream(const struct request *rq, int64_t campus, int64_t seconds)
{
    const struct bytes token = request_session_token(rq);
    struct live_stream *s = token.len < sizeof s->token ? calloc(1, sizeof *s) : NULL;
    if (!s)
        return NULL;
    s->base = (struct reply_stream){.packed = true, .next = next, .end = end_stream};
    s->server = rq->server;
    s->account = rq->session->account;
    s->campus = campus;
    memcpy(s->token, token.data, token.len);
    read_last(s, rq->last_event_id, rq->now);
    s->until_ns = boot_ns(s) + seconds * OS_SECOND_NS;
    return s;
}

enum gh_status live_get(struct request *rq, struct reply *reply)
{
    int64_t campus, seconds;
    enum gh_status status = request_query_number(rq, "campus", 0, CAMPUS_MAX, 0, &campus);
    if (!status)
        status = request_query_number(rq, "seconds", 0, LIFE_S, LIFE_S, &seconds);
    if (!status)
        status = audit_list(rq, "entries");
    if (status)
        return status;
    if (!stream_slots_take(rq->server->streams, rq->session->account))
        return reply_problem(rq, reply, PROBLEM_BUSY, NULL);
    struct live_stream *s = new_stream(rq, campus, seconds);
    if (!s) {
        stream_slots_give(rq->server->streams, rq->session->account);
        return GH_NO_MEMORY;
    }
    reply->stream = &s->base;
    reply->status = 200;
    reply->content_type = "text/event-stream";
    reply_header(reply, "X-Accel-Buffering", "no"); /* nginx would keep events back */
    return GH_OK;
}
