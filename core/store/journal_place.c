/* Puts a journal back whose file was deleted, moved, replaced or cut while the kiosk had it open. The connection still
 * knows every entry, and nobody else does. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/journal_internal.h"
#include "store/sql_internal.h"

enum gh_status journal_in_place(struct journal *j)
{
    return sql_in_place(j->sql);
}

/* Memory may hold all pages of a file that was cut, or only some. */
static enum gh_status check_copy(struct journal *j, const char *copy)
{
    struct journal *read = NULL;
    struct journal_fault fault;
    struct journal_head ours, theirs;
    uint64_t checked;
    enum gh_status status = journal_open_read(copy, &read);
    if (!status)
        status = journal_read_head(j, &ours);
    if (!status)
        status = journal_read_head(read, &theirs);
    if (!status && memcmp(ours.last_hash, theirs.last_hash, sizeof ours.last_hash) != 0)
        status = GH_CORRUPT;
    if (!status && sql_was_cut(j->sql))
        status = journal_verify(read, &fault, &checked);
    journal_close(read);
    return status;
}

static bool stands(const char *path, const char *ending)
{
    char name[SQL_PATH_SIZE + 8];
    struct stat info;
    (void)snprintf(name, sizeof name, "%s%s", path, ending);
    return lstat(name, &info) == 0;
}

static enum gh_status set_aside_what_stands(const char *path, char *aside, size_t size)
{
    aside[0] = '\0';
    if (!stands(path, "") && !stands(path, "-wal") && !stands(path, "-shm"))
        return GH_OK;
    return sql_set_aside(path, aside, size);
}

static void flush_folder(const char *path)
{
    char folder[SQL_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    (void)close(fd);
}

enum gh_status journal_put_back(struct journal *j, char *aside, size_t aside_size)
{
    char copy[SQL_PATH_SIZE + 16];
    const char *path = j->sql->path;
    (void)snprintf(copy, sizeof copy, "%s.back", path);
    aside[0] = '\0';
    enum gh_status status = sql_copy(j->sql, copy);
    if (!status)
        status = check_copy(j, copy);
    if (!status)
        status = set_aside_what_stands(path, aside, aside_size);
    if (!status && rename(copy, path) != 0)
        status = sql_status_of_errno(errno);
    if (status)
        (void)unlink(copy);
    else
        flush_folder(path);
    for (int log = 0; log < 2; log++) { /* a reader leaves them; they are empty */
        (void)snprintf(copy, sizeof copy, "%s.back%s", path, log ? "-wal" : "-shm");
        (void)unlink(copy);
    }
    return status;
}
