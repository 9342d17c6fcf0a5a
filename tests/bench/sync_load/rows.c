/* Rows of a server's SQLite database, copied from one that the server made itself. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "load.h"
#include "token/token.h"

#define PASS_COPY                                                                                                      \
    "INSERT INTO pass (id, application, kind, person, vehicle, period, group_id, state, state_at, row_version, "       \
    "position, from_at, to_at, gates, uses, home_gate, token, link_hash, link_sealed, minted_at) "                     \
    "SELECT ?1, application, kind, ?2, vehicle, period, group_id, 'active', state_at, 1, ?3, from_at, to_at, gates, "  \
    "uses, home_gate, ?4, ?5, link_sealed, minted_at FROM pass WHERE id = ?6"
#define PERSON_COPY                                                                                                    \
    "INSERT INTO person (id, application, ordinal, name_sealed, name_masked, sex, mobile_sealed, mobile_masked, "      \
    "mobile_hash, document_kind, document_sealed, document_masked, document_hash) SELECT ?1, application, ?2, x'', "   \
    "?3, sex, x'', mobile_masked, ?1, document_kind, x'', ?4, ?1 FROM person WHERE id = ?5"
#define DEVICE_COPY                                                                                                    \
    "INSERT INTO device (id, name, campus, gate, public_key, journal, state, created_at) "                             \
    "SELECT ?1, ?2, campus, gate, ?3, ?2, 'active', created_at FROM device WHERE name NOT LIKE 'load %' LIMIT 1"

struct source {
    sqlite3 *db;
    sqlite3_stmt *pass, *person;
    uint8_t pass_id[UUID_LEN], person_id[UUID_LEN];
    struct token token;
    int64_t position;
    uint8_t secret_key[SECRET_KEY_LEN], kid[KID_LEN];
};

static int fail(sqlite3 *db, const char *what)
{
    (void)fprintf(stderr, "sync_load: %s: %s\n", what, sqlite3_errmsg(db));
    return 1;
}

static int run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(db, sql);
}

static int read_source(struct source *s)
{
    sqlite3_stmt *q = NULL;
    int result = 1;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT p.id, p.person, p.token, c.position FROM pass p, change_counter c WHERE p.state = "
                           "'active' AND p.person IS NOT NULL ORDER BY p.position DESC LIMIT 1",
                           -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW && sqlite3_column_bytes(q, 0) == UUID_LEN &&
        sqlite3_column_bytes(q, 1) == UUID_LEN) {
        memcpy(s->pass_id, sqlite3_column_blob(q, 0), UUID_LEN);
        memcpy(s->person_id, sqlite3_column_blob(q, 1), UUID_LEN);
        s->position = sqlite3_column_int64(q, 3);
        result = token_parse(bytes_of_string((const char *)sqlite3_column_text(q, 2)), &s->token) == GH_OK ? 0 : 1;
    }
    (void)sqlite3_finalize(q);
    return result ? fail(s->db, "no pass to copy") : 0;
}

static int copy_person(struct source *s, const struct uuid *id, uint64_t number)
{
    static const char *const names[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"};
    char name[32], document[32];
    (void)snprintf(name, sizeof name, "%s**", names[number % (sizeof names / sizeof names[0])]);
    (void)snprintf(document, sizeof document, "*****%04u", (unsigned)(number * 7919 % 10000));
    (void)sqlite3_bind_blob(s->person, 1, id->b, UUID_LEN, SQLITE_TRANSIENT);
    (void)sqlite3_bind_int64(s->person, 2, (sqlite3_int64)number + 1000);
    (void)sqlite3_bind_text(s->person, 3, name, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_text(s->person, 4, document, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(s->person, 5, s->person_id, UUID_LEN, SQLITE_STATIC);
    int result = sqlite3_step(s->person) == SQLITE_DONE ? 0 : fail(s->db, "person");
    (void)sqlite3_reset(s->person);
    return result;
}

static int copy_pass(struct source *s, uint64_t number)
{
    struct uuid pass = load_uuid(LOAD_PASS, number), person = load_uuid(LOAD_PERSON, number);
    uint8_t link[32] = {0};
    char text[TOKEN_TEXT_MAX + 1];
    s->token.claims.pass_id = pass;
    memcpy(link, pass.b, UUID_LEN);
    if (copy_person(s, &person, number) || token_mint(&s->token.claims, s->kid, s->secret_key, text))
        return 1;
    (void)sqlite3_bind_blob(s->pass, 1, pass.b, UUID_LEN, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(s->pass, 2, person.b, UUID_LEN, SQLITE_TRANSIENT);
    (void)sqlite3_bind_int64(s->pass, 3, ++s->position);
    (void)sqlite3_bind_text(s->pass, 4, text, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(s->pass, 5, link, sizeof link, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(s->pass, 6, s->pass_id, UUID_LEN, SQLITE_STATIC);
    int result = sqlite3_step(s->pass) == SQLITE_DONE ? 0 : fail(s->db, "pass");
    (void)sqlite3_reset(s->pass);
    return result;
}

static int copy_passes(struct source *s, uint64_t first, uint64_t count)
{
    char counter[96];
    int result = run(s->db, "BEGIN IMMEDIATE") || read_source(s);
    for (uint64_t i = 0; i < count && !result; i++)
        result = copy_pass(s, first + i);
    (void)snprintf(counter, sizeof counter, "UPDATE change_counter SET position = %lld", (long long)s->position);
    return result || run(s->db, counter) || run(s->db, "COMMIT");
}

static int open_database(const char *path, sqlite3 **db)
{
    if (sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return fail(*db, path);
    (void)sqlite3_busy_timeout(*db, 20000);
    return 0;
}

int load_passes(const char *database, uint64_t first, uint64_t count)
{
    struct source s = {0};
    uint8_t public_key[PUBLIC_KEY_LEN];
    load_key(LOAD_PASS, 0, public_key, s.secret_key);
    kid_of_public_key(public_key, s.kid);
    int result = open_database(database, &s.db);
    if (!result && (sqlite3_prepare_v2(s.db, PASS_COPY, -1, &s.pass, NULL) != SQLITE_OK ||
                    sqlite3_prepare_v2(s.db, PERSON_COPY, -1, &s.person, NULL) != SQLITE_OK))
        result = fail(s.db, "prepare");
    if (!result)
        result = copy_passes(&s, first, count);
    (void)sqlite3_finalize(s.pass);
    (void)sqlite3_finalize(s.person);
    (void)sqlite3_close(s.db);
    return result;
}

static int copy_device(sqlite3 *db, sqlite3_stmt *q, uint64_t number)
{
    struct uuid id = load_uuid(LOAD_DEVICE, number);
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    char name[32];
    load_key(LOAD_DEVICE, number, public_key, secret_key);
    (void)snprintf(name, sizeof name, "load %llu", (unsigned long long)number);
    (void)sqlite3_bind_blob(q, 1, id.b, UUID_LEN, SQLITE_TRANSIENT);
    (void)sqlite3_bind_text(q, 2, name, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(q, 3, public_key, PUBLIC_KEY_LEN, SQLITE_TRANSIENT);
    int result = sqlite3_step(q) == SQLITE_DONE && sqlite3_changes(db) == 1 ? 0 : fail(db, "device");
    (void)sqlite3_reset(q);
    return result;
}

int load_devices(const char *database, uint64_t count)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    int result = open_database(database, &db);
    if (!result && sqlite3_prepare_v2(db, DEVICE_COPY, -1, &q, NULL) != SQLITE_OK)
        result = fail(db, "prepare");
    if (!result)
        result = run(db, "BEGIN IMMEDIATE");
    for (uint64_t i = 0; i < count && !result; i++)
        result = copy_device(db, q, i);
    (void)sqlite3_finalize(q);
    if (!result)
        result = run(db, "COMMIT");
    (void)sqlite3_close(db);
    return result;
}
