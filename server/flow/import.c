/* Checks the rows of a pasted list, cell by cell, and finds duplicate documents. */
#include "flow/import.h"

#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"
#include "flow/field_message.h"
#include "flow/import_internal.h"
#include "people/number_written.h"

#define HEADER_ROWS 5 /* rows to search for the header */
#define NO_COLUMN IMPORT_CELLS_MAX

/* The index of each column's cell in a row, or NO_COLUMN. */
struct layout {
    size_t cell[IMPORT_COLUMN_COUNT];
    bool header;
    bool loose; /* blanks or slashes, not separators, stand between the header's columns */
};

/* Accepts a row that names at least two columns, or one whose only cell names a column. */
static bool is_header(const struct bytes *cells, size_t count, struct layout *out)
{
    struct layout layout = {.header = true};
    size_t found = 0;
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        layout.cell[c] = NO_COLUMN;
    for (size_t i = 0; i < count; i++) {
        enum import_column column;
        if (import_column_of(cells[i], &column) && layout.cell[column] == NO_COLUMN) {
            layout.cell[column] = i;
            found++;
        }
    }
    if (found < 2 && !(found == 1 && count == 1))
        return false;
    *out = layout;
    return true;
}

/* Accepts a header with blanks or slashes between its columns, as people type in a chat. */
static bool is_loose_header(const struct bytes *cells, size_t count, struct layout *out)
{
    struct bytes words[IMPORT_CELLS_MAX];
    if (import_has_number(cells, count))
        return false;
    size_t n = import_split(cells, count, words);
    if (n <= count || !is_header(words, n, out))
        return false;
    out->loose = true;
    return true;
}

/* Finds the header and moves the reader behind it. Without one the reader stays and the default order holds. */
static bool find_header(struct import_reader *reader, struct layout *layout)
{
    struct import_reader look = *reader;
    struct bytes cells[IMPORT_CELLS_MAX];
    size_t count, line, rows = 0;
    while (rows < HEADER_ROWS && import_read_row(&look, cells, &count, &line)) {
        rows += count > 0;
        if (is_header(cells, count, layout) || is_loose_header(cells, count, layout)) {
            *reader = look;
            return true;
        }
    }
    *layout = (struct layout){0};
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        layout->cell[c] = c;
    return false;
}

/* Moves the reader to the first person. Lists from group chats (接龙) begin with a line such as "#接龙" and titles. */
static void skip_titles(struct import_reader *reader)
{
    struct import_reader look = *reader;
    struct bytes cells[IMPORT_CELLS_MAX];
    size_t count, line, rows = 0;
    bool chat = false;
    while (rows < HEADER_ROWS && import_read_row(&look, cells, &count, &line)) {
        chat = chat || (rows == 0 && count > 0 && cells[0].len > 0 && cells[0].data[0] == '#');
        rows += count > 0;
        enum import_column column;
        if (count > 0 && (!chat || import_is_labelled(cells[0], &column) || import_has_running(cells, count) ||
                          import_has_number(cells, count)))
            return;
        *reader = look;
    }
}

static void fault(struct import_cell *cell, const char *code, const char *message)
{
    cell->code = code;
    cell->message = message;
}

static void check_name(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_NAME];
    if (!cell->typed.len) {
        fault(cell, "missing", N_("The name is missing."));
        return;
    }
    enum person_name_result result = person_name_check(cell->typed, row->name);
    if (result)
        fault(cell, person_name_result_name(result), field_name_message(result));
    else if (person_name_is_one_character(row->name))
        cell->repaired = true; /* for a second look */
}

static void fault_rounded(struct import_cell *cell)
{
    fault(cell, "rounded",
          N_("The spreadsheet has turned the last digits into zeros. Format the column as text, type the number again, "
             "and paste once more."));
}

/* Gets a cell's number after undoing the format of a float. False: the cell has a fault. */
static bool take_number(struct import_cell *cell, char room[static NUMBER_WRITTEN_SIZE], struct bytes *out)
{
    *out = cell->typed;
    switch (number_written(cell->typed, room)) {
    case WRITTEN_REPAIRED:
        cell->repaired = true;
        *out = bytes_of_string(room);
        return true;
    case WRITTEN_SHORTENED:
        fault(cell, "scientific",
              N_("The spreadsheet has shortened this number. Format the column as text, type the number again, and "
                 "paste once more."));
        return false;
    case WRITTEN_ROUNDED:
        fault_rounded(cell);
        return false;
    case WRITTEN_PLAIN:
        break;
    }
    return true;
}

static void check_mobile(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_MOBILE];
    char room[NUMBER_WRITTEN_SIZE];
    struct bytes number;
    bool repaired;
    if (!cell->typed.len) {
        fault(cell, "missing", N_("The mobile number is missing: the code is sent to it."));
        return;
    }
    if (!take_number(cell, room, &number))
        return;
    enum mobile_result result = mobile_check_written(number, row->mobile, &repaired);
    cell->repaired = cell->repaired || repaired;
    if (result)
        fault(cell, mobile_result_name(result), field_mobile_message(result));
}

/* Spreadsheets keep fifteen digits of a number, so the last three of eighteen become 000. */
static bool is_rounded(struct bytes typed)
{
    return typed.len == RESIDENT_ID_LEN && memcmp(typed.data + RESIDENT_ID_LEN - 3, "000", 3) == 0;
}

static bool take_kind(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_DOCUMENT_KIND];
    enum document_kind kind;
    if (!cell->typed.len)
        return true;
    if (import_kind_of_code(cell->typed, &kind)) {
        cell->repaired = true;
    } else if (!import_kind_of(cell->typed, &kind)) {
        fault(cell, "unknown",
              N_("This document is unknown. Write 身份证, 护照, 回乡证, 居住证, 台胞证 or 永久居留证."));
        return false;
    }
    row->document_kind = (int)kind;
    return true;
}

static void check_document(struct import_row *row, struct civil_date today)
{
    struct import_cell *cell = &row->cells[IMPORT_DOCUMENT_NUMBER];
    struct document document = {0};
    char room[NUMBER_WRITTEN_SIZE];
    struct bytes number;
    bool kind_is_good = take_kind(row);
    if (!cell->typed.len) {
        fault(cell, "missing", N_("The ID number is missing."));
        return;
    }
    if (!take_number(cell, room, &number) || !kind_is_good)
        return;
    bool named = row->document_kind >= 0;
    enum document_result result = named
                                      ? document_check((enum document_kind)row->document_kind, number, today, &document)
                                      : import_check_unnamed(number, today, &document);
    if (!result) {
        row->document_kind = (int)document.kind;
        memcpy(row->document_number, document.number, sizeof document.number);
        if (!row->sex && !row->cells[IMPORT_SEX].typed.len)
            row->sex = document.sex;
        else if (row->sex && document.sex && row->sex != document.sex)
            fault(&row->cells[IMPORT_SEX], "sex", N_("The ID number belongs to the other sex. Please compare them."));
    } else if (is_rounded(cell->typed)) {
        fault_rounded(cell);
    } else if (!named && result == DOCUMENT_LENGTH) {
        fault(&row->cells[IMPORT_DOCUMENT_KIND], "missing", N_("Write which document this number belongs to."));
    } else {
        fault(cell, document_result_name(result), field_document_message(result));
    }
}

static void take_sex(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_SEX];
    if (!cell->typed.len)
        return;
    row->sex = import_sex_of(cell->typed);
    if (!row->sex) {
        row->sex = import_sex_of_code(cell->typed);
        cell->repaired = row->sex != 0;
    }
    if (!row->sex)
        fault(cell, "unknown", N_("Write 男 or 女."));
}

static void take_language(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_LANGUAGE];
    row->language = import_language_of(cell->typed);
    if (cell->typed.len && !row->language[0])
        fault(cell, "unknown", N_("Write 中文 or English."));
}

static void check_plate(struct import_row *row)
{
    struct import_cell *cell = &row->cells[IMPORT_PLATE];
    struct plate plate;
    if (import_is_no_car(cell->typed))
        cell->typed.len = 0;
    if (!cell->typed.len)
        return;
    enum plate_result result = plate_accept(cell->typed, &plate);
    if (result)
        fault(cell, plate_result_name(result), field_plate_message(result));
    else
        memcpy(row->plate, plate.text, sizeof plate.text);
}

/* Hides cells that are too long from the checks. kept holds all cells as typed. */
static void check_lengths(struct import_row *row, struct bytes kept[static IMPORT_COLUMN_COUNT])
{
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        kept[c] = row->cells[c].typed;
        if (kept[c].len > IMPORT_CELL_MAX)
            row->cells[c].typed.len = 0;
    }
}

static void check_row(struct import_row *row, struct civil_date today)
{
    struct bytes kept[IMPORT_COLUMN_COUNT];
    check_lengths(row, kept);
    check_name(row);
    take_sex(row);
    check_mobile(row);
    check_document(row, today);
    check_plate(row);
    take_language(row);
    if (!row->sex && !row->cells[IMPORT_SEX].code && !row->cells[IMPORT_SEX].typed.len)
        fault(&row->cells[IMPORT_SEX], "missing", N_("Choose the sex."));
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        if (c != IMPORT_PLATE || kept[c].len > IMPORT_CELL_MAX)
            row->cells[c].typed = kept[c];
        if (kept[c].len > IMPORT_CELL_MAX)
            fault(&row->cells[c], "too-long", N_("This cell is too long."));
    }
}

static void find_twice(const struct import *list, struct import_row *row)
{
    for (const struct import_row *before = list->rows; row->document_number[0] && before < row; before++) {
        if (before->document_kind == row->document_kind && strcmp(before->document_number, row->document_number) == 0) {
            fault(&row->cells[IMPORT_DOCUMENT_NUMBER], "twice", N_("This person is in the list already."));
            return;
        }
    }
}

/* Returns true for a row in the default order: five cells or more, no running number, and no number in name, sex or
 * kind of document. */
static bool is_in_order(const struct bytes *cells, size_t count)
{
    return count >= IMPORT_DOCUMENT_NUMBER + 1 && !import_has_running(cells, count) &&
           !import_has_number(cells, IMPORT_MOBILE) && !import_has_number(&cells[IMPORT_DOCUMENT_KIND], 1);
}

static bool is_loose(const struct layout *layout, const struct bytes *cells, size_t count)
{
    struct bytes words[IMPORT_CELLS_MAX];
    if (layout->loose)
        return true;
    if (layout->header)
        return count == 1 && import_has_number(cells, 1) && import_split(cells, 1, words) > 2;
    return !is_in_order(cells, count);
}

/* Reads a line by what its words look like. Marks its values as repaired, so that the applicant checks them. */
static void take_loose(struct import_row *row, const struct bytes *cells, size_t count, struct civil_date today)
{
    static const enum import_column shown[] = {IMPORT_NAME, IMPORT_MOBILE, IMPORT_DOCUMENT_NUMBER, IMPORT_PLATE};
    struct import_loose found;
    import_read_loose(cells, count, today, &found);
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        row->cells[c].typed = found.cells[c];
    check_row(row, today);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        row->cells[shown[i]].repaired = row->cells[shown[i]].typed.len > 0;
    if (found.unclear && !row->cells[IMPORT_NAME].code)
        fault(&row->cells[IMPORT_NAME], "unclear",
              N_("Some words of this line are not clear. Write one person on each line, and nothing else."));
}

static void take_row(struct import *out, const struct layout *layout, const struct bytes *cells, size_t count,
                     size_t line, struct civil_date today)
{
    struct import_row *row = &out->rows[out->count];
    *row = (struct import_row){.line = line, .document_kind = -1, .language = ""};
    bool holds_one = false;
    bool loose = is_loose(layout, cells, count);
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT && !loose; c++)
        if (layout->cell[c] < count)
            row->cells[c].typed = cells[layout->cell[c]];
    /* Without a header a seventh cell may be a remark. */
    if (!layout->header && !import_language_of(row->cells[IMPORT_LANGUAGE].typed)[0])
        row->cells[IMPORT_LANGUAGE].typed.len = 0;
    if (loose)
        take_loose(row, cells, count, today);
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        holds_one |= row->cells[c].typed.len > 0;
    if (!holds_one)
        return; /* the row has only running numbers or remarks */
    if (!loose)
        check_row(row, today);
    find_twice(out, row);
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        row->faulty |= row->cells[c].code != NULL;
    out->faulty += row->faulty;
    out->count++;
}

/* A person whose values stand on lines of their own, each with its label. */
struct form {
    struct bytes cells[IMPORT_COLUMN_COUNT];
    bool has[IMPORT_COLUMN_COUNT];
    size_t count, line;
};

static void add_row(struct import *out, const struct layout *layout, const struct bytes *cells, size_t count,
                    size_t line, struct civil_date today)
{
    if (out->count < IMPORT_ROWS_MAX)
        take_row(out, layout, cells, count, line, today);
    else
        out->left_out++;
}

static void end_form(struct import *out, const struct layout *layout, struct form *form, struct civil_date today)
{
    const struct layout loose = {.header = layout->header, .loose = true};
    if (form->count > 0)
        add_row(out, &loose, form->cells, form->count, form->line, today);
    *form = (struct form){.count = 0};
}

/* A blank line, a line without a label, and a label that the person has already begin the next person. */
static void read_rows(struct import *out, const struct layout *layout, struct import_reader *reader,
                      struct civil_date today)
{
    struct bytes cells[IMPORT_CELLS_MAX];
    struct form form = {.count = 0};
    size_t count, line;
    while (import_read_row(reader, cells, &count, &line)) {
        enum import_column column;
        bool labelled = count == 1 && import_is_labelled(cells[0], &column);
        if (!labelled || form.has[column])
            end_form(out, layout, &form, today);
        if (labelled) {
            form.line = form.count ? form.line : line;
            form.has[column] = true;
            form.cells[form.count++] = cells[0];
        } else if (count > 0) {
            add_row(out, layout, cells, count, line, today);
        }
    }
    end_form(out, layout, &form, today);
}

enum gh_status import_parse(struct bytes pasted, struct civil_date today, struct import *out)
{
    size_t characters;
    if (pasted.len > IMPORT_TEXT_MAX)
        return GH_TOO_LONG;
    if (utf8_count(pasted, &characters) || (pasted.len && memchr(pasted.data, 0, pasted.len)))
        return GH_MALFORMED;
    struct layout layout;
    struct import_reader reader = import_reader_over(pasted, out->text);
    out->count = out->faulty = out->left_out = 0;
    out->header = find_header(&reader, &layout);
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++)
        out->has_column[c] = layout.loose || layout.cell[c] != NO_COLUMN;
    if (!out->header)
        skip_titles(&reader);
    read_rows(out, &layout, &reader, today);
    return GH_OK;
}

const char *import_column_name(enum import_column column)
{
    static const char *const names[IMPORT_COLUMN_COUNT] = {
        "name", "sex", "mobile", "document_kind", "document_number", "plate", "language"};
    return (unsigned)column < IMPORT_COLUMN_COUNT ? names[column] : "unknown";
}
