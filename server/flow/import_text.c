/* Splits pasted text into rows and cells. */
#include "flow/import_internal.h"

#include <string.h>

#include "base/utf8.h"
#include "people/typed.h"

#define QUOTED_MAX 1000 /* longest quoted cell in bytes; a quote without an end by then is an ordinary character */

/* Separators of cells, in narrow and wide form. */
static const char *const separators[][2] = {
    {"\t", "\t"}, {",", "，"}, {";", "；"}, {"|", "｜"}, {"、", "、"},
};
#define TAB 0
#define SEPARATOR_COUNT (sizeof separators / sizeof separators[0])

/* Returns the length of the separator that begins the text, or 0. */
static size_t separator_length(struct bytes text, size_t kind)
{
    for (size_t i = 0; i < 2; i++)
        if (bytes_starts_with(text, bytes_of_string(separators[kind][i])))
            return strlen(separators[kind][i]);
    return 0;
}

/* Chooses tabs when there are as many as lines, since cells may contain the other separators. Otherwise chooses the
 * most frequent one. */
static unsigned most_used(struct bytes text)
{
    size_t counts[SEPARATOR_COUNT] = {0}, best = 0, lines = 1;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        quoted ^= text.data[i] == '"';
        lines += text.data[i] == '\n' && i + 1 < text.len && text.data[i + 1] != '\n' && text.data[i + 1] != '\r';
        for (size_t s = 0; s < SEPARATOR_COUNT && !quoted; s++)
            counts[s] += separator_length(BYTES(text.data + i, text.len - i), s) > 0;
    }
    for (size_t s = 1; s < SEPARATOR_COUNT && counts[TAB] < lines; s++)
        if (counts[s] > counts[best])
            best = s;
    return (unsigned)best;
}

struct import_reader import_reader_over(struct bytes text, uint8_t *kept)
{
    if (bytes_starts_with(text, BYTES("\xEF\xBB\xBF", 3)))
        text = BYTES(text.data + 3, text.len - 3);
    return (struct import_reader){.all = text, .line = 1, .separator = most_used(text), .kept = kept};
}

static size_t separator_at(const struct import_reader *r, size_t at)
{
    return at < r->all.len ? separator_length(BYTES(r->all.data + at, r->all.len - at), r->separator) : 0;
}

static bool ends_cell(const struct import_reader *r, size_t at)
{
    return at >= r->all.len || separator_at(r, at) || r->all.data[at] == '\n' || r->all.data[at] == '\r';
}

static void keep(struct import_reader *r, uint8_t byte)
{
    if (byte == '\n')
        r->line++;
    /* Replace line breaks and tabs inside a cell, which are only layout. */
    r->kept[r->kept_len++] = byte == '\n' || byte == '\r' || byte == '\t' ? ' ' : byte;
}

/* Returns the index of the quote that closes this one, or 0. */
static size_t closing_quote(const struct import_reader *r)
{
    size_t end = r->all.len - r->at > QUOTED_MAX ? r->at + QUOTED_MAX : r->all.len;
    for (size_t i = r->at + 1; i < end; i++) {
        if (r->all.data[i] != '"')
            continue;
        if (ends_cell(r, i + 1))
            return i;
        if (r->all.data[i + 1] != '"')
            return 0;
        i++;
    }
    return 0;
}

static bool is_blank(uint32_t point)
{
    return point <= ' ' || typed_narrow(point) == ' ' || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x2064) || point == 0xFEFF;
}

/* Removes blanks and invisible marks at both ends, and the leading apostrophe by which spreadsheets mark text. */
static struct bytes trim(struct bytes cell)
{
    size_t first = cell.len, end = 0;
    struct cursor c = cursor_over(cell);
    while (c.left > 0) {
        size_t at = cell.len - c.left;
        uint32_t point;
        if (utf8_take(&c, &point))
            return cell;
        if (is_blank(point) || (point == '\'' && end == 0))
            continue;
        if (end == 0)
            first = at;
        end = cell.len - c.left;
    }
    return end ? BYTES(cell.data + first, end - first) : BYTES(cell.data, 0);
}

static struct bytes read_cell(struct import_reader *r)
{
    size_t start = r->kept_len;
    size_t close = r->at < r->all.len && r->all.data[r->at] == '"' ? closing_quote(r) : 0;
    if (close) {
        for (size_t i = r->at + 1; i < close; i++) {
            keep(r, r->all.data[i]);
            i += r->all.data[i] == '"';
        }
        r->at = close + 1;
    }
    while (!ends_cell(r, r->at))
        keep(r, r->all.data[r->at++]);
    return trim(BYTES(r->kept + start, r->kept_len - start));
}

static void end_line(struct import_reader *r)
{
    if (r->at >= r->all.len)
        return;
    bool both = r->all.data[r->at] == '\r' && r->at + 1 < r->all.len && r->all.data[r->at + 1] == '\n';
    r->at += both ? 2 : 1;
    r->line++;
}

bool import_read_row(struct import_reader *r, struct bytes cells[static IMPORT_CELLS_MAX], size_t *count, size_t *line)
{
    if (r->at >= r->all.len)
        return false;
    size_t n = 0, used = 0;
    *line = r->line;
    for (;;) {
        struct bytes cell = read_cell(r);
        if (n < IMPORT_CELLS_MAX) {
            cells[n++] = cell;
            used = cell.len ? n : used;
        }
        size_t separator = separator_at(r, r->at);
        if (separator == 0)
            break;
        r->at += separator;
    }
    end_line(r);
    *count = used;
    return true;
}
