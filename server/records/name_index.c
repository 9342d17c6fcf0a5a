/* Makes index texts of names, and the patterns that find them. */
#include "records/name_index.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "people/person_name.h"
#include "people/typed.h"
#include "records/record.h"

#define WHOLE_BYTES 6
#define PAIR_BYTES 3
#define BATCH 100

/* The characters of a name that count, as 32-bit numbers. */
struct folded {
    uint32_t at[NAME_INDEX_CHARACTERS];
    size_t count;
};

/* Blanks, hyphens, and the dots and apostrophes of people/person_name.h in all their forms. */
static bool counts(uint32_t c)
{
    static const uint32_t ignored[] = {' ',   '-',    '.',    '\'',   '`',    0xb4,   0xb7,
                                       0x2bc, 0x2018, 0x2019, 0x201b, 0x2022, 0x2027, 0x30fb};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        if (c == ignored[i])
            return false;
    return !typed_is_unseen(c);
}

static void fold(const char *name, struct folded *out)
{
    struct cursor cursor = cursor_over(bytes_of_string(name));
    uint32_t c;
    out->count = 0;
    while (out->count < NAME_INDEX_CHARACTERS && !utf8_take(&cursor, &c)) {
        c = typed_tidy(c);
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (counts(c))
            out->at[out->count++] = c;
    }
}

static void put_hash(const struct vault *vault, const char *purpose, const uint32_t *characters, size_t count,
                     size_t bytes, char *out)
{
    uint8_t text[4 * NAME_INDEX_CHARACTERS], hash[VAULT_HASH_LEN];
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 4; k++)
            text[4 * i + k] = (uint8_t)(characters[i] >> (24 - 8 * k));
    vault_hash(vault, purpose, BYTES(text, 4 * count), hash);
    hex_encode(BYTES(hash, bytes), out);
    sodium_memzero(text, sizeof text);
}

/* Writes the hashes of all pairs, separated by blanks. Returns the end. */
static char *put_pairs(const struct vault *vault, const struct folded *name, char *out)
{
    for (size_t i = 0; i + 1 < name->count; i++) {
        *out++ = ' ';
        put_hash(vault, "name-pair", name->at + i, 2, PAIR_BYTES, out);
        out += (size_t)2 * PAIR_BYTES;
    }
    *out = '\0';
    return out;
}

static char *put_whole(const struct vault *vault, const struct folded *name, char *out)
{
    *out++ = '=';
    put_hash(vault, "name-whole", name->at, name->count, WHOLE_BYTES, out);
    return out + (size_t)2 * WHOLE_BYTES;
}

void name_index_of(const struct vault *vault, const char *name, char out[static NAME_INDEX_SIZE])
{
    struct folded folded;
    fold(name, &folded);
    out[0] = '\0';
    if (folded.count > 0)
        (void)put_pairs(vault, &folded, put_whole(vault, &folded, out));
    sodium_memzero(&folded, sizeof folded);
}

bool name_pattern_part(const struct vault *vault, const char *typed, struct name_pattern *out)
{
    struct folded folded;
    fold(typed, &folded);
    bool enough = folded.count >= 2;
    if (enough) {
        out->text[0] = '%';
        char *end = put_pairs(vault, &folded, out->text + 1);
        memcpy(end, "%", 2);
    }
    sodium_memzero(&folded, sizeof folded);
    return enough;
}

bool name_pattern_whole(const struct vault *vault, const char *name, struct name_pattern *out)
{
    struct folded folded;
    fold(name, &folded);
    bool enough = folded.count > 0;
    if (enough)
        memcpy(put_whole(vault, &folded, out->text), "%", 2);
    sodium_memzero(&folded, sizeof folded);
    return enough;
}

struct missing {
    struct uuid id[BATCH];
    char index[BATCH][NAME_INDEX_SIZE];
    size_t count;
};

static enum gh_status read_missing(struct db *db, const struct vault *vault, struct missing *out)
{
    struct db_rows rows = {0};
    char name[PERSON_NAME_SIZE];
    enum gh_status status =
        db_query(db, &rows, "SELECT id, name_sealed FROM person WHERE name_index IS NULL LIMIT $1", DB_INT(BATCH));
    out->count = 0;
    while (!status && out->count < BATCH && !(status = db_next(&rows))) {
        struct uuid *id = &out->id[out->count];
        status = db_copy_blob(&rows, 0, id->b, UUID_LEN);
        if (!status)
            status = record_open(vault, "person.name", id, &rows, 1, name, sizeof name);
        if (!status)
            name_index_of(vault, name, out->index[out->count++]);
    }
    db_rows_end(&rows);
    sodium_memzero(name, sizeof name);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* An index text that was written meanwhile stays. */
static enum gh_status write_missing(struct db *db, const struct missing *m)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    for (size_t i = 0; !status && i < m->count; i++)
        status = db_query(db, NULL, "UPDATE person SET name_index = $1 WHERE id = $2 AND name_index IS NULL",
                          DB_TEXT(m->index[i]), DB_UUID(&m->id[i]));
    return record_finish(db, status);
}

enum gh_status name_index_fill(struct db *db, const struct vault *vault, int64_t limit, int64_t *filled)
{
    struct missing missing = {.count = BATCH};
    enum gh_status status = GH_OK;
    for (int64_t done = 0; !status && missing.count == BATCH && done < limit; done += BATCH) {
        status = read_missing(db, vault, &missing);
        if (!status && missing.count > 0)
            status = write_missing(db, &missing);
        if (!status)
            *filled += (int64_t)missing.count;
    }
    return status;
}
