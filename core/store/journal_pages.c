#include "store/journal_pages.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PAGE_SIZE 4096 /* SQLite's default; all our stores use it */
#define WAL_MAGIC 0x377f0682u
#define WAL_HEADER 32
#define FRAME_HEADER 24
#define LEAF_OF_TABLE 0x0d
#define LEAF_HEADER 8

struct scan {
    struct journal *scratch;
    journal_row_sink sink;
    void *context;
};

static uint64_t big_endian(const uint8_t *at, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | at[i];
    return value;
}

/* A varint has up to nine bytes: seven bits in each, eight in the ninth. */
static bool take_varint(struct cursor *c, uint64_t *out)
{
    uint64_t value = 0;
    uint8_t byte;
    for (int i = 0; i < 8; i++) {
        if (cursor_take_u8(c, &byte))
            return false;
        value = value << 7 | (byte & 0x7f);
        if (byte < 0x80) {
            *out = value;
            return true;
        }
    }
    if (cursor_take_u8(c, &byte))
        return false;
    *out = value << 8 | byte;
    return true;
}

/* Serial types 1 to 6 are signed and big-endian. */
static bool take_signed(struct cursor *body, uint64_t type, struct db_value *out)
{
    static const uint8_t widths[] = {0, 1, 2, 3, 4, 6, 8};
    size_t width = widths[type];
    struct bytes bytes;
    if (cursor_take(body, width, &bytes))
        return false;
    uint64_t value = big_endian(bytes.data, width);
    if (width < 8 && bytes.data[0] & 0x80)
        value |= UINT64_MAX << (8 * width);
    *out = DB_INT((int64_t)value);
    return true;
}

/* Reads one column by its serial type (file format, section 2.1). */
static bool take_column(struct cursor *body, uint64_t type, struct db_value *out)
{
    struct bytes bytes;
    if (type >= 1 && type <= 6)
        return take_signed(body, type, out);
    if (type == 0 || type == 8 || type == 9) {
        *out = type == 0 ? DB_NULL : DB_INT(type == 9);
        return true;
    }
    if (type < 12 || cursor_take(body, (size_t)(type - 12) / 2, &bytes))
        return false;
    *out = type % 2 == 0 ? DB_BLOB(bytes.data, bytes.len) : DB_TEXT_BYTES(bytes);
    return true;
}

static bool take_columns(struct bytes record, struct db_value out[static ENTRY_COLUMN_COUNT])
{
    uint64_t header_len, type;
    struct cursor header = cursor_over(record);
    if (!take_varint(&header, &header_len) || header_len > record.len || header_len < record.len - header.left)
        return false;
    struct cursor body = cursor_over(BYTES(record.data + header_len, record.len - (size_t)header_len));
    header.left -= body.left;
    for (int i = 0; i < ENTRY_COLUMN_COUNT; i++) {
        out[i] = DB_NULL;
        if (i >= ENTRY_COLUMNS_FIRST && header.left == 0) /* a row from before the column was added */
            continue;
        if (!take_varint(&header, &type) || !take_column(&body, type, &out[i]))
            return false;
    }
    return header.left == 0;
}

/* The columns pass through a statement, so that entry_read() reads rows from pages and from tables alike. */
static enum gh_status read_record(struct scan *scan, uint64_t number, struct bytes record)
{
    struct db_value values[ENTRY_COLUMN_COUNT];
    struct sql_rows *row;
    struct entry e;
    if (!take_columns(record, values))
        return GH_OK;
    values[0] = DB_INT((int64_t)number); /* the row's key is beside the record, not in it */
    enum gh_status status =
        sql_first_values(scan->scratch->sql, &row, "SELECT " ENTRY_PARAMETERS, values, ENTRY_COLUMN_COUNT);
    if (status)
        return status;
    bool readable = entry_read(row, &e) == GH_OK;
    sql_end(row);
    return readable ? scan->sink(scan->context, &e) : GH_OK;
}

static enum gh_status read_page(struct scan *scan, const uint8_t page[PAGE_SIZE])
{
    size_t cells = (size_t)big_endian(page + 3, 2);
    if (page[0] != LEAF_OF_TABLE || cells > (PAGE_SIZE - LEAF_HEADER) / 2)
        return GH_OK;
    for (size_t i = 0; i < cells; i++) {
        size_t offset = (size_t)big_endian(page + LEAF_HEADER + 2 * i, 2);
        if (offset >= PAGE_SIZE)
            continue;
        struct cursor c = cursor_over(BYTES(page + offset, PAGE_SIZE - offset));
        struct bytes record;
        uint64_t len, number;
        /* Entries are too small for overflow pages. */
        if (!take_varint(&c, &len) || !take_varint(&c, &number) || number == 0 || number > INT64_MAX ||
            len > PAGE_SIZE || cursor_take(&c, (size_t)len, &record))
            continue;
        enum gh_status status = read_record(scan, number, record);
        if (status)
            return status;
    }
    return GH_OK;
}

static enum gh_status read_file(struct scan *scan, FILE *file)
{
    uint8_t page[PAGE_SIZE], frame[FRAME_HEADER];
    bool log = fread(page, 1, WAL_HEADER, file) == WAL_HEADER && (big_endian(page, 4) & ~(uint64_t)1) == WAL_MAGIC;
    if (!log)
        rewind(file);
    while ((!log || fread(frame, 1, FRAME_HEADER, file) == FRAME_HEADER) &&
           fread(page, 1, PAGE_SIZE, file) == PAGE_SIZE) {
        enum gh_status status = read_page(scan, page);
        if (status)
            return status;
    }
    return ferror(file) ? GH_IO : GH_OK;
}

enum gh_status journal_scan_pages(const char *path, struct journal *scratch, journal_row_sink sink, void *context)
{
    struct scan scan = {scratch, sink, context};
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno == ENOENT ? GH_OK : GH_IO;
    enum gh_status status = read_file(&scan, file);
    if (fclose(file) != 0 && !status)
        status = GH_IO;
    return status;
}
