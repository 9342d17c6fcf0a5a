/* Reads lines as people type them into a chat. Blanks or any separator stand between words, and their form tells
 * their meaning. */
#include <string.h>

#include "base/utf8.h"
#include "flow/import_internal.h"
#include "people/typed.h"

#define TOKENS_MAX 64
#define JOINED_MAX 4 /* most groups of digits in one number */
#define NUMBER_MIN 7 /* digits; shorter ones are running numbers, ages or counts */
#define CIRCLED_1 0x2460
#define CIRCLED_20 0x2473
#define RUNNING_MAX 3 /* digits of a running number */

struct token {
    struct bytes text;
    bool joins; /* only blanks stand between this token and the one before */
};

struct line {
    struct token tokens[TOKENS_MAX];
    size_t count;
    bool overflow;
    struct civil_date today;
    struct import_loose *out;
};

static bool is_mark(uint32_t point)
{
    return point == ',' || point == ';' || point == '|' || point == 0x3001;
}

static void add_token(struct line *line, struct bytes text, bool joins)
{
    if (text.len == 0)
        return;
    if (line->count == TOKENS_MAX)
        line->overflow = true;
    else
        line->tokens[line->count++] = (struct token){text, joins};
}

/* Splits a cell into tokens at blanks and separators, and at further unless it is 0. further is an ASCII character. */
static void split(struct line *line, struct bytes cell, uint32_t further)
{
    struct cursor c = cursor_over(cell);
    size_t start = 0;
    bool joins = false;
    uint32_t point;
    while (c.left > 0) {
        size_t at = cell.len - c.left;
        if (utf8_take(&c, &point))
            return;
        point = typed_narrow(point);
        bool mark = is_mark(point) || (further && point == further);
        if (!mark && point != ' ')
            continue;
        size_t before = line->count;
        add_token(line, BYTES(cell.data + start, at - start), joins);
        joins = !mark && (joins || line->count > before);
        start = cell.len - c.left;
    }
    add_token(line, BYTES(cell.data + start, cell.len - start), joins);
}

static size_t digits_in(struct bytes text)
{
    struct cursor c = cursor_over(text);
    size_t digits = 0;
    uint32_t point;
    while (c.left > 0 && !utf8_take(&c, &point)) {
        point = typed_narrow(point);
        digits += point >= '0' && point <= '9';
    }
    return digits;
}

/* Returns the first code point in narrow form; 0 for an empty text. */
static uint32_t first_of(struct bytes text)
{
    struct cursor c = cursor_over(text);
    uint32_t point;
    return c.left > 0 && !utf8_take(&c, &point) ? typed_narrow(point) : 0;
}

static size_t count_of(struct bytes text)
{
    size_t count;
    return utf8_count(text, &count) ? 0 : count;
}

static bool is_han(struct bytes text)
{
    uint32_t point = first_of(text);
    return (point >= 0x3400 && point <= 0x9FFF) || point >= 0x20000;
}

/* Returns '/' when slashes separate the words of a cell, else 0. One slash is no separator, since names may have one
 * (S/O). */
static uint32_t further_mark(struct bytes cell)
{
    struct cursor c = cursor_over(cell);
    size_t slashes = 0, blanks = 0;
    uint32_t point;
    while (c.left > 0 && !utf8_take(&c, &point)) {
        point = typed_narrow(point);
        slashes += point == '/';
        blanks += point == ' ';
    }
    return slashes >= 2 && blanks == 0 && digits_in(cell) >= NUMBER_MIN ? '/' : 0;
}

/* ---- Running numbers ---- */

/* Returns the text behind a running number (1. 1、 1) (1) ①), or the whole text without one. Of a number alone
 * nothing is left. */
static struct bytes without_running(struct bytes text)
{
    struct cursor c = cursor_over(text);
    size_t digits = 0, left = 0;
    uint32_t point = 0;
    for (left = c.left; c.left > 0; left = c.left) {
        if (utf8_take(&c, &point))
            return text;
        if (digits == 0 && point >= CIRCLED_1 && point <= CIRCLED_20)
            return BYTES(c.at, c.left);
        point = typed_narrow(point);
        if (point >= '0' && point <= '9')
            digits++;
        else if (point != '(' || digits > 0)
            break;
    }
    if (digits == 0 || digits > RUNNING_MAX)
        return text;
    if (left == 0)
        return BYTES(c.at, 0);
    if (point == '.' || point == ')' || point == ':' || point == 0x3001) {
        uint32_t next = first_of(BYTES(c.at, c.left));
        return next >= '0' && next <= '9' ? text : BYTES(c.at, c.left);
    }
    return point >= 0x3400 || point == ' ' ? BYTES(text.data + text.len - left, left) : text; /* 1张三 */
}

/* ---- Meanings of words ---- */

static bool set(struct line *line, enum import_column column, struct bytes text)
{
    if (line->out->cells[column].len > 0)
        return false;
    line->out->cells[column] = text;
    return true;
}

static struct bytes joined(const struct line *line, size_t at, size_t n)
{
    struct bytes first = line->tokens[at].text, last = line->tokens[at + n - 1].text;
    return BYTES(first.data, (size_t)(last.data - first.data) + last.len);
}

/* Returns the number of tokens from here that form one valid number, and its column; 0 for none. */
static size_t number_at(const struct line *line, size_t at, enum import_column *column)
{
    for (size_t n = 1; n <= JOINED_MAX && at + n <= line->count; n++) {
        const struct token *last = &line->tokens[at + n - 1];
        if (n > 1 && (!last->joins || (digits_in(last->text) == 0 && n == 2)))
            break;
        struct bytes text = joined(line, at, n);
        char mobile[MOBILE_SIZE];
        struct document document;
        bool repaired;
        if (mobile_check_written(text, mobile, &repaired) == MOBILE_OK)
            *column = IMPORT_MOBILE;
        else if (import_check_unnamed(text, line->today, &document) == DOCUMENT_OK)
            *column = IMPORT_DOCUMENT_NUMBER;
        else
            continue;
        return n;
    }
    return 0;
}

static size_t plate_at(const struct line *line, size_t at)
{
    struct bytes first = line->tokens[at].text;
    for (size_t n = 1; n <= 2 && at + n <= line->count; n++) {
        const struct token *last = &line->tokens[at + n - 1];
        struct plate plate;
        if (n > 1 && !last->joins)
            break;
        if (plate_parse(joined(line, at, n), &plate) == PLATE_OK)
            return n;
    }
    return is_han(first) && digits_in(first) >= 2 ? 1 : 0; /* most likely a plate with an error */
}

/* Takes digits that are no valid number into the likeliest column, where the check then shows the error. */
static bool take_odd_number(struct line *line, struct bytes text)
{
    size_t digits = digits_in(text), count = count_of(text);
    bool plain_digits = digits == count;
    if (digits < NUMBER_MIN - 2)
        return false;
    if (plain_digits && digits >= MOBILE_LEN - 1 && digits <= MOBILE_LEN + 1)
        return set(line, IMPORT_MOBILE, text) || set(line, IMPORT_DOCUMENT_NUMBER, text);
    return set(line, IMPORT_DOCUMENT_NUMBER, text) || set(line, IMPORT_MOBILE, text);
}

static bool take_name(struct line *line, size_t at)
{
    struct bytes *name = &line->out->cells[IMPORT_NAME], text = line->tokens[at].text;
    if (set(line, IMPORT_NAME, text))
        return true;
    bool next = line->tokens[at].joins &&
                line->tokens[at - 1].text.data + line->tokens[at - 1].text.len == name->data + name->len;
    bool han = is_han(text) || is_han(*name);
    /* 张 三 is one name, but 张三 李四 are two. */
    if (!next || (han && (count_of(*name) != 1 || count_of(text) > 2)))
        return false;
    name->len = (size_t)(text.data - name->data) + text.len;
    return true;
}

/* Reads a label, as in 手机：13800138000. Returns its column, and *text becomes what follows the colon. */
static bool take_label(struct bytes *text, enum import_column *column)
{
    struct cursor c = cursor_over(*text);
    uint32_t point;
    while (c.left > 0) {
        size_t at = text->len - c.left;
        if (utf8_take(&c, &point))
            return false;
        if (typed_narrow(point) != ':')
            continue;
        if (!import_column_of(BYTES(text->data, at), column))
            return false;
        *text = BYTES(text->data + text->len - c.left, c.left);
        return true;
    }
    return false;
}

/* Parts the first word of a line at its colon where no label stands before it: 张三：13800138000 is a name and a
 * number, and of 第1位：张三 only the name counts. */
static void part_first(struct line *line)
{
    struct bytes *first = &line->tokens[0].text;
    struct cursor c = cursor_over(*first);
    enum import_column column;
    uint32_t point = 0;
    size_t at = 0;
    while (c.left > 0 && typed_narrow(point) != ':') {
        at = first->len - c.left;
        if (utf8_take(&c, &point))
            return;
    }
    const struct bytes before = BYTES(first->data, at), behind = BYTES(c.at, c.left);
    if (typed_narrow(point) != ':' || !is_han(before) || import_column_of(before, &column))
        return;
    if (digits_in(before) > 0) {
        *first = digits_in(before) <= RUNNING_MAX && behind.len > 0 ? behind : *first;
        return;
    }
    *first = before;
    if (behind.len == 0 || line->count == TOKENS_MAX)
        return;
    memmove(line->tokens + 2, line->tokens + 1, (line->count - 1) * sizeof line->tokens[0]);
    line->tokens[1] = (struct token){behind, false};
    line->count++;
}

/* Takes the word behind a label, and returns the number of its tokens. */
static size_t take_named(struct line *line, size_t at, enum import_column column)
{
    enum import_column found = column;
    size_t n = number_at(line, at, &found);
    if (n == 0 || found != column)
        n = 1;
    if (!set(line, column, joined(line, at, n)))
        line->out->unclear = true;
    return n;
}

/* Takes the tokens from here that belong together, and returns their number. */
static size_t take_tokens(struct line *line, size_t at)
{
    struct bytes text = line->tokens[at].text;
    enum document_kind kind;
    enum import_column column;
    size_t n;
    bool taken;
    if (digits_in(text) > 0 && (n = number_at(line, at, &column)) > 0) {
        taken = set(line, column, joined(line, at, n));
    } else if (import_sex_of(text)) {
        n = 1;
        taken = set(line, IMPORT_SEX, text);
    } else if (import_kind_of(text, &kind)) {
        n = 1;
        taken = set(line, IMPORT_DOCUMENT_KIND, text);
    } else if (import_language_of(text)[0]) {
        n = 1;
        taken = set(line, IMPORT_LANGUAGE, text);
    } else if (import_is_no_car(text)) {
        n = 1;
        taken = set(line, IMPORT_PLATE, text);
    } else if ((n = plate_at(line, at)) > 0) {
        taken = set(line, IMPORT_PLATE, joined(line, at, n));
    } else {
        n = 1;
        taken = digits_in(text) > 0 ? take_odd_number(line, text) : take_name(line, at);
    }
    line->out->unclear = line->out->unclear || !taken;
    return n;
}

bool import_has_number(const struct bytes *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (digits_in(cells[i]) >= NUMBER_MIN)
            return true;
    return false;
}

bool import_has_running(const struct bytes *cells, size_t count)
{
    return count > 0 && without_running(cells[0]).len != cells[0].len;
}

bool import_is_labelled(struct bytes cell, enum import_column *column)
{
    struct cursor c = cursor_over(cell);
    uint32_t point = 0;
    size_t at = 0;
    while (c.left > 0 && typed_narrow(point) != ':') {
        at = cell.len - c.left;
        if (utf8_take(&c, &point))
            return false;
    }
    if (typed_narrow(point) != ':' || !import_column_of(BYTES(cell.data, at), column))
        return false;
    while (c.left > 0)
        if (utf8_take(&c, &point) || typed_narrow(point) == ':')
            return false; /* a line with several labels is a whole person */
    return true;
}

size_t import_split(const struct bytes *cells, size_t count, struct bytes words[static IMPORT_CELLS_MAX])
{
    struct line line = {0};
    for (size_t i = 0; i < count; i++)
        split(&line, cells[i], '/');
    for (size_t i = 0; i < line.count; i++)
        words[i] = line.tokens[i].text;
    return line.count;
}

void import_read_loose(const struct bytes *cells, size_t count, struct civil_date today, struct import_loose *out)
{
    struct line line = {.today = today, .out = out};
    *out = (struct import_loose){0};
    for (size_t i = 0; i < count; i++)
        split(&line, i == 0 ? without_running(cells[0]) : cells[i], further_mark(cells[i]));
    if (line.count > 0)
        part_first(&line);
    for (size_t i = 0; i < line.count;) {
        enum import_column column;
        if (!take_label(&line.tokens[i].text, &column)) {
            i += take_tokens(&line, i);
            continue;
        }
        i += line.tokens[i].text.len == 0;
        if (i < line.count)
            i += take_named(&line, i, column);
    }
    out->unclear = out->unclear || line.overflow;
}
