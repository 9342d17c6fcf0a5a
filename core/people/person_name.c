#include "people/person_name.h"

#include <string.h>

#include "base/utf8.h"
#include "people/typed.h"

#define MIDDLE_DOT 0xB7

/* U+2022 bullet, U+2027 hyphenation point, U+30FB katakana dot, U+FF65 its half width, U+22C5 operator, U+2E31. */
static bool is_dot_alike(uint32_t c)
{
    return c == MIDDLE_DOT || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65 || c == 0x22C5 || c == 0x2E31;
}

static bool is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           c == 0x3007;
}

/* Letters of the scripts of names; the ranges include marks such as U+0301. */
static bool is_letter(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_han(c))
        return true;
    if (c == 0xAA || c == 0xBA) /* Spanish and Portuguese: Mª */
        return true;
    return (c >= 0xC0 && c <= 0x1FFF && c != 0xD7 && c != 0xF7) || (c >= 0x2C00 && c <= 0x2DFF) ||
           (c >= 0x3041 && c <= 0x31FF) || (c >= 0xA000 && c <= 0xD7FF) || (c >= 0x10000 && c <= 0x16FFF);
}

/* The ranges above include the digits of their scripts. */
static bool is_digit_of_a_script(uint32_t c)
{
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6,  0xB66,  0xBE6,
                                     0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return true;
    return false;
}

/* Quotation marks, accents without a letter, primes, and the modifier letters of Hawaiian, Arabic and Ukrainian names.
 */
static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xB4 || (c >= 0x2B9 && c <= 0x2BF && c != 0x2BA) || c == 0x2C8 || c == 0x2CA ||
           c == 0x2CB || c == 0x55A || (c >= 0x2018 && c <= 0x201B && c != 0x201A) || c == 0x2032 || c == 0x2035 ||
           c == 0xA78B || c == 0xA78C;
}

static bool is_joiner(uint32_t c)
{
    return c == ' ' || c == MIDDLE_DOT || c == '-' || c == '\'' || c == '.' || c == '/' || c == '@' || c == '(' ||
           c == ')' || c == ',';
}

static uint32_t tidy(uint32_t c)
{
    if (is_dot_alike(c))
        return MIDDLE_DOT;
    c = typed_tidy(c);
    return is_apostrophe(c) ? '\'' : c;
}

/* Returns the neighbour of text[at] in the direction of step, over one blank; 0 at the ends. */
static uint32_t neighbour(const uint32_t *text, size_t n, size_t at, int step)
{
    size_t i = at + (size_t)step;
    if (i < n && text[i] == ' ')
        i += (size_t)step;
    return i < n ? text[i] : 0;
}

static bool has_full_stop(const uint32_t *text, size_t n, size_t at)
{
    size_t first = at, i;
    while (first > 0 && text[first - 1] != ' ')
        first--;
    for (i = first; i < n && text[i] != ' '; i++)
        if (text[i] == '.')
            return true;
    return false;
}

/* A slash or @ stands between two letters. Two Chinese names beside a slash are two people. */
static bool signs_fit(const uint32_t *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] != '/' && text[i] != '@')
            continue;
        uint32_t before = neighbour(text, n, i, -1), after = neighbour(text, n, i, 1);
        if ((!is_letter(before) && before != '.') || !is_letter(after) || has_full_stop(text, n, i))
            return false;
        if (text[i] == '/' && (is_han(before) || is_han(after)))
            return false;
    }
    return true;
}

/* Networks and phones make links of "x.cn" and "www.x": a full stop ends an abbreviation, or a blank or a capital
 * follows, as in "J.R.R. Tolkien" and "St.John". */
static bool is_link(const uint32_t *text, size_t n)
{
    static const char www[] = "WWW.";
    for (size_t i = 0; i + 1 < n; i++) {
        if (text[i] == '.' && text[i + 1] >= 'a' && text[i + 1] <= 'z')
            return true;
        size_t same = 0;
        while (i + same < n && same + 1 < sizeof www &&
               (text[i + same] & ~(uint32_t)0x20) == ((uint32_t)www[same] & ~(uint32_t)0x20))
            same++;
        if (same + 1 == sizeof www && (i == 0 || text[i - 1] == ' '))
            return true;
    }
    return false;
}

/* A document can have one letter as a name, and one Chinese character: only the look at the document tells. */
static bool is_too_short(const uint32_t *text, size_t n, size_t letters)
{
    return letters == 0 || (letters == 1 && n > 1 && (is_han(text[0]) || is_han(text[n - 1])));
}

/* ---- What stands behind a name ---- */

#define BRACKETS_MAX 24 /* characters between the brackets behind a name */

static bool is_foreign_letter(uint32_t c)
{
    return is_letter(c) && !is_han(c);
}

static uint32_t upper(uint32_t c)
{
    return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

static bool is_suffix(const uint32_t *text, size_t n)
{
    static const char *const suffixes[] = {"JR",  "SR",  "JNR", "SNR", "JUNIOR", "SENIOR", "ESQ", "II",  "III",
                                           "IV",  "V",   "VI",  "VII", "VIII",   "IX",     "X",   "1ST", "2ND",
                                           "3RD", "4TH", "5TH", "6TH", "7TH",    "8TH",    "9TH", "10TH"};
    size_t len = n > 1 && text[n - 1] == '.' ? n - 1 : n;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        size_t same = 0;
        while (same < len && suffixes[i][same] && upper(text[same]) == (uint32_t)suffixes[i][same])
            same++;
        if (same == len && !suffixes[i][same])
            return true;
    }
    return false;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Digits stand in a suffix alone, at the end behind a name in letters: "Henry Ford 3rd", "Ford, 3rd", "Ford (3rd)". */
static bool digits_fit(const uint32_t *text, size_t n)
{
    size_t at = 0;
    while (at < n && !is_digit(text[at]))
        at++;
    if (at == n)
        return true;
    const bool bracketed = at > 0 && text[at - 1] == '(' && text[n - 1] == ')';
    const uint32_t before = at > 0 ? text[at - 1] : 0;
    return (before == ' ' || before == ',' || bracketed) && is_suffix(text + at, n - at - bracketed);
}

/* Brackets stand at the end, behind a name in letters, around letters: "Smith (Jr)", "Jones (née Hall)". */
static bool brackets_fit(const uint32_t *text, size_t n)
{
    size_t open = 0, letters = 0;
    while (open < n && text[open] != '(' && text[open] != ')')
        open++;
    if (open == n)
        return true;
    uint32_t before = neighbour(text, n, open, -1);
    if (text[open] != '(' || text[n - 1] != ')' || (!is_foreign_letter(before) && before != '.') ||
        n - open - 2 > BRACKETS_MAX)
        return false;
    for (size_t i = open + 1; i + 1 < n; i++) {
        if (!is_foreign_letter(text[i]) && !is_digit(text[i]) && text[i] != '.' && text[i] != ' ' && text[i] != '-' &&
            text[i] != '\'')
            return false;
        letters += is_foreign_letter(text[i]);
    }
    return letters > 0;
}

/* Drops the comma before a suffix, which documents do not print: "Davis, Jr.". False: a comma elsewhere. */
static bool drop_comma(uint32_t *text, size_t *n)
{
    size_t at = 0;
    while (at < *n && text[at] != ',')
        at++;
    if (at == *n)
        return true;
    size_t behind = at + 1 < *n && text[at + 1] == ' ' ? at + 2 : at + 1;
    if (at == 0 || !is_foreign_letter(text[at - 1]) || !is_suffix(text + behind, *n - behind))
        return false;
    text[at] = ' ';
    memmove(text + at + 1, text + behind, (*n - behind) * sizeof *text);
    *n -= behind - at - 1;
    return true;
}

/* One character for several letters: the Roman numbers of keyboards. Returns NULL for others. */
static const char *roman(uint32_t c)
{
    static const char *const numbers[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
    uint32_t first = c >= 0x2170 ? 0x2170 : 0x2160;
    return c >= first && c < first + 10 ? numbers[c - first] : NULL;
}

enum person_name_result person_name_check(struct bytes typed, char out[static PERSON_NAME_SIZE])
{
    uint32_t kept[PERSON_NAME_MAX + 1] = {0};
    size_t n = 0, letters = 0;
    struct cursor c = cursor_over(typed);
    bool blank = false;
    while (c.left > 0) {
        uint32_t point;
        if (utf8_take(&c, &point))
            return PERSON_NAME_CHARACTER;
        if (typed_is_unseen(point))
            continue;
        point = tidy(point);
        if (point == ' ') {
            blank = n > 0;
            continue;
        }
        if ((!is_letter(point) && !is_joiner(point) && !roman(point) && !is_digit(point)) ||
            is_digit_of_a_script(point))
            return PERSON_NAME_CHARACTER;
        if (point == '.' && n > 0 && is_han(kept[n - 1]))
            point = MIDDLE_DOT; /* 买买提.艾力: a keyboard without a middle dot */
        bool keep_blank =
            blank && !(is_han(point) || is_han(kept[n - 1]) || point == MIDDLE_DOT || kept[n - 1] == MIDDLE_DOT);
        const char *several = roman(point);
        size_t more = several ? strlen(several) : 1;
        if (n + keep_blank + more > PERSON_NAME_MAX)
            return PERSON_NAME_LONG;
        if (keep_blank)
            kept[n++] = ' ';
        for (size_t i = 0; i < more; i++)
            kept[n++] = several ? (uint32_t)several[i] : point;
        letters += more * (several || is_letter(point));
        blank = false;
    }
    if (!digits_fit(kept, n))
        return PERSON_NAME_CHARACTER;
    if (is_too_short(kept, n, letters))
        return PERSON_NAME_SHORT;
    bool begins = is_letter(kept[0]) || (n > 1 && kept[0] == '\'' && is_letter(kept[1])); /* 't Hooft */
    if (!begins || !signs_fit(kept, n) || is_link(kept, n) || !brackets_fit(kept, n) || !drop_comma(kept, &n))
        return PERSON_NAME_CHARACTER;
    char text[PERSON_NAME_SIZE];
    struct writer w = writer_over((uint8_t *)text, sizeof text - 1);
    for (size_t i = 0; i < n; i++)
        utf8_put(&w, kept[i]);
    if (w.overflow)
        return PERSON_NAME_LONG;
    memcpy(out, text, w.len);
    out[w.len] = '\0';
    return PERSON_NAME_OK;
}

bool person_name_is_one_character(const char *name)
{
    struct cursor c = cursor_over(bytes_of_string(name));
    uint32_t point;
    return !utf8_take(&c, &point) && c.left == 0 && is_han(point);
}

const char *person_name_result_name(enum person_name_result result)
{
    static const char *const names[] = {"ok", "short", "long", "character"};
    return (unsigned)result < sizeof names / sizeof names[0] ? names[result] : "unknown";
}
