#include "people/typed.h"

#include <string.h>

#include "base/utf8.h"
#include "people/look_alike.h"

/* First and last code point, ascending: category Cf and Default_Ignorable_Code_Point of Unicode 15. */
static const uint32_t unseen[][2] = {
    {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},
    {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x202a, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

bool typed_is_unseen(uint32_t cp)
{
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (cp >= unseen[i][0] && cp <= unseen[i][1])
            return true;
    return false;
}

static bool is_blank(uint32_t cp)
{
    return (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x2800 || cp == 0x3000;
}

static bool is_hyphen(uint32_t cp)
{
    return (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xfe58 || cp == 0xfe63;
}

uint32_t typed_tidy(uint32_t cp)
{
    if (is_blank(cp))
        return ' ';
    if (is_hyphen(cp))
        return '-';
    if (cp >= 0xff01 && cp <= 0xff5e)
        return cp - 0xff01 + '!';
    return look_alike_han(cp);
}

uint32_t typed_narrow(uint32_t cp)
{
    if (typed_is_unseen(cp))
        return ' ';
    cp = typed_tidy(cp);
    return cp == 0x9751 ? 0x9752 : look_alike_latin(cp); /* the radical's form of the province on plates */
}

/* Labels that stand before a number without a colon; longer ones first. */
static const char *const labels[] = {
    "公民身份号码", "身份证号码", "身份证号", "身份证",   "证件号码", "证件号", "护照号码", "护照号", "护照",
    "手机号码",     "手机号",     "手机",     "联系电话", "电话号码", "电话",   "回乡证",   "台胞证", "居住证",
};

static struct bytes behind_word(struct bytes text)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const size_t len = strlen(labels[i]);
        if (text.len > len && memcmp(text.data, labels[i], len) == 0)
            return BYTES(text.data + len, text.len - len);
    }
    return text;
}

struct bytes typed_without_label(struct bytes text)
{
    struct cursor c = cursor_over(text);
    while (c.left > 0) {
        uint32_t cp;
        if (utf8_take(&c, &cp))
            return text;
        cp = typed_narrow(cp);
        if (cp == ':')
            return c.left > 0 ? BYTES(c.at, c.left) : text;
        if (cp >= '0' && cp <= '9')
            break;
    }
    return behind_word(text);
}

/* Punctuation of numbers, above what it stands for. */
static uint32_t plain_mark(uint32_t cp)
{
    static const struct {
        uint32_t mark;
        char plain;
    } marks[] = {
        {0xb7, '.'},    {0x2022, '.'},  {0x2027, '.'},  {0x2219, '.'}, {0x22c5, '.'},  {0x30fb, '.'},
        {0xff65, '.'},  {0x3002, '.'},  {0xff61, '.'},  {0x3001, ','}, {'`', '\''},    {0xb4, '\''},
        {0x2018, '\''}, {0x2019, '\''}, {0x2032, '\''}, {'"', '\''},   {0x201c, '\''}, {0x201d, '\''},
        {0x3010, '['},  {0x3014, '['},  {0x3011, ']'},  {0x3015, ']'}, {0x2715, 'X'},  {0x2716, 'X'},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].mark == cp)
            return (uint32_t)marks[i].plain;
    return cp;
}

enum gh_status typed_ascii(struct bytes text, const char *skip, char *out, size_t size)
{
    struct cursor c = cursor_over(text);
    size_t len = 0;
    while (c.left > 0) {
        uint32_t cp;
        if (utf8_take(&c, &cp))
            return GH_MALFORMED;
        cp = plain_mark(typed_narrow(cp));
        if (cp < 0x20 || cp > 0x7e)
            return GH_MALFORMED;
        if (strchr(skip, (int)cp))
            continue;
        if (len + 1 >= size)
            return GH_TOO_LONG;
        out[len++] = (char)(cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp);
    }
    if (len >= size)
        return GH_TOO_LONG;
    out[len] = '\0';
    return GH_OK;
}
