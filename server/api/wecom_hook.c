/* Endpoints that WeCom calls: the check of the callback's address, and events such as a pressed card. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/card_pass.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "http/server.h"
#include "notify/card.h"
#include "records/reach.h"
#include "wecom/config.h"
#include "wecom/event.h"

#define CLOCKS_APART (10 * TICK_MINUTE) /* WeCom's clock and ours, and its repetitions */

static enum gh_status load_envelope(struct request *rq, struct wecom_envelope *out)
{
    struct wecom_config config;
    enum gh_status status = wecom_config_load(rq->db, rq->server->vault, &config);
    if (!status)
        status = wecom_config_envelope(&config, out);
    wecom_config_wipe(&config);
    return status;
}

/* A callback is signed with its time: an old one is a recording. */
static bool is_fresh(const struct request *rq, const char *seconds)
{
    char *end;
    const long long at = seconds && *seconds ? strtoll(seconds, &end, 10) : 0;
    if (at <= 0 || *end || at > INT64_MAX / TICK_SECOND)
        return false;
    const tick apart = rq->now - at * TICK_SECOND;
    return apart < CLOCKS_APART && apart > -CLOCKS_APART;
}

/* Opens what is in the request. Faults of the caller tell nothing more than GH_DENIED. */
static enum gh_status open_sealed(const struct request *rq, const struct wecom_envelope *envelope,
                                  struct bytes encrypted, char *out, size_t *len)
{
    const struct wecom_sealed sealed = {.signature = request_query(rq, "msg_signature"),
                                        .timestamp = request_query(rq, "timestamp"),
                                        .nonce = request_query(rq, "nonce"),
                                        .encrypted = encrypted};
    if (!is_fresh(rq, sealed.timestamp))
        return GH_DENIED;
    return wecom_envelope_open(envelope, &sealed, out, WECOM_ENCRYPTED_MAX, len) ? GH_DENIED : GH_OK;
}

enum gh_status wecom_echo_get(struct request *rq, struct reply *reply)
{
    const char *echo = request_query(rq, "echostr");
    char *out = request_alloc(rq, WECOM_ENCRYPTED_MAX);
    struct wecom_envelope envelope = {.token = ""};
    size_t len = 0;
    enum gh_status status = load_envelope(rq, &envelope);
    if (!status)
        status = open_sealed(rq, &envelope, bytes_of_string(echo ? echo : ""), out, &len);
    sodium_memzero(&envelope, sizeof envelope);
    return status ? status : reply_bytes(rq, reply, 200, "text/plain; charset=utf-8", BYTES(out, len));
}

/* Acts with a session of the member's account that lives for this request alone, so that the same rules hold. */
static enum gh_status press(struct request *rq, int64_t account, const struct uuid *card, const char *code,
                            enum card_outcome *outcome)
{
    char token[SESSION_TOKEN_SIZE];
    struct session session;
    struct act_context context = act_context_of(rq);
    const struct bytes name = BYTES(token, SESSION_TOKEN_SIZE - 1);
    context.address = "WeCom";
    enum gh_status status = session_open(rq->db, account, false, "WeCom", rq->address, rq->now, token);
    if (status)
        return status;
    status = session_find(rq->db, name, rq->now, &session);
    if (!status)
        status = route_judge_session(rq->server, rq->db, &session);
    if (!status)
        status = card_pass(&context, &session, card, code, outcome);
    enum gh_status closed = session_close(rq->db, name);
    sodium_memzero(token, sizeof token);
    return status ? status : closed;
}

static enum gh_status take_event(struct request *rq, const struct wecom_event *event)
{
    static const char *const words[CARD_OUTCOMES] = {"done", "unknown", "stale", "not-here"};
    enum card_outcome outcome = CARD_UNKNOWN;
    struct uuid card;
    int64_t account = 0;
    if (strcmp(event->type, "event") != 0 || strcmp(event->event, "template_card_event") != 0 ||
        strcmp(event->key, CARD_KEY_PASS) != 0 || uuid_parse(bytes_of_string(event->task), &card))
        return GH_OK;
    enum gh_status status = reach_account(rq->db, event->from, &account);
    if (!status)
        status = press(rq, account, &card, event->code, &outcome);
    if (!status || status == GH_NOT_FOUND)
        OS_LOG(&rq->server->log, OS_LOG_INFO, "wecom-card", os_log_id("card", &card),
               os_log_word("outcome", words[outcome]));
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status wecom_event_post(struct request *rq, struct reply *reply)
{
    struct wecom_event *event = request_alloc(rq, sizeof *event);
    struct wecom_envelope envelope = {.token = ""};
    char *plain = request_alloc(rq, WECOM_ENCRYPTED_MAX);
    size_t len = 0;
    bool first = false;
    enum gh_status status = load_envelope(rq, &envelope);
    if (!status)
        status = wecom_event_read(rq->body, event);
    if (!status)
        status = open_sealed(rq, &envelope, bytes_of_string(event->encrypted), plain, &len);
    sodium_memzero(&envelope, sizeof envelope);
    if (!status)
        status = wecom_event_read(BYTES(plain, len), event);
    if (!status)
        status = card_event_once(rq->db, rq->server->vault, BYTES(plain, len), rq->now, &first);
    if (!status && first)
        status = take_event(rq, event);
    sodium_memzero(event, sizeof *event);
    /* An empty answer with 200 says that nothing more is to come (document 90238). */
    return status ? status : reply_bytes(rq, reply, 200, "text/plain; charset=utf-8", BYTES("", 0));
}
