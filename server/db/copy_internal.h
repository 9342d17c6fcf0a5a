/* What the source files of the copy share. Private to this folder. */
#ifndef GH_SERVER_DB_COPY_INTERNAL_H
#define GH_SERVER_DB_COPY_INTERNAL_H

#include "db/copy.h"
#include "db/driver.h"

/* Writes a fault, truncated where it is too long. */
void db_copy_fault(char fault[static DB_FAULT_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Reads the tables that both databases have, each after those that it refers to. GH_UNSUPPORTED: they differ. */
enum gh_status GH_MUST_USE db_copy_tables(struct db *from, struct db *to, struct db_tables *tables,
                                          char fault[static DB_FAULT_SIZE]);

#endif
