/* Between import.c (rows), import_text.c (cells), import_number.c (numbers), import_loose.c (lines without
 * columns) and import_words.c (what columns and values
 * are called). */
#ifndef GH_SERVER_FLOW_IMPORT_INTERNAL_H
#define GH_SERVER_FLOW_IMPORT_INTERNAL_H

#include "flow/import.h"

#define IMPORT_CELLS_MAX 64 /* of a row; more are not looked at */

/* Reads cells one after the other, and writes them without quotes to kept, which is never longer than what was read. */
struct import_reader {
    struct bytes all;
    size_t at, line;
    unsigned separator; /* of the kinds in import_text.c */
    uint8_t *kept;
    size_t kept_len;
};

/* Skips a byte order mark and finds out what separates the cells. */
struct import_reader import_reader_over(struct bytes text, uint8_t *kept);
/* False at the end. A row of empty cells has count 0. */
bool import_read_row(struct import_reader *r, struct bytes cells[static IMPORT_CELLS_MAX], size_t *count, size_t *line);

/* What a column is called, in its header; false for a word that names none. */
bool import_column_of(struct bytes word, enum import_column *out);
/* 男, female, M ...: 'M', 'F' or 0. */
char import_sex_of(struct bytes word);
/* 无, 没有车, n/a, a dash ...: the visitor comes without a car. A question mark is no answer. */
bool import_is_no_car(struct bytes word);
/* 护照, passport, an identifier of people/document.h ... */
bool import_kind_of(struct bytes word, enum document_kind *out);

/* Checks a number of a row that doesn't name its document: numbers with a check character speak for themselves. */
enum document_result import_check_unnamed(struct bytes number, struct civil_date today, struct document *out);

/* ---- Lines without columns: import_loose.c ---- */

struct import_loose {
    struct bytes cells[IMPORT_COLUMN_COUNT]; /* empty: not found */
    bool unclear;                            /* a word was left over, or came twice */
};
/* Finds out what the words of a line are, in any order. A label (手机：) before a word says so. Leaves out a running
 * number. Guesses nothing: a word that nothing is known of, and is not the name, makes the line unclear. */
void import_read_loose(const struct bytes *cells, size_t count, struct civil_date today, struct import_loose *out);
/* Splits cells into words at blanks, separators and slashes. */
size_t import_split(const struct bytes *cells, size_t count, struct bytes words[static IMPORT_CELLS_MAX]);
/* True when a cell holds at least as many digits as the shortest number of a person. */
bool import_has_number(const struct bytes *cells, size_t count);
/* True for a line that begins with a running number: 1. 1、 (1) ①. */
bool import_has_running(const struct bytes *cells, size_t count);

#define IMPORT_NUMBER_SIZE 64 /* bytes with NUL */
enum import_written {
    WRITTEN_PLAIN,     /* not by a float: take it as it is */
    WRITTEN_REPAIRED,  /* room has the number: 13800138000.0, 13,800,138,000 */
    WRITTEN_SHORTENED, /* 1.10105E+17: digits are lost */
    WRITTEN_ROUNDED    /* more digits than a float keeps: the last ones are wrong */
};
/* Reads a number that went through a float of a spreadsheet or a program. */
enum import_written import_number(struct bytes typed, char room[static IMPORT_NUMBER_SIZE]);

#endif
