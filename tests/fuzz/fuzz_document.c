/* links: gh_people gh_token gh_base */
/* ID documents and names as people type them: an accepted value is accepted again in its normal form, and fits its
 * buffers. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "people/document.h"
#include "people/mask.h"
#include "people/person_name.h"
#include "token/holder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_document(enum document_kind kind, struct bytes typed)
{
    static const struct civil_date today = {2026, 11, 24};
    struct document d, again;
    char form[DOCUMENT_FORM_SIZE], tail[7], normal[HOLDER_TAIL_LEN + 1];
    if (document_check(kind, typed, today, &d) != DOCUMENT_OK)
        return;
    if (document_check(kind, bytes_of_string(d.number), today, &again) != DOCUMENT_OK ||
        strcmp(d.number, again.number) != 0 || d.sex != again.sex || civil_date_compare(d.birth, again.birth) != 0)
        abort();
    document_form(&d, form);
    if (strcmp(strchr(form, ':') + 1, d.number) != 0)
        abort();
    document_tail(&d, tail);
    if (holder_tail_normalise(bytes_of_string(tail), normal) != GH_OK || strcmp(normal, tail) != 0)
        abort();
}

static void check_name(struct bytes typed)
{
    char name[PERSON_NAME_SIZE], again[PERSON_NAME_SIZE], masked[4 * PERSON_NAME_SIZE];
    size_t characters;
    if (person_name_check(typed, name) != PERSON_NAME_OK)
        return;
    if (utf8_count(bytes_of_string(name), &characters) || characters > PERSON_NAME_MAX)
        abort();
    if (person_name_check(bytes_of_string(name), again) != PERSON_NAME_OK || strcmp(name, again) != 0)
        abort();
    if (mask_name(bytes_of_string(name), masked, sizeof masked) != GH_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int kind = 0; kind < DOCUMENT_KIND_COUNT; kind++)
        check_document((enum document_kind)kind, BYTES(data, size));
    check_name(BYTES(data, size));
    return 0;
}
