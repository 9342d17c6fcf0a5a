/* Fills an empty database with demo data. */
#include "demo_data.h"

#include "flow/account_role.h"

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
static const char *const sequence[] = {
    "UPDATE change_counter SET position = " DEMO_POSITION,
    "UPDATE unit SET position = " DEMO_POSITION,
    "UPDATE gate SET position = " DEMO_POSITION,
};

static const struct {
    int64_t id;
    const char *name, *display_name;
    enum account_role role;
    int64_t unit, scope_unit, scope_campus;
} accounts[] = {
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

enum gh_status demo_data_fill(struct db *db, struct password_gate *gate, tick now)
{
    char hash[PASSWORD_HASH_SIZE];
    bool empty = false;
    enum gh_status status = is_empty(db, &empty);
    if (status || !empty)
        return status;
    if ((status = password_hash(gate, bytes_of_string(DEMO_PASSWORD), hash)) || (status = db_begin(db)))
        return status;
    status = fill(db, hash, now);
    if (!status)
        return db_commit(db);
    db_rollback(db);
    /* Another server that started at the same moment has filled it. */
    return status == GH_CONFLICT && !is_empty(db, &empty) && !empty ? GH_OK : status;
}
