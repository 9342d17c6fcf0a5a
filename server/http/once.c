/* Idempotency keys: finds earlier answers, writes the key with the work, keeps the answer. */
#include "http/once.h"

#include <stdlib.h>
#include <string.h>

#include "http/server.h"

#define KEY_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#define JSON_TYPE "application/json; charset=utf-8"

static bool is_key(const char *text)
{
    size_t len = strspn(text, KEY_CHARACTERS);
    return text[len] == '\0' && len >= REQUEST_KEY_MIN && len <= REQUEST_KEY_MAX;
}

/* Runs in the transaction of the work, right before its commit. */
static enum gh_status write_key(struct db *db, void *context)
{
    struct once *once = context;
    enum gh_status status = request_key_write(db, &once->key, once->now);
    once->written = !status;
    once->taken = status == GH_CONFLICT;
    return status;
}

static void make_key(struct once *once, struct request *rq)
{
    const size_t head = strlen(rq->method) + strlen(rq->path) + 2;
    uint8_t *request = request_alloc(rq, head + rq->body.len);
    memcpy(request, rq->method, strlen(rq->method));
    memcpy(request + strlen(rq->method) + 1, rq->path, strlen(rq->path));
    if (rq->body.len > 0)
        memcpy(request + head, rq->body.data, rq->body.len);
    request_key_make(rq->server->vault, rq->session->account, rq->idempotency_key, BYTES(request, head + rq->body.len),
                     &once->key);
}

static void repeat(struct reply *reply, int status, char *body, size_t len)
{
    reply_end(reply);
    reply->status = status;
    reply->content_type = body ? JSON_TYPE : NULL;
    reply->body = body;
    reply->len = len;
    reply_header(reply, "Idempotency-Replayed", "true");
}

/* Looks for an earlier request with this key, and replies as it did. GH_NOT_FOUND: none. *problem: PROBLEM_COUNT where
 * its answer was kept. */
static enum gh_status find(const struct once *once, struct request *rq, struct reply *reply, enum problem *problem)
{
    int code = 0;
    char *body = NULL;
    size_t len = 0;
    enum gh_status status = request_key_find(rq->db, rq->server->vault, &once->key, rq->now, &code, &body, &len);
    *problem = PROBLEM_COUNT;
    if (status)
        *problem = status == GH_CONFLICT ? PROBLEM_KEY_REUSED : problem_of_status(status);
    else if (code == 0)
        *problem = PROBLEM_ALREADY_DONE;
    else
        repeat(reply, code, len > 0 ? body : NULL, len);
    if (len == 0)
        free(body);
    return status;
}

enum problem once_begin(struct once *once, struct request *rq, bool secret, struct reply *reply, bool *answered)
{
    enum problem problem;
    *answered = false;
    if (!rq->idempotency_key || !rq->session || !rq->db || strcmp(rq->method, "POST") != 0)
        return PROBLEM_COUNT;
    if (!is_key(rq->idempotency_key))
        return PROBLEM_BAD_REQUEST;
    make_key(once, rq);
    if (find(once, rq, reply, &problem) == GH_NOT_FOUND) {
        once->active = true;
        once->now = rq->now;
        once->secret = secret;
        db_before_commit(rq->db, write_key, once);
        return PROBLEM_COUNT;
    }
    *answered = problem == PROBLEM_COUNT;
    return problem;
}

bool once_look_again(struct once *once, struct request *rq, struct reply *reply)
{
    enum problem problem;
    struct reply first = {0};
    if (!once->active || once->written || db_lost(rq->db) || db_in_transaction(rq->db) ||
        find(once, rq, &first, &problem))
        return false;
    if (problem != PROBLEM_COUNT && reply_problem(rq, &first, problem, NULL)) {
        reply_end(&first);
        return false;
    }
    reply_end(reply);
    *reply = first;
    return true;
}

void once_end(struct once *once, struct request *rq, const struct reply *reply)
{
    if (!once->active)
        return;
    db_before_commit(rq->db, NULL, NULL);
    if (!once->written || once->secret || reply->status < 200 || reply->status > 299 || db_lost(rq->db))
        return;
    enum gh_status status = request_key_answer(rq->db, rq->server->vault, &once->key, reply->status,
                                               BYTES((const uint8_t *)reply->body, reply->len));
    if (status)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "answer-not-kept", os_log_status("status", status));
}
