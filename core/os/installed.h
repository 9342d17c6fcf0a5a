/* Finds the files that were installed with the running program. */
#ifndef GH_OS_INSTALLED_H
#define GH_OS_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

/* Finds a folder as installed (for PREFIX/bin/PROGRAM: PREFIX/share/gatehouse/NAME, PREFIX/lib/gatehouse/NAME) or as
 * built (for BUILD/kiosk/PROGRAM: BUILD/assets/NAME). False when there is none or out is too small; out is then
 * untouched. */
bool os_find_installed(const char *name, char *out, size_t size);

#endif
