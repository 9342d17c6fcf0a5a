/* Where the files that came with the running program are. */
#ifndef GH_OS_INSTALLED_H
#define GH_OS_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

/* A folder as installed (PREFIX/bin/PROGRAM: PREFIX/share/gatehouse/NAME, PREFIX/lib/gatehouse/NAME) or as built
 * (BUILD/kiosk/PROGRAM: BUILD/assets/NAME). False, and out is untouched, when there is none, or out is too small. */
bool os_find_installed(const char *name, char *out, size_t size);

#endif
