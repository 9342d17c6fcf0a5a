#include "mail/mime_head.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail/mime_text.h"

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct bytes trimmed(struct bytes text)
{
    while (text.len > 0 && blank(text.data[0]))
        text = BYTES(text.data + 1, text.len - 1);
    while (text.len > 0 && blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

/* Takes one line with its end. */
static struct bytes take_line(struct cursor *c)
{
    size_t len = 0;
    while (len < c->left && c->at[len] != '\n')
        len++;
    len += len < c->left;
    struct bytes line = BYTES(c->at, len);
    c->at += len;
    c->left -= len;
    return line;
}

bool head_next(struct cursor *c, struct head_field *out)
{
    while (c->left > 0) {
        struct bytes line = take_line(c);
        if (trimmed(line).len == 0)
            return false;
        while (c->left > 0 && (c->at[0] == ' ' || c->at[0] == '\t'))
            line.len += take_line(c).len;
        const uint8_t *colon = memchr(line.data, ':', line.len);
        if (!colon || blank(line.data[0]))
            continue;
        size_t name = (size_t)(colon - line.data);
        out->name = trimmed(BYTES(line.data, name));
        out->value = trimmed(BYTES(colon + 1, line.len - name - 1));
        return true;
    }
    return false;
}

bool head_is(const struct head_field *field, const char *name)
{
    return field->name.len == strlen(name) && strncasecmp((const char *)field->name.data, name, field->name.len) == 0;
}

void head_token(struct bytes value, char *out, size_t size)
{
    size_t len = 0;
    while (len + 1 < size && len < value.len && value.data[len] != ';' && !blank(value.data[len])) {
        out[len] = (char)tolower(value.data[len]);
        len++;
    }
    out[len] = '\0';
}

/* ---- Parameters ---- */

/* Returns the bytes up to the next semicolon outside quotes. */
static size_t segment(struct bytes text)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < text.len && (quoted || text.data[i] != ';'); i++) {
        if (text.data[i] == '\\' && quoted)
            i += i + 1 < text.len;
        else if (text.data[i] == '"')
            quoted = !quoted;
    }
    return i;
}

static struct bytes unquoted(struct bytes value)
{
    bool whole = value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"';
    return whole ? BYTES(value.data + 1, value.len - 2) : value;
}

/* RFC 2231: charset'language'percent-encoded. */
static void put_extended(struct bytes value, char *out, size_t size)
{
    uint8_t plain[MIME_NAME_SIZE * 3];
    char charset[32] = "";
    size_t len = 0, marks = 0, i = 0;
    for (; i < value.len && marks < 2; i++) {
        if (value.data[i] == '\'')
            marks++;
        else if (marks == 0 && strlen(charset) + 1 < sizeof charset)
            charset[strlen(charset)] = (char)value.data[i];
    }
    for (; i < value.len && len < sizeof plain; i++) {
        unsigned code;
        char hex[3] = "";
        if (value.data[i] == '%' && i + 2 < value.len && isxdigit(value.data[i + 1]) && isxdigit(value.data[i + 2])) {
            memcpy(hex, value.data + i + 1, 2);
            (void)sscanf(hex, "%2x", &code);
            plain[len++] = (uint8_t)code;
            i += 2;
        } else {
            plain[len++] = value.data[i];
        }
    }
    (void)mime_utf8(BYTES(plain, len), charset, out, size);
}

bool head_parameter(struct bytes value, const char *name, char *out, size_t size)
{
    const size_t name_len = strlen(name);
    out[0] = '\0';
    size_t at = segment(value);
    while (at < value.len) {
        struct bytes rest = BYTES(value.data + at + 1, value.len - at - 1);
        struct bytes one = trimmed(BYTES(rest.data, segment(rest)));
        at += 1 + segment(rest);
        if (one.len <= name_len || strncasecmp((const char *)one.data, name, name_len) != 0)
            continue;
        one = BYTES(one.data + name_len, one.len - name_len);
        if (one.len >= 2 && one.data[0] == '*' && one.data[1] == '=') {
            put_extended(unquoted(trimmed(BYTES(one.data + 2, one.len - 2))), out, size);
            return true;
        }
        if (one.data[0] != '=')
            continue;
        (void)mime_words(unquoted(trimmed(BYTES(one.data + 1, one.len - 1))), out, size);
        return true;
    }
    return false;
}

/* ---- Addresses ---- */

static bool address_letter(uint8_t c)
{
    return isalnum(c) || (c && strchr(".!#$%&'*+-/=?^_`{|}~@", c));
}

static bool put_address(struct bytes text, char out[static MIME_ADDRESS_SIZE])
{
    size_t at_signs = 0;
    text = trimmed(text);
    out[0] = '\0';
    if (text.len < 3 || text.len >= MIME_ADDRESS_SIZE || text.data[0] == '@' || text.data[text.len - 1] == '@')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        at_signs += text.data[i] == '@';
        if (!address_letter(text.data[i]))
            return false;
        out[i] = (char)tolower(text.data[i]);
    }
    out[text.len] = '\0';
    if (at_signs != 1)
        out[0] = '\0';
    return at_signs == 1;
}

bool head_address(struct bytes value, char out[static MIME_ADDRESS_SIZE], char name[static MIME_NAME_SIZE])
{
    size_t open = value.len, close = value.len, opens = 0;
    bool quoted = false;
    name[0] = out[0] = '\0';
    for (size_t i = 0; i < value.len; i++) {
        const uint8_t c = value.data[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == ';' || c == ':'))
            return false; /* several addresses, or a group */
        else if (!quoted && c == '<' && ++opens == 1)
            open = i;
        else if (!quoted && c == '>')
            close = i;
    }
    if (opens == 0)
        return put_address(value, out);
    if (opens > 1 || close < open || close == value.len ||
        trimmed(BYTES(value.data + close + 1, value.len - close - 1)).len)
        return false;
    (void)mime_words(unquoted(trimmed(BYTES(value.data, open))), name, MIME_NAME_SIZE);
    return put_address(BYTES(value.data + open + 1, close - open - 1), out);
}

/* ---- Authentication-Results ---- */

static bool holds(struct bytes text, const char *word)
{
    const size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp((const char *)text.data + i, word, len) == 0)
            return true;
    return false;
}

bool head_authentication(struct bytes value, const char *trusted, enum mime_authentication *out)
{
    char server[128];
    head_token(value, server, sizeof server);
    if (!*trusted || strcasecmp(server, trusted) != 0)
        return false;
    *out = MIME_NOT_CHECKED;
    for (size_t at = segment(value); at < value.len;) {
        struct bytes rest = BYTES(value.data + at + 1, value.len - at - 1);
        struct bytes one = trimmed(BYTES(rest.data, segment(rest)));
        at += 1 + segment(rest);
        if (!bytes_starts_with(one, bytes_of_string("dmarc")))
            continue;
        *out = holds(one, "dmarc=pass") ? MIME_AUTHENTIC : holds(one, "dmarc=fail") ? MIME_FORGED : MIME_NOT_CHECKED;
    }
    return true;
}
