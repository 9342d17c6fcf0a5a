/* Recognises what was typed into the search of a list. */
#include "act/list_search.h"

#include <sodium.h>
#include <string.h>

#include "base/utf8.h"
#include "people/mobile_written.h"
#include "records/application.h"

#define NUMBER_DIGITS_MIN 8

_Static_assert(DOCUMENT_KIND_COUNT == 6, "the parameters $6 to $11");

static bool is_tail(const char *q)
{
    return strlen(q) == 4 && strspn(q, "0123456789X") == 4;
}

static bool is_number(const char *q)
{
    size_t len = strlen(q);
    return len >= NUMBER_DIGITS_MIN && len < APPLICATION_NUMBER_SIZE && strspn(q, "0123456789") == len;
}

static void read_mobile(const struct vault *vault, const char *q, struct list_search *out)
{
    char number[MOBILE_SIZE];
    bool repaired;
    out->is_mobile = mobile_check_written(bytes_of_string(q), number, &repaired) == MOBILE_OK;
    if (!out->is_mobile)
        return;
    vault_hash(vault, "mobile", bytes_of_string(number), out->mobile);
    sodium_memzero(number, sizeof number);
}

static void read_documents(const struct vault *vault, const char *q, struct list_search *out)
{
    /* Everybody in the database was born before the visit. */
    static const struct civil_date any_day = {9999, 12, 31};
    for (int kind = 0; kind < DOCUMENT_KIND_COUNT; kind++) {
        struct document document;
        char form[DOCUMENT_FORM_SIZE];
        if (document_check((enum document_kind)kind, bytes_of_string(q), any_day, &document) != DOCUMENT_OK)
            continue;
        document_form(&document, form);
        person_hash(vault->campus_key, bytes_of_string(form), out->documents[kind]);
        out->is_document[kind] = true;
        sodium_memzero(form, sizeof form);
        sodium_memzero(&document, sizeof document);
    }
}

void list_search_read(const struct vault *vault, const char *q, struct list_search *out)
{
    size_t characters = 0;
    *out = (struct list_search){.q = q, .is_number = is_number(q), .is_tail = is_tail(q)};
    read_mobile(vault, q, out);
    read_documents(vault, q, out);
    out->is_name = name_pattern_part(vault, q, &out->name);
    out->is_character = !utf8_count(bytes_of_string(q), &characters) && characters == 1;
}

void list_search_bind(struct list_search *s, const struct uuid *after,
                      struct db_value out[static LIST_SEARCH_PARAMETERS])
{
    static const uint8_t no_hash[1]; /* equals no hash; the hash of what is erased is empty */
    out[0] = db_like_containing(&s->like, s->q);
    out[1] = DB_TEXT(s->q);
    out[2] = DB_UUID(after);
    out[3] = DB_TEXT(s->name.text);
    out[4] = s->is_mobile ? DB_BLOB(s->mobile, sizeof s->mobile) : DB_BLOB(no_hash, sizeof no_hash);
    for (int kind = 0; kind < DOCUMENT_KIND_COUNT; kind++)
        out[5 + kind] =
            s->is_document[kind] ? DB_BLOB(s->documents[kind], KEYED_HASH_LEN) : DB_BLOB(no_hash, sizeof no_hash);
}
