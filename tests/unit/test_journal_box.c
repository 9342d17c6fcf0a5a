/* The outbox in the journal: every kind is kept until it is settled, over migrations, damage and limits, and the
 * replica remembers what the server has. */
#include "support/test.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/journal_box.h"
#include "store/replica.h"
#include "store/schema.h"

#define NOON ((tick)1790000000000)
#define SEALED_LEN 2000

static struct uuid id_of(uint8_t n)
{
    const uint8_t random[10] = {[9] = n};
    return uuid_v7(NOON, random);
}

struct stores {
    char directory[64], path[96];
    struct journal *journal;
    struct replica *replica;
};

static int set_up(void **state)
{
    struct stores *s = calloc(1, sizeof *s);
    char path[96];
    (void)snprintf(s->directory, sizeof s->directory, "/tmp/gatehouse-boxes-XXXXXX");
    if (!mkdtemp(s->directory))
        return -1;
    (void)snprintf(s->path, sizeof s->path, "%s/journal.db", s->directory);
    (void)snprintf(path, sizeof path, "%s/replica.db", s->directory);
    *state = s;
    return journal_open(s->path, "booth", &s->journal) || replica_open(path, REPLICA_WRITE, &s->replica) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct stores *s = *state;
    char command[128];
    journal_close(s->journal);
    replica_close(s->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", s->directory);
    int result = system(command);
    free(s);
    return result;
}

static const uint8_t *sealed_of(uint8_t n)
{
    static uint8_t sealed[SEALED_LEN];
    memset(sealed, n, sizeof sealed);
    return sealed;
}

static enum gh_status put(struct stores *s, enum box_kind kind, uint8_t n, struct box *out)
{
    struct box box = {.kind = kind, .id = id_of(n), .at = NOON + n, .clock_trusted = true};
    enum gh_status status = journal_put_box(s->journal, &box, BYTES(sealed_of(n), SEALED_LEN));
    *out = box;
    return status;
}

static struct entry entry_of(uint8_t n)
{
    return (struct entry){.id = id_of(n), .at = NOON, .clock_trusted = true, .kind = ENTRY_OVERRIDE, .guard = 7};
}

static size_t waiting(struct stores *s, enum box_kind kind)
{
    struct box read[8];
    size_t count = 0;
    assert_int_equal(journal_waiting_boxes(s->journal, kind, 0, read, 8, &count), GH_OK);
    return count;
}

static void assert_sealed(struct stores *s, enum box_kind kind, uint8_t n)
{
    const struct uuid id = id_of(n);
    uint8_t *sealed = NULL;
    size_t len = 0;
    assert_int_equal(journal_box_sealed(s->journal, kind, &id, &sealed, &len), GH_OK);
    assert_int_equal(len, SEALED_LEN);
    assert_memory_equal(sealed, sealed_of(n), len);
    free(sealed);
}

static void a_box_is_kept_until_it_is_settled(void **state)
{
    struct stores *s = *state;
    struct box made[3], read[4];
    uint8_t *sealed;
    size_t count, len;
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(put(s, BOX_WALK_UP, i, &made[i]), GH_OK);
        assert_int_equal(made[i].number, i + 1);
    }
    assert_int_equal(put(s, BOX_WALK_UP, 1, &read[0]), GH_CONFLICT); /* the same once more */
    assert_int_equal(journal_waiting_boxes(s->journal, BOX_WALK_UP, 1, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_true(read[0].waits && read[0].clock_trusted && uuid_equal(&read[0].id, &made[1].id));
    assert_int_equal(read[0].entry_number, 0);
    assert_sealed(s, BOX_WALK_UP, 1);
    assert_int_equal(journal_settle_box(s->journal, BOX_WALK_UP, &made[1].id), GH_OK);
    assert_int_equal(journal_box_sealed(s->journal, BOX_WALK_UP, &made[1].id, &sealed, &len), GH_NOT_FOUND);
    assert_int_equal(journal_waiting_boxes(s->journal, BOX_WALK_UP, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(read[1].number, 3);
    /* What is settled is still listed, and forgotten in time; what waits never is. */
    assert_int_equal(journal_prune_boxes(s->journal, BOX_WALK_UP, NOON + 1), GH_OK);
    assert_int_equal(journal_boxes(s->journal, BOX_WALK_UP, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 3);
    assert_int_equal(read[0].number, 3);
    assert_false(read[1].waits);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_WALK_UP, NOON + TICK_DAY), GH_OK);
    assert_int_equal(journal_boxes(s->journal, BOX_WALK_UP, 3, read, 4, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].number, 1);
}

static void salvage(struct stores *s)
{
    struct journal_salvage_report report;
    journal_close(s->journal);
    s->journal = NULL;
    assert_int_equal(journal_salvage(s->path, "booth", &report), GH_OK);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
}

static void numbers_are_never_given_twice(void **state)
{
    struct stores *s = *state;
    struct box made, read[4];
    size_t count;
    assert_int_equal(put(s, BOX_WALK_UP, 1, &made), GH_OK);
    assert_int_equal(put(s, BOX_WALK_UP, 2, &made), GH_OK);
    assert_int_equal(journal_settle_box(s->journal, BOX_WALK_UP, &made.id), GH_OK);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_WALK_UP, NOON + TICK_DAY), GH_OK);
    assert_int_equal(put(s, BOX_WALK_UP, 3, &made), GH_OK);
    assert_int_equal(made.number, 3);
    salvage(s); /* a damaged journal is rescued with its boxes */
    assert_int_equal(journal_waiting_boxes(s->journal, BOX_WALK_UP, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(read[1].number, 3);
    assert_sealed(s, BOX_WALK_UP, 3);
    assert_int_equal(journal_settle_box(s->journal, BOX_WALK_UP, &made.id), GH_OK);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_WALK_UP, NOON + TICK_DAY), GH_OK);
    salvage(s);
    assert_int_equal(put(s, BOX_WALK_UP, 4, &made), GH_OK);
    assert_int_equal(made.number, 4);
}

static void each_queue_has_an_end_of_its_own(void **state)
{
    struct stores *s = *state;
    struct box made;
    for (unsigned i = 0; i < box_form(BOX_WALK_UP)->waiting_max; i++)
        assert_int_equal(put(s, BOX_WALK_UP, (uint8_t)i, &made), GH_OK);
    assert_int_equal(put(s, BOX_WALK_UP, 255, &made), GH_TOO_LONG);
    assert_int_equal(put(s, BOX_EMERGENCY, 255, &made), GH_OK);
    assert_int_equal(made.number, 1);
    assert_int_equal(journal_settle_box(s->journal, BOX_WALK_UP, &made.id), GH_OK); /* one that is not there */
    struct uuid first = id_of(0);
    assert_int_equal(journal_settle_box(s->journal, BOX_WALK_UP, &first), GH_OK);
    assert_int_equal(put(s, BOX_WALK_UP, 255, &made), GH_OK);
}

static void a_length_that_no_box_has_is_refused(void **state)
{
    struct stores *s = *state;
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END; kind++) {
        size_t max = box_form((enum box_kind)kind)->sealed_max;
        uint8_t *sealed = calloc(1, max + 1);
        struct entry entry = entry_of((uint8_t)kind);
        struct box box = {.kind = (enum box_kind)kind};
        assert_non_null(sealed);
        assert_int_equal(journal_append_with_box(s->journal, &entry, &box, BYTES(sealed, max + 1)), GH_MALFORMED);
        assert_int_equal(journal_append_with_box(s->journal, &entry, &box, BYTES(sealed, SEAL_BYTES)), GH_MALFORMED);
        assert_int_equal(journal_append_with_box(s->journal, &entry, &box, BYTES(sealed, max)), GH_OK);
        free(sealed);
    }
    struct box nameless = {.kind = BOX_WALK_UP}, strange = {.kind = BOX_KIND_END, .id = id_of(1)};
    assert_int_equal(journal_put_box(s->journal, &nameless, BYTES(sealed_of(1), SEALED_LEN)), GH_MALFORMED);
    assert_int_equal(journal_put_box(s->journal, &strange, BYTES(sealed_of(1), SEALED_LEN)), GH_MALFORMED);
}

static void an_entry_and_its_box_are_one(void **state)
{
    struct stores *s = *state;
    const struct uuid application = id_of(9), unknown = id_of(10);
    struct entry entry = entry_of(1);
    struct box box = {.kind = BOX_EMERGENCY, .about = application}, found;
    assert_int_equal(journal_append_with_box(s->journal, &entry, &box, BYTES(sealed_of(1), SEALED_LEN)), GH_OK);
    assert_int_equal(entry.number, 1);
    assert_int_equal(box.number, 1);
    assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &application, &found), GH_OK);
    assert_true(found.waits && uuid_equal(&found.id, &entry.id) && uuid_equal(&found.about, &application));
    assert_int_equal(found.entry_number, 1);
    assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &unknown, &found), GH_NOT_FOUND);
    /* A second one for the same people leaves no entry either. */
    struct entry again = entry_of(2);
    assert_int_equal(journal_append_with_box(s->journal, &again, &box, BYTES(sealed_of(1), SEALED_LEN)), GH_CONFLICT);
    assert_int_equal(journal_find(s->journal, &again.id, &again), GH_NOT_FOUND);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_EMERGENCY, NOON + TICK_DAY), GH_OK); /* it waits still */
    assert_int_equal(waiting(s, BOX_EMERGENCY), 1);
    assert_int_equal(journal_settle_box(s->journal, BOX_EMERGENCY, &entry.id), GH_OK);
    assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &application, &found), GH_OK);
    assert_false(found.waits);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_EMERGENCY, NOON + TICK_DAY), GH_OK);
    assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &application, &found), GH_NOT_FOUND);
}

static void a_picture_needs_its_entry_and_expires(void **state)
{
    struct stores *s = *state;
    struct entry entry = entry_of(1);
    struct box box;
    assert_int_equal(put(s, BOX_CAR_PICTURE, 1, &box), GH_NOT_FOUND);
    assert_int_equal(journal_append(s->journal, &entry), GH_OK);
    assert_int_equal(put(s, BOX_CAR_PICTURE, 1, &box), GH_OK);
    assert_int_equal(put(s, BOX_CAR_PICTURE, 1, &box), GH_CONFLICT);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_CAR_PICTURE, NOON), GH_OK);
    assert_int_equal(waiting(s, BOX_CAR_PICTURE), 1);
    assert_int_equal(journal_prune_boxes(s->journal, BOX_CAR_PICTURE, NOON + 2), GH_OK);
    assert_int_equal(waiting(s, BOX_CAR_PICTURE), 0);
}

/* ---- Journals of earlier versions ---- */

static void run(sqlite3 *db, const char *sql)
{
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* As the version wrote them: two of each kind that it knows wait, and one is settled. */
static const char *const rows_of_version[] = {
    [3] = "INSERT INTO walk_up(id, at, clock_trusted, sealed) VALUES (id(1), 1790000000001, 1, sealed(1)),"
          " (id(2), 1790000000002, 0, NULL), (id(3), 1790000000003, 1, sealed(3));",
    [4] = "INSERT INTO emergency(entry_id, walk_up, at, sealed) VALUES (id(4), id(1), 1790000000004, sealed(4)),"
          " (id(5), id(2), 1790000000005, NULL), (id(6), id(3), 1790000000006, sealed(6));",
    [5] = "INSERT INTO evidence(entry_id, at, sealed) VALUES (id(7), 1790000000007, sealed(7)),"
          " (id(8), 1790000000008, sealed(8));",
};

static void id_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct uuid id = id_of((uint8_t)sqlite3_value_int(values[0]));
    sqlite3_result_blob(context, id.b, UUID_LEN, SQLITE_TRANSIENT);
}

static void sealed_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_blob(context, sealed_of((uint8_t)sqlite3_value_int(values[0])), SEALED_LEN, SQLITE_TRANSIENT);
}

/* A journal file that the given version made and filled. */
static void make_old(const char *path, int version)
{
    sqlite3 *db;
    char text[64];
    (void)unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_create_function(db, "id", 1, SQLITE_UTF8, NULL, id_function, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_create_function(db, "sealed", 1, SQLITE_UTF8, NULL, sealed_function, NULL, NULL),
                     SQLITE_OK);
    run(db, "PRAGMA journal_mode = WAL");
    for (int i = 0; i < version; i++)
        run(db, journal_migrations[i]);
    run(db, "INSERT INTO head VALUES (1, 'booth', 0, zeroblob(32), 0, 0, 0)");
    for (int i = 3; i <= version; i++)
        run(db, rows_of_version[i]);
    (void)snprintf(text, sizeof text, "PRAGMA user_version = %d", version);
    run(db, text);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void assert_carried_over(struct stores *s, int version)
{
    struct box read[4], made;
    size_t count;
    const struct uuid second = id_of(2), third = id_of(3);
    assert_int_equal(waiting(s, BOX_WALK_UP), version >= 3 ? 2 : 0);
    assert_int_equal(waiting(s, BOX_EMERGENCY), version >= 4 ? 2 : 0);
    assert_int_equal(waiting(s, BOX_CAR_PICTURE), version >= 5 ? 2 : 0);
    if (version >= 3) {
        assert_sealed(s, BOX_WALK_UP, 1);
        assert_sealed(s, BOX_WALK_UP, 3);
        assert_int_equal(journal_boxes(s->journal, BOX_WALK_UP, 0, read, 4, &count), GH_OK);
        assert_int_equal(count, 3);
        assert_true(read[0].number == 3 && read[0].at == NOON + 3 && read[0].clock_trusted);
        assert_true(read[1].number == 2 && !read[1].waits && !read[1].clock_trusted);
        assert_true(uuid_equal(&read[1].id, &second));
    }
    if (version >= 4) {
        assert_sealed(s, BOX_EMERGENCY, 6);
        assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &third, read), GH_OK);
        assert_true(read->number == 3 && read->waits && read->at == NOON + 6);
        assert_int_equal(journal_find_box_about(s->journal, BOX_EMERGENCY, &second, read), GH_OK);
        assert_false(read->waits);
    }
    if (version >= 5)
        assert_sealed(s, BOX_CAR_PICTURE, 8);
    assert_int_equal(put(s, BOX_WALK_UP, 20, &made), GH_OK);
    assert_int_equal(made.number, version >= 3 ? 4 : 1);
}

static void what_waits_survives_the_migration_of_every_version(void **state)
{
    struct stores *s = *state;
    for (int version = 1; version <= 5; version++) {
        journal_close(s->journal);
        make_old(s->path, version);
        assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
        assert_carried_over(s, version);
    }
}

static void what_waits_is_salvaged_from_every_version(void **state)
{
    struct stores *s = *state;
    for (int version = 1; version <= 5; version++) {
        journal_close(s->journal);
        s->journal = NULL;
        make_old(s->path, version);
        struct journal_salvage_report report;
        assert_int_equal(journal_salvage(s->path, "booth", &report), GH_OK);
        assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
        assert_carried_over(s, version);
    }
}

/* The last numbers were given to boxes that were pruned since. */
static void numbers_of_an_earlier_version_are_not_given_again(void **state)
{
    struct stores *s = *state;
    struct box made;
    sqlite3 *db;
    journal_close(s->journal);
    make_old(s->path, 5);
    assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
    run(db, "DELETE FROM walk_up; DELETE FROM emergency; DELETE FROM evidence;");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
    assert_int_equal(put(s, BOX_WALK_UP, 1, &made), GH_OK);
    assert_int_equal(made.number, 4);
    assert_int_equal(put(s, BOX_EMERGENCY, 1, &made), GH_OK);
    assert_int_equal(made.number, 4);
    struct entry entry = entry_of(1);
    assert_int_equal(journal_append(s->journal, &entry), GH_OK);
    assert_int_equal(put(s, BOX_CAR_PICTURE, 1, &made), GH_OK);
    assert_int_equal(made.number, 3);
}

/* ---- The replica ---- */

static void a_state_moves_forward_only(void **state)
{
    struct stores *s = *state;
    const uint8_t root[PUBLIC_KEY_LEN] = {0};
    struct wire_walk_up row;
    struct wire_record record = {.type = WIRE_WALK_UP,
                                 .walk_up = {.id = id_of(1), .version = 2, .state = WALK_UP_SECURITY, .at = NOON}};
    struct wire_walk_up received = {.id = id_of(1), .state = WALK_UP_RECEIVED, .at = NOON};
    assert_int_equal(replica_find_walk_up(s->replica, &received.id, &row), GH_NOT_FOUND);
    assert_int_equal(replica_settle_walk_up(s->replica, &received), GH_OK);
    assert_int_equal(replica_write(s->replica, &record, 1, root, NULL), GH_OK);
    /* That it was received comes late: nothing is lost by it. */
    assert_int_equal(replica_settle_walk_up(s->replica, &received), GH_OK);
    assert_int_equal(replica_find_walk_up(s->replica, &received.id, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_SECURITY);
    record.walk_up.version = 1;
    assert_int_equal(replica_write(s->replica, &record, 1, root, NULL), GH_ROLLBACK);
}

static bool is_settled(struct stores *s, const struct box *box)
{
    bool settled = false;
    assert_int_equal(replica_box_is_settled(s->replica, box, &settled), GH_OK);
    return settled;
}

static void an_answer_settles_a_box_until_it_is_forgotten(void **state)
{
    struct stores *s = *state;
    struct wire_walk_up row;
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END; kind++) {
        const struct box box = {.kind = (enum box_kind)kind, .id = id_of(1)},
                         other = {.kind = box.kind, .id = id_of(2)};
        assert_false(is_settled(s, &box));
        assert_int_equal(replica_settle_box(s->replica, &box, WALK_UP_BY_PEOPLE, NOON), GH_OK);
        assert_int_equal(replica_settle_box(s->replica, &box, WALK_UP_BY_PEOPLE, NOON), GH_OK);
        assert_true(is_settled(s, &box));
        assert_false(is_settled(s, &other));
    }
    const struct box refused = {.kind = BOX_WALK_UP, .id = id_of(3)},
                     picture = {.kind = BOX_CAR_PICTURE, .id = id_of(1)};
    assert_int_equal(replica_settle_box(s->replica, &refused, WALK_UP_BARRED, NOON), GH_OK);
    assert_int_equal(replica_find_walk_up(s->replica, &refused.id, &row), GH_OK);
    assert_true(row.state == WALK_UP_REFUSED && row.reason == WALK_UP_BARRED);
    assert_int_equal(replica_forget_boxes(s->replica, BOX_CAR_PICTURE), GH_OK);
    assert_false(is_settled(s, &picture));
    assert_true(is_settled(s, &refused));
}

/* Where an answer was lost, or nobody answered because the box came on a stick. */
static void what_the_server_streams_settles_boxes_too(void **state)
{
    struct stores *s = *state;
    const uint8_t root[PUBLIC_KEY_LEN] = {0};
    const struct box application = {.kind = BOX_WALK_UP, .id = id_of(1)},
                     let_in = {.kind = BOX_EMERGENCY, .id = id_of(2), .about = id_of(1)},
                     picture = {.kind = BOX_CAR_PICTURE, .id = id_of(2)};
    struct wire_record told = {.type = WIRE_WALK_UP,
                               .walk_up = {.id = id_of(1), .version = 1, .state = WALK_UP_UNIT, .at = NOON}},
                       carried = {.type = WIRE_BOX_SETTLED, .box_settled = {BOX_CAR_PICTURE, id_of(2)}};
    assert_int_equal(replica_write(s->replica, &told, 1, root, NULL), GH_OK);
    assert_true(is_settled(s, &application));
    assert_false(is_settled(s, &let_in));
    told.walk_up.version = 2;
    told.walk_up.emergency = EMERGENCY_OPEN;
    assert_int_equal(replica_write(s->replica, &told, 1, root, NULL), GH_OK);
    assert_true(is_settled(s, &let_in));
    assert_false(is_settled(s, &picture));
    assert_int_equal(replica_write(s->replica, &carried, 1, root, NULL), GH_OK);
    assert_true(is_settled(s, &picture));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_STORES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        WITH_STORES(a_box_is_kept_until_it_is_settled),
        WITH_STORES(numbers_are_never_given_twice),
        WITH_STORES(each_queue_has_an_end_of_its_own),
        WITH_STORES(a_length_that_no_box_has_is_refused),
        WITH_STORES(an_entry_and_its_box_are_one),
        WITH_STORES(a_picture_needs_its_entry_and_expires),
        WITH_STORES(what_waits_survives_the_migration_of_every_version),
        WITH_STORES(what_waits_is_salvaged_from_every_version),
        WITH_STORES(numbers_of_an_earlier_version_are_not_given_again),
        WITH_STORES(a_state_moves_forward_only),
        WITH_STORES(an_answer_settles_a_box_until_it_is_forgotten),
        WITH_STORES(what_the_server_streams_settles_boxes_too),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
