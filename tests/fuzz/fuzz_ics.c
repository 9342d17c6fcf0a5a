/* links: gh_flow gh_people gh_base */
/* Published calendars. Whatever comes, cells are UTF-8, lines ascend, and a last day that is a date is no date before
 * the first, unless the calendar itself says so. */
#include <stdlib.h>

#include "base/utf8.h"
#include "flow/ics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sheet *list = malloc(sizeof *list);
    if (!list)
        return 0;
    if (ics_parse(BYTES(data, size), list) == GH_OK) {
        if (list->count > SHEET_ROWS_MAX || (list->left_out && list->count < SHEET_ROWS_MAX))
            abort();
        for (size_t i = 0; i < list->count; i++) {
            const struct sheet_row *row = &list->rows[i];
            if (row->line == 0 || (i > 0 && row->line <= list->rows[i - 1].line))
                abort();
            for (size_t c = 0; c < ICS_COLUMNS; c++) {
                size_t characters;
                if (row->cells[c].len > 0 && (row->cells[c].data < list->text ||
                                              row->cells[c].data + row->cells[c].len > list->text + SHEET_TEXT_MAX))
                    abort();
                if (utf8_count(row->cells[c], &characters))
                    abort();
            }
        }
    }
    free(list);
    return 0;
}
