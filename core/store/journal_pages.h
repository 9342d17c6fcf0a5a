/* Reads entries from the raw pages of a journal whose tables can't be read any more. Knows SQLite's file format
 * (https://www.sqlite.org/fileformat2.html), but not what an entry means. */
#ifndef GH_STORE_JOURNAL_PAGES_H
#define GH_STORE_JOURNAL_PAGES_H

#include "store/journal_internal.h"

/* Gets each row that may be an entry; its hash tells whether it is one. An error ends the scan and is returned. */
typedef enum gh_status (*journal_row_sink)(void *context, const struct entry *entry);

/* Reads every page of the database file or write-ahead log at path and gives each row that reads as an entry to sink,
 * in the order of the file. The same row may come several times. scratch: any sound journal, whose statement turns the
 * columns into an entry. A missing file has no rows. GH_IO: the file can't be read. */
enum gh_status GH_MUST_USE journal_scan_pages(const char *path, struct journal *scratch, journal_row_sink sink,
                                              void *context);

#endif
