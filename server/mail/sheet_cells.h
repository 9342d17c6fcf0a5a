/* The XML of an XLSX file, read piece by piece with expat. For sheet_file.c. Pure. */
#ifndef GH_SERVER_MAIL_SHEET_CELLS_H
#define GH_SERVER_MAIL_SHEET_CELLS_H

#include "base/bytes.h"

#define SHEET_PATH_SIZE 256

/* Strings that cells name by number: texts one after the other, each with a NUL. */
struct sheet_strings {
    char *text; /* owned */
    size_t len, cap;
    size_t *at; /* owned: begin of each string */
    size_t count, at_cap;
};
void sheet_strings_free(struct sheet_strings *strings);

/* What an XML part is read for. */
enum sheet_part { SHEET_PART_BOOK = 0, SHEET_PART_LINKS, SHEET_PART_STRINGS, SHEET_PART_CELLS };

struct sheet_parser;
/* Opens a parser. The caller closes it with sheet_parser_close(). strings: filled by SHEET_PART_STRINGS and read by
 * SHEET_PART_CELLS. word: SHEET_PART_BOOK writes the relation of the first sheet, SHEET_PART_LINKS reads it and
 * replaces it by the sheet's path within the file. out: for the list of SHEET_PART_CELLS. NULL without memory. */
struct sheet_parser *sheet_parser_open(enum sheet_part part, struct sheet_strings *strings,
                                       char word[static SHEET_PATH_SIZE], char *out, size_t size);
/* Reads a piece of the part. Errors as sheet_file_text(). */
enum gh_status GH_MUST_USE sheet_parser_feed(struct sheet_parser *parser, struct bytes piece, bool last);
void sheet_parser_close(struct sheet_parser *parser);

#endif
