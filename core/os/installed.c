#include "os/installed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEVELS 3 /* how many folders above the program to search */

static bool is_there(const char *folder, int folder_len, const char *name, char *out, size_t size)
{
    static const char *const places[] = {"share/gatehouse", "lib/gatehouse", "assets"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char path[1024];
        int len = snprintf(path, sizeof path, "%.*s/%s/%s", folder_len, folder, places[i], name);
        if (len < (int)sizeof path && (size_t)len < size && access(path, R_OK) == 0) {
            memcpy(out, path, (size_t)len + 1);
            return true;
        }
    }
    return false;
}

bool os_find_installed(const char *name, char *out, size_t size)
{
    char program[512];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program);
    if (len <= 0 || len == (ssize_t)sizeof program)
        return false;
    for (int up = 0; up <= LEVELS && len > 0; up++) {
        while (len > 0 && program[--len] != '/')
            continue;
        if (up > 0 && is_there(program, (int)len, name, out, size))
            return true;
    }
    return false;
}
