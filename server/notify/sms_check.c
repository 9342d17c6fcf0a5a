/* Explains the settings of an SMS provider and sends a test message. */
#include "notify/sms_check.h"

#include <string.h>

#include "notify/outbox.h"

#define SAMPLE_CODE "SampleSampleSampleSamp" /* as long as the code of a link */
#define SAMPLE_ID "00000000-0000-7000-8000-000000000000"
#define SAMPLE_MOBILE "13800138000"
#define BODY_SIZE 4096
#define UNFILLED "FILL_IN"

static const struct {
    const char *purpose;
    bool english;
} kinds[] = {{"pass-issued", false}, {"pass-issued", true}, {"pass-revoked", false}, {"pass-revoked", true},
             {"cancelled", false},   {"cancelled", true},   {"refused", false},      {"refused", true},
             {"arrived", false},     {"to-approve", false}, {"reminder", false},     {"emergency", false},
             {"state", false}};

static const struct message_words sample_words[] = {
    {.name = "张小三", .day = "11月29日", .periods = "11月29日08:00-18:00", .gate = "南门", .host = "李老师"},
    {.english = true,
     .name = "Anna Schmidt",
     .day = "29 Nov",
     .periods = "29 Nov 08:00-18:00",
     .gate = "South gate",
     .host = "Li Wei"},
};
/* Longer than any variable may be, so that a variable that is not cut shows. */
#define LONG "一二三四五六七八九十一二三四五六七八九十"
#define LONGER LONG "一二三四五六七八九十一二三四五六七八"
static const struct message_words long_words = {
    .name = LONG, .day = "11月29日", .periods = LONGER, .gate = LONG, .host = LONG};

static struct channel_message sample(const char *purpose, bool english, const char *mobile, const char *public_url,
                                     char text[static OUTBOX_TEXT_SIZE])
{
    (void)snprintf(text, OUTBOX_TEXT_SIZE, "测试短信，请忽略。Test message: %s/p/%s", public_url, SAMPLE_CODE);
    return (struct channel_message){
        .id = SAMPLE_ID, .purpose = purpose, .recipient = mobile, .text = text, .words = &sample_words[english]};
}

/* Returns the limit of characters for a variable of an approved template. 0: the provider sends any text. */
static size_t variable_limit(enum signing_scheme scheme)
{
    return scheme == SIGNING_TC3 ? 12 : scheme == SIGNING_ACS3 ? 35 : 0;
}

/* Takes the filters |json and |url out of a {word|filter}. */
static void drop_escapes(char *body)
{
    static const char *const escapes[] = {"|json", "|url"};
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
        for (char *at = strstr(body, escapes[i]); at; at = strstr(at, escapes[i]))
            memmove(at, at + strlen(escapes[i]), strlen(at + strlen(escapes[i])) + 1);
}

/* Checks the {word} from `word` to its closing brace at `end`. */
static bool check_variable(const struct sms_provider *p, const char *section, const char *word, const char *end,
                           FILE *out)
{
    static const char link[] = "https://h/p/" SAMPLE_CODE;
    const size_t limit = variable_limit(p->scheme);
    struct sms_provider one = {.message_count = 1};
    const struct channel_message message = {
        .id = "", .purpose = "", .recipient = "", .text = link, .words = &long_words};
    char value[BODY_SIZE];
    size_t characters = 0;
    if (strncmp(word, "{link", 5) == 0 || strncmp(word, "{text", 5) == 0) {
        (void)fprintf(out, "  FAULT [message%s%s]: %.*s holds a link, and the provider lets no variable hold one\n",
                      section[0] ? " " : "", section, (int)(end + 1 - word), word);
        return false;
    }
    const size_t name_len = strcspn(word + 1, "|}");
    if (strncmp(word, "{code", 5) != 0 && !message_word(&long_words, BYTES(word + 1, name_len)))
        return true;
    /* The limit counts the characters of the value, before it is escaped for the request. */
    (void)snprintf(one.messages[0].body, sizeof one.messages[0].body, "%.*s}", (int)(end - word), word);
    drop_escapes(one.messages[0].body);
    if (sms_provider_body(&one, &message, value, sizeof value))
        value[0] = '\0';
    for (const char *at = value; *at; at++)
        characters += ((unsigned char)*at & 0xC0) != 0x80;
    if (value[0] && characters <= limit)
        return true;
    (void)fprintf(out, "  FAULT [message%s%s]: %.*s has %zu characters, and a variable holds 1 to %zu\n",
                  section[0] ? " " : "", section, (int)(end + 1 - word), word, characters, limit);
    return false;
}

static bool check_message(const struct sms_provider *p, const struct provider_message *m, FILE *out)
{
    bool good = !strstr(m->body, UNFILLED);
    if (!good)
        (void)fprintf(out, "  FAULT [message%s%s]: " UNFILLED " is not replaced\n", m->purpose[0] ? " " : "",
                      m->purpose);
    if (variable_limit(p->scheme) == 0)
        return good;
    for (const char *word = strchr(m->body, '{'); word; word = strchr(word + 1, '{')) {
        const char *end = strchr(word, '}');
        if (end && !check_variable(p, m->purpose, word, end, out))
            good = false;
    }
    return good;
}

static bool explain_purpose(const struct sms_provider *p, const char *purpose, bool english, const char *public_url,
                            FILE *out)
{
    char text[OUTBOX_TEXT_SIZE], body[BODY_SIZE];
    const struct channel_message message = sample(purpose, english, SAMPLE_MOBILE, public_url, text);
    enum gh_status status = sms_provider_body(p, &message, body, sizeof body);
    if (status)
        (void)fprintf(out, "  FAULT %s: %s\n", purpose,
                      status == GH_NOT_FOUND ? "no [message] section, so these messages fail" : "the body is too long");
    else
        (void)fprintf(out, "  %s%s: %s\n", purpose, english ? " (English)" : "", body);
    return status == GH_OK;
}

/* Returns whether an English message of the kind is sent in a Chinese template. A section with {text} sends the
 * message's own text. */
static bool lacks_english(const struct sms_provider *p, const char *purpose)
{
    const struct provider_message *other = NULL;
    char section[40];
    (void)snprintf(section, sizeof section, "%s en", purpose);
    for (size_t i = 0; i < p->message_count; i++) {
        const struct provider_message *m = &p->messages[i];
        if (strcmp(m->purpose, section) == 0)
            return false;
        if (strcmp(m->purpose, purpose) == 0 || (!m->purpose[0] && !other))
            other = m;
    }
    return other && !strstr(other->body, "{text");
}

static void note_english(const struct sms_provider *p, FILE *out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].english && lacks_english(p, kinds[i].purpose))
            (void)fprintf(out,
                          "  NOTE %s (English): there is no section [message %s en], so visitors who chose English get "
                          "the Chinese template. Have an English one approved and add the section.\n",
                          kinds[i].purpose, kinds[i].purpose);
}

bool sms_check_explain(const struct sms_provider *p, const char *public_url, FILE *out)
{
    bool good = !strstr(p->key_id, UNFILLED);
    (void)fprintf(out, "Provider: %s at %s\nKey: %s\nNot tried again after: %s\n", p->name, p->url,
                  p->key_id[0] ? p->key_id : "none", p->refused[0] ? p->refused : "(nothing)");
    if (strncmp(p->url, "https://", 8) != 0)
        (void)fputs("Warning: url is not https, so texts and numbers travel unencrypted.\n", out);
    (void)fputs("Requests, with a sample number and link:\n", out);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        good = explain_purpose(p, kinds[i].purpose, kinds[i].english, public_url, out) && good;
    note_english(p, out);
    if (strstr(p->key_id, UNFILLED))
        (void)fputs("  FAULT [provider]: key_id: " UNFILLED " is not replaced\n", out);
    for (size_t i = 0; i < p->message_count; i++)
        good = check_message(p, &p->messages[i], out) && good;
    (void)fputs(good ? "No fault found in the settings.\n" : "Correct the faults above. No message was sent.\n", out);
    return good;
}

bool sms_check_send(struct sms_provider *p, const char *public_url, const char *mobile, FILE *out)
{
    char text[OUTBOX_TEXT_SIZE];
    struct channel_result result;
    const struct channel_message message = sample("pass-issued", false, mobile, public_url, text);
    const struct channel channel = channel_provider(p);
    enum channel_outcome outcome = channel.send(channel.context, &message, &result);
    switch (outcome) {
    case CHANNEL_ACCEPTED:
        (void)fprintf(out, "The provider accepted the test message (reference %s).\n", result.reference);
        break;
    case CHANNEL_REFUSED:
        (void)fprintf(out, "The provider refused the test message for good: %s\n", result.error);
        break;
    case CHANNEL_TRY_LATER:
        (void)fprintf(out, "The provider did not accept the test message. The server would try again: %s\n",
                      result.error);
        break;
    case CHANNEL_UNKNOWN:
        (void)fprintf(out, "The answer was lost, so the message may arrive: %s\n", result.error);
        break;
    }
    return outcome == CHANNEL_ACCEPTED;
}
