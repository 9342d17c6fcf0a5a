/* Kannel as a channel: sends SMS through its HTTP interface. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/channel.h"

#define URL_SIZE 4096
#define TIMEOUT_MS 15000
#define DELIVERED_OR_FAILED 3 /* dlr-mask: delivered to the phone, not delivered */

struct query {
    char url[URL_SIZE];
    size_t len;
    bool failed;
};

static void put(struct query *q, const char *name, const char *value)
{
    int n = snprintf(q->url + q->len, sizeof q->url - q->len, "%c%s=", strchr(q->url, '?') ? '&' : '?', name);
    if (n < 0 || (size_t)n >= sizeof q->url - q->len) {
        q->failed = true;
        return;
    }
    q->len += (size_t)n;
    if (url_encode(bytes_of_string(value), q->url + q->len, sizeof q->url - q->len))
        q->failed = true;
    else
        q->len += strlen(q->url + q->len);
}

static struct query make_query(const struct sms_kannel *kannel, const char *recipient, const char *text, const char *id)
{
    struct query q = {0};
    int n = snprintf(q.url, sizeof q.url, "%s", kannel->url);
    q.failed = n < 0 || (size_t)n >= sizeof q.url;
    q.len = q.failed ? 0 : (size_t)n;
    put(&q, "username", kannel->user);
    put(&q, "password", kannel->password);
    if (kannel->from[0])
        put(&q, "from", kannel->from);
    put(&q, "to", recipient);
    put(&q, "coding", "2");
    put(&q, "charset", "UTF-8");
    put(&q, "text", text);
    if (kannel->report_url[0]) {
        char report[512], mask[8];
        (void)snprintf(mask, sizeof mask, "%d", DELIVERED_OR_FAILED);
        n = snprintf(report, sizeof report, "%s?message=%s&key=%s&status=%%d", kannel->report_url, id,
                     kannel->report_secret);
        q.failed = q.failed || n < 0 || (size_t)n >= sizeof report;
        put(&q, "dlr-mask", mask);
        put(&q, "dlr-url", report);
    }
    return q;
}

/* Maps Kannel's answer. 202: accepted or queued. 4xx: the message is wrong. 503: nothing was accepted. */
static enum channel_outcome judge(const struct http_answer *answer, struct channel_result *result)
{
    if (answer->status / 100 == 2) {
        (void)snprintf(result->reference, sizeof result->reference, "%.60s", answer->body);
        return CHANNEL_ACCEPTED;
    }
    (void)snprintf(result->error, sizeof result->error, "gateway answered %d", answer->status);
    /* These are faults of our settings, such as a wrong password (403), and no reason to refuse the recipient. */
    bool ours = answer->status == 401 || answer->status == 403 || answer->status == 404 || answer->status == 429;
    return answer->status / 100 == 4 && !ours ? CHANNEL_REFUSED : CHANNEL_TRY_LATER;
}

static enum channel_outcome send_sms(void *context, const struct channel_message *m, struct channel_result *result)
{
    const struct sms_kannel *kannel = context;
    struct query q = make_query(kannel, m->recipient, m->text, m->id);
    struct http_answer answer;
    struct http_call call = {.method = "GET", .url = q.url, .timeout_ms = TIMEOUT_MS};
    enum channel_outcome outcome = CHANNEL_REFUSED;
    *result = (struct channel_result){0};
    if (q.failed) {
        (void)snprintf(result->error, sizeof result->error, "text too long for the gateway");
    } else {
        enum http_outcome sent = kannel->client.send(kannel->client.context, &call, &answer);
        outcome = sent == HTTP_ANSWERED   ? judge(&answer, result)
                  : sent == HTTP_NOT_SENT ? CHANNEL_TRY_LATER
                                          : CHANNEL_UNKNOWN;
        if (sent != HTTP_ANSWERED)
            (void)snprintf(result->error, sizeof result->error, "%.90s", answer.error);
    }
    sodium_memzero(&q, sizeof q);
    return outcome;
}

struct channel channel_kannel(struct sms_kannel *kannel)
{
    return (struct channel){"kannel", send_sms, kannel};
}
