/* Finds the keyed hash by which a document's holder is found. */
#include <sodium.h>
#include <stdio.h>

#include "people/keyed_hash.h"
#include "records/subject.h"

enum document_result subject_of_document(const struct vault *vault, enum document_kind kind, struct bytes typed,
                                         struct subject *out)
{
    /* Anyone in the database was born before the visit, so today's date does not matter here. */
    static const struct civil_date any_day = {9999, 12, 31};
    struct document document;
    char form[DOCUMENT_FORM_SIZE];
    enum document_result result = document_check(kind, typed, any_day, &document);
    if (result != DOCUMENT_OK)
        return result;
    document_form(&document, form);
    person_hash(vault->campus_key, bytes_of_string(form), out->hash);
    sodium_memzero(form, sizeof form);
    sodium_memzero(&document, sizeof document);
    char hex[2 * 8 + 1];
    hex_encode(BYTES(out->hash, 8), hex);
    (void)snprintf(out->label, sizeof out->label, "document:%s", hex);
    return DOCUMENT_OK;
}
