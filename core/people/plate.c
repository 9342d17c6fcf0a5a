#include "people/plate.h"

#include <string.h>

#include "base/utf8.h"
#include "people/typed.h"

#define OTHER_MIN 3 /* characters of a plate whose form is not in the table */

#define RARE 0.001 /* of all cars a reader sees; it takes them where the picture leaves no doubt */

static const char former_army[] = "军空海北沈兰济南广成"; /* central organs, air force, navy, seven regions */
const char plate_provinces[] = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新";

/* p: a province. o: the letter of the issuing office, O included (粤O, 京O: the offices' own vehicles). l: a letter
 * but I and O. s: a serial character (digit or l). d: a digit. e: the energy letter (D A B C E electric only, F G H J K
 * others). a: the branch or region of a former army plate. Upper-case letters and Chinese characters stand for
 * themselves. Special forms come before general ones. common: how often plate readers expect this form, against
 * ordinary ones; 0: they do not look for it, since every sign and advert has such texts. Sources stand above their
 * forms. */
static const struct form {
    enum plate_kind kind;
    const char *pattern;
    double common;
} forms_of_plates[] = {
    /* GA 36-2018, Licence plates of motor vehicles of the People's Republic of China; motorcycles have the ordinary
     * form in two rows */
    {PLATE_HONG_KONG, "粤Zssss港", 1},
    {PLATE_MACAO, "粤Zssss澳", 1},
    {PLATE_ORDINARY, "posssss", 1},
    {PLATE_NEW_ENERGY_SMALL, "poesdddd", 1},
    {PLATE_NEW_ENERGY_LARGE, "poddddde", 1},
    {PLATE_POLICE, "possss警", 1},
    {PLATE_TRAILER, "possss挂", 1},
    {PLATE_LEARNER, "possss学", 1},
    {PLATE_CONSULAR, "possss领", 1},
    {PLATE_CONSULAR, "领dddddd", 1},
    {PLATE_EMBASSY, "dddddd使", 1},
    {PLATE_EMBASSY, "使dddddd", 1},
    /* Fire and rescue (应急救援专用号牌), since 2018: as published by the Ministry of Emergency Management */
    {PLATE_EMERGENCY, "pXssss应急", 1},
    {PLATE_EMERGENCY, "pSssss应急", 1},
    /* GA 36-2018, temporary plates (paper) with their last character, 临 common, 试 trials, 超 oversize; without it
     * they look ordinary */
    {PLATE_TEMPORARY, "possss临", RARE},
    {PLATE_TEMPORARY, "posssss临", RARE},
    {PLATE_TEMPORARY, "possss试", RARE},
    {PLATE_TEMPORARY, "possss超", RARE},
    /* Armed police. No public standard has them; as they are seen: since 2012 WJ, the province and five characters,
     * headquarters without a province; before, WJ, two digits of the unit, then five characters or 警 and four digits
     */
    {PLATE_ARMED_POLICE, "WJpsssss", RARE},
    {PLATE_ARMED_POLICE, "WJdddds", RARE},
    {PLATE_ARMED_POLICE, "WJddsssss", RARE},
    {PLATE_ARMED_POLICE, "WJdd警dddd", RARE},
    /* Army, since 1 May 2013 (series 2012). No public standard either: branch and unit as letters, five digits */
    {PLATE_ARMY, "llddddd", RARE},
    /* Army, 1 November 2004 to 30 April 2013 (series 2004; abolished by the order that brought series 2012): branch or
     * military region (former_army), letter of the unit, five digits */
    {PLATE_ARMY, "alddddd", RARE},
    /* Civil aviation: vehicles of airports, CCAR-331SB (road traffic on the movement areas of airports) */
    {PLATE_CIVIL_AVIATION, "民航ldddd", RARE},
    {PLATE_CIVIL_AVIATION, "民航lddddd", RARE},
    /* NY 345.1-2005, Licence plates of tractors: two digits of the prefecture, five characters; 学 of learners */
    {PLATE_TRACTOR, "pddsssss", RARE},
    {PLATE_TRACTOR, "pddssss学", RARE},
    /* Hong Kong (Road Traffic (Registration and Licensing of Vehicles) Regulations, Cap. 374E): two letters and one to
     * four digits; Macao: two letters and four digits. Both drive in Guangdong with these alone since 2023. Any
     * plate whose province is not seen looks like one of them. */
    {PLATE_HONG_KONG_OR_MACAO, "lldddd", RARE / 100},
    {PLATE_HONG_KONG_OR_MACAO, "llddd", 0},
    {PLATE_HONG_KONG_OR_MACAO, "lldd", 0},
    {PLATE_HONG_KONG_OR_MACAO, "lld", 0},
};
_Static_assert(sizeof forms_of_plates / sizeof *forms_of_plates <= 32, "a set of forms has 32 bits");

static bool is_one_of(const char *characters, uint32_t cp)
{
    struct cursor c = cursor_over(bytes_of_string(characters));
    uint32_t one;
    while (!utf8_take(&c, &one)) {
        if (one == cp)
            return true;
    }
    return false;
}

static bool is_province(uint32_t cp)
{
    return is_one_of(plate_provinces, cp);
}

static bool is_han(uint32_t cp)
{
    return cp >= 0x4e00 && cp <= 0x9fff;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool is_letter(uint32_t cp)
{
    return cp >= 'A' && cp <= 'Z' && cp != 'I' && cp != 'O';
}

static bool fits_class(uint32_t class, uint32_t cp)
{
    switch (class) {
    case 'p':
        return is_province(cp);
    case 'o':
        return is_letter(cp) || cp == 'O';
    case 'a':
        return is_one_of(former_army, cp);
    case 'l':
        return is_letter(cp);
    case 's':
        return is_digit(cp) || is_letter(cp);
    case 'd':
        return is_digit(cp);
    case 'e':
        return cp < 0x80 && cp != 0 && strchr("DABCEFGHJK", (int)cp) != NULL;
    default:
        return class == cp;
    }
}

uint32_t plate_forms_read(void)
{
    uint32_t read = 0;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++)
        read |= (uint32_t)(forms_of_plates[i].common > 0) << i;
    return read;
}

double plate_forms_common(uint32_t forms)
{
    double most = 0;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++)
        if (forms >> i & 1 && forms_of_plates[i].common > most)
            most = forms_of_plates[i].common;
    return most;
}

uint32_t plate_forms_allow(uint32_t forms, size_t position, uint32_t character)
{
    uint32_t allow = 0;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++) {
        struct cursor c = cursor_over(bytes_of_string(forms_of_plates[i].pattern));
        uint32_t class;
        size_t at = 0;
        while (at < position && !utf8_take(&c, &class))
            at++;
        if (at == position && !utf8_take(&c, &class) && fits_class(class, character))
            allow |= UINT32_C(1) << i;
    }
    return forms & allow;
}

uint32_t plate_forms_complete(uint32_t forms, size_t count)
{
    uint32_t complete = 0;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++) {
        struct cursor c = cursor_over(bytes_of_string(forms_of_plates[i].pattern));
        uint32_t class;
        size_t length = 0;
        while (!utf8_take(&c, &class))
            length++;
        if (length == count)
            complete |= UINT32_C(1) << i;
    }
    return forms & complete;
}

static bool is_separator(uint32_t cp)
{
    static const uint32_t others[] = {0xb7,   0x2022, 0x2027, 0x2219, 0x22c5, 0x30fb, 0xff65,
                                      0x3002, 0x3001, 0x3010, 0x3011, 0x2018, 0x2019};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == cp)
            return true;
    return cp && cp < 0x80 && strchr(" -.()[]',;", (int)cp);
}

/* The characters of special forms, besides provinces, letters and digits. */
static bool is_special(uint32_t cp)
{
    static const uint32_t special[] = {
        0x8b66 /* 警 */, 0x6302 /* 挂 */, 0x5b66 /* 学 */, 0x9886 /* 领 */, 0x4f7f /* 使 */,
        0x6e2f /* 港 */, 0x6fb3 /* 澳 */, 0x5e94 /* 应 */, 0x6025 /* 急 */, 0x4e34 /* 临 */,
        0x8bd5 /* 试 */, 0x8d85 /* 超 */, 0x6c11 /* 民 */, 0x822a /* 航 */,
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (special[i] == cp)
            return true;
    return false;
}

/* "车牌：京A12345". A plate itself begins with a Chinese character, so that only a colon ends a label. */
static struct bytes behind_colon(struct bytes typed)
{
    struct bytes text = typed_without_label(typed);
    const bool wide = text.data - typed.data >= 3 && memcmp(text.data - 3, "：", 3) == 0;
    return wide || (text.data > typed.data && text.data[-1] == ':') ? text : typed;
}

/* Drops separators and folds width and case. every_letter: takes I and O anywhere, and any
 * Chinese character first. *count: how many characters are
 * left. */
static enum plate_result normalise(struct bytes typed, bool every_letter,
                                   uint32_t characters[static PLATE_CHARACTERS_MAX], size_t *count)
{
    struct cursor c = cursor_over(behind_colon(typed));
    size_t n = 0;
    while (c.left > 0) {
        uint32_t cp;
        if (utf8_take(&c, &cp))
            return PLATE_CHARACTER;
        cp = typed_narrow(cp);
        if (cp >= 'a' && cp <= 'z')
            cp = cp - 'a' + 'A';
        if (is_separator(cp))
            continue;
        bool office = cp == 'O' && n == 1 && is_province(characters[0]);
        bool other = every_letter && (cp == 'I' || cp == 'O' || (n == 0 && is_han(cp)));
        other = other || (n == 0 && is_one_of(former_army, cp));
        if (!is_digit(cp) && !is_letter(cp) && !office && !other && !is_province(cp) && !is_special(cp))
            return PLATE_CHARACTER;
        if (n == PLATE_CHARACTERS_MAX)
            return PLATE_LENGTH;
        characters[n++] = cp;
    }
    *count = n;
    return n == 0 ? PLATE_EMPTY : PLATE_OK;
}

static bool fits_form(const char *pattern, const uint32_t *characters, size_t count)
{
    struct cursor c = cursor_over(bytes_of_string(pattern));
    uint32_t class;
    size_t i = 0;
    for (; !utf8_take(&c, &class); i++) {
        if (i == count || !fits_class(class, characters[i]))
            return false;
    }
    return i == count;
}

static enum plate_result why_not(const uint32_t *characters, size_t count)
{
    bool diplomatic = is_digit(characters[0]) || characters[0] == 0x4f7f || characters[0] == 0x9886;
    if (!diplomatic && !is_province(characters[0]))
        return PLATE_PROVINCE;
    return count < 7 || count > 8 ? PLATE_LENGTH : PLATE_FORM;
}

static enum plate_result take(enum plate_kind kind, const uint32_t *characters, size_t count, struct plate *out)
{
    struct plate plate = {.kind = kind};
    struct writer w = writer_over((uint8_t *)plate.text, sizeof plate.text - 1);
    for (size_t i = 0; i < count; i++)
        utf8_put(&w, characters[i]);
    if (w.overflow)
        return PLATE_LENGTH;
    *out = plate;
    return PLATE_OK;
}

enum plate_result plate_parse(struct bytes typed, struct plate *out)
{
    uint32_t characters[PLATE_CHARACTERS_MAX];
    size_t count = 0;
    enum plate_result result = normalise(typed, false, characters, &count);
    if (result)
        return result;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++)
        if (fits_form(forms_of_plates[i].pattern, characters, count))
            return take(forms_of_plates[i].kind, characters, count, out);
    return why_not(characters, count);
}

/* A Chinese character that no form begins with, as plates of earlier series had: then a letter, and digits but for one
 * or two letters. */
static bool may_be_earlier(const uint32_t *characters, size_t count)
{
    size_t digits = 0;
    for (size_t i = 1; i < count; i++) {
        digits += is_digit(characters[i]);
        if (!is_digit(characters[i]) && !is_letter(characters[i]))
            return false;
    }
    return (count == 7 || count == 8) && is_letter(characters[1]) && digits >= 4;
}

/* True for what may be a plate of a form that the table lacks. After a province GA 36 leaves no other length, and no I
 * or O: those are slips of the finger. */
static bool may_be_other(const uint32_t *characters, size_t count)
{
    size_t digits = 0;
    if (is_han(characters[0]) && !is_province(characters[0]) && !is_special(characters[0]))
        return may_be_earlier(characters, count);
    bool province = is_province(characters[0]);
    for (size_t i = 0; i < count; i++) {
        digits += is_digit(characters[i]);
        if (province && (characters[i] == 'I' || (characters[i] == 'O' && i != 1)))
            return false;
    }
    return digits > 0 && (province ? count == 7 || count == 8 : count >= OTHER_MIN);
}

enum plate_result plate_accept(struct bytes typed, struct plate *out)
{
    uint32_t characters[PLATE_CHARACTERS_MAX];
    size_t count = 0;
    enum plate_result result = plate_parse(typed, out);
    if (result == PLATE_OK || result == PLATE_EMPTY || normalise(typed, true, characters, &count) ||
        !may_be_other(characters, count))
        return result;
    return take(PLATE_OTHER, characters, count, out);
}

/* Returns how many characters stand before the dot; 0 without one. It follows the office's letter, or 使 and 领; a
 * plate that begins with digits has none. */
static size_t dot_place(const struct plate *plate)
{
    struct cursor c = cursor_over(bytes_of_string(plate->text));
    uint32_t first = 0, second = 0;
    if (utf8_take(&c, &first) || utf8_take(&c, &second))
        return 0;
    switch (plate->kind) {
    case PLATE_ARMY:
        return is_han(first) ? 2 : 0;
    case PLATE_ARMED_POLICE:
    case PLATE_HONG_KONG_OR_MACAO:
    case PLATE_OTHER:
        return 0;
    case PLATE_TRACTOR:
    case PLATE_CIVIL_AVIATION:
        return 3;
    default:
        return first == 0x4f7f || first == 0x9886 ? 1 : fits_class('o', second) ? 2 : 0;
    }
}

void plate_format(const struct plate *plate, char out[static PLATE_TEXT_SIZE])
{
    struct cursor c = cursor_over(bytes_of_string(plate->text));
    struct writer w = writer_over((uint8_t *)out, PLATE_TEXT_SIZE - 1);
    size_t dot = dot_place(plate);
    uint32_t cp;
    for (size_t i = 0; !utf8_take(&c, &cp); i++) {
        if (i > 0 && i == dot)
            utf8_put(&w, 0xb7);
        utf8_put(&w, cp);
    }
    out[w.len] = '\0';
}

const char *plate_kind_name(enum plate_kind kind)
{
    static const char *const names[PLATE_KIND_COUNT] = {
        "ordinary",
        "new-energy-small",
        "new-energy-large",
        "police",
        "trailer",
        "learner",
        "hong-kong",
        "macao",
        "consular",
        "embassy",
        "emergency",
        "temporary",
        "army",
        "armed-police",
        "civil-aviation",
        "tractor",
        "hong-kong-or-macao",
        "other",
    };
    return (unsigned)kind < PLATE_KIND_COUNT ? names[kind] : "unknown";
}

const char *plate_result_name(enum plate_result result)
{
    static const char *const names[PLATE_RESULT_COUNT] = {"ok", "empty", "character", "province", "length", "form"};
    return (unsigned)result < PLATE_RESULT_COUNT ? names[result] : "unknown";
}
