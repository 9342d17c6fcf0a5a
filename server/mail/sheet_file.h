/* Reads the first sheet of an XLSX file (ECMA-376) as a list for flow/import.h: cells separated by tabs, one row a
 * line. The file is hostile until shown otherwise: a zip within limits, XML without a document type, so without
 * entities. Formulas give their last value. Pure. */
#ifndef GH_SERVER_MAIL_SHEET_FILE_H
#define GH_SERVER_MAIL_SHEET_FILE_H

#include "base/bytes.h"

#define SHEET_FILE_ENTRIES_MAX 200
#define SHEET_FILE_PART_MAX ((size_t)8 * 1024 * 1024) /* of one part, unpacked */
#define SHEET_FILE_RATIO_MAX 200                      /* unpacked to packed, of a part over SHEET_FILE_SMALL */
#define SHEET_FILE_SMALL ((size_t)256 * 1024)
#define SHEET_FILE_ROWS_MAX 5000
#define SHEET_FILE_COLUMNS_MAX 64 /* further columns are left out */
#define SHEET_FILE_STRINGS_MAX 100000
#define SHEET_FILE_DEPTH_MAX 32

/* Writes the list and a NUL. GH_MALFORMED: no XLSX file, or a document type. GH_UNSUPPORTED: encrypted. GH_TOO_LONG:
 * over a limit, or `size` is too small. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE sheet_file_text(struct bytes file, char *out, size_t size);

#endif
