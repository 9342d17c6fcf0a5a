#include "print/escpos.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

#define ESC 0x1b
#define FS 0x1c
#define GS 0x1d

struct maker {
    struct writer writer;
    iconv_t to_chinese;
};

static void put(struct maker *m, const uint8_t *bytes, size_t count)
{
    writer_put(&m->writer, BYTES(bytes, count));
}

#define PUT(maker, ...)                                                                                                \
    do {                                                                                                               \
        const uint8_t put_bytes_[] = {__VA_ARGS__};                                                                    \
        put(maker, put_bytes_, sizeof put_bytes_);                                                                     \
    } while (0)

/* ---- Text ---- */

static enum gh_status put_text(struct maker *m, const char *text, size_t len)
{
    char gb[PAPER_TEXT_MAX * 2];
    char *in = (char *)text, *to = gb;
    size_t left = len, room = sizeof gb;
    if (iconv(m->to_chinese, &in, &left, &to, &room) == (size_t)-1)
        return errno == E2BIG ? GH_TOO_LONG : GH_MALFORMED;
    writer_put(&m->writer, BYTES((const uint8_t *)gb, sizeof gb - room));
    return GH_OK;
}

static size_t step_of(const char *c)
{
    unsigned char first = (unsigned char)*c;
    size_t step = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    size_t there = strnlen(c, step);
    return there ? there : 1;
}

/* Returns how much of text fits a line. Lines end between words, or after any character of a script without blanks. */
static size_t line_length(const char *text)
{
    size_t at = 0, columns = 0, good = 0;
    while (text[at]) {
        size_t step = step_of(text + at);
        bool wide = step > 1;
        columns += wide ? 2 : 1;
        if (columns > ESCPOS_COLUMNS)
            return good ? good : at;
        at += step;
        if (wide || text[at] == ' ' || text[at] == '\0')
            good = at;
    }
    return at;
}

static enum gh_status put_wrapped(struct maker *m, const char *text)
{
    enum gh_status status = GH_OK;
    while (*text && !status) {
        size_t len = line_length(text);
        status = put_text(m, text, len);
        PUT(m, '\n');
        text += len;
        text += strspn(text, " ");
    }
    return status;
}

/* ---- Code ---- */

/* GS ( k of model 2: size of a module, error correction M, the data, print. */
static void put_code(struct maker *m, const char *text)
{
    size_t len = strlen(text), count = len + 3;
    PUT(m, GS, '(', 'k', 4, 0, '1', 'A', '2', 0);
    PUT(m, GS, '(', 'k', 3, 0, '1', 'C', 6);
    PUT(m, GS, '(', 'k', 3, 0, '1', 'E', '1');
    PUT(m, GS, '(', 'k', (uint8_t)(count & 0xff), (uint8_t)(count >> 8), '1', 'P', '0');
    writer_put(&m->writer, BYTES((const uint8_t *)text, len));
    PUT(m, GS, '(', 'k', 3, 0, '1', 'Q', '0');
    PUT(m, '\n');
}

/* ---- Lines ---- */

static enum gh_status put_line(struct maker *m, const struct paper_line *line)
{
    enum gh_status status = GH_OK;
    if (!memchr(line->text, '\0', sizeof line->text))
        return GH_MALFORMED;
    PUT(m, ESC, 'a', line->form == PAPER_TEXT ? 0 : 1);
    switch (line->form) {
    case PAPER_TEXT:
        return put_wrapped(m, line->text);
    case PAPER_TITLE:
        PUT(m, ESC, 'E', 1);
        status = put_wrapped(m, line->text);
        PUT(m, ESC, 'E', 0);
        return status;
    case PAPER_NUMBER:
        PUT(m, GS, '!', 0x33);
        status = put_text(m, line->text, strlen(line->text));
        PUT(m, '\n', GS, '!', 0);
        return status;
    case PAPER_CODE:
        put_code(m, line->text);
        return GH_OK;
    }
    return GH_MALFORMED;
}

enum gh_status escpos_encode(const struct paper *paper, uint8_t *out, size_t *out_len)
{
    struct maker m = {.writer = writer_over(out, ESCPOS_MAX), .to_chinese = iconv_open("GB18030", "UTF-8")};
    enum gh_status status = GH_OK;
    if ((intptr_t)m.to_chinese == -1)
        return GH_UNSUPPORTED;
    PUT(&m, ESC, '@', FS, '&'); /* reset; Chinese on */
    for (size_t i = 0; !status && i < paper->count && i < PAPER_LINES_MAX; i++)
        status = put_line(&m, &paper->lines[i]);
    PUT(&m, ESC, 'd', 4, GS, 'V', 66, 0); /* feed and cut */
    (void)iconv_close(m.to_chinese);
    if (!status && m.writer.overflow)
        status = GH_TOO_LONG;
    if (!status)
        *out_len = writer_bytes(&m.writer).len;
    return status;
}
