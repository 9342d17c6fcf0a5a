/* A list of visitors pasted from a spreadsheet, or of a CSV file: rows with an error per cell, and nothing lost.
 *
 * Cells are separated by tabs (what spreadsheets put on the clipboard), or by commas, semicolons, bars or 、 of either
 * width, whichever occurs most; quotes as in RFC 4180. A line that names columns, in Chinese or English and in any
 * order, may stand within the first five; lines before it are titles. Without one the order is name, sex, mobile, kind
 * of document, number, plate. A line that is not in this order, or has blanks between its words as in a group chat
 * (接龙), is read by what its words look like; its values are marked repaired. Empty lines are skipped. Pure. */
#ifndef GH_SERVER_FLOW_IMPORT_H
#define GH_SERVER_FLOW_IMPORT_H

#include "people/document.h"
#include "people/mobile_written.h"
#include "people/person_name.h"
#include "people/plate.h"

#define IMPORT_TEXT_MAX ((size_t)256 * 1024)
#define IMPORT_ROWS_MAX 500
#define IMPORT_CELL_MAX 200 /* bytes; a longer cell is an error, and kept */

enum import_column {
    IMPORT_NAME = 0,
    IMPORT_SEX,
    IMPORT_MOBILE,
    IMPORT_DOCUMENT_KIND,
    IMPORT_DOCUMENT_NUMBER,
    IMPORT_PLATE,
    IMPORT_COLUMN_COUNT
};

struct import_cell {
    struct bytes typed;  /* as pasted, without blanks around; inside struct import's text */
    const char *code;    /* NULL: nothing wrong; else "missing", "too-long", or why the value is not taken */
    const char *message; /* English source text of code */
    bool repaired;       /* the value says more than what was typed, or less: the applicant looks at it again */
};

/* Values are in their normal form, and empty (0, -1) where their cell is empty or wrong. */
struct import_row {
    size_t line; /* of the pasted text, from 1 */
    bool faulty; /* a cell has a code */
    struct import_cell cells[IMPORT_COLUMN_COUNT];
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M' or 'F', from the number where its cell is empty */
    char mobile[MOBILE_LEN + 1];
    int document_kind; /* enum document_kind */
    char document_number[DOCUMENT_NUMBER_MAX + 1];
    char plate[PLATE_TEXT_SIZE];
};

/* About half a megabyte: one allocation of the caller. The cells point into text, so that it can't be copied. */
struct import {
    bool header;                          /* a line with column names was found */
    bool has_column[IMPORT_COLUMN_COUNT]; /* of the header; all without one */
    size_t count, faulty;                 /* rows, and those of them with an error */
    size_t left_out;                      /* rows after the first IMPORT_ROWS_MAX */
    struct import_row rows[IMPORT_ROWS_MAX];
    uint8_t text[IMPORT_TEXT_MAX];
};

/* today: no birth date lies after it. Codes besides the checks' own names (people/document.h and its neighbours):
 * "missing"; "too-long"; "scientific": the spreadsheet turned a number into 1.10105E+17; "rounded": it turned the last
 * digits into zeros; "unknown": no such sex or kind of document; "sex": the number says the other; "twice": the
 * same document in a row before; "unclear": a word of a line without columns is not known.
 * GH_TOO_LONG over IMPORT_TEXT_MAX; GH_MALFORMED when it is not UTF-8, or holds NUL. Text without rows is GH_OK. */
enum gh_status GH_MUST_USE import_parse(struct bytes pasted, struct civil_date today, struct import *out);

/* Stable identifiers: "name", "sex", "mobile", "document_kind", "document_number", "plate". */
const char *import_column_name(enum import_column column);

#endif
