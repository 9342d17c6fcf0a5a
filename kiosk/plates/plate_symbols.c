#include "plates/plate_symbols.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define PROVINCES 31
#define LETTERS 24
#define DIGITS 10
#define BLANK_MIN 1e-6f
/* The network learnt from texts in which digits stand among digits, so it is less sure of a letter amid a plate's
 * digits than it should be. (On crops, 11 of 17 wrong plates had a letter taken for a digit, none the other way.) */
#define LETTER_PRIOR 2.5f

#define OFFICE_O_COMMON 0.3 /* of plates that show a round letter there, against D and Q */

static const char behind_provinces[] =
    "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789警学挂港澳使领应急临试超民航军空海北沈兰济南广成";

/* Lists the character of each symbol, in order. */
static void characters(uint32_t out[static PLATE_SYMBOLS])
{
    struct cursor c = cursor_over(bytes_of_string(plate_provinces));
    size_t n = 0;
    while (n < PROVINCES && !utf8_take(&c, &out[n]))
        n++;
    c = cursor_over(bytes_of_string(behind_provinces));
    while (n < PLATE_SYMBOLS && !utf8_take(&c, &out[n]))
        n++;
}

unsigned plate_symbol(uint32_t character)
{
    uint32_t all[PLATE_SYMBOLS];
    characters(all);
    unsigned i = 0;
    while (i < PLATE_SYMBOLS && all[i] != character)
        i++;
    return i;
}

bool plate_word_from(const char *text, struct plate_word *out)
{
    struct plate plate;
    if (plate_parse(bytes_of_string(text), &plate) != PLATE_OK || strcmp(plate.text, text) != 0)
        return false;
    struct cursor c = cursor_over(bytes_of_string(text));
    uint32_t character;
    *out = (struct plate_word){0};
    while (out->len < PLATE_CHARACTERS_MAX && !utf8_take(&c, &character)) {
        unsigned symbol = plate_symbol(character == 'O' && out->len == 1 ? '0' : character);
        if (symbol == PLATE_SYMBOLS)
            return false;
        out->symbols[out->len++] = (uint8_t)symbol;
    }
    return true;
}

static bool text_of(const struct plate_word *word, bool office_o, struct plate *out)
{
    uint32_t all[PLATE_SYMBOLS];
    uint8_t text[PLATE_TEXT_SIZE];
    struct writer w = writer_over(text, sizeof text);
    characters(all);
    for (size_t i = 0; i < word->len && i < PLATE_CHARACTERS_MAX; i++) {
        uint32_t character = word->symbols[i] < PLATE_SYMBOLS ? all[word->symbols[i]] : ' ';
        utf8_put(&w, office_o && i == 1 && character == '0' ? 'O' : character);
    }
    *out = (struct plate){0};
    return !w.overflow && plate_parse((struct bytes){text, w.len}, out) == PLATE_OK;
}

bool plate_word_text(const struct plate_word *word, struct plate *out)
{
    return text_of(word, true, out) || text_of(word, false, out);
}

bool plate_word_same(const struct plate_word *a, const struct plate_word *b)
{
    return a->len == b->len && memcmp(a->symbols, b->symbols, a->len) == 0;
}

void plate_grammar_make(struct plate_grammar *out)
{
    uint32_t all[PLATE_SYMBOLS];
    characters(all);
    for (size_t at = 0; at < PLATE_CHARACTERS_MAX; at++)
        for (size_t s = 0; s < PLATE_SYMBOLS; s++)
            out->allow[at][s] = plate_forms_allow(plate_forms_read(), at, all[s]) |
                                (at == 1 && all[s] == '0' ? plate_forms_allow(plate_forms_read(), at, 'O') : 0);
    for (size_t count = 0; count <= PLATE_CHARACTERS_MAX; count++)
        out->complete[count] = plate_forms_complete(plate_forms_read(), count);
}

double plate_word_common(const struct plate_grammar *grammar, const struct plate_word *word)
{
    uint32_t forms = word->len <= PLATE_CHARACTERS_MAX ? grammar->complete[word->len] : 0;
    for (size_t i = 0; i < word->len && i < PLATE_CHARACTERS_MAX; i++)
        forms &= word->symbols[i] < PLATE_SYMBOLS ? grammar->allow[i][word->symbols[i]] : 0;
    bool office_o = word->len > 1 && word->symbols[0] < PROVINCES && word->symbols[1] == PROVINCES + LETTERS;
    return plate_forms_common(forms) * (office_o ? OFFICE_O_COMMON : 1);
}

/* ---- From a network's classes ---- */

struct link {
    uint16_t class;
    uint8_t symbol;
    float share;
};

struct plate_classes {
    size_t count;
    size_t links;
    struct link link[4 * PLATE_SYMBOLS];
};

/* Other characters that the network may see in a plate's symbol: it was trained on all kinds of text, with small
 * letters, O and I. Plates have hardly any of these: an O is a zero or an office's O, or in a letter's place a Q or D
 * whose stroke was lost. The grammar says which of them it can be. */
static const struct {
    char symbol, called;
    float share;
} also[] = {
    {'0', 'O', 1}, {'0', 'o', 1}, {'Q', 'O', 0.12f}, {'D', 'O', 0.04f},
    {'1', 'I', 1}, {'1', 'l', 1}, {'1', 'i', 1},     {'1', '|', 1},
};

static void add_link(struct plate_classes *classes, size_t class, unsigned symbol, float share)
{
    if (classes->links < sizeof classes->link / sizeof *classes->link && class <= UINT16_MAX)
        classes->link[classes->links++] = (struct link){(uint16_t) class, (uint8_t)symbol, share};
}

static void take_line(struct plate_classes *classes, struct bytes line, size_t class, bool seen[static PLATE_SYMBOLS])
{
    struct cursor c = cursor_over(line);
    uint32_t character;
    if (utf8_take(&c, &character) || c.left > 0)
        return;
    unsigned symbol = plate_symbol(character);
    if (symbol == PLATE_SYMBOLS && character >= 'a' && character <= 'z')
        symbol = plate_symbol(character - 'a' + 'A');
    if (symbol < PLATE_SYMBOLS) {
        seen[symbol] = true;
        add_link(classes, class, symbol, 1);
    }
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (character == (uint32_t)(unsigned char)also[i].called)
            add_link(classes, class, plate_symbol((uint32_t)(unsigned char)also[i].symbol), also[i].share);
}

enum gh_status plate_classes_new(struct bytes dictionary, struct plate_classes **out)
{
    struct plate_classes *classes = calloc(1, sizeof *classes);
    if (!classes)
        return GH_NO_MEMORY;
    bool seen[PLATE_SYMBOLS] = {false};
    classes->count = 1; /* the blank */
    for (size_t at = 0; at < dictionary.len;) {
        const uint8_t *start = dictionary.data + at, *end = memchr(start, '\n', dictionary.len - at);
        size_t len = end ? (size_t)(end - start) : dictionary.len - at;
        at += len + 1;
        while (len > 0 && start[len - 1] == '\r')
            len--;
        take_line(classes, (struct bytes){start, len}, classes->count++, seen);
    }
    classes->count++; /* space */
    for (unsigned s = 0; s < PROVINCES + LETTERS + DIGITS; s++)
        if (!seen[s]) {
            free(classes);
            return GH_MALFORMED;
        }
    *out = classes;
    return GH_OK;
}

void plate_classes_free(struct plate_classes *classes)
{
    free(classes);
}

size_t plate_classes_count(const struct plate_classes *classes)
{
    return classes->count;
}

enum gh_status plate_posterior_from(const struct plate_classes *classes, const float *probabilities, int steps,
                                    struct plate_posterior *out)
{
    if (steps < 0 || steps > PLATE_STEPS_MAX)
        return GH_TOO_LONG;
    *out = (struct plate_posterior){.steps = steps};

    for (int t = 0; t < steps; t++) {
        const float *row = probabilities + (size_t)t * classes->count;
        float *p = out->p[t], sum = 0;
        for (size_t i = 0; i < classes->links; i++) {
            const struct link *link = &classes->link[i];
            float v = row[link->class];
            if (!(v >= 0 && v <= 1.01f))
                return GH_MALFORMED;
            p[link->symbol] += v * link->share;
        }
        for (size_t s = PROVINCES; s < PROVINCES + LETTERS; s++)
            p[s] *= LETTER_PRIOR;
        for (size_t s = 0; s < PLATE_SYMBOLS; s++)
            sum += p[s];
        for (size_t s = 0; s < PLATE_SYMBOLS; s++)
            p[s] = fmaxf(sum > 1 ? p[s] / sum : p[s], PLATE_PROBABILITY_MIN);
        p[PLATE_SYMBOLS] = fmaxf(1 - sum, BLANK_MIN);
    }
    return GH_OK;
}
