/* Writes what booths replicate into a file. */
#include "export.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "os/file.h"
#include "records/export_note.h"
#include "replicate/changes.h"
#include "token/carried.h"

/* Includes recently ended passes, so that a guard can tell an expired pass from an unknown one. */
#define LOOK_BACK TICK_DAY
/* The file includes all future passes. */
#define NO_END (WIRE_SECONDS_MAX * TICK_SECOND)

static bool complain(const char *what, enum gh_status status)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, gh_status_name(status));
    return false;
}

struct sink {
    FILE *file;
    crypto_hash_sha256_state hash; /* of all lines */
};

static enum gh_status write_line(void *context, const struct wire_record *record)
{
    struct sink *sink = context;
    char line[WIRE_LINE_MAX + 2];
    enum gh_status status = wire_record_encode(record, line, WIRE_LINE_MAX + 1);
    if (status)
        return status;
    const size_t len = strlen(line);
    line[len] = '\n';
    (void)crypto_hash_sha256_update(&sink->hash, (const uint8_t *)line, len + 1);
    return fwrite(line, 1, len + 1, sink->file) == len + 1 ? GH_OK : GH_IO;
}

/* The last line says that this server made the file, and when. It is for no booth in particular. */
static enum gh_status write_seal(struct sink *sink, struct issuer *issuer, tick now)
{
    struct carried_claims claims = {.what = CARRIED_SNAPSHOT, .at = tick_from_seconds(tick_to_seconds(now))};
    char text[CARRIED_TEXT_MAX];
    (void)crypto_hash_sha256_final(&sink->hash, claims.digest);
    enum gh_status status = issuer_seal(issuer, &claims, text);
    return status ? status : fprintf(sink->file, "%s\n", text) > 0 ? GH_OK : GH_IO;
}

static enum gh_status write_all(struct db *db, const char *keys, const struct vault *vault, const char *path,
                                int64_t since, tick now)
{
    const struct changes_scope scope = {
        .gates = UINT16_MAX, .from = now - LOOK_BACK, .to = NO_END, .campus_keys = true};
    const struct changes_held held = {.position = since, .until = since ? NO_END : 0};
    struct issuer *issuer = NULL;
    struct sink sink = {.file = fopen(path, "wb")};
    if (!sink.file)
        return GH_IO;
    (void)crypto_hash_sha256_init(&sink.hash);
    enum gh_status status = issuer_open(keys, now, &issuer);
    if (!status)
        status = changes_since(db, vault, issuer, &held, &scope, now, write_line, &sink);
    if (!status)
        status = write_seal(&sink, issuer, now);
    issuer_close(issuer);
    if (fclose(sink.file) != 0 && !status)
        status = GH_IO;
    return status;
}

/* Nothing leaves without a record. While a server has its SQLite database for itself, it writes the record with its
 * next round (records/export_note.h). */
static enum gh_status record_export(const char *database, tick now)
{
    struct db *db = NULL;
    enum gh_status status = db_open(database, DB_WRITE, &db);
    if (!status)
        status = export_note_write(db, now);
    else
        status = export_note_leave(database, now);
    db_close(db);
    return status;
}

bool export_changes(const char *database, const char *keys, const char *path, int64_t since, tick now)
{
    struct vault vault = {0};
    struct db *db = NULL;
    char unfinished[OS_PATH_SIZE];
    int n = snprintf(unfinished, sizeof unfinished, "%s.unfinished", path);
    if (n < 0 || (size_t)n >= sizeof unfinished)
        return complain(path, GH_TOO_LONG);
    enum gh_status status = vault_open(keys, false, &vault);
    if (status)
        return complain(keys, status);
    status = db_open(database, DB_READ, &db);
    if (status) {
        vault_close(&vault);
        return complain(database, status);
    }
    status = record_export(database, now);
    if (!status)
        status = write_all(db, keys, &vault, unfinished, since, now);
    db_close(db);
    vault_close(&vault);
    if (!status && rename(unfinished, path) != 0)
        status = GH_IO;
    if (status)
        (void)remove(unfinished);
    return status ? complain(path, status) : true;
}
