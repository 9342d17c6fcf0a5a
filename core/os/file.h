/* Small whole files: read with a limit, written so that a power cut leaves either the old or the new one. */
#ifndef GH_OS_FILE_H
#define GH_OS_FILE_H

#include <sys/types.h>

#include "base/bytes.h"

/* Reads a regular file into buffer. GH_TOO_LONG: it has more than cap bytes. GH_MALFORMED: it is not a regular file.
 * Otherwise as os_status_of_errno(). On error *len is untouched; buffer may have changed. */
enum gh_status GH_MUST_USE os_file_read(const char *path, uint8_t *buffer, size_t cap, size_t *len);

/* Replaces the content of path: temporary file beside it, fsync, rename, fsync of the folder. The new file gets mode,
 * whatever the umask. An error removes the temporary file and leaves the old one, but for an error of the last fsync:
 * then the new file is there, and a power cut may bring back the old. */
enum gh_status GH_MUST_USE os_file_write(const char *path, struct bytes content, mode_t mode);

/* Overwrites a file with zeros, as far as the storage writes in place, and deletes it. Otherwise as
 * os_status_of_errno(); the file may then be there still. */
enum gh_status GH_MUST_USE os_file_wipe(const char *path);

/* Writes DIRECTORY/NAME to out. GH_TOO_LONG when it does not fit. */
#define OS_PATH_SIZE 1024
enum gh_status GH_MUST_USE os_path_join(const char *directory, const char *name, char out[static OS_PATH_SIZE]);

/* Makes the folder and those above it; an existing folder is fine. mode: of the new folders. */
enum gh_status GH_MUST_USE os_folder_make(const char *path, mode_t mode);

/* Returns the status of an errno. ENOSPC and EDQUOT: GH_FULL; EROFS: GH_READ_ONLY; ENOENT and ENOTDIR: GH_NOT_FOUND;
 * EACCES and EPERM: GH_DENIED; ENOMEM: GH_NO_MEMORY; ENAMETOOLONG: GH_TOO_LONG; EAGAIN, EBUSY and EINTR: GH_BUSY; 0:
 * GH_OK; else GH_IO. */
enum gh_status os_status_of_errno(int error);

#endif
