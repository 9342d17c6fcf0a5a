/* Where the files of a store stand. SQLite writes on into a file that was deleted or moved, and nobody finds it later.
 * A lock on a file that was deleted keeps no second writer out. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sql_internal.h"

static const char *const endings[SQL_FILES] = {"", [SQL_FILE_LOG] = "-wal", "-shm"};

static bool look(const struct sql *sql, int file, struct stat *out)
{
    char name[SQL_PATH_SIZE + 8];
    (void)snprintf(name, sizeof name, "%s%s", sql->path, endings[file]);
    return stat(name, out) == 0;
}

/* A file that comes later, such as the log, counts from then on. None of them shrinks by itself: nothing here vacuums,
 * and SQLite reuses the log. A writer may empty its log (sql_empty_log()), which its readers see. */
static bool is_in_place(struct sql *sql, int file)
{
    struct sql_file *f = &sql->files[file];
    struct stat now;
    if (!look(sql, file, &now))
        return !f->known;
    if (!f->known)
        *f = (struct sql_file){true, (uint64_t)now.st_dev, (uint64_t)now.st_ino, 0};
    if (f->device != (uint64_t)now.st_dev || f->inode != (uint64_t)now.st_ino)
        return false;
    const bool emptied = file == SQL_FILE_LOG && now.st_size == 0 && sql->lock < 0;
    sql->cut = (int64_t)now.st_size < f->size && !emptied;
    if (sql->cut)
        return false;
    f->size = (int64_t)now.st_size;
    return true;
}

void sql_log_emptied(struct sql *sql)
{
    sql->files[SQL_FILE_LOG].size = 0;
}

/* ---- The lock ---- */

/* False: the file was deleted or replaced, and a lock on it says nothing. */
static bool is_locked_file(const char *name, int fd)
{
    struct stat there, ours;
    return stat(name, &there) == 0 && fstat(fd, &ours) == 0 && there.st_dev == ours.st_dev &&
           there.st_ino == ours.st_ino;
}

static void name_lock(const char *path, char out[static SQL_PATH_SIZE + 8])
{
    (void)snprintf(out, SQL_PATH_SIZE + 8, "%s.lock", path);
}

enum gh_status sql_take_lock(const char *path, int *lock)
{
    char name[SQL_PATH_SIZE + 8];
    name_lock(path, name);
    for (;;) {
        int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
        if (fd < 0)
            return sql_status_of_errno(errno);
        int code = flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
        if (!code && is_locked_file(name, fd)) {
            *lock = fd;
            return GH_OK;
        }
        (void)close(fd);
        if (code)
            return code == EWOULDBLOCK ? GH_BUSY : sql_status_of_errno(code);
    }
}

/* Takes the lock anew when its file was deleted or replaced. A writer that took that one first goes on, and this one
 * writes nothing meanwhile. Where no lock file can be made, no other writer can make one either. */
static enum gh_status keep_lock(struct sql *sql)
{
    char name[SQL_PATH_SIZE + 8];
    int fd = -1;
    name_lock(sql->path, name);
    sql->rival = false;
    if (sql->lock < 0 || is_locked_file(name, sql->lock))
        return GH_OK;
    enum gh_status status = sql_take_lock(sql->path, &fd);
    sql->rival = status == GH_BUSY;
    if (!status) {
        (void)close(sql->lock);
        sql->lock = fd;
    }
    return sql->rival ? GH_BUSY : GH_OK;
}

enum gh_status sql_status(const struct sql *sql, int code)
{
    return code == SQLITE_CONSTRAINT_COMMITHOOK && sql->rival ? GH_BUSY : sql_status_of(sql->db, code);
}

/* ---- The files ---- */

static enum gh_status check(struct sql *sql, int files)
{
    for (int i = 0; i < files && !sql->gone; i++)
        sql->gone = !is_in_place(sql, i);
    if (!sql->gone)
        return GH_OK;
    /* By their names these are other files now, or what is left of ours is needed to save it. */
    (void)sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return GH_GONE;
}

bool sql_was_cut(const struct sql *sql)
{
    return sql->cut;
}

enum gh_status sql_in_place(struct sql *sql)
{
    return check(sql, SQL_FILES);
}

/* The index is not on disk for a writer. Readers need it, and sql_in_place() looks for it. */
enum gh_status sql_commit_in_place(struct sql *sql)
{
    enum gh_status status = check(sql, SQL_FILE_INDEX);
    return status ? status : keep_lock(sql);
}

static int before_commit(void *context)
{
    return sql_commit_in_place(context) != GH_OK;
}

void sql_watch_place(struct sql *sql)
{
    /* A migration has emptied the log, which is no cut. */
    memset(sql->files, 0, sizeof sql->files);
    sql->cut = false;
    for (int i = 0; i < SQL_FILES; i++)
        (void)is_in_place(sql, i);
    (void)sqlite3_commit_hook(sql->db, before_commit, sql);
}

/* ---- Saving ---- */

static int take_answer(void *context, int columns, char **values, char **names)
{
    bool *sound = context;
    (void)names;
    *sound = columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
    return 0;
}

static enum gh_status copy_pages(struct sql *sql, sqlite3 *to)
{
    bool sound = false;
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", sql->db, "main");
    if (!backup)
        return sql_status_of(to, sqlite3_extended_errcode(to));
    (void)sqlite3_backup_step(backup, -1);
    int code = sqlite3_backup_finish(backup);
    if (code == SQLITE_OK)
        code = sqlite3_exec(to, "PRAGMA quick_check(1)", take_answer, &sound, NULL);
    if (code != SQLITE_OK)
        return sql_status_of(to, code);
    return sound ? GH_OK : GH_CORRUPT;
}

static enum gh_status flush(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum gh_status status = fd < 0 || fsync(fd) != 0 ? sql_status_of_errno(errno) : GH_OK;
    if (fd >= 0)
        (void)close(fd);
    return status;
}

static void unlink_all(const char *path)
{
    char name[SQL_PATH_SIZE + 8];
    for (int i = 0; i < SQL_FILES; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

enum gh_status sql_copy(struct sql *sql, const char *to)
{
    sqlite3 *copy = NULL;
    if (strlen(to) >= SQL_PATH_SIZE)
        return GH_TOO_LONG;
    unlink_all(to);
    int code = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    enum gh_status status = sql_status_of(copy, code);
    if (!status)
        status = copy_pages(sql, copy);
    code = sqlite3_close(copy);
    if (!status)
        status = sql_status_of(NULL, code);
    return status ? status : flush(to);
}
