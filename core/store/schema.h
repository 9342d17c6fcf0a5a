/* The stores' migrations, embedded from schema/NAME_N.sql when the library is built. */
#ifndef GH_STORE_SCHEMA_H
#define GH_STORE_SCHEMA_H

#define JOURNAL_MIGRATIONS 2
#define REPLICA_MIGRATIONS 2

extern const char *const journal_migrations[];
extern const char *const replica_migrations[];

#endif
