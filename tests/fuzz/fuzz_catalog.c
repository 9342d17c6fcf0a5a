/* links: gh_base */
/* Catalogues of translations as files. Look-ups stay within the file, and every filled-in text ends within its buffer.
 * */
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
    char out[32];
    const struct text_arg args[] = {{"n", "12"}, {"span", "5 分钟"}};
    memset(out, 'x', sizeof out);
    (void)text_format(out, sizeof out, text, args, 2);
    if (memchr(out, '\0', sizeof out) == NULL)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalog catalog;
    char word[64];
    if (catalog_open(BYTES(data, size), &catalog) != GH_OK)
        return 0;
    size_t n = size < sizeof word - 1 ? size : sizeof word - 1;
    memcpy(word, data + size - n, n);
    word[n] = '\0';
    const char *const texts[] = {"In", "", "{n} rider", word};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *found = catalog_find(&catalog, texts[i]);
        const char *plural = catalog_find_plural(&catalog, texts[i], "{n} riders", 2);
        check_text(found);
        check_text(plural);
    }
    return 0;
}
