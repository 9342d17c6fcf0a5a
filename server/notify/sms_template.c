/* Builds the bodies of requests from a provider's templates. */
#include <stdio.h>
#include <string.h>

#include "notify/sms_provider.h"
#include "people/mobile.h"

#define VALUE_MAX 2048

/* e164: the recipient as mobile_e164() writes it, owned by the caller. */
static struct bytes value_of(const struct channel_message *m, const char *e164, const char *name, size_t name_len)
{
    const char *digits = mobile_is_abroad(m->recipient) ? m->recipient + 1 : m->recipient;
    const struct {
        const char *name, *value;
    } plain[] = {{"mobile", m->recipient}, {"digits", digits}, {"e164", e164},
                 {"text", m->text},        {"id", m->id},      {"purpose", m->purpose}};
    size_t len;
    const char *link = message_link(m->text, &len);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (name_len == strlen(plain[i].name) && memcmp(name, plain[i].name, name_len) == 0)
            return bytes_of_string(plain[i].value);
    if (name_len == 4 && memcmp(name, "link", 4) == 0)
        return BYTES(link, len);
    if (name_len == 4 && memcmp(name, "code", 4) == 0) {
        size_t begin = len;
        while (begin > 0 && link[begin - 1] != '/')
            begin--;
        return BYTES(link + begin, len - begin);
    }
    static const struct message_words no_words;
    const char *word = message_word(m->words ? m->words : &no_words, BYTES(name, name_len));
    return word ? bytes_of_string(word) : BYTES(NULL, 0);
}

static enum gh_status escape_json(struct bytes text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool special = text.data[i] == '"' || text.data[i] == '\\';
        if (used + 3 > size)
            return GH_TOO_LONG;
        if (special)
            out[used++] = '\\';
        out[used++] = text.data[i] < 0x20 ? ' ' : (char)text.data[i];
    }
    if (used >= size)
        return GH_TOO_LONG;
    out[used] = '\0';
    return GH_OK;
}

/* Reads a character range such as "7-12". */
static bool read_part(const char *text, size_t len, size_t *first, size_t *last)
{
    size_t number[2] = {0, 0}, at = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t begin = at;
        for (; at < len && text[at] >= '0' && text[at] <= '9' && at - begin < 4; at++)
            number[i] = number[i] * 10 + (size_t)(text[at] - '0');
        if (at == begin || (i == 0 && (at == len || text[at++] != '-')))
            return false;
    }
    *first = number[0];
    *last = number[1];
    return at == len && *first > 0 && *first <= *last;
}

/* Copies characters `first` to `last` (UTF-8 code points, counted from 1) of `text`. `out` must have room for the whole
 * text. */
static void copy_part(const char *text, size_t first, size_t last, char *out)
{
    size_t character = 0, used = 0;
    for (const char *at = text; *at; at++) {
        if (((unsigned char)*at & 0xC0) != 0x80)
            character++;
        if (character >= first && character <= last)
            out[used++] = *at;
    }
    out[used] = '\0';
}

static enum gh_status apply_filter(const char *name, size_t len, const char *value, char *out, size_t size)
{
    size_t first, last;
    if (len == 4 && memcmp(name, "json", 4) == 0)
        return escape_json(bytes_of_string(value), out, size);
    if (len == 3 && memcmp(name, "url", 3) == 0)
        return url_encode(bytes_of_string(value), out, size);
    if (!read_part(name, len, &first, &last))
        return GH_MALFORMED;
    copy_part(value, first, last, out);
    return GH_OK;
}

/* Writes the value of a {word|filter|filter} to `out`. *len: its length in the template. */
static enum gh_status put_value(const struct channel_message *m, const char *at, char *out, size_t size, size_t *len)
{
    char value[VALUE_MAX], filtered[VALUE_MAX], e164[MOBILE_SIZE];
    const char *name = at + 1, *end = strchr(at, '}');
    size_t name_len = strcspn(name, "|}");
    mobile_e164(m->recipient, e164);
    struct bytes found = value_of(m, e164, name, name_len);
    if (!end || !found.data)
        return GH_MALFORMED;
    if (found.len >= sizeof value)
        return GH_TOO_LONG;
    memcpy(value, found.data, found.len);
    value[found.len] = '\0';
    for (const char *filter = name + name_len; *filter == '|'; filter += 1 + strcspn(filter + 1, "|}")) {
        size_t n = strcspn(filter + 1, "|}");
        enum gh_status status = apply_filter(filter + 1, n, value, filtered, sizeof filtered);
        if (status)
            return status;
        memcpy(value, filtered, strlen(filtered) + 1);
    }
    if (strlen(value) >= size)
        return GH_TOO_LONG;
    memcpy(out, value, strlen(value) + 1);
    *len = (size_t)(end - at) + 1;
    return GH_OK;
}

static const struct provider_message *find_named(const struct sms_provider *p, const char *purpose)
{
    for (size_t i = 0; i < p->message_count; i++)
        if (strcmp(p->messages[i].purpose, purpose) == 0)
            return &p->messages[i];
    return NULL;
}

/* Finds "pass-issued en" for an English message, else "pass-issued", else the section without a purpose. */
static const struct provider_message *find_message(const struct sms_provider *p, const struct channel_message *m)
{
    char english[40];
    const struct provider_message *found = NULL;
    (void)snprintf(english, sizeof english, "%.31s en", m->purpose);
    if (m->words && m->words->english)
        found = find_named(p, english);
    if (!found)
        found = find_named(p, m->purpose);
    return found ? found : find_named(p, "");
}

enum gh_status sms_provider_body(const struct sms_provider *p, const struct channel_message *m, char *out, size_t size)
{
    const struct provider_message *message = find_message(p, m);
    size_t used = 0, len;
    if (!message)
        return GH_NOT_FOUND;
    for (const char *at = message->body; *at;) {
        /* Braces of JSON are followed by a quotation mark or another brace, never by a letter. */
        if (at[0] == '{' && at[1] >= 'a' && at[1] <= 'z') {
            enum gh_status status = put_value(m, at, out + used, size - used, &len);
            if (status)
                return status;
            used += strlen(out + used);
            at += len;
            continue;
        }
        if (used + 1 >= size)
            return GH_TOO_LONG;
        out[used++] = *at++;
    }
    if (used >= size)
        return GH_TOO_LONG;
    out[used] = '\0';
    return GH_OK;
}
