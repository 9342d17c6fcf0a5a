/* The hardware secret: 16 to 64 bytes that only this machine has, in a file that [keys] hardware_file names.
 *
 * A file beside it, FILE.kind, says what protects it: "tpm" when a TPM opened it at this start. Without such a file it
 * is a plain file, which protects a copied disk only when it lies elsewhere. */
#ifndef GH_OS_HARDWARE_H
#define GH_OS_HARDWARE_H

#include "base/bytes.h"

#define HARDWARE_MIN 16
#define HARDWARE_MAX 64

enum hardware { HARDWARE_NONE, HARDWARE_FILE, HARDWARE_TPM };

/* Returns the kind of the secret in path. "" or a missing file: HARDWARE_NONE, whatever was configured. */
enum hardware hardware_kind(const char *path);
/* Returns "none", "file" or "tpm": the words of the booth's report. A literal. */
const char *hardware_name(enum hardware hardware);

/* Reads the secret. GH_NOT_FOUND: path is "", or there is no such file. GH_MALFORMED: fewer than HARDWARE_MIN bytes.
 * Otherwise as os_file_read(). The caller wipes out. */
enum gh_status GH_MUST_USE hardware_read(const char *path, uint8_t out[static HARDWARE_MAX], size_t *len);

#endif
