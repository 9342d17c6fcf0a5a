#include "records/export_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"
#include "records/audit.h"
#include "records/record.h"

#define NOTES_MAX 65536 /* bytes */
#define FILE_MODE 0600

static bool beside(const char *url, char out[static OS_PATH_SIZE])
{
    static const char kind[] = "sqlite:";
    if (strncmp(url, kind, sizeof kind - 1) != 0)
        return false;
    int n = snprintf(out, OS_PATH_SIZE, "%s-exports", url + sizeof kind - 1);
    return n > 0 && n < OS_PATH_SIZE;
}

enum gh_status export_note_write(struct db *db, tick at)
{
    return audit_write(db, &(struct audit_entry){.at = at,
                                                 .account = 0,
                                                 .action = "booth-data-exported",
                                                 .subject = "command:export",
                                                 .detail = "",
                                                 .address = ""});
}

enum gh_status export_note_leave(const char *url, tick at)
{
    char path[OS_PATH_SIZE];
    uint8_t text[NOTES_MAX];
    size_t len = 0;
    if (!beside(url, path))
        return GH_UNAVAILABLE;
    enum gh_status status = os_file_read(path, text, sizeof text, &len);
    if (status && status != GH_NOT_FOUND)
        return status;
    int n = snprintf((char *)text + len, sizeof text - len, "%lld\n", (long long)at);
    if (n < 0 || (size_t)n >= sizeof text - len)
        return GH_FULL;
    return os_file_write(path, BYTES(text, len + (size_t)n), FILE_MODE);
}

static enum gh_status write_all(struct db *db, char *text)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    char *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); !status && line; line = strtok_r(NULL, "\n", &rest))
        status = export_note_write(db, strtoll(line, NULL, 10));
    return record_finish(db, status);
}

enum gh_status export_note_take(struct db *db, const char *url)
{
    char path[OS_PATH_SIZE], taken[OS_PATH_SIZE + 8], text[NOTES_MAX + 1];
    size_t len = 0;
    if (!beside(url, path))
        return GH_OK;
    /* Another note may be left at this moment. Those of a round that failed come first. */
    (void)snprintf(taken, sizeof taken, "%s-taken", path);
    if (access(taken, F_OK) != 0 && rename(path, taken) != 0)
        return GH_OK;
    enum gh_status status = os_file_read(taken, (uint8_t *)text, NOTES_MAX, &len);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    text[len] = '\0';
    status = write_all(db, text);
    if (!status && unlink(taken) != 0)
        status = GH_IO;
    return status;
}
