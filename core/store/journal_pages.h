/* Entries out of the raw pages of a journal whose tables can't be walked any more. Knows SQLite's file format
 * (https://www.sqlite.org/fileformat2.html), and nothing of what an entry means. */
#ifndef GH_STORE_JOURNAL_PAGES_H
#define GH_STORE_JOURNAL_PAGES_H

#include "store/journal_internal.h"

/* For each row that may be an entry; whether it is one, its hash tells. An error ends the scan and is returned. */
typedef enum gh_status (*journal_row_sink)(void *context, const struct entry *entry);

/* Reads every page of the database file or write-ahead log at path, and gives each row that reads as an entry to sink,
 * in the order of the file, the same row possibly several times. scratch: any sound journal, whose statement turns the
 * columns into an entry. A file that isn't there has none; GH_IO when it can't be read. */
enum gh_status GH_MUST_USE journal_scan_pages(const char *path, struct journal *scratch, journal_row_sink sink,
                                              void *context);

#endif
