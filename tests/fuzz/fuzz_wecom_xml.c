/* links: gh_wecom gh_base */
/* The XML of WeCom's callbacks. Whatever comes, every member ends within its room, and a refusal leaves nothing. */
#include <stdlib.h>
#include <string.h>

#include "wecom/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_end(const char *text, size_t size, bool refused)
{
    if (!memchr(text, '\0', size) || (refused && *text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wecom_event *e = malloc(sizeof *e);
    if (!e)
        return 0;
    const bool refused = wecom_event_read(BYTES(data, size), e) != GH_OK;
    check_end(e->encrypted, sizeof e->encrypted, refused);
    check_end(e->to, sizeof e->to, refused);
    check_end(e->from, sizeof e->from, refused);
    check_end(e->created, sizeof e->created, refused);
    check_end(e->type, sizeof e->type, refused);
    check_end(e->event, sizeof e->event, refused);
    check_end(e->key, sizeof e->key, refused);
    check_end(e->task, sizeof e->task, refused);
    check_end(e->code, sizeof e->code, refused);
    check_end(e->agent, sizeof e->agent, refused);
    free(e);
    return 0;
}
