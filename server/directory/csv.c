#include "directory/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define CELL_SIZE 512
#define FIELDS 6

/* The columns of the two lists. The names are also those of the JSON. */
static const char *const unit_columns[FIELDS][4] = {
    {"code", "代码", "单位代码", "编码"},         {"name", "名称", "单位名称", "单位"},
    {"name_en", "英文名称", "英文名", "english"}, {"parent", "上级", "上级单位", "上级代码"},
    {"head", "负责人", "负责人工号", "正职"},     {"deputies", "副职", "副职工号", "deputy"}};
static const char *const person_columns[FIELDS][4] = {
    {"number", "工号", "人员编号", "staff_number"}, {"name", "姓名", "名字", "display_name"},
    {"email", "邮箱", "电子邮箱", "mail"},          {"mobile", "手机", "手机号", "手机号码"},
    {"unit", "单位", "单位代码", "部门"},           {"active", "在职", "状态", "state"}};
static const char *const gone[] = {"0", "no", "false", "否", "离职", "退休", "inactive", "left"};

struct reader {
    struct bytes text;
    size_t at;
    unsigned line;
    char cell[CELL_SIZE]; /* "" where the cell is too long */
    bool row_ends;
};

/* Appends a byte, unless the cell is full. */
static void put(char *cell, size_t *len, uint8_t c)
{
    if (*len < CELL_SIZE)
        cell[*len] = (char)c;
    ++*len;
}

static void trim(char *cell)
{
    const size_t from = strspn(cell, " \t");
    size_t len = strlen(cell + from);
    while (len > 0 && strchr(" \t", cell[from + len - 1]))
        len--;
    memmove(cell, cell + from, len);
    cell[len] = '\0';
}

/* Takes what stands between quotes; two of them are one. False: they do not end. */
static bool take_quoted(struct reader *r, size_t *len)
{
    for (r->at++; r->at < r->text.len; r->at++) {
        const uint8_t c = r->text.data[r->at];
        r->line += c == '\n';
        if (c != '"')
            put(r->cell, len, c);
        else if (r->at + 1 < r->text.len && r->text.data[r->at + 1] == '"')
            put(r->cell, len, r->text.data[++r->at]);
        else {
            r->at++;
            return true;
        }
    }
    return false;
}

/* Takes the next cell. False: a quote does not end. */
static bool take_cell(struct reader *r)
{
    size_t len = 0;
    if (r->at < r->text.len && r->text.data[r->at] == '"' && !take_quoted(r, &len))
        return false;
    while (r->at < r->text.len && !strchr(",\n", r->text.data[r->at])) {
        if (r->text.data[r->at] != '\r')
            put(r->cell, &len, r->text.data[r->at]);
        r->at++;
    }
    r->row_ends = r->at >= r->text.len || r->text.data[r->at] == '\n';
    r->line += r->at < r->text.len && r->row_ends;
    r->at++;
    r->cell[len < CELL_SIZE ? len : 0] = '\0';
    trim(r->cell);
    return true;
}

static int find_column(const char *const columns[FIELDS][4], const char *title)
{
    for (int i = 0; i < FIELDS; i++)
        for (int w = 0; w < 4; w++)
            if (strcmp(columns[i][w], title) == 0)
                return i;
    return -1;
}

/* Copies a value that fits. */
static void set(char *out, size_t size, const char *value)
{
    const size_t len = strlen(value);
    if (len < size)
        memcpy(out, value, len + 1);
}

/* Numbers of deputies stand one after the other, apart by blanks or other marks. */
static void add_deputies(struct directory_unit *u, char *value)
{
    static const char marks[] = " ;,/|";
    while (*value) {
        value += strspn(value, marks);
        char *end = value + strcspn(value, marks);
        const bool more = *end != '\0';
        *end = '\0';
        directory_add_head(u, value, false);
        value = end + more;
    }
}

static void set_unit(struct directory_unit *u, int field, char *value)
{
    switch (field) {
    case 0:
        set(u->code, sizeof u->code, value);
        break;
    case 1:
        set(u->name, sizeof u->name, value);
        break;
    case 2:
        set(u->name_en, sizeof u->name_en, value);
        break;
    case 3:
        set(u->parent, sizeof u->parent, value);
        break;
    case 4:
        directory_add_head(u, value, true);
        break;
    default:
        add_deputies(u, value);
    }
}

static bool is_active(const char *value)
{
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        if (strcmp(value, gone[i]) == 0)
            return false;
    return true;
}

static void set_person(struct directory_person *p, int field, const char *value)
{
    switch (field) {
    case 0:
        set(p->number, sizeof p->number, value);
        break;
    case 1:
        set(p->name, sizeof p->name, value);
        break;
    case 2:
        set(p->email, sizeof p->email, value);
        break;
    case 3:
        directory_set_mobile(p, value);
        break;
    case 4:
        set(p->unit, sizeof p->unit, value);
        break;
    default:
        p->active = is_active(value);
    }
}

static enum gh_status bad_text(const struct reader *r, struct directory_fault *fault)
{
    char where[DIRECTORY_DETAIL_SIZE];
    (void)snprintf(where, sizeof where, "line %u", r->line);
    return directory_fail(fault, DIRECTORY_TEXT, where);
}

static enum gh_status read_titles(struct reader *r, const char *const columns[FIELDS][4],
                                  int fields[static DIRECTORY_CSV_COLUMNS_MAX], struct directory_fault *fault)
{
    bool has[FIELDS] = {false};
    size_t at = 0;
    for (int i = 0; i < DIRECTORY_CSV_COLUMNS_MAX; i++)
        fields[i] = -1;
    do {
        if (!take_cell(r))
            return bad_text(r, fault);
        const int field = at < DIRECTORY_CSV_COLUMNS_MAX ? find_column(columns, r->cell) : -1;
        if (field >= 0 && !has[field]) {
            fields[at] = field;
            has[field] = true;
        }
        at++;
    } while (!r->row_ends);
    if (!has[0] || !has[1])
        return directory_fail(fault, DIRECTORY_COLUMNS, columns[has[0] ? 1 : 0][0]);
    return GH_OK;
}

static enum gh_status read_row(struct reader *r, bool people, const int fields[static DIRECTORY_CSV_COLUMNS_MAX],
                               struct directory_snapshot *s, struct directory_fault *fault)
{
    struct directory_unit *unit = people ? NULL : directory_add_unit(s, fault);
    struct directory_person *person = people ? directory_add_person(s, fault) : NULL;
    bool blank = true;
    size_t at = 0;
    if (!unit && !person)
        return GH_UNAVAILABLE;
    if (person)
        person->active = true;
    do {
        if (!take_cell(r))
            return bad_text(r, fault);
        blank &= r->cell[0] == '\0';
        const int field = at < DIRECTORY_CSV_COLUMNS_MAX && r->cell[0] ? fields[at] : -1;
        if (field >= 0 && unit)
            set_unit(unit, field, r->cell);
        else if (field >= 0)
            set_person(person, field, r->cell);
        at++;
    } while (!r->row_ends);
    if (blank)
        *(people ? &s->people_count : &s->unit_count) -= 1;
    return GH_OK;
}

enum gh_status directory_csv_take(struct bytes text, bool people, struct directory_snapshot *s,
                                  struct directory_fault *fault)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    struct reader r = {.text = text, .line = 1};
    int fields[DIRECTORY_CSV_COLUMNS_MAX];
    size_t characters;
    if (text.len > DIRECTORY_CSV_MAX)
        return directory_fail(fault, DIRECTORY_TOO_MUCH, "");
    if (utf8_count(text, &characters) || memchr(text.data, '\0', text.len))
        return directory_fail(fault, DIRECTORY_TEXT, "");
    if (text.len >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0)
        r.at = sizeof mark;
    enum gh_status status = read_titles(&r, people ? person_columns : unit_columns, fields, fault);
    while (!status && r.at < text.len)
        status = read_row(&r, people, fields, s, fault);
    return status;
}
