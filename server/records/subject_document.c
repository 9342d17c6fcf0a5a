/* Finds the keyed hash by which a document's holder is found. */
#include <sodium.h>
#include <stdio.h>

#include "people/keyed_hash.h"
#include "records/subject.h"

#include <string.h>

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

bool subject_is_person(const struct vault *vault, const json_t *person, const struct subject *subject)
{
    const char *word = json_string_value(json_object_get(person, "document_kind"));
    const char *number = json_string_value(json_object_get(person, "document_number"));
    enum document_kind kind;
    struct subject found;
    return word && number && !document_kind_from_name(bytes_of_string(word), &kind) &&
           subject_of_document(vault, kind, bytes_of_string(number), &found) == DOCUMENT_OK &&
           memcmp(found.hash, subject->hash, sizeof found.hash) == 0;
}
