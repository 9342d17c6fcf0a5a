/* The filters of the entry log, as a request names them. */
#ifndef GH_SERVER_API_ENTRY_FILTER_H
#define GH_SERVER_API_ENTRY_FILTER_H

#include "http/reply.h"
#include "review/entry_query.h"
#include "vault/vault.h"
#include "wire/entry_plate.h"

#define ENTRY_PAGE_MAX 200

/* Reads the query of a request. *scope becomes that of the request; where persons are searched by name, that of the
 * roles which may see names. GH_MALFORMED: an unknown word, or a number out of range. */
enum gh_status GH_MUST_USE entry_filter_read(const struct request *rq, struct entry_filter *out, struct scope *scope);

/* Opens the note of a row of entry_query(); "" for none. Errors as record_open(). */
enum gh_status GH_MUST_USE entry_note_open(const struct vault *vault, struct db_rows *rows,
                                           char note[static ENTRY_NOTE_MAX]);
/* Reads the plate of such a row: of its pass, or of a car without a pass; "" for none. */
enum gh_status GH_MUST_USE entry_plate_read(const struct vault *vault, struct db_rows *rows,
                                            char plate[static ENTRY_PLATE_MAX]);

#endif
