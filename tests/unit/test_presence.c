/* Who is inside follows from the entries of all booths of a campus, in whatever order they arrive. On SQLite, and on
 * PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/presence.h"

#define NOON tick_from_seconds(1795507200) /* 2026-11-24 */
#define MOVES_MAX 6

enum { NORTH, SOUTH, BOOTHS };
enum {
    NOBODY,
    WALKER,
    CAR,
    RIDER,
    OTHER,
    APPLICATION,
    STRANGER,
    SUBJECTS
}; /* passes, an application without one,
    * a car without one */

/* One entry. It arrives after those of its booth that stand before it. */
struct move {
    int booth, minute;
    enum entry_kind kind;
    int pass, refers_to; /* to the move with this number of the case, from 1; or minus a subject */
};

struct test_case {
    const char *name;
    struct move moves[MOVES_MAX];
    const char *inside; /* subject@gate+minute; V for a vehicle, P for a person, "in CAR" with their car */
    int arrives;        /* minute when everything arrives; 0: a day later */
};

#define MOVE(...)                                                                                                      \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }
#define DID(what, where, when, who, ...)                                                                               \
    MOVE(.kind = (what), .booth = (where), .minute = (when), .pass = (who), .refers_to = __VA_ARGS__ + 0)
#define IN(booth, minute, pass, ...) DID(ENTRY_ADMIT, booth, minute, pass, __VA_ARGS__)
#define OUT(booth, minute, pass, ...) DID(ENTRY_EXIT, booth, minute, pass, __VA_ARGS__)
#define OVERRIDE(booth, minute, pass, ...) DID(ENTRY_OVERRIDE, booth, minute, pass, __VA_ARGS__)
#define TAKE_BACK(booth, minute, pass, ...) DID(ENTRY_TAKE_BACK, booth, minute, pass, __VA_ARGS__)
#define CASE(text, result, ...)                                                                                        \
    {                                                                                                                  \
        .name = (text), .inside = (result), .moves = { __VA_ARGS__ }                                                   \
    }
#define ARRIVING(minute, text, result, ...)                                                                            \
    {                                                                                                                  \
        .arrives = (minute), .name = (text), .inside = (result), .moves = { __VA_ARGS__ }                              \
    }

static const struct test_case cases[] = {
    CASE("comes", "P1@0+1 ", IN(NORTH, 1, WALKER)),
    CASE("leaves by the other gate", "", IN(NORTH, 1, WALKER), OUT(SOUTH, 2, WALKER)),
    CASE("comes again", "P1@0+3 ", IN(NORTH, 1, WALKER), OUT(SOUTH, 2, WALKER), IN(NORTH, 3, WALKER)),
    CASE("an admission that arrives late", "", OUT(NORTH, 5, WALKER), IN(SOUTH, 1, WALKER)),
    CASE("an exit that arrives late", "P1@0+5 ", IN(NORTH, 5, WALKER), OUT(SOUTH, 1, WALKER)),
    CASE("an exit without an admission", "", OUT(SOUTH, 2, WALKER)),
    CASE("admitted twice counts once, since the later", "P1@1+2 ", IN(NORTH, 1, WALKER), IN(SOUTH, 2, WALKER)),
    CASE("one exit ends both", "", IN(NORTH, 1, WALKER), IN(SOUTH, 2, WALKER), OUT(NORTH, 3, WALKER)),
    CASE("taken back", "", IN(NORTH, 1, WALKER), TAKE_BACK(NORTH, 2, WALKER, 1)),
    CASE("taken back, inside by the other gate still", "P1@1+1 ", IN(SOUTH, 1, WALKER), IN(NORTH, 2, WALKER),
         TAKE_BACK(NORTH, 3, WALKER, 2)),
    CASE("another booth can't take it back", "P1@0+1 ", IN(NORTH, 1, WALKER), TAKE_BACK(SOUTH, 2, WALKER, 1)),
    CASE("only shown, or refused", "", DID(ENTRY_SHOWN, NORTH, 1, WALKER, ), DID(ENTRY_REFUSE, NORTH, 2, WALKER, 1)),
    CASE("a car is no person, its rider is one, with the car", "V2@0+1 P3@0+1 in 2 ", IN(NORTH, 1, CAR),
         IN(NORTH, 1, RIDER, 1)),
    CASE("the rider walks out by the other gate", "V2@0+1 ", IN(NORTH, 1, CAR), IN(NORTH, 1, RIDER, 1),
         OUT(SOUTH, 2, RIDER)),
    CASE("the car leaves, the rider stays", "P3@0+1 in 2 ", IN(NORTH, 1, CAR), IN(NORTH, 1, RIDER, 1),
         OUT(SOUTH, 2, CAR)),
    CASE("somebody of another visit goes along", "V2@0+1 P4@0+1 in 2 ", IN(NORTH, 1, CAR), IN(NORTH, 1, OTHER, 1)),
    CASE("an override with a pass", "P1@0+2 ", DID(ENTRY_SHOWN, NORTH, 1, WALKER, ), OVERRIDE(NORTH, 2, WALKER, 1)),
    CASE("an override without a pass", "P-1@0+2 ", OVERRIDE(NORTH, 2, NOBODY)),
    CASE("leaves by the other gate, picked from the list", "P-2@0+2 ", OVERRIDE(NORTH, 2, NOBODY),
         OVERRIDE(NORTH, 2, NOBODY), OUT(SOUTH, 3, NOBODY, 1)),
    CASE("an override taken back", "", OVERRIDE(NORTH, 2, NOBODY), TAKE_BACK(NORTH, 2, NOBODY, 1)),
    CASE("a car without a pass", "V6@0+2 ", OVERRIDE(NORTH, 2, STRANGER)),
    CASE("the same car let in twice counts once", "V6@1+3 ", OVERRIDE(NORTH, 2, STRANGER),
         OVERRIDE(SOUTH, 3, STRANGER)),
    CASE("its plate at the other gate on the way out", "", OVERRIDE(NORTH, 2, STRANGER), OUT(SOUTH, 3, STRANGER)),
    CASE("picked from the list of the other gate", "", OVERRIDE(NORTH, 2, STRANGER), OUT(SOUTH, 3, STRANGER, 1)),
    CASE("an override of a car taken back", "", OVERRIDE(NORTH, 2, STRANGER), TAKE_BACK(NORTH, 3, STRANGER, 1)),
    CASE("a person came in with such a car", "P1@0+2 in 6 V6@0+2 ", OVERRIDE(NORTH, 2, STRANGER),
         OVERRIDE(NORTH, 2, WALKER, 1)),
    CASE("an emergency admission", "P-1@0+2 ", OVERRIDE(NORTH, 2, NOBODY, -APPLICATION)),
    CASE("an emergency, then out with the pass that came", "", OVERRIDE(NORTH, 2, NOBODY, -APPLICATION),
         OUT(SOUTH, 3, WALKER)),
    CASE("an emergency, then in with the pass that came: counts once", "P1@1+3 ",
         OVERRIDE(NORTH, 2, NOBODY, -APPLICATION), IN(SOUTH, 3, WALKER)),
    ARRIVING(60, "a clock that was ahead and went back", "", IN(NORTH, 50, WALKER), OUT(NORTH, 10, WALKER)),
    ARRIVING(40, "a clock that is ahead counts as of the arrival", "P1@0+40 ", IN(NORTH, 5000, WALKER),
             OUT(SOUTH, 30, WALKER)),
};

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
    struct device booths[BOOTHS];
};

static struct uuid id_of(uint8_t kind, int number)
{
    struct uuid id = {{kind}};
    id.b[UUID_LEN - 1] = (uint8_t)number;
    return id;
}

static struct uuid pass_id(int pass)
{
    return pass == NOBODY || pass == STRANGER ? (struct uuid){{0}} : id_of(0x10, pass);
}

static struct uuid entry_id(int move)
{
    return id_of(0x20, move);
}

#define run(f, ...) assert_int_equal(db_query((f)->db, NULL, __VA_ARGS__), GH_OK)

static void insert_pass(struct fixture *f, int pass, enum pass_kind kind)
{
    struct uuid id = pass_id(pass), application = id_of(0x30, 1), period = id_of(0x40, 1);
    run(f,
        "INSERT INTO pass (id, application, kind, period, state, state_at, row_version, position, from_at, to_at, "
        "gates, uses, home_gate, token, link_hash, link_sealed, minted_at) VALUES ($1, $2, $3, $4, 'active', 0, 1, 1, "
        "0, 0, 3, 1, 0, '', $1, $1, 0)",
        DB_UUID(&id), DB_UUID(&application), DB_INT(kind), DB_UUID(&period));
}

static void insert_world(struct fixture *f)
{
    struct uuid application = id_of(0x30, 1), period = id_of(0x40, 1);
    run(f, "INSERT INTO account (id, name, display_name, created_at) VALUES (1, 'zhang', 'Z', 0)");
    run(f, "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES (1, 'c', 'c', "
           "'c', 'z', 480, 960)");
    run(f, "INSERT INTO gate (bit, campus, name, name_en, vehicles) VALUES (0, 1, 'n', 'n', 1), (1, 1, 's', 's', 1)");
    run(f,
        "INSERT INTO application (id, number, applicant, campus, gates, kind, purpose, host_name, state, version, "
        "created_at) VALUES ($1, '1', 1, 1, 3, 'visit', 'p', 'h', 'approved', 1, 0)",
        DB_UUID(&application));
    run(f, "INSERT INTO period (id, application, ordinal, from_at, to_at) VALUES ($1, $2, 0, 0, 0)", DB_UUID(&period),
        DB_UUID(&application));
    insert_pass(f, WALKER, PASS_PEDESTRIAN);
    insert_pass(f, CAR, PASS_VEHICLE);
    insert_pass(f, RIDER, PASS_RIDER);
    insert_pass(f, OTHER, PASS_PEDESTRIAN);
    for (int i = 0; i < BOOTHS; i++) {
        f->booths[i] = (struct device){.id = id_of(0x50, i + 1), .campus = 1, .gate = i, .active = true};
        run(f,
            "INSERT INTO device (id, name, campus, gate, public_key, journal, state, created_at) VALUES ($1, 'b', 1, "
            "$2, $1, 'j', 'active', 0)",
            DB_UUID(&f->booths[i].id), DB_INT(i));
    }
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-presence-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 2, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    insert_world(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    static const char *const tables[] = {"presence",    "entry", "device", "pass",   "period",
                                         "application", "gate",  "campus", "account"};
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

/* ---- Entries that arrive ---- */

static struct entry entry_of(const struct move *m, int move)
{
    struct entry entry = {.number = (uint64_t)move,
                          .id = entry_id(move),
                          .at = NOON + m->minute * TICK_MINUTE,
                          .clock_trusted = true,
                          .kind = m->kind,
                          .direction = m->kind == ENTRY_EXIT ? DIRECTION_OUT : DIRECTION_IN,
                          .gate = (uint8_t)m->booth,
                          .pass_id = pass_id(m->pass),
                          .pass_expires = NOON + TICK_DAY,
                          .refers_to = m->refers_to < 0   ? id_of(0x30, 1)
                                       : m->refers_to > 0 ? entry_id(m->refers_to)
                                                          : (struct uuid){{0}}};
    const struct uuid plate = id_of(0x18, STRANGER);
    if (m->pass == STRANGER) {
        entry.presented_as = PRESENTED_PLATE;
        memcpy(entry.code_digest, plate.b, UUID_LEN);
    }
    return entry;
}

static void arrive(struct fixture *f, const struct move *m, int move, tick arrived_at)
{
    struct entry e = entry_of(m, move);
    const struct device *booth = &f->booths[m->booth];
    assert_int_equal(db_begin(f->db), GH_OK);
    run(f,
        "INSERT INTO entry (device, number, id, at, arrived_at, clock_trusted, kind, direction, gate, "
        "campus, pass, refers_to, colour, reason, reasons, guard, second_guard, override_reason, uses_up, "
        "pass_expires, live, "
        "previous, hash, evidence, code_digest) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, 1, $9, $10, 0, 0, 0, 0, 0, "
        "0, 0, $11, 0, $3, "
        "$3, $12, $13)",
        DB_UUID(&booth->id), DB_INT(move), DB_UUID(&e.id), DB_INT(e.at), DB_INT(arrived_at), DB_INT(e.kind),
        DB_INT(e.direction), DB_INT(e.gate), DB_UUID_OR_NULL(&e.pass_id), DB_UUID_OR_NULL(&e.refers_to),
        DB_INT(e.pass_expires), DB_INT(e.presented_as), DB_BLOB_OR_NULL(e.code_digest, sizeof e.code_digest));
    assert_int_equal(presence_note(f->db, booth, &e), GH_OK);
    assert_int_equal(db_commit(f->db), GH_OK);
}

static size_t count_of(const struct test_case *c)
{
    size_t count = 0;
    while (count < MOVES_MAX && c->moves[count].kind)
        count++;
    return count;
}

/* A subject as a number: the pass, or minus the entry. */
static int subject_number(struct db_rows *rows, int column)
{
    struct bytes id = db_bytes(rows, column);
    int number = id.len ? id.data[UUID_LEN - 1] : 0;
    return id.len && id.data[0] == 0x20 ? -number : number;
}

static void say_inside(struct fixture *f, char *out, size_t size)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(f->db, &rows,
                                     "SELECT subject, gate, at, vehicle, car FROM presence WHERE inside = 1 AND "
                                     "campus = 1 ORDER BY subject");
    size_t at = 0;
    out[0] = '\0';
    while (!status && !(status = db_next(&rows))) {
        int car = subject_number(&rows, 4);
        at +=
            (size_t)snprintf(out + at, size - at, "%c%d@%d+%d ", db_int(&rows, 3) ? 'V' : 'P', subject_number(&rows, 0),
                             (int)db_int(&rows, 1), (int)((db_int(&rows, 2) - NOON) / TICK_MINUTE));
        if (car)
            at += (size_t)snprintf(out + at, size - at, "in %d ", car);
        assert_true(at < size);
    }
    db_rows_end(&rows);
    assert_int_equal(status, GH_NOT_FOUND);
}

/* Each booth hands its entries up in order; among the booths every order can happen. next: of each booth. */
static void arrive_in_every_order(struct fixture *f, const struct test_case *c, int *order, size_t placed, int *tried)
{
    size_t count = count_of(c);
    if (placed == count) {
        char inside[256];
        run(f, "DELETE FROM presence");
        run(f, "DELETE FROM entry");
        for (size_t i = 0; i < count; i++)
            arrive(f, &c->moves[order[i]], order[i] + 1, NOON + (c->arrives ? c->arrives : 1440) * TICK_MINUTE);
        say_inside(f, inside, sizeof inside);
        if (strcmp(inside, c->inside) != 0)
            fail_msg("%s (order %d): \"%s\", not \"%s\"", c->name, *tried, inside, c->inside);
        ++*tried;
        return;
    }
    for (int booth = 0; booth < BOOTHS; booth++) {
        int next = 0;
        bool used = true;
        while (next < (int)count && used) {
            used = c->moves[next].booth != booth;
            for (size_t i = 0; i < placed; i++)
                used = used || order[i] == next;
            next += used;
        }
        if (next == (int)count)
            continue;
        order[placed] = next;
        arrive_in_every_order(f, c, order, placed + 1, tried);
    }
}

static void order_of_arrival_does_not_matter(void **state)
{
    int orders = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int order[MOVES_MAX];
        arrive_in_every_order(*state, &cases[i], order, 0, &orders);
    }
    assert_true(orders > (int)(sizeof cases / sizeof cases[0]));
}

static void what_a_revoked_booth_hands_up_has_no_effect(void **state)
{
    struct fixture *f = *state;
    static const struct move in = IN(NORTH, 1, WALKER), gone = OUT(SOUTH, 2, WALKER);
    char inside[256];
    run(f, "UPDATE device SET state = 'revoked', revoked_at = $1 WHERE gate = 1", DB_INT(NOON + 10 * TICK_MINUTE));
    arrive(f, &in, 1, NOON + 20 * TICK_MINUTE);
    arrive(f, &gone, 2, NOON + 20 * TICK_MINUTE);
    say_inside(f, inside, sizeof inside);
    assert_string_equal(inside, "P1@0+1 ");
}

static int64_t position(struct fixture *f)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, "SELECT position FROM presence"), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    int64_t position = db_int(&rows, 0);
    db_rows_end(&rows);
    return position;
}

static void only_what_changes_is_sent_again(void **state)
{
    struct fixture *f = *state;
    static const struct move in = IN(NORTH, 5, WALKER), late = IN(SOUTH, 1, WALKER), gone = OUT(SOUTH, 6, WALKER);
    arrive(f, &in, 1, NOON + TICK_DAY);
    int64_t first = position(f);
    arrive(f, &late, 2, NOON + TICK_DAY);
    assert_int_equal(position(f), first);
    arrive(f, &gone, 3, NOON + TICK_DAY);
    assert_true(position(f) > first);
}

static void stays_lapse_a_week_after_the_pass(void **state)
{
    struct fixture *f = *state;
    static const struct move in = IN(NORTH, 1, WALKER), car = IN(NORTH, 2, CAR);
    struct presence_counts counts;
    tick end = NOON + TICK_DAY + PRESENCE_KEPT;
    arrive(f, &in, 1, NOON + TICK_HOUR);
    arrive(f, &car, 2, NOON + TICK_HOUR);
    assert_int_equal(presence_count(f->db, 1, end - 1, &counts), GH_OK);
    assert_int_equal(counts.persons, 1);
    assert_int_equal(counts.vehicles, 1);
    assert_int_equal(presence_count(f->db, 2, end - 1, &counts), GH_OK); /* another campus */
    assert_int_equal(counts.persons + counts.vehicles, 0);
    assert_int_equal(presence_count(f->db, 1, end, &counts), GH_OK);
    assert_int_equal(counts.persons + counts.vehicles, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(order_of_arrival_does_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_revoked_booth_hands_up_has_no_effect, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_changes_is_sent_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_lapse_a_week_after_the_pass, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
