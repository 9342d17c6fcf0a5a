/* Units as a file, and from one. Both have the same columns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/account.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/sheet_import.h"
#include "api/table.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/place_edit.h"
#include "records/place_list.h"

#define APPROVERS_MAX 16
#define APPROVERS_SIZE 1024
#define NUMBER_SIZE 16

enum column { CODE = 0, PARENT, NAME, NAME_EN, PINYIN, QUOTA, APPROVERS, ACTIVE, COLUMNS };

static const struct sheet_column columns[COLUMNS] = {
    [CODE] = {"code", N_("Unit code"), "单位代码|单位编号|代码|编号", false},
    [PARENT] = {"parent", N_("Parent unit"), "上级单位|上级代码|上级", false},
    [NAME] = {"name", N_("Name"), "单位名称|名称|单位|姓名", true},
    [NAME_EN] = {"name_en", N_("English name"), "英文名称|英文名", false},
    [PINYIN] = {"pinyin", N_("Pinyin"), "拼音", false},
    [QUOTA] = {"quota_day", N_("Visitors a day"), "每日人数|每日限额", false},
    [APPROVERS] = {"approvers", N_("Approvers"), "审批人|审批人账号", false},
    [ACTIVE] = {"active", N_("In use"), "启用|是否启用", false},
};

/* ---- Import ---- */

static enum gh_status put_parent(struct request *rq, json_t *input, struct bytes cell, struct field_errors *errors)
{
    char text[PLACE_NAME_SIZE];
    int64_t id = 0;
    if (cell.len == 0)
        return json_object_set_new(input, "parent", json_null()) == 0 ? GH_OK : GH_NO_MEMORY;
    enum gh_status status = sheet_copy(cell, text, sizeof text) ? unit_find(rq->db, text, text, &id) : GH_NOT_FOUND;
    if (status == GH_NOT_FOUND) {
        field_errors_add(errors, "unknown",
                         N_("There is no such unit. Write the line of a parent before those of its units."), "parent");
        return GH_OK;
    }
    if (!status && json_object_set_new(input, "parent", json_integer(id)) != 0)
        status = GH_NO_MEMORY;
    return status;
}

static bool put_quota(json_t *input, struct bytes cell, struct field_errors *errors)
{
    char text[NUMBER_SIZE], *end = NULL;
    if (cell.len == 0)
        return json_object_set_new(input, "quota_day", json_null()) == 0;
    long long number = sheet_copy(cell, text, sizeof text) ? strtoll(text, &end, 10) : 0;
    if (!end || *end || end == text)
        field_errors_add(errors, "number", N_("Write a number."), "quota_day");
    return json_object_set_new(input, "quota_day", json_integer(number)) == 0;
}

static bool put_active(json_t *input, struct bytes cell, struct field_errors *errors)
{
    bool active = true;
    if (cell.len > 0 && !sheet_flag(cell, &active))
        field_errors_add(errors, "unknown", N_("Write yes or no."), "active");
    return cell.len == 0 || json_object_set_new(input, "active", json_boolean(active)) == 0;
}

/* Only columns that the list has change something. */
static enum gh_status read_row(struct request *rq, const struct sheet *sheet, const struct sheet_row *row,
                               json_t *input, struct field_errors *errors)
{
    const struct bytes *cells = row->cells;
    static const enum column texts[] = {CODE, NAME, NAME_EN, PINYIN};
    bool good = true;
    for (size_t i = 0; good && i < sizeof texts / sizeof texts[0]; i++)
        if (sheet->has[texts[i]] && (cells[texts[i]].len > 0 || texts[i] == NAME))
            good = sheet_put_text(input, columns[texts[i]].name, cells[texts[i]]);
    if (good && sheet->has[QUOTA])
        good = put_quota(input, cells[QUOTA], errors);
    good = good && put_active(input, cells[ACTIVE], errors);
    if (!good)
        return GH_NO_MEMORY;
    return sheet->has[PARENT] ? put_parent(rq, input, cells[PARENT], errors) : GH_OK;
}

/* A unit is found by its code. A list without codes, and a unit without one, go by the name. */
static enum gh_status find_unit(struct request *rq, const struct sheet_row *row, int64_t *id)
{
    char code[UNIT_CODE_SIZE], name[PLACE_NAME_SIZE];
    if (!sheet_copy(row->cells[CODE], code, sizeof code) || !sheet_copy(row->cells[NAME], name, sizeof name))
        return GH_OK;
    enum gh_status status = unit_find(rq->db, code, NULL, id);
    if (status != GH_NOT_FOUND)
        return status;
    *id = 0;
    status = unit_find(rq->db, "", name, id);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- Approvers ---- */

struct approvers {
    size_t count;
    struct account accounts[APPROVERS_MAX];
};

/* An account that may give roles by hand may give them by a list. */
static bool may_give_roles(const struct request *rq, struct field_errors *errors)
{
    if (session_grant(rq->session, ROLE_SECURITY_ADMINISTRATOR, 0, 0))
        return true;
    field_errors_add(errors, "denied", N_("Only the security administrator names approvers. Leave this column out."),
                     "approvers");
    return false;
}

static enum gh_status load_approvers(struct request *rq, struct bytes cell, struct approvers *out,
                                     struct field_errors *errors)
{
    char text[APPROVERS_SIZE], *rest = NULL;
    out->count = 0;
    if (cell.len == 0 || !may_give_roles(rq, errors))
        return GH_OK;
    if (!sheet_copy(cell, text, sizeof text))
        field_errors_add(errors, "too-long", N_("This text is too long."), "approvers");
    for (char *name = strtok_r(text, " ;,", &rest); name; name = strtok_r(NULL, " ;,", &rest)) {
        int64_t id = 0;
        enum gh_status status = account_find(rq->db, name, &id);
        if (!status && out->count < APPROVERS_MAX)
            status = account_load(rq->db, rq->server->vault, id, &out->accounts[out->count++]);
        else if (status == GH_NOT_FOUND || !status)
            field_errors_add_named(errors, "unknown", N_("There is no account {values}."), name, "approvers");
        if (status && status != GH_NOT_FOUND)
            return status;
    }
    return GH_OK;
}

/* Gives the role to those who lack it. Roles are never taken away by a list. */
static enum gh_status name_approver(struct request *rq, struct account *account, int64_t unit,
                                    struct field_errors *errors, bool *changed)
{
    const struct account_act act = {
        .audit = audit_act_of(rq), .vault = rq->server->vault, .spared_session = request_session_token(rq)};
    for (size_t i = 0; i < account->role_count; i++) {
        const struct role_grant *grant = &account->roles[i];
        if (grant->role == ROLE_UNIT_APPROVER && (!grant->unit || grant->unit == unit) && !grant->campus)
            return GH_OK;
    }
    if (account->role_count == SESSION_GRANTS_MAX) {
        field_errors_add(errors, "too-many", N_("This account has too many roles."), "approvers");
        return GH_MALFORMED;
    }
    account->roles[account->role_count++] = (struct role_grant){.role = ROLE_UNIT_APPROVER, .unit = unit};
    *changed = true;
    return account_change(&act, account, NULL, errors);
}

/* ---- What the directory owns ---- */

struct owned {
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
    int64_t parent;
    bool active, follows;
};

/* Loads what the next run of the directory would set. id 0: nothing. */
static enum gh_status load_owned(struct db *db, int64_t id, struct owned *out)
{
    struct db_rows rows = {0};
    *out = (struct owned){.follows = false};
    if (id == 0)
        return GH_OK;
    enum gh_status status = unit_query(db, &rows, id);
    if (!status && !(status = db_next(&rows))) {
        out->parent = db_int(&rows, UNIT_COLUMN_PARENT);
        out->active = db_int(&rows, UNIT_COLUMN_ACTIVE) != 0;
        out->follows = db_int(&rows, UNIT_COLUMN_DIRECTORY) != 0;
        status = db_copy_text(&rows, UNIT_COLUMN_NAME, out->name, sizeof out->name);
        if (!status)
            status = db_copy_text(&rows, UNIT_COLUMN_NAME_EN, out->name_en, sizeof out->name_en);
    }
    db_rows_end(&rows);
    return status;
}

static bool will_be_undone(const struct owned *before, const struct owned *after)
{
    return before->follows && (strcmp(before->name, after->name) != 0 || strcmp(before->name_en, after->name_en) != 0 ||
                               before->parent != after->parent || before->active != after->active);
}

struct units_run {
    struct approvers approvers;
    bool undone; /* what the row changes, the directory changes back */
};

static const char *note(const void *context)
{
    const struct units_run *run = context;
    return run->undone ? N_("This unit follows the directory: its next run sets name, parent unit and state as the "
                            "directory has them. Change them there.")
                       : NULL;
}

static enum gh_status store(struct request *rq, void *context, const struct sheet *sheet, size_t i,
                            struct field_errors *errors, enum sheet_outcome *outcome)
{
    const struct sheet_row *row = &sheet->rows[i];
    struct units_run *run = context;
    struct approvers *approvers = &run->approvers;
    const struct audit_act act = audit_act_of(rq);
    struct owned before, after;
    int64_t id = 0;
    bool same = false, changed = false;
    json_t *input = json_object();
    enum gh_status status = input ? find_unit(rq, row, &id) : GH_NO_MEMORY;
    const bool fresh = id == 0;
    if (!status)
        status = load_owned(rq->db, id, &before);
    if (!status)
        status = read_row(rq, sheet, row, input, errors);
    if (!status)
        status = load_approvers(rq, row->cells[APPROVERS], approvers, errors);
    if (!status)
        status = errors->count ? GH_MALFORMED : unit_put(&act, &id, input, errors, &same);
    if (!status)
        status = load_owned(rq->db, id, &after);
    run->undone = !status && will_be_undone(&before, &after);
    for (size_t a = 0; !status && a < approvers->count; a++)
        status = name_approver(rq, &approvers->accounts[a], id, errors, &changed);
    for (size_t a = 0; a < approvers->count; a++)
        account_wipe(&approvers->accounts[a]);
    *outcome = fresh ? SHEET_NEW : same && !changed ? SHEET_SAME : SHEET_CHANGED;
    json_decref(input);
    return status;
}

enum gh_status admin_units_import_post(struct request *rq, struct reply *reply)
{
    static const struct sheet_kind kind = {.columns = columns, .column_count = COLUMNS, .store = store, .note = note};
    struct units_run *run = request_alloc(rq, sizeof *run);
    return sheet_import(rq, reply, &kind, run);
}

/* ---- Export ---- */

static const char *const titles[COLUMNS] = {N_("Unit code"), N_("Parent unit"),    N_("Name"),      N_("English name"),
                                            N_("Pinyin"),    N_("Visitors a day"), N_("Approvers"), N_("In use")};

static void put_unit(struct table *table, struct db_rows *rows)
{
    table_text(table, db_bytes(rows, UNIT_TREE_COLUMN_CODE));
    table_text(table, db_bytes(rows, UNIT_TREE_COLUMN_PARENT));
    table_text(table, db_bytes(rows, UNIT_TREE_COLUMN_NAME));
    table_text(table, db_bytes(rows, UNIT_TREE_COLUMN_NAME_EN));
    table_text(table, db_bytes(rows, UNIT_TREE_COLUMN_PINYIN));
    if (db_is_null(rows, UNIT_TREE_COLUMN_QUOTA_DAY))
        table_word(table, "");
    else
        table_number(table, db_int(rows, UNIT_TREE_COLUMN_QUOTA_DAY));
}

static void end_unit(struct table *table, const char *approvers, bool active)
{
    table_text(table, bytes_of_string(approvers));
    table_word(table, active ? N_("yes") : N_("no"));
}

/* A unit has a row for each approver; they become one cell. */
static enum gh_status next_rows(struct table_source *source, struct db *db, struct table *table, bool *done)
{
    (void)source;
    struct db_rows rows = {0};
    char approvers[APPROVERS_SIZE] = "";
    int64_t unit = 0;
    bool active = true;
    enum gh_status status = unit_tree_query(db, &rows);
    while (!status && !(status = db_next(&rows))) {
        if (db_int(&rows, UNIT_TREE_COLUMN_ID) != unit) {
            if (unit)
                end_unit(table, approvers, active);
            unit = db_int(&rows, UNIT_TREE_COLUMN_ID);
            active = db_int(&rows, UNIT_TREE_COLUMN_ACTIVE) != 0;
            approvers[0] = '\0';
            put_unit(table, &rows);
        }
        struct bytes name = db_bytes(&rows, UNIT_TREE_COLUMN_APPROVER);
        size_t len = strlen(approvers);
        if (name.len > 0 && len + name.len + 3 < sizeof approvers)
            (void)snprintf(approvers + len, sizeof approvers - len, "%s%.*s", len ? "; " : "", (int)name.len,
                           (const char *)name.data);
    }
    db_rows_end(&rows);
    if (unit)
        end_unit(table, approvers, active);
    *done = true;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void end_rows(struct table_source *base)
{
    free(base);
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    enum gh_status status = table_language_check(rq);
    /* No export without a record. */
    if (!status)
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "units-exported",
                                                           "list:units", "", rq->address});
    struct table_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    *s = (struct table_source){
        .file = "units", .columns = titles, .column_count = COLUMNS, .next = next_rows, .end = end_rows};
    return table_reply(rq, reply, s, format);
}

enum gh_status admin_units_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status admin_units_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
