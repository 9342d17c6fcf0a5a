#include "token/gun_text.h"

#include <string.h>

#define PREFIX_LEN 3
#define ALMOST_MIN 100 /* the signature alone has 96 characters */
#define ALMOST_SKIP 4  /* characters that may stand before it: a prefix that the layout has changed */

static bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static char upper(uint8_t c)
{
    return (char)(is_lower(c) ? c - 'a' + 'A' : c);
}

static char turned(uint8_t c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : upper(c);
}

static bool begins(struct bytes text, const char *prefix)
{
    size_t len = strlen(prefix);
    for (size_t i = 0; i < len; i++)
        if (i >= text.len || upper(text.data[i]) != prefix[i])
            return false;
    return true;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A pass ends with no blank: the last character of BASE45 is at most 'W' (RFC 9285, section 4). */
static struct bytes trimmed(struct bytes text)
{
    while (text.len > 0 && is_blank(text.data[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.data[0]))
        text = BYTES(text.data + 1, text.len - 1);
    return text;
}

struct bytes gun_text_bare(struct bytes scanned)
{
    scanned = trimmed(scanned);
    if (scanned.len < PREFIX_LEN || scanned.data[0] != ']')
        return scanned;
    char symbology = upper(scanned.data[1]), modifier = upper(scanned.data[2]);
    bool is_prefix = symbology >= 'A' && symbology <= 'Z' &&
                     ((modifier >= '0' && modifier <= '9') || (modifier >= 'A' && modifier <= 'F'));
    return is_prefix ? trimmed(BYTES(scanned.data + PREFIX_LEN, scanned.len - PREFIX_LEN)) : scanned;
}

static void fold_enrolment(struct bytes text, char *room)
{
    bool has_upper = false, in_address = false;
    for (size_t i = 0; i < text.len; i++)
        has_upper = has_upper || is_upper(text.data[i]);
    for (size_t i = 0; i < text.len; i++) {
        in_address = in_address || text.data[i] == '@';
        room[i] = has_upper ? turned(text.data[i]) : in_address ? (char)text.data[i] : upper(text.data[i]);
    }
}

struct bytes gun_text_fold(struct bytes bare, char room[static GUN_TEXT_MAX])
{
    if (bare.len > GUN_TEXT_MAX)
        return bare;
    if (begins(bare, "GH1:")) {
        for (size_t i = 0; i < bare.len; i++)
            room[i] = upper(bare.data[i]);
        return BYTES(room, bare.len);
    }
    if (begins(bare, "GHE1:") && is_lower(bare.data[0])) {
        fold_enrolment(bare, room);
        return BYTES(room, bare.len);
    }
    return bare;
}

bool gun_text_is_almost_pass(struct bytes bare)
{
    if (bare.len < ALMOST_MIN || bare.len > GUN_TEXT_MAX)
        return false;
    for (size_t i = 0; i <= ALMOST_SKIP; i++) {
        struct bytes rest = BYTES(bare.data + i, bare.len - i);
        /* The digit is another sign in some layouts, but never a letter. */
        if (begins(rest, "GH") && !is_upper(rest.data[2]) && !is_lower(rest.data[2]))
            return true;
    }
    return false;
}
