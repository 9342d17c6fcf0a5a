/* Finds the columns of a list by its first line, and reads its rows. */
#include "flow/sheet.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "flow/import_internal.h"

#define NO_CELL IMPORT_CELLS_MAX
#define YEAR_MIN 1970
#define YEAR_MAX 2199

/* ---- Columns ---- */

static bool same_word(struct bytes cell, const char *word, size_t len)
{
    return len > 0 && cell.len == len && strncasecmp((const char *)cell.data, word, len) == 0;
}

/* Finds a column: the first cell with its name or title, else with the first of its words that any cell has. No two
 * columns take one cell. */
static size_t find_column(const struct bytes *cells, size_t cell_count, const bool taken[static IMPORT_CELLS_MAX],
                          const struct sheet_column *column)
{
    for (size_t i = 0; i < cell_count; i++)
        if (!taken[i] && (same_word(cells[i], column->name, strlen(column->name)) ||
                          same_word(cells[i], column->title, strlen(column->title))))
            return i;
    for (const char *word = column->words; *word;) {
        const size_t len = strcspn(word, "|");
        for (size_t i = 0; i < cell_count; i++)
            if (!taken[i] && same_word(cells[i], word, len))
                return i;
        word += len + (word[len] == '|');
    }
    return NO_CELL;
}

/* Finds the cell of each column. False: a needed column is missing. */
static bool find_columns(const struct bytes *cells, size_t cell_count, const struct sheet_column *columns, size_t count,
                         size_t at[static SHEET_COLUMNS_MAX], bool has[static SHEET_COLUMNS_MAX])
{
    bool all = true, taken[IMPORT_CELLS_MAX] = {false};
    for (size_t c = 0; c < count; c++) {
        at[c] = find_column(cells, cell_count, taken, &columns[c]);
        has[c] = at[c] != NO_CELL;
        if (has[c])
            taken[at[c]] = true;
        all = all && (has[c] || !columns[c].needed);
    }
    return all;
}

/* ---- Rows ---- */

static void take_row(struct sheet *out, const struct bytes *cells, size_t cell_count, size_t line,
                     const size_t at[static SHEET_COLUMNS_MAX], size_t count)
{
    struct sheet_row row = {.line = line};
    bool holds_one = false;
    for (size_t c = 0; c < count; c++)
        if (at[c] < cell_count) {
            row.cells[c] = cells[at[c]];
            holds_one = holds_one || row.cells[c].len > 0;
        }
    if (!holds_one)
        return;
    if (out->count < SHEET_ROWS_MAX)
        out->rows[out->count++] = row;
    else
        out->left_out++;
}

enum gh_status sheet_parse(struct bytes pasted, const struct sheet_column *columns, size_t count, struct sheet *out)
{
    struct bytes cells[IMPORT_CELLS_MAX];
    size_t at[SHEET_COLUMNS_MAX], characters, cell_count = 0, line;
    if (pasted.len > SHEET_TEXT_MAX || count > SHEET_COLUMNS_MAX)
        return GH_TOO_LONG;
    if (utf8_count(pasted, &characters) || (pasted.len && memchr(pasted.data, 0, pasted.len)))
        return GH_MALFORMED;
    struct import_reader reader = import_reader_over(pasted, out->text);
    memset(out->has, 0, sizeof out->has);
    out->count = out->left_out = 0;
    while (cell_count == 0 && import_read_row(&reader, cells, &cell_count, &line)) {
    }
    if (!find_columns(cells, cell_count, columns, count, at, out->has))
        return GH_NOT_FOUND;
    while (import_read_row(&reader, cells, &cell_count, &line))
        take_row(out, cells, cell_count, line, at, count);
    return GH_OK;
}

/* ---- Cells ---- */

/* Goes on behind the first bytes. An absent cell has no data to count from. */
static void skip(struct bytes *text, size_t len)
{
    if (len > 0)
        *text = BYTES(text->data + len, text->len - len);
}

/* Takes up to `most` digits. Returns their number. */
static size_t take_digits(struct bytes *text, size_t most, int *out)
{
    size_t n = 0;
    for (*out = 0; n < most && n < text->len && text->data[n] >= '0' && text->data[n] <= '9'; n++)
        *out = *out * 10 + (text->data[n] - '0');
    skip(text, n);
    return n;
}

static bool take_separator(struct bytes *text, const char *chinese)
{
    struct bytes word = bytes_of_string(chinese);
    size_t len = bytes_starts_with(*text, word) ? word.len : text->len > 0 && strchr("-/.", text->data[0]) ? 1 : 0;
    skip(text, len);
    return len > 0;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static int64_t day_number(int year, int month, int day)
{
    int64_t days = day - 1;
    for (int m = 1; m < month; m++)
        days += days_of_month(year, m);
    for (int y = YEAR_MIN; y < year; y++)
        days += 337 + days_of_month(y, 2);
    return days;
}

bool sheet_date(struct bytes cell, int64_t *day)
{
    int year, month, of_month;
    if (take_digits(&cell, 4, &year) != 4)
        return false;
    const bool plain = !take_separator(&cell, "年");
    size_t digits = take_digits(&cell, 2, &month);
    if (plain ? digits != 2 : digits == 0 || !take_separator(&cell, "月"))
        return false;
    digits = take_digits(&cell, 2, &of_month);
    if (plain ? digits != 2 : digits == 0)
        return false;
    struct bytes mark = bytes_of_string("日");
    if (bytes_starts_with(cell, mark))
        cell = BYTES(cell.data + mark.len, cell.len - mark.len);
    if (cell.len > 0 && cell.data[0] != ' ')
        return false;
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || of_month < 1 ||
        of_month > days_of_month(year, month))
        return false;
    *day = day_number(year, month, of_month);
    return true;
}

bool sheet_flag(struct bytes cell, bool *out)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"yes", true}, {"no", false}, {"是", true}, {"否", false},  {"1", true},
                 {"0", false},  {"y", true},   {"n", false}, {"true", true}, {"false", false}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (same_word(cell, words[i].word, strlen(words[i].word))) {
            *out = words[i].value;
            return true;
        }
    return false;
}

bool sheet_document_kind(struct bytes cell, enum document_kind *out)
{
    return document_kind_from_name(cell, out) == GH_OK || import_kind_of_code(cell, out) || import_kind_of(cell, out);
}

bool sheet_copy(struct bytes cell, char *out, size_t size)
{
    out[0] = '\0';
    if (cell.len >= size)
        return false;
    if (cell.len > 0)
        memcpy(out, cell.data, cell.len);
    out[cell.len] = '\0';
    return true;
}
