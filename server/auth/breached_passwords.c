/* Looks passwords up in a sorted file of hashes by halving it. */
#include "auth/breached_passwords.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

#define DIGITS ((size_t)2 * BREACHED_HASH_LEN)
#define COUNT_DIGITS_MAX 18
#define WINDOW ((size_t)2 * BREACHED_LINE_MAX) /* whatever the place, a whole line begins and ends in it */
#define PLACES 256

struct breached_passwords {
    int file;
    uint64_t size;
};

static bool digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

enum gh_status breached_line_read(struct bytes text, struct breached_line *out)
{
    struct breached_line line = {.count = 0};
    size_t at = DIGITS + 1;
    if (text.len < DIGITS + 2 || text.data[DIGITS] != ':' ||
        hex_decode(BYTES(text.data, DIGITS), line.hash, sizeof line.hash))
        return GH_MALFORMED;
    for (; at < text.len && digit(text.data[at]); at++) {
        if (at > DIGITS + COUNT_DIGITS_MAX)
            return GH_MALFORMED;
        line.count = line.count * 10 + (text.data[at] - '0');
    }
    if (at == DIGITS + 1)
        return GH_MALFORMED;
    if (at < text.len && text.data[at] == '\r')
        at++;
    if (at < text.len && text.data[at] != '\n')
        return GH_MALFORMED;
    line.len = at < text.len ? at + 1 : at;
    *out = line;
    return GH_OK;
}

/* Reads up to cap bytes from a place of the file. */
static enum gh_status read_at(const struct breached_passwords *b, uint64_t place, uint8_t *out, size_t cap, size_t *len)
{
    size_t got = 0;
    while (got < cap) {
        const ssize_t n = pread(b->file, out + got, cap - got, (off_t)(place + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return GH_IO;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    *len = got;
    return GH_OK;
}

/* Reads the first line that begins at `place` or after it. *begin: where. GH_NOT_FOUND: none begins there. */
static enum gh_status line_from(const struct breached_passwords *b, uint64_t place, struct breached_line *line,
                                uint64_t *begin)
{
    uint8_t window[WINDOW + 1];
    size_t len = 0, at = 0;
    const uint64_t from = place > 0 ? place - 1 : 0; /* one line feed before tells that a line begins at the place */
    enum gh_status status = read_at(b, from, window, sizeof window, &len);
    if (status)
        return status;
    if (place > 0) {
        const uint8_t *feed = memchr(window, '\n', len);
        if (!feed)
            return from + len >= b->size ? GH_NOT_FOUND : GH_MALFORMED;
        at = (size_t)(feed - window) + 1;
    }
    if (from + at >= b->size)
        return GH_NOT_FOUND;
    status = breached_line_read(BYTES(window + at, len - at), line);
    *begin = from + at;
    return status;
}

/* The beginning, the end, and places between them: each line is greater than the one before. */
static enum gh_status look_through(const struct breached_passwords *b)
{
    struct breached_line line;
    uint64_t begin = 0;
    enum gh_status status = line_from(b, 0, &line, &begin);
    for (uint64_t i = 1; !status && i <= PLACES; i++) {
        const struct breached_line before = line;
        const uint64_t last = begin;
        const uint64_t tail = b->size > BREACHED_LINE_MAX ? b->size - BREACHED_LINE_MAX : 0;
        status = line_from(b, i < PLACES ? b->size / PLACES * i : tail, &line, &begin);
        if (status == GH_NOT_FOUND || (!status && begin <= last)) { /* a small file: the same line, or past the last */
            line = before;
            begin = last;
            status = GH_OK;
        } else if (!status && memcmp(before.hash, line.hash, sizeof line.hash) >= 0) {
            status = GH_MALFORMED;
        }
    }
    return status == GH_NOT_FOUND ? GH_MALFORMED : status;
}

enum gh_status breached_open(const char *path, struct breached_passwords **out, const char **fault)
{
    struct stat meta;
    struct breached_passwords *b = malloc(sizeof *b);
    *fault = "can't be read";
    if (!b)
        return GH_NO_MEMORY;
    b->file = open(path, O_RDONLY | O_CLOEXEC);
    enum gh_status status = b->file < 0 || fstat(b->file, &meta) != 0 ? os_status_of_errno(errno) : GH_OK;
    if (!status && !S_ISREG(meta.st_mode))
        status = GH_UNSUPPORTED;
    if (!status) {
        b->size = (uint64_t)meta.st_size;
        status = look_through(b);
        if (status == GH_MALFORMED)
            *fault = "is no list of SHA-1 hashes ordered by hash, with lines HASH:COUNT";
    }
    if (status)
        breached_close(b);
    else
        *out = b;
    return status;
}

void breached_close(struct breached_passwords *breached)
{
    if (!breached)
        return;
    if (breached->file >= 0)
        (void)close(breached->file);
    free(breached);
}

/* Halves the file: the hash lies in a line that begins in [low, high). */
static enum gh_status search(const struct breached_passwords *b, const uint8_t hash[static BREACHED_HASH_LEN],
                             bool *found)
{
    uint64_t low = 0, high = b->size;
    while (low < high) {
        struct breached_line line;
        uint64_t begin = 0;
        const uint64_t middle = low + (high - low) / 2;
        enum gh_status status = line_from(b, middle, &line, &begin);
        if (status == GH_NOT_FOUND || (!status && begin >= high)) {
            high = middle;
            continue;
        }
        if (status)
            return status == GH_MALFORMED ? GH_CORRUPT : status;
        const int order = memcmp(hash, line.hash, BREACHED_HASH_LEN);
        if (order == 0) {
            *found = true;
            return GH_OK;
        }
        if (order < 0)
            high = middle;
        else
            low = begin + line.len;
    }
    return GH_OK;
}

enum gh_status breached_contains(const struct breached_passwords *breached, struct bytes password, bool *found)
{
    uint8_t hash[BREACHED_HASH_LEN];
    *found = false;
    if (!breached)
        return GH_OK;
    if (gnutls_hash_fast(GNUTLS_DIG_SHA1, password.data, password.len, hash) != 0)
        return GH_NO_MEMORY;
    enum gh_status status = search(breached, hash, found);
    sodium_memzero(hash, sizeof hash);
    return status;
}
