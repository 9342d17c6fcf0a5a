/* E-mail as a channel: sends the text as a message (RFC 5322, MIME) through an SMTP server. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "notify/channel.h"
#include "os/clock.h"

#define SUBJECT "入校预约" /* of a message without one */
#define ENCODED_BYTES 45   /* bytes that give an encoded word of 72 characters (RFC 2047, section 2: at most 75) */
#define MESSAGE_SIZE 8192
#define LINE_BYTES 57 /* bytes that give 76 characters of base64 (RFC 2045, section 6.8) */
#define LINE_SIZE 80
#define DATE_SIZE 40

/* Formats the date of RFC 5322, section 3.3, in UTC and independent of the locale. */
static void format_date(time_t at, char out[static DATE_SIZE])
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm t = {0};
    (void)gmtime_r(&at, &t);
    (void)snprintf(out, DATE_SIZE, "%s, %02d %s %d %02d:%02d:%02d +0000", days[t.tm_wday % 7], t.tm_mday,
                   months[t.tm_mon % 12], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

struct message {
    char text[MESSAGE_SIZE];
    size_t len;
    bool full;
};

static void put(struct message *m, const char *text)
{
    size_t len = strlen(text);
    m->full = m->full || len >= sizeof m->text - m->len;
    if (m->full)
        return;
    memcpy(m->text + m->len, text, len + 1);
    m->len += len;
}

static void put_body(struct message *m, struct bytes text)
{
    char line[LINE_SIZE];
    for (size_t at = 0; at < text.len; at += LINE_BYTES) {
        size_t len = text.len - at < LINE_BYTES ? text.len - at : LINE_BYTES;
        sodium_bin2base64(line, sizeof line, text.data + at, len, sodium_base64_VARIANT_ORIGINAL);
        put(m, line);
        put(m, "\r\n");
    }
}

/* Writes the subject as encoded words (RFC 2047), each of whole characters, one a line. */
static void put_subject(struct message *m, const char *subject)
{
    char line[LINE_SIZE], word[ENCODED_BYTES + 1];
    for (const char *at = subject; *at; at += strlen(word)) {
        (void)snprintf(word, sizeof word, "%.*s", ENCODED_BYTES, at);
        utf8_end_whole(word);
        if (!word[0])
            return; /* not UTF-8 */
        sodium_bin2base64(line, sizeof line, (const uint8_t *)word, strlen(word), sodium_base64_VARIANT_ORIGINAL);
        put(m, at == subject ? " =?UTF-8?B?" : "\r\n =?UTF-8?B?");
        put(m, line);
        put(m, "?=");
    }
}

static void compose(struct message *m, const struct mail *mail, const struct channel_message *sent)
{
    const char *subject = sent->words && sent->words->subject[0] ? sent->words->subject : SUBJECT;
    const char *answers = sent->words && sent->words->answers[0] ? sent->words->answers : NULL;
    char date[DATE_SIZE];
    format_date((time_t)tick_to_seconds(os_wall()), date);
    const char *const head[] = {"Date: ",
                                date,
                                "\r\nFrom: Gatehouse <",
                                mail->from,
                                ">\r\nTo: <",
                                sent->recipient,
                                ">\r\nMessage-ID: <",
                                sent->id,
                                "@gatehouse>\r\nAuto-Submitted: ",
                                answers ? "auto-replied\r\nIn-Reply-To: " : "auto-generated",
                                answers ? answers : "",
                                "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
                                "charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nSubject:"};
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        put(m, head[i]);
    put_subject(m, subject);
    put(m, "\r\n\r\n");
    put_body(m, bytes_of_string(sent->text));
}

static enum channel_outcome send_mail(void *context, const struct channel_message *sent, struct channel_result *result)
{
    static const enum channel_outcome of_outcome[] = {[SMTP_NOT_TAKEN] = CHANNEL_TRY_LATER,
                                                      [SMTP_TAKEN] = CHANNEL_ACCEPTED,
                                                      [SMTP_REFUSED] = CHANNEL_REFUSED,
                                                      [SMTP_ANSWER_LOST] = CHANNEL_UNKNOWN};
    const struct mail *mail = context;
    const char *recipient = sent->recipient;
    struct message m = {.len = 0};
    *result = (struct channel_result){0};
    /* Line ends and brackets could inject header fields or further recipients. */
    if (strpbrk(recipient, "\r\n<> ") || !strchr(recipient, '@')) {
        (void)snprintf(result->error, sizeof result->error, "not an address");
        return CHANNEL_REFUSED;
    }
    compose(&m, mail, sent);
    if (m.full) {
        (void)snprintf(result->error, sizeof result->error, "text too long");
        return CHANNEL_REFUSED;
    }
    enum smtp_outcome outcome = mail->send(mail->server, mail->from, recipient, BYTES(m.text, m.len), result->error);
    sodium_memzero(&m, sizeof m);
    return of_outcome[outcome];
}

struct channel channel_mail(struct mail *mail)
{
    return (struct channel){"mail", send_mail, mail};
}
