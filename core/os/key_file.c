#include "os/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
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

/* os_file_write() would replace an existing file, and an overwritten key is lost for good. */
static enum gh_status write_new(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return errno == EEXIST ? GH_CONFLICT : os_status_of_errno(errno);
    size_t len = strlen(text);
    ssize_t written = write(fd, text, len);
    int error = errno;
    bool whole = written == (ssize_t)len && fsync(fd) == 0;
    if (close(fd) != 0 || !whole) {
        (void)unlink(path);
        return written >= 0 ? GH_FULL : os_status_of_errno(error);
    }
    return GH_OK;
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
