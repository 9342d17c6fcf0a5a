#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum gh_status os_status_of_errno(int error)
{
    switch (error) {
    case 0:
        return GH_OK;
    case ENOSPC:
    case EDQUOT:
        return GH_FULL;
    case EROFS:
        return GH_READ_ONLY;
    case ENOENT:
    case ENOTDIR:
        return GH_NOT_FOUND;
    case EACCES:
    case EPERM:
        return GH_DENIED;
    case ENOMEM:
        return GH_NO_MEMORY;
    case ENAMETOOLONG:
        return GH_TOO_LONG;
    case EAGAIN:
    case EBUSY:
    case EINTR:
        return GH_BUSY;
    default:
        return GH_IO;
    }
}

static enum gh_status read_all(int fd, uint8_t *buffer, size_t cap, size_t *len)
{
    size_t got = 0;
    for (;;) {
        uint8_t beyond;
        bool full = got == cap;
        ssize_t n = read(fd, full ? &beyond : buffer + got, full ? 1 : cap - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return os_status_of_errno(errno);
        if (n == 0)
            break;
        if (full)
            return GH_TOO_LONG;
        got += (size_t)n;
    }
    *len = got;
    return GH_OK;
}

enum gh_status os_file_read(const char *path, uint8_t *buffer, size_t cap, size_t *len)
{
    /* A pipe in the file's place must not make this hang. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return os_status_of_errno(errno);
    struct stat about;
    enum gh_status status;
    if (fstat(fd, &about) != 0)
        status = os_status_of_errno(errno);
    else if (!S_ISREG(about.st_mode))
        status = GH_MALFORMED;
    else
        status = read_all(fd, buffer, cap, len);
    close(fd);
    return status;
}

static enum gh_status write_all(int fd, struct bytes content)
{
    while (content.len > 0) {
        ssize_t n = write(fd, content.data, content.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return os_status_of_errno(errno);
        content.data += n;
        content.len -= (size_t)n;
    }
    return GH_OK;
}

static enum gh_status fill_and_close(int fd, struct bytes content, mode_t mode)
{
    enum gh_status status = write_all(fd, content);
    if (!status && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        status = os_status_of_errno(errno);
    if (close(fd) != 0 && !status)
        status = os_status_of_errno(errno);
    return status;
}

/* The rename itself must survive a power cut. */
static enum gh_status sync_folder_of(const char *path)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof(copy), "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return os_status_of_errno(errno);
    enum gh_status status = fsync(fd) == 0 ? GH_OK : os_status_of_errno(errno);
    close(fd);
    return status;
}

enum gh_status os_file_write(const char *path, struct bytes content, mode_t mode)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof(temporary), "%s.new-XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(temporary))
        return GH_TOO_LONG;
    int fd = mkstemp(temporary);
    if (fd < 0)
        return os_status_of_errno(errno);
    enum gh_status status = fill_and_close(fd, content, mode);
    if (!status && rename(temporary, path) != 0)
        status = os_status_of_errno(errno);
    if (status) {
        unlink(temporary);
        return status;
    }
    return sync_folder_of(path);
}

static enum gh_status make_one(const char *path, mode_t mode)
{
    struct stat about;
    if (mkdir(path, mode) == 0)
        return GH_OK;
    int error = errno;
    bool there = error == EEXIST && stat(path, &about) == 0;
    if (there)
        return S_ISDIR(about.st_mode) ? GH_OK : GH_CONFLICT;
    return os_status_of_errno(error);
}

static enum gh_status overwrite(int fd)
{
    static const uint8_t zeros[4096];
    struct stat info;
    off_t at = 0;
    if (fstat(fd, &info) != 0)
        return os_status_of_errno(errno);
    while (at < info.st_size) {
        const off_t left = info.st_size - at;
        ssize_t n = pwrite(fd, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros, at);
        if (n < 0 && errno != EINTR)
            return os_status_of_errno(errno);
        at += n > 0 ? n : 0;
    }
    return fsync(fd) == 0 ? GH_OK : os_status_of_errno(errno);
}

enum gh_status os_file_wipe(const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    enum gh_status status = fd >= 0 ? overwrite(fd) : os_status_of_errno(errno);
    if (fd >= 0)
        (void)close(fd);
    /* Who may not write the file may still delete it. */
    return unlink(path) == 0 ? (status == GH_DENIED ? GH_OK : status) : os_status_of_errno(errno);
}

enum gh_status os_path_join(const char *directory, const char *name, char out[static OS_PATH_SIZE])
{
    int n = snprintf(out, OS_PATH_SIZE, "%s/%s", directory, name);
    return n > 0 && n < OS_PATH_SIZE ? GH_OK : GH_TOO_LONG;
}

enum gh_status os_folder_make(const char *path, mode_t mode)
{
    char copy[PATH_MAX];
    int length = snprintf(copy, sizeof(copy), "%s", path);
    if (length <= 0 || (size_t)length >= sizeof(copy))
        return length <= 0 ? GH_MALFORMED : GH_TOO_LONG;
    for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        enum gh_status status = make_one(copy, mode);
        *slash = '/';
        if (status)
            return status;
    }
    return make_one(copy, mode);
}
