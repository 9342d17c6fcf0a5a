/* Reads a list of visitors pasted from a spreadsheet or a chat, or taken from a CSV file. Each cell gets its own
 * error, and no row is lost.
 *
 * Tabs separate cells, as spreadsheets copy them. Otherwise the most frequent of comma, semicolon, bar and 、 in
 * either width does. Quotes follow RFC 4180. One of the first five rows may name the columns, in Chinese or English
 * and in any order. Rows before it are titles. Without such a row the order is name, sex, mobile, kind of document,
 * number, plate, language of messages. A line in another order, or with blanks between its words as in a group chat
 * (接龙), is read by what its words look like. Its values are marked repaired. Empty rows are skipped. Pure. */
#ifndef GH_SERVER_FLOW_IMPORT_H
#define GH_SERVER_FLOW_IMPORT_H

#include "people/document.h"
#include "people/mobile_written.h"
#include "people/person_name.h"
#include "people/plate.h"

#define IMPORT_TEXT_MAX ((size_t)256 * 1024)
#define IMPORT_ROWS_MAX 500
#define IMPORT_CELL_MAX 200 /* bytes; a longer cell is an error, and its text is kept */

enum import_column {
    IMPORT_NAME = 0,
    IMPORT_SEX,
    IMPORT_MOBILE,
    IMPORT_DOCUMENT_KIND,
    IMPORT_DOCUMENT_NUMBER,
    IMPORT_PLATE,
    IMPORT_LANGUAGE, /* of messages to the visitor; may be missing */
    IMPORT_COLUMN_COUNT
};

struct import_cell {
    struct bytes typed;  /* as pasted, without surrounding blanks; points into struct import's text */
    const char *code;    /* NULL: valid; else "missing", "too-long" or the check's reason */
    const char *message; /* English source text of code */
    bool repaired;       /* the applicant must check the value, since it was changed or guessed */
};

/* Values in normal form. They are empty (0, -1) where the cell is empty or wrong. */
struct import_row {
    size_t line; /* line of the pasted text, from 1 */
    bool faulty; /* at least one cell has a code */
    struct import_cell cells[IMPORT_COLUMN_COUNT];
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M' or 'F'; from the document number if its cell is empty */
    char mobile[MOBILE_SIZE];
    int document_kind; /* enum document_kind, or -1 */
    char document_number[DOCUMENT_NUMBER_MAX + 1];
    char plate[PLATE_TEXT_SIZE];
    const char *language; /* "zh", "en" or "" */
};

/* The result, about half a megabyte, allocated by the caller. Don't copy it, because the cells point into its text. */
struct import {
    bool header;                          /* a row with column names was found */
    bool has_column[IMPORT_COLUMN_COUNT]; /* columns of the header; all without a header */
    size_t count, faulty;                 /* rows, and rows with an error */
    size_t left_out;                      /* rows beyond IMPORT_ROWS_MAX */
    struct import_row rows[IMPORT_ROWS_MAX];
    uint8_t text[IMPORT_TEXT_MAX];
};

/* Parses and checks a list. today is the latest possible birth date. Codes are the names of the checks' results
 * (people/document.h and others there) and these: "missing", "too-long"; "scientific": the spreadsheet shortened a
 * number to 1.10105E+17; "rounded": it replaced the last digits by zeros; "unknown": no such sex, kind of
 * document or language; "sex": the document number says the other sex; "twice": an earlier row has the same document;
 * "unclear": a line without columns has a word of unknown meaning. Text without rows is GH_OK. GH_TOO_LONG: more than
 * IMPORT_TEXT_MAX bytes. GH_MALFORMED: the text is not UTF-8 or contains NUL. */
enum gh_status GH_MUST_USE import_parse(struct bytes pasted, struct civil_date today, struct import *out);

/* Returns a stable identifier: "name", "sex", "mobile", "document_kind", "document_number", "plate",
 * "language". */
const char *import_column_name(enum import_column column);

#endif
