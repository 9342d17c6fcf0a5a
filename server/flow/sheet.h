/* Reads a list whose first line names its columns, pasted from a spreadsheet or taken from a CSV file (RFC 4180): the
 * barred list, units, accounts, days. Separators, quotes and blanks are those of lists of visitors (flow/import.h).
 * Columns come in any order, and unknown ones are ignored. Empty rows are skipped. Pure. */
#ifndef GH_SERVER_FLOW_SHEET_H
#define GH_SERVER_FLOW_SHEET_H

#include "base/bytes.h"
#include "people/document.h"

#define SHEET_TEXT_MAX ((size_t)512 * 1024)
#define SHEET_ROWS_MAX 1000
#define SHEET_COLUMNS_MAX 12

struct sheet_column {
    const char *name;  /* stable identifier; also a header */
    const char *title; /* English source text; also a header */
    const char *words; /* further headers in lower case, separated by bars: "单位|部门" */
    bool needed;       /* a list without this column is not read */
};

struct sheet_row {
    size_t line;                           /* line of the text, from 1 */
    struct bytes cells[SHEET_COLUMNS_MAX]; /* without surrounding blanks; point into struct sheet's text */
};

/* The result, about 0.7 MB, allocated by the caller. Don't copy it, because the cells point into its text. */
struct sheet {
    bool has[SHEET_COLUMNS_MAX]; /* columns that the first line names */
    size_t count;
    size_t left_out; /* rows beyond SHEET_ROWS_MAX */
    struct sheet_row rows[SHEET_ROWS_MAX];
    uint8_t text[SHEET_TEXT_MAX];
};

/* Parses a list with these columns, at most SHEET_COLUMNS_MAX. GH_TOO_LONG: more than SHEET_TEXT_MAX bytes.
 * GH_MALFORMED: the text is not UTF-8 or contains NUL. GH_NOT_FOUND: the first line lacks a needed column; out->has
 * says which ones it has. */
enum gh_status GH_MUST_USE sheet_parse(struct bytes pasted, const struct sheet_column *columns, size_t count,
                                       struct sheet *out);

/* Reads a date: 2026-12-01, 2026/12/1, 2026.12.1, 20261201, 2026年12月1日; a time of day behind it is ignored. *day:
 * since 1970-01-01. False: another form, or no such day. */
bool sheet_date(struct bytes cell, int64_t *day);
/* Reads yes and no in both languages, 1 and 0. False: another word. */
bool sheet_flag(struct bytes cell, bool *out);
/* Reads 护照, passport, or an identifier of people/document.h. False: no kind has this name. */
bool sheet_document_kind(struct bytes cell, enum document_kind *out);
/* Copies a cell as a NUL-terminated text. False: it does not fit; `out` is then empty. */
bool sheet_copy(struct bytes cell, char *out, size_t size);

#endif
