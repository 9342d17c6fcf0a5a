/* Reads what somebody types into the search of a list: an application's number, words, a plate, a name, a mobile
 * number, or the number of an ID document. Numbers and names of visitors are compared by keyed hashes
 * (records/name_index.h). */
#ifndef GH_SERVER_ACT_LIST_SEARCH_H
#define GH_SERVER_ACT_LIST_SEARCH_H

#include "db/like.h"
#include "people/document.h"
#include "records/name_index.h"

struct list_search {
    const char *q;
    bool is_number; /* an application's number or its beginning */
    bool is_tail;   /* the last four characters of a mobile or document number, as people read them out */
    bool is_mobile, is_name;
    bool is_character; /* a single character of a name */
    struct db_like like;
    struct name_pattern name;
    uint8_t mobile[VAULT_HASH_LEN];
    uint8_t documents[DOCUMENT_KIND_COUNT][KEYED_HASH_LEN]; /* for each kind that has such numbers */
    bool is_document[DOCUMENT_KIND_COUNT];
};

/* Reads q, which *out borrows. "" finds everything. */
void list_search_read(const struct vault *vault, const char *q, struct list_search *out);

/* Parameters of the query: q as a LIKE pattern, q, the row after which a page begins, the name's pattern, the mobile's
 * hash, and the hashes of documents. */
#define LIST_SEARCH_PARAMETERS (5 + DOCUMENT_KIND_COUNT)
/* Fills the parameters. They borrow *search and *after. */
void list_search_bind(struct list_search *search, const struct uuid *after,
                      struct db_value out[static LIST_SEARCH_PARAMETERS]);

#endif
