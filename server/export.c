/* Writes what booths replicate into a file. */
#include "export.h"

#include <stdio.h>
#include <string.h>

#include "os/file.h"
#include "replicate/changes.h"

/* Includes recently ended passes, so that a guard can tell an expired pass from an unknown one. */
#define LOOK_BACK TICK_DAY
/* The file includes all future passes. */
#define NO_END (WIRE_SECONDS_MAX * TICK_SECOND)

static bool complain(const char *what, enum gh_status status)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, gh_status_name(status));
    return false;
}

static enum gh_status write_line(void *context, const struct wire_record *record)
{
    FILE *file = context;
    char line[WIRE_LINE_MAX + 1];
    enum gh_status status = wire_record_encode(record, line, sizeof line);
    if (status)
        return status;
    return fprintf(file, "%s\n", line) > 0 ? GH_OK : GH_IO;
}

static enum gh_status write_all(struct db *db, const char *keys, const struct vault *vault, const char *path,
                                int64_t since, tick now)
{
    const struct changes_scope scope = {.gates = UINT16_MAX, .from = now - LOOK_BACK, .to = NO_END};
    const struct changes_held held = {.position = since, .until = since ? NO_END : 0};
    struct issuer *issuer = NULL;
    FILE *file = fopen(path, "wb");
    if (!file)
        return GH_IO;
    enum gh_status status = issuer_open(keys, now, &issuer);
    if (!status)
        status = changes_since(db, vault, issuer, &held, &scope, now, write_line, file);
    issuer_close(issuer);
    if (fclose(file) != 0 && !status)
        status = GH_IO;
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
    status = write_all(db, keys, &vault, unfinished, since, now);
    db_close(db);
    vault_close(&vault);
    if (!status && rename(unfinished, path) != 0)
        status = GH_IO;
    if (status)
        (void)remove(unfinished);
    return status ? complain(path, status) : true;
}
