/* Accounts as a file, and from one. Both have the same columns. First passwords stand in the answer alone, as they do
 * when an account is made by hand. */
#include <sodium.h>
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
#include "records/application_view.h"
#include "records/place_list.h"
#include "records/places.h"

#define ROWS_MAX 100 /* a first password takes about 70 ms */
#define ROLES_SIZE 1024
#define PIECE 100

enum column { NAME = 0, DISPLAY_NAME, MOBILE, EMAIL, UNIT, ROLES, ACTIVE, STAFF_NUMBER, WECOM_USER, COLUMNS };

static const struct sheet_column columns[COLUMNS] = {
    [NAME] = {"name", N_("Account"), "账号|工号|学号", true},
    [DISPLAY_NAME] = {"display_name", N_("Name"), "姓名", false},
    [MOBILE] = {"mobile", N_("Mobile number"), "手机号|手机号码|手机", false},
    [EMAIL] = {"email", N_("E-mail"), "邮箱|电子邮箱|mail", false},
    [UNIT] = {"unit", N_("Unit"), "单位|部门|单位代码", false},
    [ROLES] = {"roles", N_("Roles"), "角色", false},
    [ACTIVE] = {"active", N_("In use"), "启用|是否启用", false},
    [STAFF_NUMBER] = {"staff_number", N_("Staff number"), "工号|人员编号", false}, /* where 工号 is not the account */
    [WECOM_USER] = {"wecom_user", N_("WeCom UserID"), "企业微信 UserID|企业微信", false},
};

/* ---- Roles ---- */

/* A role is written as ROLE, ROLE:UNIT, ROLE@CAMPUS or ROLE:UNIT@CAMPUS. */
static enum account_role role_of(const char *word)
{
    static const struct {
        const char *word;
        enum account_role role;
    } words[] = {
        {"申请人", ROLE_APPLICANT},    {"单位审批人", ROLE_UNIT_APPROVER}, {"保卫处审批人", ROLE_SECURITY_OFFICER},
        {"记录查阅员", ROLE_REVIEWER}, {"系统管理员", ROLE_ADMINISTRATOR}, {"安全管理员", ROLE_SECURITY_ADMINISTRATOR},
        {"审计管理员", ROLE_AUDITOR}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].role;
    return account_role_from_name(bytes_of_string(word));
}

static char *trimmed(char *word)
{
    word += strspn(word, " ");
    for (size_t len = strlen(word); len > 0 && word[len - 1] == ' ';)
        word[--len] = '\0';
    return word;
}

static enum gh_status put_role(struct request *rq, json_t *roles, char *word, struct field_errors *errors)
{
    word = trimmed(word);
    if (!*word)
        return GH_OK;
    char *campus = strchr(word, '@');
    if (campus)
        *campus++ = '\0';
    char *unit = strchr(word, ':');
    if (unit)
        *unit++ = '\0';
    int64_t unit_id = 0, campus_id = 0;
    const enum account_role role = role_of(word);
    enum gh_status status = unit ? unit_find(rq->db, unit, unit, &unit_id) : GH_OK;
    if (!status && campus)
        status = campus_find(rq->db, campus, &campus_id);
    if (status == GH_NOT_FOUND || !role) {
        field_errors_add_named(errors, "unknown", N_("This role, unit or campus is unknown: {values}."), word, "roles");
        return GH_OK;
    }
    if (status)
        return status;
    json_t *one = json_pack("{s:s, s:I, s:I}", "role", account_role_name(role), "unit", (json_int_t)unit_id, "campus",
                            (json_int_t)campus_id);
    return json_array_append_new(roles, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status put_roles(struct request *rq, json_t *input, struct bytes cell, struct field_errors *errors)
{
    char text[ROLES_SIZE], *rest = NULL;
    json_t *roles = json_array();
    enum gh_status status = json_object_set_new(input, "roles", roles) == 0 ? GH_OK : GH_NO_MEMORY;
    if (!sheet_copy(cell, text, sizeof text))
        field_errors_add(errors, "too-long", N_("This text is too long."), "roles");
    for (char *word = strtok_r(text, ";,\n", &rest); !status && word; word = strtok_r(NULL, ";,\n", &rest))
        status = put_role(rq, roles, word, errors);
    return status;
}

/* ---- Import ---- */

struct accounts_run {
    char passwords[ROWS_MAX][PASSWORD_FIRST_SIZE]; /* "": the account exists */
    char hashes[ROWS_MAX][PASSWORD_HASH_SIZE];
};

static enum gh_status put_unit(struct request *rq, json_t *input, struct bytes cell, struct field_errors *errors)
{
    char text[PLACE_NAME_SIZE];
    int64_t id = 0;
    enum gh_status status = sheet_copy(cell, text, sizeof text) ? unit_find(rq->db, text, text, &id) : GH_NOT_FOUND;
    if (status == GH_NOT_FOUND) {
        field_errors_add(errors, "unknown", N_("There is no such unit."), "unit");
        return GH_OK;
    }
    return status ? status : json_object_set_new(input, "unit", json_integer(id)) == 0 ? GH_OK : GH_NO_MEMORY;
}

/* Empty cells leave an account as it is. A masked number, as in an export, stands for the account's own. */
static enum gh_status read_row(struct request *rq, const struct sheet_row *row, const struct account *account,
                               json_t *input, struct field_errors *errors)
{
    static const enum column texts[] = {NAME, DISPLAY_NAME, MOBILE, EMAIL, STAFF_NUMBER, WECOM_USER};
    const struct bytes *cells = row->cells;
    char masked[MASKED_SIZE];
    enum gh_status status = GH_OK;
    bool active, good = true;
    view_mask_mobile(account->mobile, masked);
    for (size_t i = 0; good && i < sizeof texts / sizeof texts[0]; i++) {
        const enum column c = texts[i];
        const bool own = c == MOBILE && bytes_equal(cells[c], bytes_of_string(masked));
        if (cells[c].len > 0 && !own)
            good = sheet_put_text(input, columns[c].name, cells[c]);
    }
    if (cells[ACTIVE].len > 0 && !sheet_flag(cells[ACTIVE], &active))
        field_errors_add(errors, "unknown", N_("Write yes or no."), "active");
    else if (good && cells[ACTIVE].len > 0)
        good = json_object_set_new(input, "active", json_boolean(active)) == 0;
    if (good && cells[UNIT].len > 0)
        status = put_unit(rq, input, cells[UNIT], errors);
    if (good && !status && cells[ROLES].len > 0)
        status = put_roles(rq, input, cells[ROLES], errors);
    return good ? status : GH_NO_MEMORY;
}

static bool same_roles(const struct account *a, const struct account *b)
{
    size_t found = 0;
    for (size_t i = 0; i < a->role_count; i++)
        for (size_t k = 0; k < b->role_count; k++)
            found += a->roles[i].role == b->roles[k].role && a->roles[i].unit == b->roles[k].unit &&
                     a->roles[i].campus == b->roles[k].campus;
    return found == a->role_count && a->role_count == b->role_count;
}

static bool same_account(const struct account *a, const struct account *b)
{
    return strcmp(a->display_name, b->display_name) == 0 && strcmp(a->mobile, b->mobile) == 0 &&
           strcmp(a->email, b->email) == 0 && strcmp(a->staff_number, b->staff_number) == 0 &&
           strcmp(a->wecom_user, b->wecom_user) == 0 && a->unit == b->unit && a->active == b->active &&
           same_roles(a, b);
}

/* Errors of a role name its place, "roles[0]"; the column is one. */
static void name_columns(struct field_errors *errors)
{
    for (size_t i = 0; i < errors->count && i < FIELD_ERRORS_MAX; i++)
        if (strncmp(errors->items[i].path, "roles[", 6) == 0)
            errors->items[i].path[5] = '\0';
}

static enum gh_status load_existing(struct request *rq, struct bytes name, struct account *account)
{
    char text[LOGIN_NAME_BYTES + 1];
    int64_t id = 0;
    *account = (struct account){.active = true};
    enum gh_status status = sheet_copy(name, text, sizeof text) ? account_find(rq->db, text, &id) : GH_NOT_FOUND;
    if (!status)
        status = account_load(rq->db, rq->server->vault, id, account);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status save(struct request *rq, const struct accounts_run *run, size_t i, const struct account *before,
                           struct account *account, struct field_errors *errors, enum sheet_outcome *outcome)
{
    const struct account_act act = {
        .audit = audit_act_of(rq), .vault = rq->server->vault, .spared_session = request_session_token(rq)};
    *outcome = !account->id ? SHEET_NEW : same_account(before, account) ? SHEET_SAME : SHEET_CHANGED;
    if (*outcome == SHEET_CHANGED && account->id == rq->session->account) {
        field_errors_add(errors, "own", N_("Change your own account by hand."), "name");
        return GH_MALFORMED;
    }
    if (*outcome == SHEET_SAME)
        return GH_OK;
    return account->id ? account_change(&act, account, NULL, errors)
                       : account_add(&act, account, run->hashes[i], errors);
}

static enum gh_status store(struct request *rq, void *context, const struct sheet *sheet, size_t i,
                            struct field_errors *errors, enum sheet_outcome *outcome)
{
    struct account account, before;
    const struct sheet_row *row = &sheet->rows[i];
    json_t *input = json_object();
    enum gh_status status = input ? load_existing(rq, row->cells[NAME], &account) : GH_NO_MEMORY;
    if (status) {
        json_decref(input);
        return status;
    }
    before = account;
    status = read_row(rq, row, &account, input, errors);
    if (!status)
        account_input(input, &account, errors);
    if (!status)
        status = errors->count ? GH_MALFORMED : save(rq, context, i, &before, &account, errors, outcome);
    name_columns(errors);
    account_wipe(&account);
    account_wipe(&before);
    json_decref(input);
    return status;
}

/* Derives the first passwords before the transaction begins, because each takes long. */
static enum gh_status prepare(struct request *rq, void *context, const struct sheet *sheet)
{
    struct accounts_run *run = context;
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < sheet->count; i++) {
        char name[LOGIN_NAME_BYTES + 1];
        int64_t id;
        if (!sheet_copy(sheet->rows[i].cells[NAME], name, sizeof name))
            continue;
        status = account_find(rq->db, name, &id);
        if (status != GH_NOT_FOUND)
            continue;
        password_first(run->passwords[i]);
        status = password_hash(rq->server->passwords, bytes_of_string(run->passwords[i]), run->hashes[i]);
    }
    return status;
}

static enum gh_status tell(struct request *rq, void *context, size_t i, enum sheet_outcome outcome, json_t *row)
{
    (void)rq;
    const struct accounts_run *run = context;
    if (outcome != SHEET_NEW || !run->passwords[i][0])
        return GH_OK;
    return json_object_set_new(row, "password", json_string(run->passwords[i])) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status accounts_import_post(struct request *rq, struct reply *reply)
{
    static const struct sheet_kind kind = {.columns = columns,
                                           .column_count = COLUMNS,
                                           .rows_max = ROWS_MAX,
                                           .prepare = prepare,
                                           .store = store,
                                           .tell = tell};
    struct accounts_run *run = request_alloc(rq, sizeof *run);
    enum gh_status status = sheet_import(rq, reply, &kind, run);
    sodium_memzero(run, sizeof *run);
    return status;
}

/* ---- Export ---- */

static const char *const titles[COLUMNS] = {N_("Account"), N_("Name"),         N_("Mobile number"),
                                            N_("E-mail"),  N_("Unit"),         N_("Roles"),
                                            N_("In use"),  N_("Staff number"), N_("WeCom UserID")};

struct accounts_source {
    struct table_source base;
    const struct vault *vault;
    int64_t after;
};

static enum gh_status unit_text(struct db *db, int64_t id, char out[static PLACE_NAME_SIZE])
{
    struct db_rows rows = {0};
    out[0] = '\0';
    if (!id)
        return GH_OK;
    enum gh_status status = unit_query(db, &rows, id);
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, db_bytes(&rows, UNIT_COLUMN_CODE).len ? UNIT_COLUMN_CODE : UNIT_COLUMN_NAME, out,
                              PLACE_NAME_SIZE);
    db_rows_end(&rows);
    return status;
}

static enum gh_status campus_text(struct db *db, int64_t id, char out[static PLACE_NAME_SIZE])
{
    struct db_rows rows = {0};
    out[0] = '\0';
    if (!id)
        return GH_OK;
    enum gh_status status = campus_query(db, &rows, id);
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, CAMPUS_COLUMN_CODE, out, PLACE_NAME_SIZE);
    db_rows_end(&rows);
    return status;
}

static enum gh_status roles_text(struct db *db, const struct account *a, char *out, size_t size)
{
    char unit[PLACE_NAME_SIZE], campus[PLACE_NAME_SIZE];
    enum gh_status status = GH_OK;
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; !status && i < a->role_count && len < size; i++) {
        status = unit_text(db, a->roles[i].unit, unit);
        if (!status)
            status = campus_text(db, a->roles[i].campus, campus);
        if (!status)
            len += (size_t)snprintf(out + len, size - len, "%s%s%s%s%s%s", len ? "; " : "",
                                    account_role_name(a->roles[i].role), unit[0] ? ":" : "", unit, campus[0] ? "@" : "",
                                    campus);
    }
    return status;
}

static enum gh_status put_account(const struct accounts_source *s, struct db *db, struct table *table, int64_t id)
{
    struct account a;
    char masked[MASKED_SIZE], unit[PLACE_NAME_SIZE], roles[ROLES_SIZE];
    enum gh_status status = account_load(db, s->vault, id, &a);
    if (status)
        return status;
    view_mask_mobile(a.mobile, masked);
    status = unit_text(db, a.unit, unit);
    if (!status)
        status = roles_text(db, &a, roles, sizeof roles);
    if (!status) {
        table_text(table, bytes_of_string(a.name));
        table_text(table, bytes_of_string(a.display_name));
        table_text(table, bytes_of_string(masked));
        table_text(table, bytes_of_string(a.email));
        table_text(table, bytes_of_string(unit));
        table_text(table, bytes_of_string(roles));
        table_word(table, a.active ? N_("yes") : N_("no"));
        table_text(table, bytes_of_string(a.staff_number));
        table_text(table, bytes_of_string(a.wecom_user));
    }
    account_wipe(&a);
    return status;
}

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    struct accounts_source *s = (struct accounts_source *)base;
    int64_t ids[PIECE];
    size_t count = 0;
    enum gh_status status = account_list(db, "", s->after, PIECE, ids, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = put_account(s, db, table, s->after = ids[i]);
    *done = count < PIECE;
    return status;
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
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "accounts-exported",
                                                           "list:accounts", "", rq->address});
    struct accounts_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct table_source){
        .file = "accounts", .columns = titles, .column_count = COLUMNS, .next = next_rows, .end = end_rows};
    s->vault = rq->server->vault;
    return table_reply(rq, reply, &s->base, format);
}

enum gh_status accounts_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status accounts_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
