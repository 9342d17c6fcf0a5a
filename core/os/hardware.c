#include "os/hardware.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"

static bool says_tpm(const char *path)
{
    char beside[OS_PATH_SIZE];
    uint8_t word[8];
    size_t len = 0;
    const int n = snprintf(beside, sizeof beside, "%s.kind", path);
    if (n < 0 || (size_t)n >= sizeof beside || os_file_read(beside, word, sizeof word, &len))
        return false;
    while (len > 0 && word[len - 1] == '\n')
        len--;
    return bytes_equal(BYTES(word, len), bytes_of_string("tpm"));
}

enum hardware hardware_kind(const char *path)
{
    if (!path[0] || access(path, F_OK) != 0)
        return HARDWARE_NONE;
    return says_tpm(path) ? HARDWARE_TPM : HARDWARE_FILE;
}

const char *hardware_name(enum hardware hardware)
{
    static const char *const names[] = {[HARDWARE_NONE] = "none", [HARDWARE_FILE] = "file", [HARDWARE_TPM] = "tpm"};
    return (unsigned)hardware < sizeof names / sizeof names[0] ? names[hardware] : names[HARDWARE_NONE];
}

enum gh_status hardware_read(const char *path, uint8_t out[static HARDWARE_MAX], size_t *len)
{
    size_t found = 0;
    if (!path[0])
        return GH_NOT_FOUND;
    enum gh_status status = os_file_read(path, out, HARDWARE_MAX, &found);
    if (!status && found < HARDWARE_MIN)
        status = GH_MALFORMED;
    if (!status)
        *len = found;
    return status;
}
