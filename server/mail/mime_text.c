#include "mail/mime_text.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define CHARSET_SIZE 32
#define REPLACEMENT "\xEF\xBF\xBD"

/* ---- Transfer encodings ---- */

static int digit64(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t mime_base64(struct bytes in, uint8_t *out)
{
    uint32_t bits = 0;
    int held = 0;
    size_t len = 0;
    for (size_t i = 0; i < in.len && in.data[i] != '='; i++) {
        int digit = digit64(in.data[i]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[len++] = (uint8_t)(bits >> held);
        }
    }
    return len;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Returns the bytes of a soft line break at `at`, or 0. */
static size_t soft_break(struct bytes in, size_t at)
{
    size_t i = at + 1;
    while (i < in.len && (in.data[i] == ' ' || in.data[i] == '\t'))
        i++;
    if (i < in.len && in.data[i] == '\r')
        i++;
    return i < in.len && in.data[i] == '\n' ? i + 1 - at : i >= in.len ? in.len - at : 0;
}

size_t mime_quoted(struct bytes in, bool word, uint8_t *out)
{
    size_t len = 0;
    for (size_t i = 0; i < in.len; i++) {
        const uint8_t c = in.data[i];
        const bool two = c == '=' && i + 2 < in.len && hex_digit(in.data[i + 1]) >= 0 && hex_digit(in.data[i + 2]) >= 0;
        size_t skipped = c == '=' && !two && !word ? soft_break(in, i) : 0;
        if (two) {
            out[len++] = (uint8_t)(hex_digit(in.data[i + 1]) << 4 | hex_digit(in.data[i + 2]));
            i += 2;
        } else if (skipped > 0) {
            i += skipped - 1;
        } else {
            out[len++] = word && c == '_' ? ' ' : c;
        }
    }
    return len;
}

/* ---- Charsets ---- */

/* Returns the name for iconv, or NULL for a charset that is not read. All that China's mail programs call GB2312 or GBK
 * is read as GB18030, which contains both. */
static const char *known_charset(const char *name)
{
    static const struct {
        const char *name, *as;
    } known[] = {{"utf-8", "UTF-8"},
                 {"utf8", "UTF-8"},
                 {"us-ascii", "UTF-8"},
                 {"gb2312", "GB18030"},
                 {"gbk", "GB18030"},
                 {"gb18030", "GB18030"},
                 {"cp936", "GB18030"},
                 {"big5", "BIG5"},
                 {"iso-8859-1", "CP1252"},
                 {"utf-16", "UTF-16"},
                 {"windows-1252", "CP1252"},
                 {"iso-8859-15", "ISO-8859-15"},
                 {"utf-16le", "UTF-16LE"},
                 {"utf-16be", "UTF-16BE"},
                 {"windows-1251", "CP1251"},
                 {"euc-jp", "EUC-JP"},
                 {"iso-2022-jp", "ISO-2022-JP"},
                 {"euc-kr", "EUC-KR"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcasecmp(name, known[i].name) == 0)
            return known[i].as;
    return NULL;
}

static const char *guess_charset(struct bytes in)
{
    size_t characters;
    if (in.len >= 2 && ((in.data[0] == 0xff && in.data[1] == 0xfe) || (in.data[0] == 0xfe && in.data[1] == 0xff)))
        return "UTF-16";
    return utf8_count(in, &characters) ? "GB18030" : "UTF-8";
}

/* Keeps line ends and tabs; other control characters would disturb the readers of the text. */
static void blank_controls(char *text)
{
    for (char *c = text; *c; c++)
        if ((uint8_t)*c < 0x20 && *c != '\n' && *c != '\r' && *c != '\t')
            *c = ' ';
}

static bool put_replacement(char **to, size_t *room)
{
    const size_t len = sizeof REPLACEMENT - 1;
    if (*room < len)
        return false;
    memcpy(*to, REPLACEMENT, len);
    *to += len;
    *room -= len;
    return true;
}

/* Converts as much as fits. Returns false when the rest did not fit. */
static bool run_iconv(iconv_t converter, struct bytes in, char *out, size_t size)
{
    char *from = (char *)in.data, *to = out;
    size_t left = in.len, room = size - 1;
    bool fits = true;
    while (fits && left > 0 && iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        fits = errno != E2BIG && put_replacement(&to, &room);
        if (fits) {
            from++;
            left--;
        }
    }
    *to = '\0';
    /* A NUL within the text would end it for all who read it. */
    for (char *c = out; c < to; c++)
        if (*c == '\0')
            *c = ' ';
    return fits;
}

static bool is_none(iconv_t converter)
{
    return (intptr_t)converter == -1; /* as iconv_open(3) says that it failed */
}

bool mime_utf8(struct bytes in, const char *charset, char *out, size_t size)
{
    const char *from = known_charset(charset);
    out[0] = '\0';
    if (!from)
        from = guess_charset(in);
    if (in.len >= 3 && memcmp(in.data, "\xEF\xBB\xBF", 3) == 0)
        in = BYTES(in.data + 3, in.len - 3);
    if (in.len == 0)
        return true;
    iconv_t converter = iconv_open("UTF-8", from);
    if (is_none(converter)) /* this system lacks the charset */
        converter = iconv_open("UTF-8", "UTF-8");
    if (is_none(converter))
        return false;
    bool fits = run_iconv(converter, in, out, size);
    (void)iconv_close(converter);
    utf8_end_whole(out);
    blank_controls(out);
    return fits;
}

/* ---- Encoded words ---- */

/* An encoded word: =?charset?B or Q?text?= */
struct word {
    char charset[CHARSET_SIZE];
    char encoding;
    struct bytes text;
    size_t len; /* of the whole word */
};

static bool find_mark(struct bytes in, size_t from, size_t *at)
{
    for (*at = from; *at < in.len; (*at)++)
        if (in.data[*at] == '?')
            return true;
    return false;
}

static bool read_word(struct bytes in, struct word *out)
{
    size_t charset_end, text_end;
    if (in.len < 8 || in.data[0] != '=' || in.data[1] != '?' || !find_mark(in, 2, &charset_end))
        return false;
    size_t len = charset_end - 2;
    if (len >= CHARSET_SIZE || charset_end + 2 >= in.len || in.data[charset_end + 2] != '?' ||
        !find_mark(in, charset_end + 3, &text_end) || text_end + 1 >= in.len || in.data[text_end + 1] != '=')
        return false;
    memcpy(out->charset, in.data + 2, len);
    out->charset[len] = '\0';
    out->charset[strcspn(out->charset, "*")] = '\0'; /* RFC 2231: a language may follow */
    out->encoding = (char)(in.data[charset_end + 1] | 0x20);
    out->text = BYTES(in.data + charset_end + 3, text_end - charset_end - 3);
    out->len = text_end + 2;
    return out->encoding == 'b' || out->encoding == 'q';
}

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes of one charset that wait to be converted: words may split a character between them. */
struct pending {
    uint8_t *data; /* room for the whole header */
    size_t len;
    char charset[CHARSET_SIZE];
};

static bool flush(struct pending *p, char *out, size_t size)
{
    size_t at = strlen(out);
    bool fits = mime_utf8(BYTES(p->data, p->len), p->charset, out + at, size - at);
    p->len = 0;
    return fits;
}

static void take_word(struct pending *p, const struct word *word)
{
    memcpy(p->charset, word->charset, sizeof p->charset);
    p->len += word->encoding == 'b' ? mime_base64(word->text, p->data + p->len)
                                    : mime_quoted(word->text, true, p->data + p->len);
}

bool mime_words(struct bytes in, char *out, size_t size)
{
    struct pending p = {.data = malloc(in.len + 1)};
    struct word word;
    bool fits = p.data != NULL, in_words = false;
    out[0] = '\0';
    for (size_t i = 0; fits && i < in.len;) {
        size_t next = i;
        while (in_words && next < in.len && blank(in.data[next]))
            next++;
        if (read_word(BYTES(in.data + next, in.len - next), &word)) {
            if (p.len > 0 && (!in_words || strcasecmp(p.charset, word.charset) != 0))
                fits = flush(&p, out, size);
            take_word(&p, &word);
            in_words = true;
            i = next + word.len;
            continue;
        }
        if (in_words) {
            fits = flush(&p, out, size);
            p.charset[0] = '\0';
        }
        in_words = false;
        p.data[p.len++] = in.data[i++];
    }
    if (fits)
        fits = flush(&p, out, size);
    free(p.data);
    return fits;
}

/* ---- HTML ---- */

static bool tag_is(const char *tag, const char *name)
{
    size_t len = strlen(name);
    return strncasecmp(tag, name, len) == 0 && (tag[len] == '>' || tag[len] == ' ' || tag[len] == '/' || !tag[len]);
}

/* Returns what a tag leaves in the text: a line, a tab or nothing. `tag` is behind its "<". */
static char trace_of(const char *tag)
{
    static const char *const lines[] = {"br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3", "/table"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (tag_is(tag, lines[i]))
            return '\n';
    return tag_is(tag, "/td") || tag_is(tag, "/th") ? '\t' : '\0';
}

/* Finds a word whatever its case, or the end of the text. */
static const char *find_word(const char *text, const char *word)
{
    const size_t len = strlen(word);
    while (*text && strncasecmp(text, word, len) != 0)
        text++;
    return text;
}

static const char *skip_hidden(const char *at)
{
    static const char *const hidden[][2] = {
        {"style", "</style"}, {"script", "</script"}, {"head", "</head"}, {"!--", "-->"}};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (tag_is(at + 1, hidden[i][0]) || (i == 3 && strncmp(at + 1, "!--", 3) == 0))
            return find_word(at, hidden[i][1]);
    return at;
}

static size_t entity(const char *at, char *out)
{
    static const struct {
        const char *name;
        char is;
    } known[] = {{"&nbsp;", ' '}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(at, known[i].name, strlen(known[i].name)) == 0) {
            *out = known[i].is;
            return strlen(known[i].name);
        }
    return 0;
}

void mime_without_tags(char *html)
{
    char *to = html, is = 0;
    for (const char *at = html; *at;) {
        size_t len;
        if (*at == '<') {
            at = skip_hidden(at);
            is = *at == '<' ? trace_of(at + 1) : '\0';
            at += strcspn(at, ">");
            at += *at == '>';
            if (is)
                *to++ = is;
        } else if (*at == '&' && (len = entity(at, &is)) > 0) {
            *to++ = is;
            at += len;
        } else {
            *to++ = *at == '\n' || *at == '\r' || *at == '\t' ? ' ' : *at;
            at++;
        }
    }
    *to = '\0';
}
