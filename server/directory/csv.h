/* Reads units or people from CSV (RFC 4180), as registers export it every night. Pure. */
#ifndef GH_SERVER_DIRECTORY_CSV_H
#define GH_SERVER_DIRECTORY_CSV_H

#include "directory/snapshot.h"

#define DIRECTORY_CSV_MAX ((size_t)16 * 1024 * 1024)
#define DIRECTORY_CSV_COLUMNS_MAX 64

/* Adds the rows of a list whose first line names its columns, in English or Chinese and in any order
 * (docs/directory.md). Unknown columns are ignored, and empty rows skipped. A value that is too long counts as absent.
 * GH_UNAVAILABLE: as *fault says: DIRECTORY_COLUMNS names the missing column, DIRECTORY_TEXT the line. */
enum gh_status GH_MUST_USE directory_csv_take(struct bytes text, bool people, struct directory_snapshot *s,
                                              struct directory_fault *fault);

#endif
