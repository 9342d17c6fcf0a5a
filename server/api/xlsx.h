/* A spreadsheet in the form of Excel (Office Open XML, ECMA-376), written row by row by libxlsxwriter.
 *
 * Rows go to files without a name in $TMPDIR, /var/tmp where that is not set. So memory stays the same for any number
 * of rows, and nothing of it is left after a crash. A sheet takes XLSX_ROWS_MAX rows; the next row begins another sheet
 * with the same names of columns. */
#ifndef GH_SERVER_API_XLSX_H
#define GH_SERVER_API_XLSX_H

#include "base/bytes.h"
#include "base/status.h"

#define XLSX_ROWS_MAX 1048576 /* rows of a sheet, with the names of columns (Excel specifications and limits) */

struct xlsx;

/* Begins a spreadsheet. names: of its `columns` columns, kept as long as it is. GH_IO: no file for it; GH_NO_MEMORY.
 * The caller ends it with xlsx_finish() or xlsx_free(). */
enum gh_status GH_MUST_USE xlsx_new(const char *const *names, size_t columns, struct xlsx **out);

/* Append the next cell; after the last column the next row begins. A text stays a text, also where it looks like a
 * formula or a number. Control characters become blanks. GH_TOO_LONG: over 32,767 bytes; GH_IO; GH_NO_MEMORY. */
enum gh_status GH_MUST_USE xlsx_text(struct xlsx *x, struct bytes text);
enum gh_status GH_MUST_USE xlsx_number(struct xlsx *x, int64_t number);
/* at: seconds since 1970 by the clock on the wall, of whatever zone the reader means. */
enum gh_status GH_MUST_USE xlsx_time(struct xlsx *x, int64_t at);

/* Writes the file and frees the spreadsheet, whatever the outcome. *fd: at the file's beginning; the caller closes it.
 * GH_IO: it could not be written, as on a full disk. */
enum gh_status GH_MUST_USE xlsx_finish(struct xlsx *x, int *fd);
/* Throws it away. NULL is allowed. */
void xlsx_free(struct xlsx *x);

#endif
