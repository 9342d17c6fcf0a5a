/* Kannel as a channel: sends SMS through its HTTP interface. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/outbox.h"

#define TIMEOUT_MS 15000
#define DELIVERED_OR_FAILED 3 /* dlr-mask: delivered to the phone, not delivered */
#define FIELD_SIZE 512
#define FIELDS_MAX 8

/* The fields of a POST (user's guide, "POST sendsms-user"): password and recipient stand in no URL,
 * which gateways and proxies log. */
struct post {
    char fields[FIELDS_MAX][FIELD_SIZE];
    size_t count;
    bool failed;
};

static void put(struct post *p, const char *name, const char *value)
{
    char *field = p->fields[p->count];
    int n = snprintf(field, FIELD_SIZE, "%s: %s", name, value);
    p->failed = p->failed || n < 0 || n >= FIELD_SIZE || strpbrk(value, "\r\n");
    p->count++;
}

static void put_report(struct post *p, const struct sms_kannel *kannel, const char *id)
{
    char url[FIELD_SIZE], key[OUTBOX_REPORT_KEY_SIZE], mask[8];
    outbox_report_key(kannel->vault, id, key);
    int n = snprintf(url, sizeof url, "%s?message=%s&key=%s&status=%%d", kannel->report_url, id, key);
    p->failed = p->failed || n < 0 || (size_t)n >= sizeof url;
    (void)snprintf(mask, sizeof mask, "%d", DELIVERED_OR_FAILED);
    put(p, "X-Kannel-DLR-Mask", mask);
    put(p, "X-Kannel-DLR-Url", url);
}

static void fill(struct post *p, const struct sms_kannel *kannel, const char *recipient, const char *id)
{
    put(p, "Content-Type", "text/plain; charset=UTF-8");
    put(p, "X-Kannel-Username", kannel->user);
    put(p, "X-Kannel-Password", kannel->password);
    put(p, "X-Kannel-To", recipient);
    put(p, "X-Kannel-Coding", "2");
    if (kannel->from[0])
        put(p, "X-Kannel-From", kannel->from);
    if (kannel->report_url[0])
        put_report(p, kannel, id);
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
    struct post post = {0};
    struct http_answer answer;
    struct http_call call = {
        .method = "POST", .url = kannel->url, .body = bytes_of_string(m->text), .timeout_ms = TIMEOUT_MS};
    enum channel_outcome outcome = CHANNEL_REFUSED;
    *result = (struct channel_result){0};
    fill(&post, kannel, m->recipient, m->id);
    for (size_t i = 0; i < post.count; i++)
        call.headers[i] = post.fields[i];
    if (post.failed) {
        (void)snprintf(result->error, sizeof result->error, "a setting of the gateway is too long");
    } else {
        enum http_outcome sent = kannel->client.send(kannel->client.context, &call, &answer);
        outcome = sent == HTTP_ANSWERED   ? judge(&answer, result)
                  : sent == HTTP_NOT_SENT ? CHANNEL_TRY_LATER
                                          : CHANNEL_UNKNOWN;
        if (sent != HTTP_ANSWERED)
            (void)snprintf(result->error, sizeof result->error, "%.90s", answer.error);
    }
    sodium_memzero(&post, sizeof post);
    return outcome;
}

struct channel channel_kannel(struct sms_kannel *kannel)
{
    return (struct channel){"kannel", send_sms, kannel};
}
