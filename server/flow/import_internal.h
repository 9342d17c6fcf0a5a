/* Shared by import.c (rows), import_text.c (cells), import_loose.c (lines without
 * columns) and import_words.c (names of columns and values). */
#ifndef GH_SERVER_FLOW_IMPORT_INTERNAL_H
#define GH_SERVER_FLOW_IMPORT_INTERNAL_H

#include "flow/import.h"

#define IMPORT_CELLS_MAX 64 /* cells of a row; further ones are ignored */

/* Reads cells in order and writes them to kept without quotes. kept needs as many bytes as the text. */
struct import_reader {
    struct bytes all;
    size_t at, line;
    unsigned separator; /* index of a separator in import_text.c */
    uint8_t *kept;
    size_t kept_len;
};

/* Returns a reader behind a byte order mark, if any, with the separator of the text. */
struct import_reader import_reader_over(struct bytes text, uint8_t *kept);
/* Reads the next row. A row of empty cells has count 0. False: the text has ended. */
bool import_read_row(struct import_reader *r, struct bytes cells[static IMPORT_CELLS_MAX], size_t *count, size_t *line);

/* Finds the column that a header's word names. False: it names none. */
bool import_column_of(struct bytes word, enum import_column *out);
/* Reads 男, female, M ... Returns 'M', 'F' or 0. */
char import_sex_of(struct bytes word);
/* Read the codes of registers in the columns of sex (1, 2) and kind of document (01, 111, 414). 0, false: no such code.
 */
char import_sex_of_code(struct bytes code);
bool import_kind_of_code(struct bytes code, enum document_kind *out);
/* Reads 中文, English, zh ... Returns "zh", "en" or "". */
const char *import_language_of(struct bytes word);
/* Returns true for 无, 没有车, n/a, a dash ...: the visitor has no car. A question mark does not count. */
bool import_is_no_car(struct bytes word);
/* Reads 护照, passport, an identifier of people/document.h ... False: no kind has this name. */
bool import_kind_of(struct bytes word, enum document_kind *out);

/* Checks a number whose row names no document. Kinds with a check character are recognised by their numbers. */
enum document_result import_check_unnamed(struct bytes number, struct civil_date today, struct document *out);

/* ---- Lines without columns: import_loose.c ---- */

struct import_loose {
    struct bytes cells[IMPORT_COLUMN_COUNT]; /* as typed; empty: not found */
    bool unclear;                            /* a word has no meaning, or a second word has the same one */
};
/* Finds the meaning of each word of a line, in any order. A label such as 手机： names the word behind it. Leaves out a
 * running number. A word that fits no column is taken for the name; a further such word makes the line unclear. */
void import_read_loose(const struct bytes *cells, size_t count, struct civil_date today, struct import_loose *out);
/* Returns whether a cell is one value with the label of its column before it: "电话：13800138000". */
bool import_is_labelled(struct bytes cell, enum import_column *column);
/* Splits cells into words at blanks, separators and slashes. */
size_t import_split(const struct bytes *cells, size_t count, struct bytes words[static IMPORT_CELLS_MAX]);
/* Returns true when a cell has at least seven digits, so that it may be a mobile or document number. */
bool import_has_number(const struct bytes *cells, size_t count);
/* Returns true for a line that begins with a running number: 1. 1、 (1) ①. */
bool import_has_running(const struct bytes *cells, size_t count);

#endif
