/* links: gh_flow gh_people gh_base */
/* Lists of visitors. Whatever is pasted, cells stay inside the list's text, rows without an error hold values that pass
 * their checks again, and the counts are right. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "flow/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct civil_date today = {2026, 11, 24};

static void check_cell(const struct import *list, const struct import_cell *cell)
{
    size_t characters;
    if (!cell->code != !cell->message)
        abort();
    if (cell->typed.len == 0)
        return;
    if (cell->typed.data < list->text || cell->typed.data + cell->typed.len > list->text + IMPORT_TEXT_MAX ||
        utf8_count(cell->typed, &characters))
        abort();
    if (cell->typed.len > IMPORT_CELL_MAX && strcmp(cell->code, "too-long") != 0)
        abort();
}

static void check_row(const struct import *list, const struct import_row *row)
{
    char name[PERSON_NAME_SIZE], mobile[MOBILE_SIZE];
    struct document d;
    bool faulty = false;
    for (size_t c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        check_cell(list, &row->cells[c]);
        faulty |= row->cells[c].code != NULL;
    }
    if (faulty != row->faulty || row->line == 0 || (row > list->rows && row->line <= row[-1].line))
        abort();
    if (faulty)
        return;
    if (person_name_check(bytes_of_string(row->name), name) || strcmp(name, row->name) != 0 ||
        mobile_check(bytes_of_string(row->mobile), mobile) ||
        document_check((enum document_kind)row->document_kind, bytes_of_string(row->document_number), today, &d) ||
        (row->sex != 'M' && row->sex != 'F') || (d.sex && d.sex != row->sex))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct import *list = malloc(sizeof *list);
    if (!list)
        return 0;
    size_t faulty = 0;
    if (import_parse(BYTES(data, size), today, list) == GH_OK) {
        for (size_t i = 0; i < list->count; i++) {
            check_row(list, &list->rows[i]);
            faulty += list->rows[i].faulty;
        }
        if (faulty != list->faulty || list->count > IMPORT_ROWS_MAX ||
            (list->left_out && list->count < IMPORT_ROWS_MAX))
            abort();
    }
    free(list);
    return 0;
}
