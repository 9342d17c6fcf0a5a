/* The stores' migrations, embedded from schema/NAME_N.sql when the library is built. */
#ifndef GH_STORE_SCHEMA_H
#define GH_STORE_SCHEMA_H

extern const char *const journal_migrations[];
extern const int journal_migrations_count;
extern const char *const replica_migrations[];
extern const int replica_migrations_count;

#endif
