/* Small whole files: read with a limit, written so that a power cut leaves either the old or the new one. */
#ifndef GH_OS_FILE_H
#define GH_OS_FILE_H

#include <sys/types.h>

#include "base/bytes.h"

/* Reads a regular file into buffer. GH_TOO_LONG when it holds more than cap bytes, GH_MALFORMED when it is not a
 * regular file, else as os_status_of_errno(). On error *len is untouched; buffer may have been written. */
enum gh_status GH_MUST_USE os_file_read(const char *path, uint8_t *buffer, size_t cap, size_t *len);

/* Replaces path by content: temporary file beside it, fsync, rename, fsync of the folder. The new file has mode,
 * whatever the umask. On error no temporary one is left and the old file still stands, unless only the folder could not
 * be synced: then the new one stands, but a power cut may bring back the old. */
enum gh_status GH_MUST_USE os_file_write(const char *path, struct bytes content, mode_t mode);

/* DIRECTORY/NAME into out. GH_TOO_LONG when it does not fit. */
#define OS_PATH_SIZE 1024
enum gh_status GH_MUST_USE os_path_join(const char *directory, const char *name, char out[static OS_PATH_SIZE]);

/* Makes the folder and those above it; an existing folder is fine. mode is for folders that are made. */
enum gh_status GH_MUST_USE os_folder_make(const char *path, mode_t mode);

/* ENOSPC and EDQUOT: GH_FULL; EROFS: GH_READ_ONLY; ENOENT and ENOTDIR: GH_NOT_FOUND; EACCES and EPERM: GH_DENIED;
 * ENOMEM: GH_NO_MEMORY; ENAMETOOLONG: GH_TOO_LONG; EAGAIN, EBUSY and EINTR: GH_BUSY; 0: GH_OK; else GH_IO. */
enum gh_status os_status_of_errno(int error);

#endif
