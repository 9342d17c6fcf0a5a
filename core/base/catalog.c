#include "base/catalog.h"

#include <stdlib.h>
#include <string.h>

#define MO_MAGIC 0x950412deu
#define MO_HEADER_LEN 20

static uint32_t word_at(const struct catalog *c, uint32_t offset)
{
    uint32_t v;
    memcpy(&v, c->file.data + offset, sizeof v);
    return c->swapped ? __builtin_bswap32(v) : v;
}

static const char *text_at(const struct catalog *c, uint32_t table, uint32_t i, uint32_t *len)
{
    *len = word_at(c, table + 8 * i);
    return (const char *)c->file.data + word_at(c, table + 8 * i + 4);
}

static bool table_fits(const struct catalog *c, uint32_t table)
{
    if (table % 4 != 0 || table > c->file.len || (c->file.len - table) / 8 < c->count)
        return false;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t len = word_at(c, table + 8 * i), at = word_at(c, table + 8 * i + 4);
        if (at >= c->file.len || len >= c->file.len - at || c->file.data[at + len] != 0)
            return false;
    }
    return true;
}

static bool sorted(const struct catalog *c)
{
    for (uint32_t i = 1; i < c->count; i++) {
        uint32_t len;
        if (strcmp(text_at(c, c->originals, i - 1, &len), text_at(c, c->originals, i, &len)) >= 0)
            return false;
    }
    return true;
}

/* The header is the translation of the empty text. */
static bool has_one_form(const struct catalog *c)
{
    const char *header = catalog_find_or_null(c, "");
    return header != NULL && strstr(header, "nplurals=1;") != NULL;
}

enum gh_status catalog_open(struct bytes file, struct catalog *out)
{
    struct catalog c = {.file = file};
    if (file.len > CATALOG_FILE_MAX)
        return GH_TOO_LONG;
    if (file.len < MO_HEADER_LEN)
        return GH_TRUNCATED;
    uint32_t magic = word_at(&c, 0);
    c.swapped = magic == __builtin_bswap32(MO_MAGIC);
    if (magic != MO_MAGIC && !c.swapped)
        return GH_MALFORMED;
    if (word_at(&c, 4) >> 16 != 0)
        return GH_UNSUPPORTED;
    c.count = word_at(&c, 8);
    c.originals = word_at(&c, 12);
    c.translations = word_at(&c, 16);
    if (!table_fits(&c, c.originals) || !table_fits(&c, c.translations) || !sorted(&c))
        return GH_MALFORMED;
    c.one_form = has_one_form(&c);
    *out = c;
    return GH_OK;
}

/* Original and translation may hold several forms, each ended by a NUL; strcmp sees the first, which is the key. */
static const char *find(const struct catalog *c, const char *text, uint32_t *len)
{
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, ignored;
        int order = strcmp(text, text_at(c, c->originals, middle, &ignored));
        if (order == 0) {
            const char *found = text_at(c, c->translations, middle, len);
            return *found != '\0' ? found : NULL;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

const char *catalog_find_or_null(const struct catalog *catalog, const char *text)
{
    uint32_t len;
    return find(catalog, text, &len);
}

const char *catalog_find(const struct catalog *catalog, const char *text)
{
    const char *found = *text != '\0' ? catalog_find_or_null(catalog, text) : NULL;
    return found != NULL ? found : text;
}

const char *catalog_find_plural(const struct catalog *catalog, const char *singular, const char *plural, uint64_t n)
{
    uint32_t len;
    const char *found = find(catalog, singular, &len);
    if (found == NULL)
        return n == 1 ? singular : plural;
    size_t first = strlen(found);
    if (catalog->one_form || n == 1 || first + 1 >= len)
        return found;
    return found + first + 1;
}

static const struct text_arg *arg_named(const struct text_arg *args, size_t count, const char *name, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(args[i].name) == len && memcmp(args[i].name, name, len) == 0)
            return &args[i];
    }
    return NULL;
}

/* Removes the bytes of a character that did not fit. */
static size_t whole_characters(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && ((uint8_t)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return len;
    uint8_t lead = (uint8_t)text[start - 1];
    size_t want = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return len - (start - 1) >= want ? len : start - 1;
}

bool text_format(char *out, size_t size, const char *text, const struct text_arg *args, size_t count)
{
    size_t len = 0;
    bool whole = true;
    while (*text != '\0' && whole) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        const struct text_arg *arg = end != NULL ? arg_named(args, count, text + 1, (size_t)(end - text - 1)) : NULL;
        const char *from = arg != NULL ? arg->value : text;
        size_t n = arg != NULL ? strlen(arg->value) : 1;
        if (len + n >= size) {
            n = size > len + 1 ? size - len - 1 : 0;
            whole = false;
        }
        if (n > 0)
            memcpy(out + len, from, n);
        len += n;
        text = arg != NULL ? end + 1 : text + 1;
    }
    if (size > 0)
        out[whole ? len : whole_characters(out, len)] = '\0';
    return whole;
}
