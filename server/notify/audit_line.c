/* Formats audit entries and heads for a collector. */
#include "notify/audit_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PRIORITY_NOTICE (13 * 8 + 5)
#define PRIORITY_INFO (13 * 8 + 6)
#define MSGID_MAX 32
/* 32473 is the number for examples (RFC 5612): the project has no enterprise number of its own. */
#define DATA_ID "gatehouse@32473"

struct line {
    char *text;
    size_t len;
};

static void put(struct line *l, const char *data, size_t len)
{
    if (len > AUDIT_LINE_MAX - l->len)
        len = AUDIT_LINE_MAX - l->len;
    memcpy(l->text + l->len, data, len);
    l->len += len;
}

__attribute__((format(printf, 2, 3))) static void put_format(struct line *l, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    const int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put(l, text, len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1);
}

/* Escapes as RFC 5424, section 6.3.3, asks; line ends and other controls become blanks. */
static void put_parameter(struct line *l, const char *name, struct bytes value)
{
    put_format(l, " %s=\"", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = (char)value.data[i];
        if (c == '"' || c == '\\' || c == ']')
            put(l, "\\", 1);
        if ((unsigned char)c < ' ' || c == 0x7f)
            c = ' ';
        put(l, &c, 1);
    }
    put(l, "\"", 1);
}

static void put_head(struct line *l, int priority, tick at, const char *host, struct bytes id)
{
    const time_t seconds = (time_t)(at / TICK_SECOND);
    struct tm parts;
    char when[32] = "-";
    if (gmtime_r(&seconds, &parts))
        (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &parts);
    put_format(l, "<%d>1 %s.%03dZ %s gatehouse - %.*s [" DATA_ID, priority, when, (int)(at % TICK_SECOND),
               host[0] ? host : "-", (int)(id.len < MSGID_MAX ? id.len : MSGID_MAX), (const char *)id.data);
}

static void put_hex(struct line *l, const char *name, struct bytes value)
{
    char hex[2 * AUDIT_SIGNATURE_LEN + 1];
    hex_encode(value, hex);
    put_format(l, " %s=\"%s\"", name, hex);
}

size_t audit_line_entry(const char *host, const struct audit_row *row, int64_t sequence,
                        const uint8_t hash[static AUDIT_HASH_LEN], char out[static AUDIT_LINE_MAX])
{
    struct line l = {.text = out};
    char id[UUID_TEXT_SIZE];
    const bool failed = bytes_equal(row->action, bytes_of_string("sign-in-failed"));
    uuid_format(&row->id, id);
    put_head(&l, failed ? PRIORITY_NOTICE : PRIORITY_INFO, row->at, host, row->action);
    put_format(&l, " sequence=\"%lld\" id=\"%s\"", (long long)sequence, id);
    if (row->account)
        put_format(&l, " account=\"%lld\"", (long long)row->account);
    put_parameter(&l, "subject", row->subject);
    put_parameter(&l, "detail", row->detail);
    put_parameter(&l, "address", row->address);
    put_hex(&l, "hash", BYTES(hash, AUDIT_HASH_LEN));
    put(&l, "]", 1);
    return l.len;
}

size_t audit_line_head(const char *host, const struct audit_seal *head, char out[static AUDIT_LINE_MAX])
{
    struct line l = {.text = out};
    put_head(&l, PRIORITY_NOTICE, head->at, host, bytes_of_string("audit-signed"));
    put_format(&l, " sequence=\"%lld\" at=\"%lld\"", (long long)head->sequence, (long long)head->at);
    put_hex(&l, "hash", BYTES(head->hash, AUDIT_HASH_LEN));
    put_hex(&l, "signer", BYTES(head->signer, AUDIT_SIGNER_LEN));
    put_hex(&l, "signature", BYTES(head->signature, AUDIT_SIGNATURE_LEN));
    put(&l, "]", 1);
    return l.len;
}
