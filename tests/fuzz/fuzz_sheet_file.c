/* links: gh_mail gh_base */
/* XLSX files. Whatever the zip and its XML hold, the list is UTF-8 within its limits. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/sheet_file.h"

#define LIST_SIZE ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t lines = 1, characters;
    char *list = malloc(LIST_SIZE);
    if (!list)
        return 0;
    enum gh_status status = sheet_file_text(BYTES(data, size), list, LIST_SIZE);
    if (strlen(list) >= LIST_SIZE || (status && list[0]) || (!status && utf8_count(bytes_of_string(list), &characters)))
        abort();
    for (const char *c = list; *c; c++)
        lines += *c == '\n';
    if (lines > SHEET_FILE_ROWS_MAX)
        abort();
    free(list);
    return 0;
}
