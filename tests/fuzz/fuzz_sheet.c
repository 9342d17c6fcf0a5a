/* links: gh_flow gh_people gh_base */
/* Lists with named columns. Whatever is pasted, cells stay inside the list's text and are UTF-8, lines ascend, and a
 * date that is read is a day of the years that are taken. */
#include <stdlib.h>

#include "base/utf8.h"
#include "flow/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sheet_column columns[] = {
    {"name", "Name", "姓名", true}, {"until", "Until", "有效期至", false}, {"flag", "Flag", "", false}};
#define COLUMNS (sizeof columns / sizeof columns[0])

static void check_cell(const struct sheet *list, struct bytes cell)
{
    size_t characters;
    int64_t day;
    bool flag;
    if (cell.len > 0 && (cell.data < list->text || cell.data + cell.len > list->text + SHEET_TEXT_MAX))
        abort();
    if (utf8_count(cell, &characters))
        abort();
    if (sheet_date(cell, &day) && (day < 0 || day > 84006))
        abort();
    (void)sheet_flag(cell, &flag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sheet *list = malloc(sizeof *list);
    if (!list)
        return 0;
    if (sheet_parse(BYTES(data, size), columns, COLUMNS, list) == GH_OK) {
        if (!list->has[0] || list->count > SHEET_ROWS_MAX || (list->left_out && list->count < SHEET_ROWS_MAX))
            abort();
        for (size_t i = 0; i < list->count; i++) {
            if (list->rows[i].line == 0 || (i > 0 && list->rows[i].line <= list->rows[i - 1].line))
                abort();
            for (size_t c = 0; c < COLUMNS; c++)
                check_cell(list, list->rows[i].cells[c]);
        }
    }
    free(list);
    return 0;
}
