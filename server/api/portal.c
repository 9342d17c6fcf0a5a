/* Admits requests of the university's portal, and answers them with the open items of one person. */
#include "api/portal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "accounts/account.h"
#include "api/endpoints.h"
#include "auth/brake.h"
#include "http/server.h"
#include "records/portal_key.h"

#define PAGES_MAX 20

/* A portal asks for many people at 8:00; one person's page is loaded again and again. Wrong tokens count by network. */
static const struct brake_rule portal_rule = {1200, TICK_SECOND / 20}, person_rule = {60, 2 * TICK_SECOND},
                               wrong_rule = {60, 2 * TICK_SECOND};

const char *portal_audience(const struct request *rq)
{
    return rq->server->public_url ? rq->server->public_url : "gatehouse";
}

static void count_wrong_by(const struct request *rq, struct brake_key *key)
{
    char network[ADDRESS_SIZE];
    address_network(rq->address, network);
    key->rule = wrong_rule;
    (void)snprintf(key->who, sizeof key->who, "portal-wrong:%s", network);
}

/* Finds key and claims of a token. */
static enum gh_status verify(struct request *rq, struct bytes token, struct portal_key *key,
                             struct portal_claims *claims, enum problem *problem)
{
    static const enum problem problems[] = {[PORTAL_GOOD] = PROBLEM_COUNT,
                                            [PORTAL_INVALID] = PROBLEM_TOKEN_INVALID,
                                            [PORTAL_AUDIENCE] = PROBLEM_TOKEN_AUDIENCE,
                                            [PORTAL_EXPIRED] = PROBLEM_TOKEN_EXPIRED};
    struct uuid id;
    *problem = PROBLEM_TOKEN_INVALID;
    if (portal_token_key(token, &id))
        return GH_OK;
    enum gh_status status = portal_key_load(rq->db, rq->server->vault, &id, key);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    *problem = problems[portal_token_read(token, key->eddsa ? PORTAL_EDDSA : PORTAL_HS256, key->bytes,
                                          portal_audience(rq), rq->now, claims)];
    return GH_OK;
}

static enum gh_status brake(struct request *rq, struct reply *reply, const struct portal_key *key, const char *subject,
                            enum problem *problem)
{
    struct brake_key keys[2];
    char id[UUID_TEXT_SIZE], person[BRAKE_NAME_SIZE];
    tick left = 0;
    uuid_format(&key->id, id);
    brake_name(rq->server->vault, subject, person);
    keys[0].rule = portal_rule;
    keys[1].rule = person_rule;
    (void)snprintf(keys[0].who, sizeof keys[0].who, "portal:%s", id);
    (void)snprintf(keys[1].who, sizeof keys[1].who, "portal:%s:%s", id, person);
    enum gh_status status = brake_take(rq->db, keys, 2, rq->now, &left);
    if (status || left <= 0)
        return status;
    reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
    *problem = PROBLEM_TOO_MANY_TRIES;
    return GH_OK;
}

static enum gh_status find_person(struct request *rq, const char *number, struct session *session,
                                  enum problem *problem)
{
    int64_t account = 0;
    enum gh_status status = account_of_number(rq->db, number, &account);
    if (!status)
        status = session_of_account(rq->db, account, rq->now, session);
    if (status == GH_NOT_FOUND)
        *problem = PROBLEM_TOKEN_PERSON;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status take_token(struct request *rq, const struct portal_key *key, const struct portal_claims *claims,
                                 enum problem *problem)
{
    enum gh_status status =
        portal_token_take(rq->db, rq->server->vault, key, claims->id, rq->now, claims->expires + PORTAL_TOKEN_SKEW);
    if (status == GH_CONFLICT)
        *problem = PROBLEM_TOKEN_REPLAYED;
    return status == GH_CONFLICT ? GH_OK : status;
}

enum gh_status portal_admit(struct request *rq, struct reply *reply, struct bytes token, struct session *session,
                            enum problem *problem)
{
    struct brake_key wrong;
    struct portal_key key = {.eddsa = false};
    struct portal_claims claims;
    tick left = 0;
    count_wrong_by(rq, &wrong);
    enum gh_status status = brake_wait(rq->db, &wrong, 1, rq->now, &left);
    if (!status && left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        *problem = PROBLEM_TOO_MANY_TRIES;
        return GH_OK;
    }
    if (!status)
        status = verify(rq, token, &key, &claims, problem);
    if (!status && *problem == PROBLEM_TOKEN_INVALID)
        status = brake_count(rq->db, &wrong, rq->now);
    if (!status && *problem == PROBLEM_COUNT)
        status = brake(rq, reply, &key, claims.subject, problem);
    if (!status && *problem == PROBLEM_COUNT)
        status = take_token(rq, &key, &claims, problem);
    if (!status && *problem == PROBLEM_COUNT)
        status = find_person(rq, claims.subject, session, problem);
    sodium_memzero(&key, sizeof key);
    return status;
}

static json_t *item_json(const struct portal_item *item)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s}", "id", item->id, "kind", item->kind, "title", item->title,
                     "time", item->at ? json_integer(item->at) : json_null(), "state", item->state, "state_text",
                     item->words, "link", item->link);
}

enum gh_status portal_todo_get(struct request *rq, struct reply *reply)
{
    static const char scheme[] = "Bearer ";
    struct session *session = request_alloc(rq, sizeof *session);
    struct portal_items *items = request_alloc(rq, sizeof *items);
    const bool bearer = rq->authorization && strncasecmp(rq->authorization, scheme, sizeof scheme - 1) == 0;
    const char *token = bearer ? rq->authorization + sizeof scheme - 1 : "";
    enum problem problem = PROBLEM_COUNT;
    int64_t page = 1, size = 20;
    enum gh_status status = request_query_number(rq, "page", 1, PAGES_MAX, 1, &page);
    if (!status)
        status = request_query_number(rq, "size", 1, PORTAL_PAGE_MAX, 20, &size);
    if (!status)
        status = portal_admit(rq, reply, bytes_of_string(token), session, &problem);
    if (!status && problem != PROBLEM_COUNT)
        return reply_problem(rq, reply, problem, NULL);
    if (!status)
        status = portal_items_load(rq, session, (size_t)((page - 1) * size), (size_t)size, items);
    if (status)
        return status;
    json_t *list = json_array();
    for (size_t i = 0; list && i < items->shown; i++)
        if (json_array_append_new(list, item_json(&items->items[i])) != 0) {
            json_decref(list);
            return GH_NO_MEMORY;
        }
    return reply_json(rq, reply, 200,
                      json_pack("{s:I, s:I, s:I, s:o}", "count", (json_int_t)items->count, "page", (json_int_t)page,
                                "size", (json_int_t)size, "items", list));
}
