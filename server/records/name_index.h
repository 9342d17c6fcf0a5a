/* Search in sealed names.
 *
 * Beside each sealed name stands its index text: keyed hashes of the whole name and of each pair of neighbouring
 * characters. A search makes the same hashes from what was typed and looks for them with LIKE. So the database searches
 * names, page by page and within a list's scope, and no name is opened.
 *
 * Why not open all names of the scope instead: a page of a list would need all persons of all applications behind it.
 * Why pairs: Chinese names have two to four characters, so that a trigram index would miss most of them. A single
 * character is compared with the masked name, which is in clear anyway.
 *
 * What it leaks: a copy of the database without the vault's keys tells which persons have the same name or share a pair
 * of characters, and how often a pair occurs. Who knows how common names are can guess the commonest pairs. The
 * masked names, which the database holds in clear, tell more. Hashes are truncated to 24 and 48 bits: at 24 bits one
 * search among 200,000 persons finds a wrong one in about 4 % of cases.
 *
 * It is erased with the name (records/subject.c). docs/operate.md tells operators the same. */
#ifndef GH_SERVER_RECORDS_NAME_INDEX_H
#define GH_SERVER_RECORDS_NAME_INDEX_H

#include "db/db.h"
#include "vault/vault.h"

#define NAME_INDEX_CHARACTERS 64 /* of a name and of a search; the rest is ignored */
#define NAME_INDEX_SIZE (16 + 7 * NAME_INDEX_CHARACTERS)

/* Writes the index text of a name: "=WHOLE PAIR PAIR…" in hex. "" for a name without letters. Case, blanks, dots,
 * hyphens and apostrophes do not count. */
void name_index_of(const struct vault *vault, const char *name, char out[static NAME_INDEX_SIZE]);

/* Storage for a pattern. Keep it until the statement has run. */
struct name_pattern {
    char text[NAME_INDEX_SIZE + 2];
};
/* Makes the LIKE pattern that finds the index texts of names with these characters in this order, without others
 * between. Returns false for fewer than two characters. */
bool name_pattern_part(const struct vault *vault, const char *typed, struct name_pattern *out);
/* Makes the LIKE pattern for exactly this name. Returns false for a name without letters. */
bool name_pattern_whole(const struct vault *vault, const char *name, struct name_pattern *out);

/* Makes the index texts that an older server did not write, at most `limit` of them. Adds their number to *filled. */
enum gh_status GH_MUST_USE name_index_fill(struct db *db, const struct vault *vault, int64_t limit, int64_t *filled);

#endif
