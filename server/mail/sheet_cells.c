#include "mail/sheet_cells.h"

#include <expat.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/sheet_file.h"

#define CELL_SIZE 1024 /* a longer text is cut */
#define WHOLE_MAX 1e15 /* whole numbers below are written without an exponent */

struct sheet_parser {
    enum sheet_part part;
    XML_Parser xml;
    struct sheet_strings *strings;
    char *word;
    enum gh_status fault;
    int depth;
    /* Strings and cells: the text at hand. */
    bool in_text, in_phonetic, found;
    char cell[CELL_SIZE];
    size_t cell_len;
    /* Cells. */
    char type[12];
    unsigned long row;
    size_t column, written; /* of the row: columns written so far */
    char *out;
    size_t out_len, out_size;
};

static void stop(struct sheet_parser *p, enum gh_status fault)
{
    p->fault = p->fault ? p->fault : fault;
    (void)XML_StopParser(p->xml, XML_FALSE);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return "";
}

/* Without the prefix of its namespace, which programs choose freely. */
static const char *plain_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

/* ---- The book and its links ---- */

static void relation_of_sheet(struct sheet_parser *p, const XML_Char **attributes)
{
    for (size_t i = 0; !p->found && attributes[i]; i += 2)
        if (strchr(attributes[i], ':') && strcmp(plain_name(attributes[i]), "id") == 0 &&
            strlen(attributes[i + 1]) < SHEET_PATH_SIZE) {
            memcpy(p->word, attributes[i + 1], strlen(attributes[i + 1]) + 1);
            p->found = true;
        }
}

static void path_of_relation(struct sheet_parser *p, const XML_Char **attributes)
{
    const char *target = attribute(attributes, "Target");
    if (p->found || strcmp(attribute(attributes, "Id"), p->word) != 0)
        return;
    p->found = true;
    (void)snprintf(p->word, SHEET_PATH_SIZE, "%s%s", target[0] == '/' ? "" : "xl/", target + (target[0] == '/'));
}

/* ---- Texts ---- */

static void begin_text(struct sheet_parser *p)
{
    p->cell_len = 0;
    p->cell[0] = '\0';
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct sheet_parser *p = context;
    for (int i = 0; p->in_text && !p->in_phonetic && i < len && p->cell_len + 1 < sizeof p->cell; i++) {
        const char c = text[i];
        p->cell[p->cell_len++] = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    p->cell[p->cell_len] = '\0';
}

/* Makes room for one more of `size` bytes. */
static bool grow(void **data, size_t *cap, size_t needed, size_t size)
{
    if (needed <= *cap)
        return true;
    size_t more = *cap ? *cap * 2 : 256;
    while (more < needed)
        more *= 2;
    void *larger = realloc(*data, more * size);
    if (!larger)
        return false;
    *data = larger;
    *cap = more;
    return true;
}

static void keep_string(struct sheet_parser *p)
{
    struct sheet_strings *s = p->strings;
    if (s->count == SHEET_FILE_STRINGS_MAX || s->len > SHEET_FILE_PART_MAX) {
        stop(p, GH_TOO_LONG);
        return;
    }
    void *text = s->text, *at = s->at;
    bool room = grow(&text, &s->cap, s->len + p->cell_len + 1, 1);
    s->text = text;
    room = room && grow(&at, &s->at_cap, s->count + 1, sizeof *s->at);
    s->at = at;
    if (!room) {
        stop(p, GH_NO_MEMORY);
        return;
    }
    utf8_end_whole(p->cell);
    p->cell_len = strlen(p->cell);
    s->at[s->count++] = s->len;
    memcpy(s->text + s->len, p->cell, p->cell_len + 1);
    s->len += p->cell_len + 1;
}

void sheet_strings_free(struct sheet_strings *strings)
{
    if (strings->text)
        sodium_memzero(strings->text, strings->len);
    free(strings->text);
    free(strings->at);
    *strings = (struct sheet_strings){0};
}

/* ---- Cells ---- */

static void put(struct sheet_parser *p, const char *text, size_t len)
{
    if (p->fault)
        return;
    if (len >= p->out_size - p->out_len) {
        stop(p, GH_TOO_LONG);
        return;
    }
    memcpy(p->out + p->out_len, text, len);
    p->out_len += len;
    p->out[p->out_len] = '\0';
}

/* Lines of the list are rows of the sheet, so that people find a fault where it is. */
static void begin_row(struct sheet_parser *p, const XML_Char **attributes)
{
    const char *number = attribute(attributes, "r");
    unsigned long row = *number ? strtoul(number, NULL, 10) : p->row + 1;
    if (row <= p->row || row > SHEET_FILE_ROWS_MAX) {
        stop(p, row <= p->row ? GH_MALFORMED : GH_TOO_LONG);
        return;
    }
    for (; p->row < row; p->row++)
        if (p->row > 0)
            put(p, "\n", 1);
    p->column = p->written = 0;
}

/* Reads the column of a place such as "AB12", from 0. */
static size_t column_of(const char *place)
{
    size_t column = 0;
    for (int i = 0; i < 3 && place[i] >= 'A' && place[i] <= 'Z'; i++)
        column = column * 26 + (size_t)(place[i] - 'A' + 1);
    return column - 1; /* a place without letters is beyond all columns */
}

static void begin_cell(struct sheet_parser *p, const XML_Char **attributes)
{
    const char *place = attribute(attributes, "r"), *type = attribute(attributes, "t");
    if (*place)
        p->column = column_of(place);
    (void)snprintf(p->type, sizeof p->type, "%s", type);
    begin_text(p);
}

/* Quotes a cell as RFC 4180 where it needs it. */
static void put_quoted(struct sheet_parser *p, const char *text)
{
    if (!strchr(text, '"')) {
        put(p, text, strlen(text));
        return;
    }
    put(p, "\"", 1);
    for (const char *c = text; *c; c++)
        put(p, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    put(p, "\"", 1);
}

/* Replaces the number of a shared string by the string, and writes whole numbers as people wrote them. */
static const char *value_of(struct sheet_parser *p, char number[static 32])
{
    char *end = NULL;
    if (strcmp(p->type, "s") == 0) {
        unsigned long i = strtoul(p->cell, &end, 10);
        return end != p->cell && i < p->strings->count ? p->strings->text + p->strings->at[i] : "";
    }
    if (p->type[0] && strcmp(p->type, "n") != 0)
        return p->cell;
    double value = strtod(p->cell, &end);
    if (end == p->cell || *end || !isfinite(value) || fabs(value) >= WHOLE_MAX || value != floor(value))
        return p->cell;
    (void)snprintf(number, 32, "%.0f", value);
    return number;
}

static void end_cell(struct sheet_parser *p)
{
    char number[32];
    utf8_end_whole(p->cell);
    if (p->column < SHEET_FILE_COLUMNS_MAX && p->column >= p->written && strcmp(p->type, "e") != 0 && p->row > 0) {
        for (; p->written < p->column; p->written++)
            put(p, "\t", 1);
        put_quoted(p, value_of(p, number));
    }
    p->column++;
    begin_text(p);
}

/* ---- Elements ---- */

static void XMLCALL on_begin(void *context, const XML_Char *full_name, const XML_Char **attributes)
{
    struct sheet_parser *p = context;
    const char *name = plain_name(full_name);
    if (++p->depth > SHEET_FILE_DEPTH_MAX) {
        stop(p, GH_TOO_LONG);
        return;
    }
    if (p->part == SHEET_PART_BOOK && strcmp(name, "sheet") == 0)
        relation_of_sheet(p, attributes);
    else if (p->part == SHEET_PART_LINKS && strcmp(name, "Relationship") == 0)
        path_of_relation(p, attributes);
    else if (p->part == SHEET_PART_STRINGS && strcmp(name, "si") == 0)
        begin_text(p);
    else if (p->part == SHEET_PART_CELLS && strcmp(name, "row") == 0)
        begin_row(p, attributes);
    else if (p->part == SHEET_PART_CELLS && strcmp(name, "c") == 0)
        begin_cell(p, attributes);
    if (p->part >= SHEET_PART_STRINGS && strcmp(name, "rPh") == 0)
        p->in_phonetic = true;
    p->in_text = p->part >= SHEET_PART_STRINGS &&
                 (strcmp(name, "t") == 0 || (p->part == SHEET_PART_CELLS && strcmp(name, "v") == 0));
}

static void XMLCALL on_end(void *context, const XML_Char *full_name)
{
    struct sheet_parser *p = context;
    const char *name = plain_name(full_name);
    p->depth--;
    p->in_text = false;
    if (strcmp(name, "rPh") == 0)
        p->in_phonetic = false;
    else if (p->part == SHEET_PART_STRINGS && strcmp(name, "si") == 0)
        keep_string(p);
    else if (p->part == SHEET_PART_CELLS && strcmp(name, "c") == 0)
        end_cell(p);
}

/* No program that writes XLSX writes a document type, and without one there are no entities to expand. */
static void XMLCALL on_document_type(void *context, const XML_Char *name, const XML_Char *system_id,
                                     const XML_Char *public_id, int internal)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)internal;
    stop(context, GH_MALFORMED);
}

struct sheet_parser *sheet_parser_open(enum sheet_part part, struct sheet_strings *strings,
                                       char word[static SHEET_PATH_SIZE], char *out, size_t size)
{
    struct sheet_parser *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->part = part;
    p->strings = strings;
    p->word = word;
    p->out = out;
    p->out_size = size;
    p->xml = XML_ParserCreate(NULL);
    if (!p->xml) {
        free(p);
        return NULL;
    }
    XML_SetUserData(p->xml, p);
    XML_SetElementHandler(p->xml, on_begin, on_end);
    XML_SetCharacterDataHandler(p->xml, on_text);
    XML_SetStartDoctypeDeclHandler(p->xml, on_document_type);
    return p;
}

enum gh_status sheet_parser_feed(struct sheet_parser *p, struct bytes piece, bool last)
{
    enum XML_Status status = XML_Parse(p->xml, (const char *)piece.data, (int)piece.len, last);
    if (p->fault)
        return p->fault;
    if (status == XML_STATUS_ERROR)
        return XML_GetErrorCode(p->xml) == XML_ERROR_NO_MEMORY ? GH_NO_MEMORY : GH_MALFORMED;
    if (last && !p->found && p->part <= SHEET_PART_LINKS)
        p->word[0] = '\0';
    return GH_OK;
}

void sheet_parser_close(struct sheet_parser *p)
{
    if (!p)
        return;
    XML_ParserFree(p->xml);
    sodium_memzero(p, sizeof *p);
    free(p);
}
