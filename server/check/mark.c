#include "check/mark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/file.h"

#define LINE_MAX_BYTES 64
#define SECONDS_MAX 99999999999LL
#define FILE_MODE 0644 /* root may write it and the server's account reads it; it holds no secret */

static enum gh_status path_of(const char *keys, const char *name, char out[static OS_PATH_SIZE])
{
    size_t len = strlen(keys);
    while (len > 1 && keys[len - 1] == '/')
        len--;
    const int n = snprintf(out, OS_PATH_SIZE, "%.*s-%s", (int)len, keys, name);
    return n > 0 && n < OS_PATH_SIZE ? GH_OK : GH_TOO_LONG;
}

enum gh_status mark_read(const char *keys, const char *name, tick *at, char word[static MARK_WORD_SIZE])
{
    char path[OS_PATH_SIZE], text[LINE_MAX_BYTES + 1], *end = NULL;
    size_t len = 0;
    enum gh_status status = path_of(keys, name, path);
    if (!status)
        status = os_file_read(path, (uint8_t *)text, LINE_MAX_BYTES, &len);
    if (status)
        return status == GH_TOO_LONG ? GH_MALFORMED : status;
    text[len] = '\0';
    const long long seconds = strtoll(text, &end, 10);
    if (end == text || *end != ' ' || seconds <= 0 || seconds > SECONDS_MAX)
        return GH_MALFORMED;
    const char *rest = end + 1;
    const size_t letters = strspn(rest, "abcdefghijklmnopqrstuvwxyz");
    if (letters == 0 || letters >= MARK_WORD_SIZE || rest[letters] != '\n' || rest[letters + 1])
        return GH_MALFORMED;
    memcpy(word, rest, letters);
    word[letters] = '\0';
    *at = tick_from_seconds(seconds);
    return GH_OK;
}

enum gh_status mark_write(const char *keys, const char *name, tick at, const char *word)
{
    char path[OS_PATH_SIZE], text[LINE_MAX_BYTES];
    const int n = snprintf(text, sizeof text, "%lld %s\n", (long long)tick_to_seconds(at), word);
    enum gh_status status = path_of(keys, name, path);
    if (status || n <= 0 || (size_t)n >= sizeof text)
        return status ? status : GH_TOO_LONG;
    return os_file_write(path, BYTES(text, (size_t)n), FILE_MODE);
}
