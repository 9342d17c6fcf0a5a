/* Walks X-Forwarded-For from its end. */
#include "http/client_address.h"

#include <string.h>

void forwarded_add(struct forwarded *forwarded, const char *line)
{
    if (forwarded->count == PROXY_HOPS_MAX)
        memmove(forwarded->lines, forwarded->lines + 1, --forwarded->count * sizeof forwarded->lines[0]);
    forwarded->lines[forwarded->count++] = line;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A place in the lines: what stands left of it has not been read. */
struct place {
    size_t line; /* counted from 1; 0: the end */
    size_t left; /* bytes of the line that are left */
    bool begun;
};

/* Takes the item left of the place. Returns false when there is none. */
static bool take_item(const struct forwarded *forwarded, struct place *p, struct bytes *item)
{
    if (!p->begun) {
        if (p->line == 0)
            return false;
        p->left = strlen(forwarded->lines[p->line - 1]);
        p->begun = true;
    }
    const char *line = forwarded->lines[p->line - 1];
    size_t end = p->left, begin;
    while (end > 0 && is_blank(line[end - 1]))
        end--;
    for (begin = end; begin > 0 && line[begin - 1] != ','; begin--)
        continue;
    p->left = begin > 0 ? begin - 1 : 0;
    if (begin == 0) {
        p->line--;
        p->begun = false;
    }
    while (begin < end && is_blank(line[begin]))
        begin++;
    *item = BYTES(line + begin, end - begin);
    return true;
}

struct address client_address(const struct address *peer, const char *proxies, unsigned hops,
                              const struct forwarded *forwarded)
{
    struct address at = *peer, next;
    struct place place = {.line = forwarded->count};
    struct bytes item;
    for (unsigned i = 0; i < hops && address_in_list(proxies, &at); i++) {
        if (!take_item(forwarded, &place, &item) || !address_read(item, &next))
            break;
        at = next;
    }
    return at;
}
