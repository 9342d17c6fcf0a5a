#include "os/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

#define KEY_FILE_MAX 256

enum gh_status key_file_read(const char *path, const char *word, uint8_t *out, size_t len)
{
    uint8_t text[KEY_FILE_MAX];
    size_t size, prefix = strlen(word);
    enum gh_status status = os_file_read(path, text, sizeof text, &size);
    if (status)
        return status;
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    if (size <= prefix || memcmp(text, word, prefix) != 0 || text[prefix] != ' ')
        status = GH_MALFORMED;
    else
        status = hex_decode(BYTES(text + prefix + 1, size - prefix - 1), out, len);
    sodium_memzero(text, sizeof text);
    return status;
}

static enum gh_status fill_and_close(int fd, const char *text, mode_t mode)
{
    const size_t len = strlen(text);
    const ssize_t written = write(fd, text, len);
    enum gh_status status = written < 0 ? os_status_of_errno(errno) : written != (ssize_t)len ? GH_FULL : GH_OK;
    if (!status && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        status = os_status_of_errno(errno);
    if (close(fd) != 0 && !status)
        status = os_status_of_errno(errno);
    return status;
}

/* For file systems without hard links, such as FAT. Somebody who reads at this moment may see a part of the key. */
static enum gh_status write_in_place(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return errno == EEXIST ? GH_CONFLICT : os_status_of_errno(errno);
    enum gh_status status = fill_and_close(fd, text, mode);
    if (status)
        (void)unlink(path);
    return status;
}

/* os_file_write() would replace an existing file, and an overwritten key is lost for good. The file appears whole: a
 * second server that starts at this moment reads it. */
static enum gh_status write_new(const char *path, const char *text, mode_t mode)
{
    char temporary[OS_PATH_SIZE];
    const int n = snprintf(temporary, sizeof temporary, "%s.new-XXXXXX", path);
    if (n < 0 || (size_t)n >= sizeof temporary)
        return GH_TOO_LONG;
    int fd = mkstemp(temporary);
    if (fd < 0)
        return os_status_of_errno(errno);
    enum gh_status status = fill_and_close(fd, text, mode);
    bool linked = !status && link(temporary, path) == 0;
    int error = errno;
    (void)unlink(temporary);
    if (status || linked)
        return status;
    if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS)
        return write_in_place(path, text, mode);
    return error == EEXIST ? GH_CONFLICT : os_status_of_errno(error);
}

enum gh_status key_file_write(const char *path, const char *word, const uint8_t *key, size_t len, bool secret)
{
    char text[KEY_FILE_MAX], digits[2 * KEY_FILE_KEY_MAX + 1];
    if (len > KEY_FILE_KEY_MAX)
        return GH_TOO_LONG;
    hex_encode(BYTES(key, len), digits);
    int n = snprintf(text, sizeof text, "%s %s\n", word, digits);
    enum gh_status status =
        n > 0 && (size_t)n < sizeof text ? write_new(path, text, secret ? 0600 : 0644) : GH_TOO_LONG;
    sodium_memzero(text, sizeof text);
    sodium_memzero(digits, sizeof digits);
    return status;
}
