/* links: gh_flow gh_base */
/* A text of a message as an administrator writes it: a byte for kind and form, the text, and behind a zero byte the
 * value of every placeholder. A text without fault is filled: the message is whole UTF-8, has no brace or bracket but
 * those of values, no sign that only the signature has, and no control character but the line feeds that the form
 * allows. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "flow/message_kind.h"

enum { INPUT_MAX = 2048, ROOM = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Fills in one value everywhere. Returns whether the message fits; it is whole where it does not, too. */
static bool fill(const char *text, const char *value, char out[static ROOM])
{
    struct text_arg args[PLACEHOLDER_COUNT];
    size_t count;
    for (int i = 0; i < PLACEHOLDER_COUNT; i++)
        args[i] = (struct text_arg){message_placeholder_name(i), value};
    memset(out, 'x', ROOM);
    const bool fits = message_template_fill(text, args, PLACEHOLDER_COUNT, out, ROOM);
    must(strnlen(out, ROOM) < ROOM);
    must(utf8_count(bytes_of_string(value), &count) || utf8_count(bytes_of_string(out), &count) == GH_OK);
    return fits;
}

static void judge(const struct template_rule *rule, const char *text, const char *value)
{
    char out[ROOM], empty[ROOM];
    must(!rule->link || message_template_needs(text, message_placeholder_name(PLACEHOLDER_LINK)));
    (void)fill(text, value, out);
    must(!strstr(out, "【") && !strstr(out, "】"));
    for (const char *at = out; *at; at++)
        must(((unsigned char)*at >= ' ' && *at != 0x7F) || (*at == '\n' && rule->lines));
    must(fill(text, "", empty)); /* a text has room for itself */
    must(!strpbrk(empty, "{}[]") && strlen(empty) <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char input[INPUT_MAX + 1], word[MESSAGE_PLACEHOLDER_SIZE];
    if (size < 2 || size > INPUT_MAX)
        return 0;
    memcpy(input, data, size);
    input[size] = '\0';
    const int kinds = MESSAGE_KIND_COUNT * MESSAGE_FORM_COUNT, which = data[0] % kinds;
    const struct template_rule rule = message_kind_rule((enum message_kind)(which / MESSAGE_FORM_COUNT),
                                                        (enum message_form)(which % MESSAGE_FORM_COUNT));
    const char *text = input + 1, *end = text + strlen(text), *value = end < input + size ? end + 1 : "";
    const enum template_fault fault = message_template_check(&rule, text, word);
    must(strnlen(word, sizeof word) < sizeof word && (fault == TEMPLATE_UNKNOWN) == (word[0] != '\0'));
    if (!fault)
        judge(&rule, text, value);
    return 0;
}
