/* Fills an empty database with demo data, finds accounts of a demo and closes them. */
#include "demo_data.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/account_role.h"
#include "records/record.h"
#include "records/setting.h"

static const char *const places[] = {
    "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES "
    "(1, 'main', '主校区', 'Main campus', 'Asia/Shanghai', 480, 960)",
    "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES "
    "(2, 'east', '东校区', 'East campus', 'Asia/Shanghai', 480, 960)",
    "INSERT INTO gate (bit, campus, name, name_en, vehicles) VALUES (0, 1, '南门', 'South gate', 1)",
    "INSERT INTO gate (bit, campus, name, name_en, vehicles) VALUES (1, 1, '北门', 'North gate', 0)",
    "INSERT INTO gate (bit, campus, name, name_en, vehicles) VALUES (2, 2, '东校区正门', 'East main gate', 1)",
    "INSERT INTO unit (id, name, name_en, pinyin) VALUES (1, '计算机学院', 'School of Computing', "
    "'jisuanjixueyuan jsjxy')",
    "INSERT INTO unit (id, name, name_en, pinyin) VALUES (2, '图书馆', 'Library', 'tushuguan tsg')",
    "INSERT INTO unit (id, name, name_en, pinyin) VALUES (3, '后勤处', 'Logistics office', 'houqinchu hqc')",
};

/* Above the position of the demo's booth, so that the booth accepts this server's changes. */
#define DEMO_POSITION "1000000"
#define DEMO_SETTING "gate.live_code"
static const char *const sequence[] = {
    "UPDATE change_counter SET position = " DEMO_POSITION,
    "UPDATE unit SET position = " DEMO_POSITION,
    "UPDATE gate SET position = " DEMO_POSITION,
    "INSERT INTO counter (name, value) VALUES ('gate-policy', " DEMO_POSITION ")",
    /* The demo's codes are files, to print and to hold to a camera. Removing its accounts takes this back. */
    "INSERT INTO setting (name, value) VALUES ('" DEMO_SETTING "', '0')",
};

static const struct {
    int64_t id;
    const char *name, *display_name;
    enum account_role role;
    int64_t unit, scope_unit, scope_campus;
} accounts[DEMO_ACCOUNTS] = {
    {1, "zhang", "张老师", ROLE_APPLICANT, 1, 0, 0},
    {2, "li", "李院长", ROLE_UNIT_APPROVER, 1, 1, 0},
    {3, "wang", "王馆长", ROLE_UNIT_APPROVER, 2, 2, 0},
    {4, "guard", "保卫处 陈老师", ROLE_SECURITY_OFFICER, 0, 0, 0},
    {5, "admin", "系统管理员", ROLE_ADMINISTRATOR, 0, 0, 0},
};

static enum gh_status is_empty(struct db *db, bool *empty)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM account");
    if (!status && !(status = db_next(&rows)))
        *empty = db_int(&rows, 0) == 0;
    db_rows_end(&rows);
    return status;
}

static enum gh_status fill(struct db *db, const char *hash, tick now)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < sizeof places / sizeof places[0]; i++)
        status = db_query(db, NULL, places[i]);
    for (size_t i = 0; !status && i < sizeof sequence / sizeof sequence[0]; i++)
        status = db_query(db, NULL, sequence[i]);
    for (size_t i = 0; !status && i < sizeof accounts / sizeof accounts[0]; i++) {
        status = db_query(db, NULL,
                          "INSERT INTO account (id, name, display_name, unit, password, created_at) "
                          "VALUES ($1, $2, $3, $4, $5, $6)",
                          DB_INT(accounts[i].id), DB_TEXT(accounts[i].name), DB_TEXT(accounts[i].display_name),
                          accounts[i].unit ? DB_INT(accounts[i].unit) : DB_NULL, DB_TEXT(hash), DB_INT(now));
        if (!status)
            status =
                db_query(db, NULL, "INSERT INTO account_role (account, role, unit, campus) VALUES ($1, $2, $3, $4)",
                         DB_INT(accounts[i].id), DB_TEXT(account_role_name(accounts[i].role)),
                         DB_INT(accounts[i].scope_unit), DB_INT(accounts[i].scope_campus));
    }
    return status;
}

enum gh_status demo_data_fill(struct db *db, tick now)
{
    char hash[PASSWORD_HASH_SIZE];
    bool empty = false;
    enum gh_status status = is_empty(db, &empty);
    if (status || !empty)
        return status;
    if ((status = password_hash_published(bytes_of_string(DEMO_PASSWORD), hash)) || (status = db_begin(db)))
        return status;
    status = fill(db, hash, now);
    if (!status)
        return db_commit(db);
    db_rollback(db);
    /* Another server that started at the same moment has filled it. */
    return status == GH_CONFLICT && !is_empty(db, &empty) && !empty ? GH_OK : status;
}

/* The accounts of demo_data_fill() keep their ids, the first ones of the table, when they are renamed. */
static enum gh_status read_candidates(struct db *db, struct demo_accounts *all,
                                      char hashes[static DEMO_ACCOUNTS][PASSWORD_HASH_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, name, password FROM account WHERE id BETWEEN 1 AND $1 AND password IS "
                                     "NOT NULL ORDER BY id",
                                     DB_INT(DEMO_ACCOUNTS));
    while (!status && all->count < DEMO_ACCOUNTS && !(status = db_next(&rows))) {
        size_t i = all->count;
        all->ids[i] = db_int(&rows, 0);
        status = db_copy_text(&rows, 1, all->names[i], sizeof all->names[i]);
        if (!status)
            status = db_copy_text(&rows, 2, hashes[i], PASSWORD_HASH_SIZE);
        all->count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status demo_accounts_find(struct db *db, struct password_gate *gate, struct demo_accounts *out)
{
    struct demo_accounts all = {0}, found = {0};
    char hashes[DEMO_ACCOUNTS][PASSWORD_HASH_SIZE];
    bool matches = false;
    enum gh_status status = read_candidates(db, &all, hashes);
    for (size_t i = 0; !status && i < all.count; i++) {
        /* The accounts of one demo share their hash. */
        if (i == 0 || strcmp(hashes[i], hashes[i - 1]) != 0)
            matches = password_matches(gate, hashes[i], bytes_of_string(DEMO_PASSWORD));
        if (!matches)
            continue;
        found.ids[found.count] = all.ids[i];
        memcpy(found.names[found.count++], all.names[i], sizeof all.names[i]);
    }
    if (!status)
        *out = found;
    return status;
}

enum gh_status demo_settings_end(const struct audit_act *act)
{
    struct field_errors *errors = calloc(1, sizeof *errors);
    json_t *usual = json_pack("{s:b}", DEMO_SETTING, 1);
    enum gh_status status = errors && usual ? settings_store(act, usual, errors) : GH_NO_MEMORY;
    json_decref(usual);
    free(errors);
    return status;
}

enum gh_status demo_account_remove(const struct audit_act *act, int64_t id)
{
    static const char *const steps[] = {
        "UPDATE account SET password = NULL, active = 0 WHERE id = $1",
        "UPDATE account SET totp_on = 0, totp_sealed = NULL, totp_next = NULL WHERE id = $1",
        "DELETE FROM recovery_code WHERE account = $1",
        "DELETE FROM account_role WHERE account = $1",
        "DELETE FROM session WHERE account = $1",
        "DELETE FROM delegation WHERE account = $1 OR deputy = $1",
    };
    char name[LOGIN_NAME_BYTES + 1];
    (void)snprintf(name, sizeof name, "removed-demo-%lld", (long long)id);
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = db_query(act->db, NULL, "UPDATE account SET name = $1 WHERE id = $2", DB_TEXT(name), DB_INT(id));
    for (size_t i = 0; !status && i < sizeof steps / sizeof steps[0]; i++)
        status = db_query(act->db, NULL, steps[i], DB_INT(id));
    if (!status)
        status = audit_note(act, "demo-account-removed", "account", id, "");
    return record_finish(act->db, status);
}
