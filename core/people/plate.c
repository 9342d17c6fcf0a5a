#include "people/plate.h"

#include <string.h>

#include "base/utf8.h"
#include "people/typed.h"

const char plate_provinces[] = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新";

/* The forms of GA 36-2018: p a province; l the letter of the issuing office; s a serial character (digit or letter,
 * never I or O); d a digit; e the energy letter (D A B C E electric only, F G H J K others); upper-case letters and
 * Chinese characters stand for themselves. More special forms come first. */
static const struct form {
    enum plate_kind kind;
    const char *pattern;
} forms_of_plates[] = {
    {PLATE_HONG_KONG, "粤Zssss港"},       {PLATE_MACAO, "粤Zssss澳"},           {PLATE_ORDINARY, "plsssss"},
    {PLATE_NEW_ENERGY_SMALL, "plesdddd"}, {PLATE_NEW_ENERGY_LARGE, "plddddde"}, {PLATE_POLICE, "plssss警"},
    {PLATE_TRAILER, "plssss挂"},          {PLATE_LEARNER, "plssss学"},          {PLATE_CONSULAR, "plssss领"},
    {PLATE_CONSULAR, "领dddddd"},         {PLATE_EMBASSY, "dddddd使"},          {PLATE_EMBASSY, "使dddddd"},
    {PLATE_EMERGENCY, "pXssss应急"},      {PLATE_EMERGENCY, "pSssss应急"},
};

static bool is_province(uint32_t cp)
{
    struct cursor c = cursor_over(bytes_of_string(plate_provinces));
    uint32_t province;
    while (!utf8_take(&c, &province)) {
        if (province == cp)
            return true;
    }
    return false;
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
    return cp == ' ' || cp == '-' || cp == '.' || cp == 0xb7 || cp == 0x2022 || cp == 0x30fb || cp == 0x2027;
}

static bool is_closing(uint32_t cp)
{
    return cp == 0x8b66 /* 警 */ || cp == 0x6302 /* 挂 */ || cp == 0x5b66 /* 学 */ || cp == 0x9886 /* 领 */ ||
           cp == 0x4f7f /* 使 */ || cp == 0x6e2f /* 港 */ || cp == 0x6fb3 /* 澳 */ || cp == 0x5e94 /* 应 */ ||
           cp == 0x6025 /* 急 */;
}

/* Drops separators and folds width and case. *count: how many characters are left. */
static enum plate_result normalise(struct bytes typed, uint32_t characters[static PLATE_CHARACTERS_MAX], size_t *count)
{
    struct cursor c = cursor_over(typed);
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
        if (!is_digit(cp) && !is_letter(cp) && !is_province(cp) && !is_closing(cp))
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
    return count < 7 ? PLATE_LENGTH : PLATE_FORM;
}

enum plate_result plate_parse(struct bytes typed, struct plate *out)
{
    uint32_t characters[PLATE_CHARACTERS_MAX];
    size_t count = 0;
    enum plate_result result = normalise(typed, characters, &count);
    if (result)
        return result;
    for (size_t i = 0; i < sizeof forms_of_plates / sizeof *forms_of_plates; i++) {
        if (!fits_form(forms_of_plates[i].pattern, characters, count))
            continue;
        struct plate plate = {.kind = forms_of_plates[i].kind};
        struct writer w = writer_over((uint8_t *)plate.text, sizeof plate.text - 1);
        for (size_t j = 0; j < count; j++)
            utf8_put(&w, characters[j]);
        if (w.overflow)
            return PLATE_LENGTH;
        *out = plate;
        return PLATE_OK;
    }
    return why_not(characters, count);
}

void plate_format(const struct plate *plate, char out[static PLATE_TEXT_SIZE])
{
    struct cursor c = cursor_over(bytes_of_string(plate->text));
    struct writer w = writer_over((uint8_t *)out, PLATE_TEXT_SIZE - 1);
    uint32_t cp;
    bool dotted = false;
    /* The dot follows the office's letter, or 使 and 领; a plate that begins with digits has none. */
    for (size_t i = 0; !utf8_take(&c, &cp); i++) {
        utf8_put(&w, cp);
        bool before_serial = (i == 0 && (cp == 0x4f7f || cp == 0x9886)) || (i == 1 && is_letter(cp));
        if (before_serial && !dotted) {
            utf8_put(&w, 0xb7);
            dotted = true;
        }
    }
    out[w.len] = '\0';
}

const char *plate_kind_name(enum plate_kind kind)
{
    static const char *const names[PLATE_KIND_COUNT] = {
        "ordinary", "new-energy-small", "new-energy-large", "police",    "trailer", "learner", "hong-kong",
        "macao",    "consular",         "embassy",          "emergency",
    };
    return (unsigned)kind < PLATE_KIND_COUNT ? names[kind] : "unknown";
}

const char *plate_result_name(enum plate_result result)
{
    static const char *const names[PLATE_RESULT_COUNT] = {"ok", "empty", "character", "province", "length", "form"};
    return (unsigned)result < PLATE_RESULT_COUNT ? names[result] : "unknown";
}
