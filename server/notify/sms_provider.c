/* A web SMS provider as a channel: reads its file, sends its requests, reads its answers. */
#include "notify/sms_provider.h"

#include <ini.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "os/file.h"

#define REQUEST_BODY_MAX 8192
#define TIMEOUT_MS 15000

/* ---- The file ---- */

struct reading {
    struct sms_provider *out;
    const char *folder;
    char *fault; /* PROVIDER_FAULT_SIZE */
    char secret_file[OS_PATH_SIZE];
};

static bool complain(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool complain(struct reading *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!r->fault[0])
        (void)vsnprintf(r->fault, PROVIDER_FAULT_SIZE, format, args);
    va_end(args);
    return false;
}

static bool set(struct reading *r, const char *name, const char *value, char *out, size_t size)
{
    int n = snprintf(out, size, "%s", value);
    return (n >= 0 && (size_t)n < size) || complain(r, "%s is longer than %zu bytes", name, size - 1);
}

/* Appends words. The list may continue in further lines, each with its own call. */
static bool add_refused(struct reading *r, const char *value)
{
    char *out = r->out->refused;
    size_t used = strlen(out);
    if (used > 0 && used + 3 < sizeof r->out->refused) {
        memcpy(out + used, " | ", 4);
        used += 3;
    }
    return set(r, "refused", value, out + used, sizeof r->out->refused - used);
}

static bool set_provider(struct reading *r, const char *name, const char *value)
{
    struct sms_provider *p = r->out;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        {"name", p->name, sizeof p->name},
        {"url", p->url, sizeof p->url},
        {"content_type", p->content_type, sizeof p->content_type},
        {"key_id", p->key_id, sizeof p->key_id},
        {"secret_file", r->secret_file, sizeof r->secret_file},
        {"action", p->action, sizeof p->action},
        {"version", p->version, sizeof p->version},
        {"accepted", p->accepted, sizeof p->accepted},
        {"reference", p->reference, sizeof p->reference},
        {"header_1", p->headers[0], sizeof p->headers[0]},
        {"header_2", p->headers[1], sizeof p->headers[1]},
        {"header_3", p->headers[2], sizeof p->headers[2]},
        {"header_4", p->headers[3], sizeof p->headers[3]},
    };
    if (strcmp(name, "signing") == 0)
        return signing_scheme_from_name(value, &p->scheme) == GH_OK ||
               complain(r, "signing is none, hmac, acs3 or tc3, not \"%.40s\"", value);
    if (strcmp(name, "refused") == 0)
        return add_refused(r, value);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0)
            return set(r, name, value, texts[i].out, texts[i].size);
    return complain(r, "unknown name \"%.40s\" in [provider]", name);
}

static bool set_message(struct reading *r, const char *purpose, const char *name, const char *value)
{
    struct sms_provider *p = r->out;
    size_t i = 0;
    if (strcmp(name, "body") != 0)
        return complain(r, "unknown name \"%.40s\" in [message %.30s]", name, purpose);
    while (i < p->message_count && strcmp(p->messages[i].purpose, purpose) != 0)
        i++;
    if (i == PROVIDER_MESSAGES_MAX)
        return complain(r, "more than %d messages", PROVIDER_MESSAGES_MAX);
    if (i == p->message_count &&
        !set(r, "purpose", purpose, p->messages[p->message_count++].purpose, sizeof p->messages[i].purpose))
        return false;
    size_t used = strlen(p->messages[i].body); /* a continued line appends to the body */
    return set(r, "body", value, p->messages[i].body + used, PROVIDER_BODY_MAX - used);
}

static int take(void *context, const char *section, const char *name, const char *value)
{
    struct reading *r = context;
    if (strcmp(section, "provider") == 0)
        return set_provider(r, name, value);
    if (strncmp(section, "message", 7) == 0 && (section[7] == '\0' || section[7] == ' '))
        return set_message(r, section[7] ? section + 8 : "", name, value);
    return complain(r, "unknown section [%.40s]", section);
}

static bool split_url(struct reading *r)
{
    struct sms_provider *p = r->out;
    const char *begin = strstr(p->url, "://");
    if (!begin || (strncmp(p->url, "https://", 8) != 0 && strncmp(p->url, "http://", 7) != 0))
        return complain(r, "url must begin with https://");
    begin += 3;
    size_t host = strcspn(begin, "/?"), path = strcspn(begin + host, "?");
    const char *query = begin + host + path;
    (void)snprintf(p->path, sizeof p->path, "%.*s", (int)path, begin + host);
    if (host == 0 || host >= sizeof p->host || path >= sizeof p->path || strlen(query) >= sizeof p->query)
        return complain(r, "url is too long or has no host");
    (void)snprintf(p->host, sizeof p->host, "%.*s", (int)host, begin);
    (void)snprintf(p->query, sizeof p->query, "%s", *query ? query + 1 : "");
    if (!p->path[0])
        (void)snprintf(p->path, sizeof p->path, "/");
    return true;
}

static bool read_secret(struct reading *r)
{
    char path[OS_PATH_SIZE];
    size_t len = 0;
    if (r->out->scheme == SIGNING_NONE)
        return true;
    int n = snprintf(path, sizeof path, "%s%s", r->secret_file[0] == '/' ? "" : r->folder, r->secret_file);
    if (!r->secret_file[0] || n < 0 || (size_t)n >= sizeof path ||
        os_file_read(path, (uint8_t *)r->out->secret, sizeof r->out->secret - 1, &len))
        return complain(r, "secret_file: \"%.80s\" can't be read", r->secret_file);
    r->out->secret[len] = '\0';
    r->out->secret[strcspn(r->out->secret, "\r\n")] = '\0';
    return r->out->secret[0] || complain(r, "secret_file is empty");
}

/* Builds every body once, so that an unknown {word} is reported at start-up and not when a message is due. */
static bool try_bodies(struct reading *r)
{
    char body[REQUEST_BODY_MAX];
    for (size_t i = 0; i < r->out->message_count; i++) {
        const struct channel_message sample = {.id = "0192f0c0-0000-7000-8000-000000000001",
                                               .purpose = r->out->messages[i].purpose,
                                               .recipient = "13800138000",
                                               .text = "https://visit.example.edu.cn/p/AAAAAAAAAAAAAAAAAAAAAA"};
        if (sms_provider_body(r->out, &sample, body, sizeof body))
            return complain(r, "[message %s]: unknown {word} or |filter", r->out->messages[i].purpose);
    }
    return r->out->message_count > 0 || complain(r, "no [message] section");
}

enum gh_status sms_provider_read(const char *path, struct sms_provider *out, char fault[static PROVIDER_FAULT_SIZE])
{
    char folder[OS_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    struct reading r = {.out = out, .folder = folder, .fault = fault};
    const struct http_client client = out->client;
    const struct os_clock clock = out->clock;
    memset(out, 0, sizeof *out);
    out->client = client;
    out->clock = clock;
    fault[0] = '\0';
    (void)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 0, path);
    int line = ini_parse(path, take, &r);
    bool good = line == 0 && split_url(&r) && read_secret(&r) && try_bodies(&r);
    if (line < 0)
        (void)complain(&r, "the file can't be read");
    if (good)
        return GH_OK;
    if (line > 0) {
        char what[PROVIDER_FAULT_SIZE - 24];
        (void)snprintf(what, sizeof what, "%.*s", (int)sizeof what - 1,
                       fault[0] ? fault : "neither a section nor name = value");
        (void)snprintf(fault, PROVIDER_FAULT_SIZE, "line %d: %s", line, what);
    }
    sodium_memzero(out, sizeof *out);
    return line < 0 ? GH_NOT_FOUND : GH_MALFORMED;
}

/* ---- Sending ---- */

static bool has_word(const char *words, const char *text)
{
    for (const char *at = words; *at;) {
        char word[96];
        size_t len = strcspn(at, "|");
        const char *begin = at + strspn(at, " ");
        size_t n = begin < at + len ? len - (size_t)(begin - at) : 0;
        while (n > 0 && begin[n - 1] == ' ')
            n--;
        if (n > 0 && n < sizeof word) {
            (void)snprintf(word, sizeof word, "%.*s", (int)n, begin);
            if (strstr(text, word))
                return true;
        }
        at += len + (at[len] == '|');
    }
    return false;
}

/* Copies the provider's code for the fault, such as "Code":"isv.AMOUNT_NOT_ENOUGH". It copies nothing personal. */
static void copy_word(const char *text, const char *before, char *out, size_t size)
{
    const char *at = before[0] ? strstr(text, before) : NULL;
    size_t n = 0;
    for (at = at ? at + strlen(before) : "";
         n + 1 < size &&
         (at[n] == '.' || at[n] == '_' || at[n] == '-' || at[n] == '^' || (at[n] >= '0' && at[n] <= '9') ||
          (at[n] >= 'A' && at[n] <= 'Z') || (at[n] >= 'a' && at[n] <= 'z'));
         n++)
        out[n] = at[n];
    out[n] = '\0';
}

static enum channel_outcome judge(const struct sms_provider *p, const struct http_answer *answer,
                                  struct channel_result *result)
{
    char word[64];
    if (answer->status / 100 == 2 && (!p->accepted[0] || strstr(answer->body, p->accepted))) {
        copy_word(answer->body, p->reference, result->reference, sizeof result->reference);
        return CHANNEL_ACCEPTED;
    }
    copy_word(answer->body, "\"Code\":\"", word, sizeof word);
    (void)snprintf(result->error, sizeof result->error, "provider answered %d %s", answer->status, word);
    return has_word(p->refused, answer->body) ? CHANNEL_REFUSED : CHANNEL_TRY_LATER;
}

static enum gh_status sign(const struct sms_provider *p, struct bytes body, struct signing_fields *out)
{
    char nonce[SIGNING_NONCE_SIZE];
    uint8_t random[(SIGNING_NONCE_SIZE - 1) / 2];
    randombytes_buf(random, sizeof random);
    hex_encode(BYTES(random, sizeof random), nonce);
    const struct signing_input input = {.scheme = p->scheme,
                                        .key_id = p->key_id,
                                        .secret = p->secret,
                                        .method = "POST",
                                        .host = p->host,
                                        .path = p->path,
                                        .query = p->query,
                                        .content_type = p->content_type,
                                        .action = p->action,
                                        .version = p->version,
                                        .body = body,
                                        .now = os_clock_read(&p->clock).wall,
                                        .nonce = nonce};
    return request_sign(&input, out);
}

static enum channel_outcome post(const struct sms_provider *p, struct bytes body, struct channel_result *result)
{
    struct signing_fields fields;
    struct http_answer answer;
    struct http_call call = {.method = "POST", .url = p->url, .body = body, .timeout_ms = TIMEOUT_MS};
    char content_type[128];
    size_t n = 0;
    if (sign(p, body, &fields)) {
        (void)snprintf(result->error, sizeof result->error, "the request can't be signed");
        return CHANNEL_TRY_LATER;
    }
    (void)snprintf(content_type, sizeof content_type, "Content-Type: %s", p->content_type);
    if (p->content_type[0])
        call.headers[n++] = content_type;
    for (size_t i = 0; i < PROVIDER_HEADERS_MAX; i++)
        if (p->headers[i][0])
            call.headers[n++] = p->headers[i];
    for (size_t i = 0; i < fields.count; i++)
        call.headers[n++] = fields.field[i];
    enum http_outcome sent = p->client.send(p->client.context, &call, &answer);
    if (sent == HTTP_ANSWERED)
        return judge(p, &answer, result);
    (void)snprintf(result->error, sizeof result->error, "%.90s", answer.error);
    return sent == HTTP_NOT_SENT ? CHANNEL_TRY_LATER : CHANNEL_UNKNOWN;
}

static enum channel_outcome send_sms(void *context, const struct channel_message *m, struct channel_result *result)
{
    const struct sms_provider *p = context;
    char body[REQUEST_BODY_MAX];
    *result = (struct channel_result){0};
    enum gh_status status = sms_provider_body(p, m, body, sizeof body);
    if (status) {
        (void)snprintf(result->error, sizeof result->error, "%s",
                       status == GH_NOT_FOUND ? "no [message] for this purpose in the provider's file"
                                              : "text too long");
        return CHANNEL_REFUSED;
    }
    enum channel_outcome outcome = post(p, bytes_of_string(body), result);
    sodium_memzero(body, sizeof body);
    return outcome;
}

struct channel channel_provider(struct sms_provider *provider)
{
    return (struct channel){"provider", send_sms, provider};
}
