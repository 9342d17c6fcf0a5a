/* A database that went back tells another history, noticed or not: lineages, stamps, and what an older booth gives
 * back; on SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "records/lineage.h"
#include "replicate/changes.h"
#include "replicate/scope_history.h"

struct fixture {
    char folder[64], url[160];
    bool postgres;
    struct db_pool *pool;
    struct db *db;
    struct lineage_watch watch;
};

static void open_database(struct fixture *f)
{
    char error[256] = "";
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    f->postgres = postgres != NULL;
    (void)snprintf(f->url, sizeof f->url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : f->url, 1, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    memset(&f->watch, 0, sizeof f->watch);
    lineage_watch_open(&f->watch, postgres ? postgres : f->url);
}

static void close_database(struct fixture *f)
{
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-lineage-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    open_database(f);
    assert_int_equal(db_query(f->db, NULL, "DELETE FROM lineage"), GH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    close_database(f);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    free(f);
    return system(command);
}

static void run(const char *format, const char *a, const char *b)
{
    char command[512];
    (void)snprintf(command, sizeof command, format, a, b);
    assert_int_equal(system(command), 0);
}

static const char *tend(struct fixture *f)
{
    const char *began = NULL;
    assert_int_equal(lineage_tend(f->db, &f->watch, &began), GH_OK);
    return began;
}

static void change(struct fixture *f, int64_t count)
{
    int64_t first;
    assert_int_equal(db_begin(f->db), GH_OK);
    assert_int_equal(change_reserve(f->db, count, &first), GH_OK);
    assert_int_equal(db_commit(f->db), GH_OK);
}

static struct wire_history newest(struct fixture *f)
{
    struct wire_history point;
    assert_int_equal(change_history(f->db, &point), GH_OK);
    return point;
}

/* What the server says to a booth that holds rows up to the point. */
static enum gh_status begin(struct fixture *f, const struct wire_history *point)
{
    struct changes_reading reading;
    const struct changes_scope scope = {.name = "campus-1", .history = true};
    const struct changes_held held = {.position = (int64_t)point->position, .history = *point};
    return changes_begin(f->db, &held, &scope, &reading);
}

/* Takes the last changes away, as a restore does, and leaves the rest as it was. */
static void lose(struct fixture *f, int64_t position)
{
    assert_int_equal(db_query(f->db, NULL, "DELETE FROM change_stamp WHERE position > $1", DB_INT(position)), GH_OK);
    assert_int_equal(db_query(f->db, NULL, "UPDATE change_counter SET position = $1", DB_INT(position)), GH_OK);
    assert_int_equal(db_query(f->db, NULL, "DELETE FROM lineage WHERE position > $1", DB_INT(position)), GH_OK);
}

static void a_first_start_begins_a_lineage(void **state)
{
    struct fixture *f = *state;
    assert_false(wire_history_known(&(struct wire_history){.position = 1}));
    assert_string_equal(tend(f), "first");
    assert_null(tend(f));
    struct wire_history point = newest(f);
    assert_true(wire_history_known(&point));
    assert_int_equal(begin(f, &point), GH_OK);
}

static void every_position_of_a_transaction_has_its_stamp(void **state)
{
    struct fixture *f = *state;
    (void)tend(f);
    struct wire_history before = newest(f), inside;
    change(f, 10);
    struct wire_history after = newest(f);
    assert_int_equal(after.position, before.position + 10);
    assert_memory_not_equal(after.stamp, before.stamp, WIRE_STAMP_LEN);
    assert_int_equal(change_history_at(f->db, before.position + 3, &inside), GH_OK);
    assert_memory_equal(inside.stamp, after.stamp, WIRE_STAMP_LEN);
    assert_int_equal(change_history_at(f->db, after.position + 1, &inside), GH_NOT_FOUND);
    assert_int_equal(begin(f, &before), GH_OK);
    assert_int_equal(begin(f, &after), GH_OK);
}

static void a_database_that_went_back_is_found_by_its_stamps(void **state)
{
    struct fixture *f = *state;
    (void)tend(f);
    change(f, 5);
    struct wire_history kept = newest(f);
    change(f, 5);
    struct wire_history lost = newest(f);
    lose(f, (int64_t)kept.position);
    assert_int_equal(begin(f, &lost), GH_ROLLBACK);
    change(f, 20); /* beyond the booth's position */
    assert_int_equal(begin(f, &lost), GH_CONFLICT);
    assert_int_equal(begin(f, &kept), GH_OK);
}

static void a_running_server_notices(void **state)
{
    struct fixture *f = *state;
    struct lineage_view view;
    struct lineage_watch other = {.tended_at = 0};
    const char *began;
    (void)tend(f);
    struct wire_history kept = newest(f);
    change(f, 5);
    assert_null(tend(f));
    assert_int_equal(lineage_tend(f->db, &other, &began), GH_OK); /* another process on this database */
    lose(f, (int64_t)kept.position);
    change(f, 20);
    assert_string_equal(tend(f), "went-back");
    assert_null(tend(f));
    assert_int_equal(lineage_tend(f->db, &other, &began), GH_OK);
    assert_null(began);
    assert_int_equal(begin(f, &kept), GH_CONFLICT);
    assert_int_equal(lineage_newest(f->db, &view), GH_OK);
    assert_int_equal(view.number, 2);
    assert_string_equal(view.cause, "went-back");
}

static void another_database_is_noticed(void **state)
{
    struct fixture *f = *state;
    char identity[DB_IDENTITY_SIZE] = "";
    (void)tend(f);
    struct wire_history point = newest(f);
    assert_int_equal(db_identity(f->db, identity), GH_OK);
    assert_true(strlen(identity) > 6);
    assert_int_equal(db_query(f->db, NULL, "UPDATE lineage SET identity = 'elsewhere'"), GH_OK);
    assert_string_equal(tend(f), "other-database");
    assert_int_equal(begin(f, &point), GH_CONFLICT);
    assert_int_equal(db_query(f->db, NULL, "UPDATE lineage SET identity = ''"), GH_OK); /* it would not tell */
    assert_null(tend(f));
}

static void a_lineage_begins_by_hand(void **state)
{
    struct fixture *f = *state;
    struct wire_history begun;
    (void)tend(f);
    struct wire_history before = newest(f);
    assert_int_equal(lineage_begin_by_hand(f->db, &begun), GH_OK);
    assert_true(begun.position > before.position);
    assert_memory_not_equal(begun.lineage, before.lineage, WIRE_LINEAGE_LEN);
    assert_int_equal(begin(f, &before), GH_CONFLICT);
    assert_null(tend(f));
}

/* SQLite: what the file beside it remembers across a restart. */
static void a_file_that_was_put_back_is_noticed(void **state)
{
    struct fixture *f = *state;
    char path[160], copy[170];
    if (f->postgres)
        skip();
    (void)snprintf(path, sizeof path, "%s", f->url + strlen("sqlite:"));
    (void)snprintf(copy, sizeof copy, "%s.copy", path);
    (void)tend(f);
    close_database(f);
    run("cp '%s' '%s'", path, copy);
    open_database(f);
    change(f, 5);
    assert_null(tend(f));
    close_database(f);
    run("cat '%s' > '%s'", copy, path); /* the same inode */
    open_database(f);
    change(f, 50);
    assert_string_equal(tend(f), "went-back");
    close_database(f);
    run("mv '%s' '%s'", copy, path); /* another one */
    open_database(f);
    assert_string_equal(tend(f), "other-database");
}

static void an_older_booth_gives_back_the_point_in_its_scope(void **state)
{
    struct fixture *f = *state;
    char scope[WIRE_SCOPE_MAX] = "campus-255", longest[WIRE_SCOPE_MAX] = "campus-255";
    bool fits;
    (void)tend(f);
    change(f, 5);
    struct wire_history point = newest(f), far = point;
    scope_history_append(scope, &point);
    far.position = (UINT64_C(1) << 53) - 1;
    scope_history_append(longest, &far);
    assert_int_equal(strlen(longest), WIRE_SCOPE_MAX - 2);
    assert_int_equal(scope_history_fits(f->db, scope, "campus-255", &fits), GH_OK);
    assert_true(fits);
    assert_int_equal(scope_history_fits(f->db, "campus-255", "campus-255", &fits), GH_OK);
    assert_true(fits);
    static const char *const others[] = {"campus-2", "campus-25", "campus-255.", "campus-255.1", "campus-255x"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(scope_history_fits(f->db, others[i], "campus-255", &fits), GH_OK);
        assert_false(fits);
    }
    lose(f, (int64_t)point.position - 5);
    change(f, 20);
    assert_int_equal(scope_history_fits(f->db, scope, "campus-255", &fits), GH_OK);
    assert_false(fits);
}

static void old_stamps_go(void **state)
{
    struct fixture *f = *state;
    struct wire_history point;
    (void)tend(f);
    struct wire_history old = newest(f);
    change(f, CHANGE_STAMPS_KEPT + 1);
    change(f, 1);
    assert_int_equal(change_sweep(f->db), GH_OK);
    assert_int_equal(change_history_at(f->db, old.position, &point), GH_OK);
    assert_memory_not_equal(point.stamp, old.stamp, WIRE_STAMP_LEN);
    assert_int_equal(begin(f, &old), GH_CONFLICT);
}

static void points_are_read_as_they_are_written(void **state)
{
    (void)state;
    char text[WIRE_HISTORY_TEXT];
    struct wire_history read,
        point = {.lineage = {1, 2, 3}, .position = (UINT64_C(1) << 53) - 1, .stamp = {0xff, 0xfe}};
    static const char *const wrong[] = {"",
                                        "0",
                                        "0102030000000000-5-fffe00000000000",
                                        "0102030000000000-5-fffe0000000000000",
                                        "0102030000000000--fffe000000000000",
                                        "0102030000000000-05-fffe000000000000",
                                        "0102030000000000-9007199254740992-fffe000000000000",
                                        "0102030000000000-5x-fffe000000000000",
                                        "0102030000000000 5-fffe000000000000",
                                        "01020300000000zz-5-fffe000000000000"};
    wire_history_format(&point, text);
    assert_string_equal(text, "0102030000000000-9007199254740991-fffe000000000000");
    assert_int_equal(wire_history_parse(bytes_of_string(text), &read), GH_OK);
    assert_memory_equal(&read, &point, sizeof point);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(wire_history_parse(bytes_of_string(wrong[i]), &read), GH_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_first_start_begins_a_lineage),
        TEST(every_position_of_a_transaction_has_its_stamp),
        TEST(a_database_that_went_back_is_found_by_its_stamps),
        TEST(a_running_server_notices),
        TEST(another_database_is_noticed),
        TEST(a_lineage_begins_by_hand),
        TEST(a_file_that_was_put_back_is_noticed),
        TEST(an_older_booth_gives_back_the_point_in_its_scope),
        TEST(old_stamps_go),
        cmocka_unit_test(points_are_read_as_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
