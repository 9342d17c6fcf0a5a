/* An evacuation that guards of two booths without a network and an officer start at the same time, each for themselves:
 * in whatever order all of it reaches the server, there is one roll call, everybody is listed once, and no tick is
 * lost. On SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/presence.h"
#include "devices/roll_call.h"

#define NOON tick_from_seconds(1795507200) /* 2026-11-24 */

enum { NORTH, SOUTH, BOOTHS, PAGE = BOOTHS, ACTORS };
enum {
    WALKER = 1,
    OTHER,
    GONE,
    FOREIGN,
    STRANGER
}; /* FOREIGN: a pass of another campus; STRANGER: let in without one */

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
    struct device booths[BOOTHS];
};

static struct uuid id_of(int kind, int number)
{
    struct uuid id = {{(uint8_t)kind}};
    id.b[UUID_LEN - 1] = (uint8_t)number;
    return id;
}

#define run(f, ...) assert_int_equal(db_query((f)->db, NULL, __VA_ARGS__), GH_OK)

static int64_t number_of(struct fixture *f, const char *sql)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, sql), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    int64_t value = db_int(&rows, 0);
    db_rows_end(&rows);
    return value;
}

static void insert_pass(struct fixture *f, int pass, int gates)
{
    struct uuid id = id_of(0x10, pass), application = id_of(0x30, 1), period = id_of(0x40, 1);
    run(f,
        "INSERT INTO pass (id, application, kind, period, state, state_at, row_version, position, from_at, to_at, "
        "gates, uses, home_gate, token, link_hash, link_sealed, minted_at) VALUES ($1, $2, 1, $3, 'active', 0, 1, 1, "
        "0, 0, $4, 1, 0, '', $1, $1, 0)",
        DB_UUID(&id), DB_UUID(&application), DB_UUID(&period), DB_INT(gates));
}

static void insert_world(struct fixture *f)
{
    struct uuid application = id_of(0x30, 1), period = id_of(0x40, 1);
    run(f, "INSERT INTO account (id, name, display_name, created_at) VALUES (1, 'zhang', 'Z', 0)");
    run(f, "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES (1, 'c', 'c', "
           "'c', 'z', 480, 960), (2, 'd', 'd', 'd', 'z', 480, 960)");
    run(f, "INSERT INTO gate (bit, campus, name, name_en, vehicles) VALUES (0, 1, 'n', 'n', 1), (1, 1, 's', 's', 1), "
           "(2, 2, 'e', 'e', 1)");
    run(f,
        "INSERT INTO application (id, number, applicant, campus, gates, kind, purpose, host_name, state, version, "
        "created_at) VALUES ($1, '1', 1, 1, 3, 'visit', 'p', 'h', 'approved', 1, 0)",
        DB_UUID(&application));
    run(f, "INSERT INTO period (id, application, ordinal, from_at, to_at) VALUES ($1, $2, 0, 0, 0)", DB_UUID(&period),
        DB_UUID(&application));
    for (int pass = WALKER; pass <= GONE; pass++)
        insert_pass(f, pass, 3);
    insert_pass(f, FOREIGN, 4);
    for (int i = 0; i < BOOTHS; i++) {
        f->booths[i] = (struct device){.id = id_of(0x50, i + 1), .campus = 1, .gate = i, .active = true, .name = "b"};
        run(f,
            "INSERT INTO device (id, name, campus, gate, public_key, journal, state, created_at) VALUES ($1, 'b', 1, "
            "$2, $1, 'j', 'active', 0)",
            DB_UUID(&f->booths[i].id), DB_INT(i));
    }
}

static void insert_presence(struct fixture *f, int pass, int minute, bool inside)
{
    struct uuid id = id_of(0x10, pass), entry = id_of(0x20, pass);
    run(f,
        "INSERT INTO presence (campus, subject, pass, entry, vehicle, at, gate, inside, until_at, position) "
        "VALUES (1, $1, $1, $2, 0, $3, 0, $4, $5, 1)",
        DB_UUID(&id), DB_UUID(&entry), DB_INT(NOON + minute * TICK_MINUTE), DB_INT(inside), DB_INT(NOON + TICK_DAY));
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-roll-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 2, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    insert_world(f);
    *state = f;
    return 0;
}

static void clear(struct fixture *f)
{
    static const char *const tables[] = {"roll_call_tick", "roll_call_row", "roll_call_part",
                                         "roll_call_end",  "roll_call",     "presence"};
    char command[64];
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        (void)snprintf(command, sizeof command, "DELETE FROM %s", tables[i]);
        run(f, command);
    }
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    static const char *const tables[] = {"device", "pass", "period", "application", "gate", "campus"};
    clear(f);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        (void)snprintf(command, sizeof command, "DELETE FROM %s", tables[i]);
        run(f, command);
    }
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* ---- What the booths hand up ---- */

static struct roll_subject subject_of(int who)
{
    return (struct roll_subject){.id = who == STRANGER ? id_of(0x20, STRANGER) : id_of(0x10, who),
                                 .pass = who != STRANGER,
                                 .since = NOON - TICK_MINUTE};
}

static enum gh_status hand_up(struct fixture *f, int booth, int number, const struct roll_box *event, const int *who)
{
    struct roll_subject subjects[4];
    const struct uuid box = id_of(0x60 + booth, number);
    for (size_t i = 0; i < event->count; i++)
        subjects[i] = subject_of(who[i]);
    assert_int_equal(db_begin(f->db), GH_OK);
    enum gh_status status = roll_call_take(f->db, &f->booths[booth], &box, event, subjects, NOON + TICK_HOUR);
    if (status)
        db_rollback(f->db);
    else
        status = db_commit(f->db);
    return status;
}

static struct roll_box list_of(int booth, size_t count)
{
    return (struct roll_box){
        .kind = ROLL_BOX_LIST, .roll_call = id_of(0x70, booth + 1), .at = NOON + booth, .guard = 7, .count = count};
}

static struct roll_box tick_of(int booth, int number, enum roll_mark mark)
{
    return (struct roll_box){.kind = ROLL_BOX_TICK,
                             .roll_call = id_of(0x70, booth + 1),
                             .at = NOON + number,
                             .guard = 7,
                             .number = (uint64_t)number,
                             .mark = mark,
                             .count = 1};
}

/* The steps of each actor, in the order in which they arrive. */
static enum gh_status north(struct fixture *f, int step)
{
    const struct roll_box list = list_of(NORTH, 4), one = tick_of(NORTH, 2, ROLL_SAFE);
    switch (step) {
    case 0:
        return hand_up(f, NORTH, 1, &list, (const int[]){WALKER, STRANGER, GONE, FOREIGN});
    case 1:
        return hand_up(f, NORTH, 2, &one, (const int[]){WALKER});
    case 2: /* again, since the answer was lost */
        return hand_up(f, NORTH, 2, &one, (const int[]){WALKER}) == GH_CONFLICT ? GH_OK : GH_CORRUPT;
    default:
        return GH_NOT_FOUND;
    }
}

static enum gh_status south(struct fixture *f, int step)
{
    const struct roll_box list = list_of(SOUTH, 2), safe = tick_of(SOUTH, 2, ROLL_SAFE),
                          undone = tick_of(SOUTH, 3, ROLL_OPEN), walker = tick_of(SOUTH, 4, ROLL_SAFE);
    switch (step) {
    case 0:
        return hand_up(f, SOUTH, 1, &list, (const int[]){WALKER, OTHER});
    case 1:
        return hand_up(f, SOUTH, 2, &safe, (const int[]){OTHER});
    case 2:
        return hand_up(f, SOUTH, 3, &undone, (const int[]){OTHER});
    case 3:
        return hand_up(f, SOUTH, 4, &walker, (const int[]){WALKER});
    default:
        return GH_NOT_FOUND;
    }
}

static enum gh_status page(struct fixture *f, int step)
{
    const struct audit_act act = {f->db, NOON + TICK_HOUR, 1, ""};
    struct uuid id;
    bool started;
    return step == 0 ? roll_call_start(&act, 1, &id, &started) : GH_NOT_FOUND;
}

static enum gh_status (*const actors[ACTORS])(struct fixture *, int) = {north, south, page};
static const int steps[ACTORS] = {3, 4, 1};

/* ---- What must hold ---- */

static void say_rows(struct fixture *f, char *out, size_t size)
{
    struct db_rows rows = {0};
    size_t at = 0;
    enum gh_status status = db_query(f->db, &rows,
                                     "SELECT r.subject, r.mark, CASE WHEN r.pass IS NULL THEN 0 ELSE 1 END FROM "
                                     "roll_call_row r JOIN roll_call c ON c.id = r.roll_call AND c.ended_at IS NULL "
                                     "ORDER BY r.subject");
    out[0] = '\0';
    while (!status && !(status = db_next(&rows)))
        at += (size_t)snprintf(out + at, size - at, "%d:%s%s ", db_bytes(&rows, 0).data[UUID_LEN - 1],
                               roll_mark_name((enum roll_mark)db_int(&rows, 1)), db_int(&rows, 2) ? "" : "?");
    db_rows_end(&rows);
    assert_int_equal(status, GH_NOT_FOUND);
}

static void assert_merged(struct fixture *f, const int *order, size_t count)
{
    char rows[256];
    say_rows(f, rows, sizeof rows);
    /* GONE has left. The pass of another campus shows nothing of its person. */
    if (strcmp(rows, "1:safe 2:open 4:open? 5:open? ") != 0) {
        for (size_t i = 0; i < count; i++)
            (void)fprintf(stderr, "%d ", order[i]);
        fail_msg("listed: %s", rows);
    }
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_at IS NULL"), 1);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call"), 1);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_tick"), 4);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_tick WHERE guard = 7 AND device IS NOT NULL"), 4);
}

static int in_every_order(struct fixture *f, int *order, size_t placed, int *taken)
{
    const size_t count = 8;
    int tried = 0;
    if (placed == count) {
        int at[ACTORS] = {0};
        clear(f);
        insert_presence(f, WALKER, -2, true);
        insert_presence(f, GONE, 1, false);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(actors[order[i]](f, at[order[i]]++), GH_OK);
        assert_merged(f, order, count);
        return 1;
    }
    for (int actor = 0; actor < ACTORS; actor++) {
        if (taken[actor] == steps[actor])
            continue;
        taken[actor]++;
        order[placed] = actor;
        tried += in_every_order(f, order, placed + 1, taken);
        taken[actor]--;
    }
    return tried;
}

static void whatever_the_order_one_roll_call_has_everybody_and_every_tick(void **state)
{
    int order[8], taken[ACTORS] = {0};
    assert_int_equal(in_every_order(*state, order, 0, taken), 280);
}

static void a_roll_call_that_was_started_while_another_ended_runs(void **state)
{
    struct fixture *f = *state;
    const struct audit_act act = {f->db, NOON + TICK_HOUR, 1, ""};
    struct scope everywhere = scope_none;
    struct uuid id;
    bool started;
    scope_add(&everywhere, 0, 0);
    clear(f);
    assert_int_equal(roll_call_start(&act, 1, &id, &started), GH_OK);
    assert_int_equal(roll_call_end(&act, &everywhere, &id), GH_OK);
    assert_int_equal(north(f, 0), GH_OK); /* nobody looks at the list of one that has ended */
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_at IS NULL"), 1);
    /* A tick that comes after the end still counts. */
    const struct roll_box late = {
        .kind = ROLL_BOX_TICK, .roll_call = id, .at = NOON, .number = 9, .mark = ROLL_SAFE, .count = 1};
    assert_int_equal(hand_up(f, SOUTH, 9, &late, (const int[]){OTHER}), GH_OK);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_row r JOIN roll_call c ON c.id = r.roll_call "
                                  "WHERE c.ended_at IS NOT NULL AND r.mark = 1"),
                     1);
}

static void another_campus_has_its_own(void **state)
{
    struct fixture *f = *state;
    const struct roll_box list = list_of(SOUTH, 1);
    clear(f);
    assert_int_equal(north(f, 0), GH_OK);
    f->booths[SOUTH].campus = 2;
    assert_int_equal(hand_up(f, SOUTH, 1, &list, (const int[]){OTHER}), GH_OK);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_at IS NULL"), 2);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_row r JOIN roll_call c ON c.id = r.roll_call "
                                  "WHERE c.campus = 2"),
                     1);
    const struct roll_box theirs = list_of(NORTH, 1); /* names the other campus's */
    assert_int_equal(hand_up(f, SOUTH, 2, &theirs, (const int[]){OTHER}), GH_OK);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_row r JOIN roll_call c ON c.id = r.roll_call "
                                  "WHERE c.campus = 1"),
                     4);
    f->booths[SOUTH].campus = 1;
}

/* ---- Ends at booths ---- */

static struct roll_box end_of(const struct uuid *roll_call, int64_t known)
{
    return (struct roll_box){
        .kind = ROLL_BOX_END, .roll_call = *roll_call, .at = NOON + 5, .guard = 8, .number = (uint64_t)known};
}

static int64_t position_of(struct fixture *f)
{
    return number_of(f, "SELECT MAX(position) FROM roll_call_row");
}

static void start_page(struct fixture *f, struct uuid *id)
{
    const struct audit_act act = {f->db, NOON + TICK_HOUR, 1, ""};
    bool started;
    clear(f);
    insert_presence(f, WALKER, -2, true);
    assert_int_equal(roll_call_start(&act, 1, id, &started), GH_OK);
}

static void one_that_began_and_ended_at_a_booth_has_ended_in_any_order(void **state)
{
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct fixture *f = *state;
    const struct roll_box list = list_of(NORTH, 1), one = tick_of(NORTH, 2, ROLL_SAFE),
                          end = end_of(&list.roll_call, 0);
    const struct roll_box *const boxes[] = {&list, &one, &end};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        clear(f);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(hand_up(f, NORTH, orders[i][k] + 1, boxes[orders[i][k]], (const int[]){WALKER}), GH_OK);
        assert_int_equal(hand_up(f, NORTH, 3, &end, NULL), GH_CONFLICT); /* again, since the answer was lost */
        assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call"), 1);
        assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_at IS NOT NULL AND ended_guard = 8"),
                         1);
        assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_row WHERE mark = 1"), 1);
    }
}

static void a_guard_ends_the_one_of_the_office(void **state)
{
    struct fixture *f = *state;
    struct uuid id;
    start_page(f, &id);
    const struct roll_box mine = {
        .kind = ROLL_BOX_TICK, .roll_call = id, .at = NOON, .number = 9, .mark = ROLL_SAFE, .count = 1};
    const struct roll_box end = end_of(&id, position_of(f));
    assert_int_equal(hand_up(f, SOUTH, 1, &mine, (const int[]){WALKER}), GH_OK); /* its own tick is no news to it */
    assert_int_equal(hand_up(f, SOUTH, 2, &end, NULL), GH_OK);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_guard = 8 AND ended_by = 0"), 1);
    assert_int_equal(number_of(f, "SELECT ended_at FROM roll_call"), NOON + 5);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_end WHERE counts = 1"), 1);
}

static void assert_runs_on(struct fixture *f, const struct roll_box *end, int64_t before)
{
    assert_int_equal(hand_up(f, SOUTH, 7, end, NULL), GH_OK);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call WHERE ended_at IS NULL"), 1);
    assert_int_equal(number_of(f, "SELECT COUNT(*) FROM roll_call_end WHERE counts = 0"), 1);
    assert_true(number_of(f, "SELECT MAX(position) FROM roll_call") > before); /* booths hear that it runs on */
}

static void it_runs_on_where_others_went_on(void **state)
{
    struct fixture *f = *state;
    struct scope everywhere = scope_none;
    const struct audit_act act = {f->db, NOON + TICK_HOUR, 1, ""};
    struct uuid id, walker = id_of(0x10, WALKER), other = id_of(0x10, OTHER);
    scope_add(&everywhere, 0, 0);
    /* The office ticked. */
    start_page(f, &id);
    struct roll_box end = end_of(&id, position_of(f));
    assert_int_equal(roll_call_tick(&act, &everywhere, &id, &walker, ROLL_MISSING), GH_OK);
    assert_runs_on(f, &end, (int64_t)end.number);
    /* Another booth ticked. */
    start_page(f, &id);
    end = end_of(&id, position_of(f));
    const struct roll_box one = {
        .kind = ROLL_BOX_TICK, .roll_call = id, .at = NOON, .number = 9, .mark = ROLL_SAFE, .count = 1};
    assert_int_equal(hand_up(f, NORTH, 1, &one, (const int[]){WALKER}), GH_OK);
    assert_runs_on(f, &end, (int64_t)end.number);
    /* Somebody joined. */
    start_page(f, &id);
    end = end_of(&id, position_of(f));
    insert_presence(f, OTHER, 1, true);
    assert_int_equal(roll_call_join(f->db, 1, &other, NOON + TICK_HOUR, (int64_t)end.number + 1), GH_OK);
    assert_runs_on(f, &end, (int64_t)end.number);
}

static void the_end_of_a_part_ends_nothing(void **state)
{
    struct fixture *f = *state;
    struct uuid id;
    start_page(f, &id);
    const struct roll_box list = list_of(SOUTH, 1), end = end_of(&list.roll_call, 0);
    assert_int_equal(hand_up(f, SOUTH, 1, &list, (const int[]){OTHER}), GH_OK);
    assert_runs_on(f, &end, position_of(f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_order_one_roll_call_has_everybody_and_every_tick),
        cmocka_unit_test(a_roll_call_that_was_started_while_another_ended_runs),
        cmocka_unit_test(another_campus_has_its_own),
        cmocka_unit_test(one_that_began_and_ended_at_a_booth_has_ended_in_any_order),
        cmocka_unit_test(a_guard_ends_the_one_of_the_office),
        cmocka_unit_test(it_runs_on_where_others_went_on),
        cmocka_unit_test(the_end_of_a_part_ends_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
