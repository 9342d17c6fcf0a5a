/* Personal data go when they are due: retention and erasure, on SQLite, and on PostgreSQL when
 * GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/application_store.h"
#include "records/name_index.h"
#include "records/record.h"
#include "records/subject.h"

#define NOW tick_from_seconds(1795507200) /* 2026-11-24 */
#define DAY (24 * TICK_HOUR)

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
    struct vault vault;
};

static int set_up(void **state)
{
    static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-subject-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 2, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    vault_from_keys(master, campus, data, &f->vault);
    assert_int_equal(
        db_query(f->db, NULL, "INSERT INTO account (id, name, display_name, created_at) VALUES (1, 'zhang', 'Z', 0)"),
        GH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    static const char *const tables[] = {"presence", "history",     "person", "vehicle",
                                         "period",   "application", "account"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        (void)snprintf(command, sizeof command, "DELETE FROM %s", tables[i]);
        assert_int_equal(db_query(f->db, NULL, command), GH_OK);
    }
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    vault_close(&f->vault);
    free(f);
    return 0;
}

/* An application in this state, for one person in one car, whose visit ended so long before NOW. */
static struct uuid make(struct fixture *f, const char *state, tick ended_before)
{
    struct application a = {.applicant = 1, .gates = 1, .kind = "visit", .purpose = "p", .host_name = "h", .note = "n"};
    a.state = FLOW_DRAFT;
    assert_int_equal(application_set_periods(&a, 1), GH_OK);
    assert_int_equal(application_set_vehicles(&a, 1), GH_OK);
    assert_int_equal(application_set_persons(&a, 1), GH_OK);
    a.periods[0].to = NOW - ended_before;
    a.periods[0].from = a.periods[0].to - TICK_HOUR;
    (void)snprintf(a.vehicles[0].plate, sizeof a.vehicles[0].plate, "京A12345");
    a.persons[0].document_kind = DOCUMENT_RESIDENT_ID;
    a.persons[0].vehicle = 0;
    (void)snprintf(a.persons[0].name, sizeof a.persons[0].name, "李娜");
    (void)snprintf(a.persons[0].mobile, sizeof a.persons[0].mobile, "13800138000");
    (void)snprintf(a.persons[0].document_number, sizeof a.persons[0].document_number, "110108198512120021");
    assert_int_equal(db_begin(f->db), GH_OK);
    assert_int_equal(application_insert(f->db, &f->vault, &a, NOW - ended_before - DAY, 480), GH_OK);
    assert_int_equal(
        db_query(f->db, NULL, "UPDATE application SET state = $1 WHERE id = $2", DB_TEXT(state), DB_UUID(&a.id)),
        GH_OK);
    assert_int_equal(db_commit(f->db), GH_OK);
    struct uuid id = a.id;
    application_free(&a);
    return id;
}

static bool holds_anything(struct fixture *f, const struct uuid *id)
{
    struct application a = {0};
    assert_int_equal(application_load(f->db, &f->vault, id, &a), GH_OK);
    assert_int_equal(a.person_count, 1);
    bool holds = a.persons[0].name[0] || a.persons[0].mobile[0] || a.persons[0].document_number[0] ||
                 a.vehicles[0].plate[0] || a.note[0];
    application_free(&a);
    return holds;
}

static int64_t run(struct fixture *f, int64_t limit)
{
    int64_t done = -1;
    assert_int_equal(retention_run(f->db, NOW, 30, limit, &done), GH_OK);
    return done;
}

static int64_t named(struct fixture *f, const char *typed, bool whole)
{
    struct name_pattern pattern;
    struct db_rows rows = {0};
    if (whole ? !name_pattern_whole(&f->vault, typed, &pattern) : !name_pattern_part(&f->vault, typed, &pattern))
        return -1;
    assert_int_equal(
        db_query(f->db, &rows, "SELECT count(*) FROM person WHERE name_index LIKE $1", DB_TEXT(pattern.text)), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    int64_t count = db_int(&rows, 0);
    db_rows_end(&rows);
    return count;
}

static void rename_to(struct fixture *f, const struct uuid *id, const char *name)
{
    struct application a = {0};
    assert_int_equal(application_load(f->db, &f->vault, id, &a), GH_OK);
    (void)snprintf(a.persons[0].name, sizeof a.persons[0].name, "%s", name);
    assert_int_equal(db_begin(f->db), GH_OK);
    assert_int_equal(application_update(f->db, &f->vault, &a, a.version, true), GH_OK);
    assert_int_equal(db_commit(f->db), GH_OK);
    application_free(&a);
}

static void names_are_found_by_their_parts(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name, *typed;
        int64_t part, whole;
    } cases[] = {
        {"欧阳娜娜", "阳娜", 1, 0},
        {"欧阳娜娜", "娜娜", 1, 0},
        {"欧阳娜娜", "欧娜", 0, 0},
        {"欧阳娜娜", "欧阳娜娜", 1, 1},
        {"欧阳娜娜", "欧阳 娜娜", 1, 1},
        {"欧阳娜娜", "娜", -1, 0},
        {"欧阳娜娜", "", -1, -1},
        {"Anna Maria O'Neil", "maria", 1, 0},
        {"Anna Maria O'Neil", "ONEIL", 1, 0},
        {"Anna Maria O'Neil", "anna-maria o\xe2\x80\x99neil", 1, 1},
        {"Anna Maria O'Neil", "an", 1, 0},
        {"Anna Maria O'Neil", "%", -1, 0},
        {"阿依古丽·买买提", "古丽买", 1, 0},
        {"\xf0\xa0\xae\xb7野", "\xf0\xa0\xae\xb7野", 1, 1},
    };
    struct uuid id = make(f, "approved", 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rename_to(f, &id, cases[i].name);
        assert_int_equal(named(f, cases[i].typed, false), cases[i].part);
        assert_int_equal(named(f, cases[i].typed, true), cases[i].whole);
    }
}

static void the_longest_name_fits(void **state)
{
    struct fixture *f = *state;
    char name[PERSON_NAME_SIZE], index[NAME_INDEX_SIZE];
    struct name_pattern pattern;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    name_index_of(&f->vault, name, index);
    assert_true(strlen(index) < NAME_INDEX_SIZE);
    assert_int_equal(strlen(index), 13 + 7 * (NAME_INDEX_CHARACTERS - 1));
    assert_true(name_pattern_part(&f->vault, name, &pattern));
    assert_true(strlen(pattern.text) < sizeof pattern.text);
}

static void names_of_an_older_server_are_indexed_later(void **state)
{
    struct fixture *f = *state;
    int64_t filled = 0;
    for (int i = 0; i < 3; i++)
        (void)make(f, "approved", 0);
    assert_int_equal(db_query(f->db, NULL, "UPDATE person SET name_index = NULL"), GH_OK);
    assert_int_equal(named(f, "李娜", true), 0);
    assert_int_equal(name_index_fill(f->db, &f->vault, 100, &filled), GH_OK);
    assert_int_equal(filled, 3);
    assert_int_equal(named(f, "李娜", true), 3);
    assert_int_equal(name_index_fill(f->db, &f->vault, 100, &filled), GH_OK);
    assert_int_equal(filled, 3);
}

static void an_erased_name_is_not_found(void **state)
{
    struct fixture *f = *state;
    (void)make(f, "used", 90 * DAY);
    assert_int_equal(named(f, "李娜", true), 1);
    assert_int_equal(run(f, 100), 1);
    assert_int_equal(named(f, "李娜", true), 0);
    assert_int_equal(named(f, "李娜", false), 0);
}

static void only_what_ended_long_ago_is_wiped(void **state)
{
    struct fixture *f = *state;
    struct uuid old = make(f, "used", 30 * DAY + 1), edge = make(f, "used", 30 * DAY);
    struct uuid running = make(f, "approved", 90 * DAY);
    assert_int_equal(run(f, 100), 1);
    assert_false(holds_anything(f, &old));
    assert_true(holds_anything(f, &edge));
    assert_true(holds_anything(f, &running));
    assert_int_equal(run(f, 100), 0);
}

static void every_end_of_the_flow_is_an_end(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"used", "lapsed", "vetoed", "withdrawn", "cancelled"};
    struct uuid ids[5];
    for (size_t i = 0; i < 5; i++)
        ids[i] = make(f, ends[i], 31 * DAY);
    assert_int_equal(run(f, 3), 3); /* as many as were asked for */
    assert_int_equal(run(f, 3), 2);
    for (size_t i = 0; i < 5; i++)
        assert_false(holds_anything(f, &ids[i]));
}

static void drafts_of_the_past_go_whole(void **state)
{
    struct fixture *f = *state;
    struct application a = {0};
    struct uuid old = make(f, "draft", 31 * DAY), fresh = make(f, "draft", 29 * DAY);
    assert_int_equal(run(f, 100), 1);
    assert_int_equal(application_load(f->db, &f->vault, &old, &a), GH_NOT_FOUND);
    assert_true(holds_anything(f, &fresh));
}

static void who_was_wiped_is_not_found_again(void **state)
{
    struct fixture *f = *state;
    struct subject subject;
    struct subject_place *places = NULL;
    size_t count = 0;
    assert_int_equal(
        subject_of_document(&f->vault, DOCUMENT_RESIDENT_ID, bytes_of_string("110108 19851212 0021"), &subject),
        DOCUMENT_OK);
    (void)make(f, "used", 31 * DAY);
    assert_int_equal(subject_find(f->db, &f->vault, &subject, NOW, &places, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_int_equal(places[0].standing, SUBJECT_FINISHED);
    free(places);
    assert_int_equal(run(f, 100), 1);
    assert_int_equal(subject_find(f->db, &f->vault, &subject, NOW, &places, &count), GH_OK);
    assert_int_equal(count, 0);
    free(places);
}

/* A stay of a visitor of this application, that counts until then. */
static void stay(struct fixture *f, const struct uuid *application, tick until)
{
    assert_int_equal(db_query(f->db, NULL,
                              "INSERT INTO presence (campus, subject, application, entry, vehicle, at, gate, inside, "
                              "until_at, position) VALUES (1, $1, $1, $1, 0, 0, 0, 1, $2, 1)",
                              DB_UUID(application), DB_INT(until)),
                     GH_OK);
}

static int64_t stays(struct fixture *f, int64_t inside)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, "SELECT COUNT(*) FROM presence WHERE inside = $1 AND position >= 1 + $2",
                              DB_INT(inside), DB_INT(!inside)),
                     GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    int64_t count = db_int(&rows, 0);
    db_rows_end(&rows);
    return count;
}

static void who_was_wiped_is_no_longer_inside(void **state)
{
    struct fixture *f = *state;
    struct uuid old = make(f, "used", 31 * DAY), running = make(f, "approved", 31 * DAY),
                lapsed = make(f, "approved", 90 * DAY);
    stay(f, &old, NOW + DAY);
    stay(f, &running, NOW + DAY);
    stay(f, &lapsed, NOW - 1);
    assert_int_equal(run(f, 100), 1);
    assert_int_equal(stays(f, 1), 1); /* running */
    assert_int_equal(stays(f, 0), 1); /* booths hear that the wiped one has gone; the lapsed one is deleted */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_are_found_by_their_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_longest_name_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_an_older_server_are_indexed_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_erased_name_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_ended_long_ago_is_wiped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_end_of_the_flow_is_an_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(drafts_of_the_past_go_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_was_wiped_is_not_found_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_was_wiped_is_no_longer_inside, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
