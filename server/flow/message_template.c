/* Checks and fills texts with placeholders. */
#include "flow/message_template.h"

#include <string.h>

#include "base/utf8.h"
#include "flow/message_kind.h"

/* ---- Checking ---- */

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7F;
}

static bool has_signs(const char *text, bool lines)
{
    size_t count;
    if (strstr(text, "【") || strstr(text, "】") || utf8_count(bytes_of_string(text), &count))
        return true;
    for (; *text; text++)
        if (is_control(*text) && !(lines && *text == '\n'))
            return true;
    return false;
}

/* Reads "{name}". Returns its length; 0: it is none. */
static size_t placeholder_length(const char *at)
{
    const size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-");
    return len > 0 && len < MESSAGE_PLACEHOLDER_SIZE && at[1 + len] == '}' ? len + 2 : 0;
}

/* What has been seen of a text while it is checked. */
struct checking {
    bool inside, named; /* a section is open; it has a placeholder */
    bool link;          /* {link} stands outside all sections */
};

static enum template_fault check_section(struct checking *c, char sign)
{
    const bool fine = sign == '[' ? !c->inside : c->inside && c->named;
    c->inside = sign == '[';
    c->named = false;
    return fine ? TEMPLATE_FINE : TEMPLATE_BRACE;
}

static enum template_fault check_placeholder(struct checking *c, const struct template_rule *rule, const char *at,
                                             size_t len, char word[static MESSAGE_PLACEHOLDER_SIZE])
{
    const struct bytes name = BYTES(at + 1, len - 2);
    const int which = message_placeholder_find(name);
    if (which < 0 || !(rule->placeholders >> which & 1)) {
        memcpy(word, name.data, name.len);
        word[name.len] = '\0';
        return TEMPLATE_UNKNOWN;
    }
    c->named = true;
    c->link |= which == PLACEHOLDER_LINK && !c->inside;
    return TEMPLATE_FINE;
}

enum template_fault message_template_check(const struct template_rule *rule, const char *text,
                                           char word[static MESSAGE_PLACEHOLDER_SIZE])
{
    struct checking c = {.inside = false};
    enum template_fault fault = TEMPLATE_FINE;
    word[0] = '\0';
    if (strlen(text) >= MESSAGE_TEMPLATE_SIZE)
        return TEMPLATE_TOO_LONG;
    if (has_signs(text, rule->lines))
        return TEMPLATE_SIGNS;
    for (const char *at = text; *at && !fault;) {
        const size_t len = *at == '{' ? placeholder_length(at) : 1;
        if (len == 0 || *at == '}')
            fault = TEMPLATE_BRACE;
        else if (*at == '{')
            fault = check_placeholder(&c, rule, at, len, word);
        else if (*at == '[' || *at == ']')
            fault = check_section(&c, *at);
        at += len;
    }
    if (!fault && c.inside)
        fault = TEMPLATE_BRACE;
    return !fault && rule->link && !c.link ? TEMPLATE_NO_LINK : fault;
}

/* ---- Filling ---- */

static const char *value_of(const struct text_arg *args, size_t count, const char *at, size_t len)
{
    const struct bytes name = BYTES(at + 1, len - 2);
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(name, bytes_of_string(args[i].name)))
            return args[i].value;
    return "";
}

static void put_value(struct writer *w, const char *value)
{
    static const char open[] = "【", close[] = "】";
    for (; *value; value++) {
        if (strncmp(value, open, 3) == 0 || strncmp(value, close, 3) == 0) {
            writer_put(w, bytes_of_string(strncmp(value, open, 3) == 0 ? "「" : "」"));
            value += 2;
        } else {
            writer_put_u8(w, is_control(*value) ? ' ' : (uint8_t)*value);
        }
    }
}

/* Returns whether all placeholders of the section that begins at `at` have a value. */
static bool section_appears(const char *at, const struct text_arg *args, size_t count)
{
    for (; *at && *at != ']'; at++) {
        const size_t len = *at == '{' ? placeholder_length(at) : 0;
        if (len > 0 && !*value_of(args, count, at, len))
            return false;
    }
    return true;
}

bool message_template_fill(const char *text, const struct text_arg *args, size_t count, char *out, size_t size)
{
    struct writer w = writer_over((uint8_t *)out, size - 1);
    while (*text) {
        const size_t len = *text == '{' ? placeholder_length(text) : 0;
        if (*text == '[' && !section_appears(text, args, count))
            text += strcspn(text, "]");
        else if (len > 0)
            put_value(&w, value_of(args, count, text, len));
        else if (*text != '[' && *text != ']')
            writer_put_u8(&w, (uint8_t)*text);
        text += len > 0 ? len : *text != '\0';
    }
    out[w.len] = '\0';
    utf8_end_whole(out);
    return !w.overflow;
}

bool message_template_needs(const char *text, const char *placeholder)
{
    const struct bytes wanted = bytes_of_string(placeholder);
    for (; *text; text++) {
        const size_t len = *text == '{' ? placeholder_length(text) : 0;
        if (*text == '[')
            text += strcspn(text, "]");
        else if (len > 0 && bytes_equal(BYTES(text + 1, len - 2), wanted))
            return true;
        if (!*text)
            break;
    }
    return false;
}
