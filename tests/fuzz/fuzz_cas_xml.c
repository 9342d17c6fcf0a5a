/* links: gh_identity gh_base */
/* Answers and logout requests of CAS servers, from strangers. */
#include <stdlib.h>
#include <string.h>

#include "identity/cas_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cas_answer answer;
    char ticket[CAS_TICKET_SIZE];
    struct identity *who = calloc(1, sizeof *who);
    if (!who)
        abort();
    const bool good = cas_read_answer(BYTES(data, size), "uid memberOf", &answer, who);
    if (good && !answer.user[0] && who->attribute_count > 0)
        abort(); /* a failure has no attributes */
    if (cas_read_logout(BYTES(data, size), ticket) && (good || !ticket[0]))
        abort();
    free(who);
    return 0;
}
