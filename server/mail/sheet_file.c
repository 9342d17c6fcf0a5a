/* Opens the zip, and hands its parts to the parsers within limits. */
#include "mail/sheet_file.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

#include "mail/sheet_cells.h"

#define PIECE 16384

struct book {
    zip_t *zip;
    struct sheet_strings strings;
    char path[SHEET_PATH_SIZE];
    char *out;
    size_t size;
};

static enum gh_status feed_entry(struct sheet_parser *parser, zip_file_t *file, size_t packed)
{
    uint8_t piece[PIECE];
    size_t total = 0;
    for (;;) {
        zip_int64_t got = zip_fread(file, piece, sizeof piece);
        if (got < 0)
            return GH_MALFORMED;
        total += (size_t)got;
        if (total > SHEET_FILE_PART_MAX || (total > SHEET_FILE_SMALL && total / SHEET_FILE_RATIO_MAX > packed))
            return GH_TOO_LONG;
        enum gh_status status = sheet_parser_feed(parser, BYTES(piece, (size_t)got), got == 0);
        if (status || got == 0)
            return status;
    }
}

/* Reads one part. GH_NOT_FOUND: the file does not have it. */
static enum gh_status read_part(struct book *book, const char *name, enum sheet_part part)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat(book->zip, name, ZIP_FL_NOCASE, &about) != 0)
        return GH_NOT_FOUND;
    if (!(about.valid & ZIP_STAT_SIZE) || !(about.valid & ZIP_STAT_COMP_SIZE) || about.size > SHEET_FILE_PART_MAX)
        return GH_TOO_LONG;
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
        return GH_UNSUPPORTED;
    zip_file_t *file = zip_fopen_index(book->zip, about.index, 0);
    if (!file)
        return GH_MALFORMED;
    struct sheet_parser *parser = sheet_parser_open(part, &book->strings, book->path, book->out, book->size);
    enum gh_status status = parser ? feed_entry(parser, file, (size_t)about.comp_size) : GH_NO_MEMORY;
    sheet_parser_close(parser);
    (void)zip_fclose(file);
    return status;
}

static enum gh_status read_book(struct book *book)
{
    if (zip_get_num_entries(book->zip, 0) > SHEET_FILE_ENTRIES_MAX)
        return GH_TOO_LONG;
    enum gh_status status = read_part(book, "xl/workbook.xml", SHEET_PART_BOOK);
    if (!status)
        status = read_part(book, "xl/_rels/workbook.xml.rels", SHEET_PART_LINKS);
    if (!status)
        status = read_part(book, "xl/sharedStrings.xml", SHEET_PART_STRINGS);
    if (!status || status == GH_NOT_FOUND) /* files with inline strings alone have none */
        status = book->path[0] ? read_part(book, book->path, SHEET_PART_CELLS) : GH_NOT_FOUND;
    return status == GH_NOT_FOUND ? GH_MALFORMED : status;
}

enum gh_status sheet_file_text(struct bytes file, char *out, size_t size)
{
    static const uint8_t compound[] = {0xd0, 0xcf, 0x11, 0xe0}; /* how encrypted XLSX files begin: [MS-OFFCRYPTO] */
    struct book book = {.out = out, .size = size};
    zip_error_t error;
    out[0] = '\0';
    if (bytes_starts_with(file, BYTES(compound, sizeof compound)))
        return GH_UNSUPPORTED;
    if (file.len == 0)
        return GH_MALFORMED;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file.data, file.len, 0, &error);
    if (source && !(book.zip = zip_open_from_source(source, ZIP_RDONLY, &error)))
        zip_source_free(source);
    const bool no_memory = zip_error_code_zip(&error) == ZIP_ER_MEMORY;
    zip_error_fini(&error);
    if (!book.zip)
        return no_memory ? GH_NO_MEMORY : GH_MALFORMED;
    enum gh_status status = read_book(&book);
    if (status)
        sodium_memzero(out, size);
    zip_discard(book.zip);
    sheet_strings_free(&book.strings);
    return status;
}
