/* The desk on real stores: the decisions of guards, their sign-in, and their entries. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/stores.h"
#include "people/keyed_hash.h"
#include "support/booth.h"
#include "wire/entry_remark.h"

/* ---- Decisions ---- */

static void test_the_right_holder_admits_with_one_touch(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_pass_time(b, 5 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OFFLINE_UNCONFIRMED);
    assert_false(b->shown.can_admit);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->failed, GH_DENIED);
    booth_type(b, COMMAND_HOLDER, "04117x");
    assert_true(b->shown.holder_matched);
    assert_true(b->shown.can_admit);
    struct uuid first = b->shown.entry;
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    struct entry entry = booth_newest(b);
    assert_int_equal(entry.kind, ENTRY_DECIDE_ADMIT);
    assert_memory_equal(&entry.refers_to, &first, sizeof first);
    assert_true(entry.uses_up);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
}

static void test_three_wrong_tails_lock_the_scan(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_pass_time(b, 5 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &pass);
    struct uuid first = b->shown.entry;
    for (unsigned left = 2; left > 0; left--) {
        booth_type(b, COMMAND_HOLDER, "999999");
        assert_int_equal(b->shown.holder_tries_left, left);
        assert_int_equal(b->shown.verdict.colour, VERDICT_AMBER);
    }
    booth_type(b, COMMAND_HOLDER, "999999");
    booth_expect(b, REASON_WRONG_HOLDER);
    struct entry locked = booth_newest(b);
    assert_memory_equal(&locked.refers_to, &first, sizeof first);
    booth_type(b, COMMAND_HOLDER, BOOTH_TAIL);
    assert_int_equal(b->failed, GH_DENIED);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->failed, GH_DENIED);
    booth_scan_pass(b, &pass); /* nothing was used up */
    booth_expect(b, REASON_OFFLINE_UNCONFIRMED);
}

static void test_refusing_uses_nothing_up(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.claims.home_gate = BOOTH_OTHER_GATE;
    booth_put(b, pass, "张*三");
    booth_pass_time(b, TICK_HOUR);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OTHER_GATE_OFFLINE);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFUSE});
    assert_int_equal(b->shown.state, SCAN_REFUSED);
    assert_int_equal(booth_newest(b).kind, ENTRY_REFUSE);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->failed_count, 1); /* decided is decided */
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OTHER_GATE_OFFLINE);
}

static void test_overriding_names_why_and_who(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.claims.expires = booth_now(b) / 1000 * 1000 - TICK_HOUR;
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_EXPIRED);
    struct uuid first = b->shown.entry;
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->failed, GH_DENIED); /* red takes no plain touch */
    booth_do(b, (struct desk_command){.kind = COMMAND_OVERRIDE});
    assert_int_equal(b->failed, GH_DENIED); /* no reason */
    booth_do(b, (struct desk_command){.kind = COMMAND_OVERRIDE, .reason = OVERRIDE_OTHER});
    assert_int_equal(b->failed, GH_DENIED); /* other, and no word */
    booth_do(b, (struct desk_command){.kind = COMMAND_OVERRIDE, .reason = OVERRIDE_HOST_PRESENT, .text = "host"});
    assert_int_equal(b->shown.state, SCAN_OVERRIDDEN);
    struct entry entry = booth_newest(b);
    assert_int_equal(entry.kind, ENTRY_OVERRIDE);
    assert_int_equal(entry.override_reason, OVERRIDE_HOST_PRESENT);
    char note[ENTRY_NOTE_MAX];
    assert_string_equal(entry.note, "");
    assert_int_equal(entry_remark_open(entry.note_sealed, b->data_key, &entry.id, note), GH_OK);
    assert_string_equal(note, "host");
    booth_do(b, (struct desk_command){.kind = COMMAND_LOG, .query = {.colour = -1}});
    assert_string_equal(b->log.rows[0].note, "host");
    assert_int_equal(entry.guard, BOOTH_GUARD);
    assert_int_equal(entry.reason, REASON_EXPIRED);
    assert_memory_equal(&entry.refers_to, &first, sizeof first);
}

static void test_a_second_guard_where_policy_wants_one(void **state)
{
    struct booth *b = *state;
    struct policy policy = b->policy;
    policy.second_guard = true;
    booth_set_policy(b, &policy);
    booth_scan(b, "https://example.com/");
    struct desk_command command = {.kind = COMMAND_OVERRIDE, .reason = OVERRIDE_EMERGENCY};
    booth_do(b, command);
    assert_int_equal(b->signed_result, SIGN_IN_WRONG); /* nobody named */
    command.second_guard = BOOTH_GUARD;
    memcpy(command.pin, BOOTH_PIN, sizeof BOOTH_PIN);
    booth_do(b, command);
    assert_int_equal(b->shown_count, 0); /* not oneself */
    command.second_guard = BOOTH_NOVICE;
    booth_do(b, command);
    assert_int_equal(b->shown_count, 0); /* without the right */
    command.second_guard = BOOTH_SECOND;
    memcpy(command.pin, "000000", 7);
    booth_do(b, command);
    assert_int_equal(b->shown_count, 0);
    memcpy(command.pin, BOOTH_PIN, sizeof BOOTH_PIN);
    booth_do(b, command);
    assert_int_equal(b->shown.state, SCAN_OVERRIDDEN);
    assert_int_equal(booth_newest(b).second_guard, BOOTH_SECOND);
}

static void test_a_guard_without_the_right_does_not_override(void **state)
{
    struct booth *b = *state;
    booth_sign_in(b, BOOTH_NOVICE, BOOTH_PIN);
    booth_scan(b, "https://example.com/");
    assert_false(b->shown.can_override);
    booth_do(b, (struct desk_command){.kind = COMMAND_OVERRIDE, .reason = OVERRIDE_EMERGENCY});
    assert_int_equal(b->failed, GH_DENIED);
}

static void test_taking_back_gives_the_use_back_within_its_time(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    struct uuid admission = b->shown.entry;
    booth_pass_time(b, 9 * TICK_MINUTE);
    booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK, .id = admission});
    assert_int_equal(b->shown.state, SCAN_TAKEN_BACK);
    struct entry entry = booth_newest(b);
    assert_int_equal(entry.kind, ENTRY_TAKE_BACK);
    assert_memory_equal(&entry.refers_to, &admission, sizeof admission);
    assert_int_equal(b->status.persons_inside, 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK, .id = admission});
    assert_int_equal(b->failed, GH_NOT_FOUND); /* once */
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    admission = b->shown.entry;
    booth_pass_time(b, 11 * TICK_MINUTE);
    booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK, .id = admission});
    assert_int_equal(b->failed, GH_DENIED); /* too late */
}

static void test_identity_checked_before_it_is_an_admission(void **state)
{
    struct booth *b = *state;
    struct policy policy = b->policy;
    policy.touch_before_admit = true;
    booth_set_policy(b, &policy);
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_TO_CONFIRM);
    assert_int_equal(booth_newest(b).kind, ENTRY_SHOWN);
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_TO_CONFIRM); /* nothing used up yet */
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_true(booth_newest(b).uses_up);
}

static void test_exit_by_touch(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    struct uuid admission = b->shown.entry;
    booth_do(b, (struct desk_command){.kind = COMMAND_LOG, .query = {.inside_only = true, .colour = -1}});
    assert_int_equal(b->log.count, 1);
    assert_true(b->log.rows[0].inside);
    booth_do(b, (struct desk_command){.kind = COMMAND_EXIT, .id = admission});
    assert_int_equal(b->done_count, 1);
    assert_int_equal(booth_newest(b).kind, ENTRY_EXIT);
    assert_int_equal(booth_newest(b).direction, DIRECTION_OUT);
    assert_int_equal(b->status.persons_inside, 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_EXIT, .id = admission});
    assert_int_equal(b->failed, GH_NOT_FOUND);
}

/* ---- Typed evidence ---- */

static void test_a_short_number_asks_for_the_document(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    char number[SHORT_NUMBER_LEN + 1];
    booth_put(b, pass, "张*三");
    short_number_of(&pass.claims.pass_id, number);
    booth_type(b, COMMAND_NUMBER, number);
    booth_expect(b, REASON_TYPED_NUMBER);
    assert_true(b->shown.can_admit);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    number[0] = number[0] == 'A' ? 'B' : 'A';
    booth_type(b, COMMAND_NUMBER, number);
    assert_int_equal(b->failed, GH_CONFLICT);
}

/* ---- Guards and privacy ---- */

static void test_nobody_signed_in_nothing_is_scanned_or_shown(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_do(b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    assert_int_equal(b->signed_result, SIGN_IN_ENDED);
    assert_null(b->desk->session.keys);
    assert_false(b->status.personal);
    assert_int_equal(booth_newest(b).kind, ENTRY_SIGN_OUT);
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown_count, 0);
    assert_int_equal(b->failed, GH_DENIED);
    booth_do(b, (struct desk_command){.kind = COMMAND_LOG, .query = {.colour = -1}});
    assert_int_equal(b->failed, GH_DENIED);
}

static void test_wrong_pins_wait_longer_and_outlive_a_restart(void **state)
{
    struct booth *b = *state;
    booth_do(b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    for (int i = 0; i < THROTTLE_FREE_GUARD + 1; i++)
        booth_sign_in(b, BOOTH_GUARD, "141421");
    assert_true(b->signed_wait > 0);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_THROTTLED);
    booth_restart(b);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_THROTTLED);
    booth_pass_time(b, b->signed_wait * TICK_SECOND + TICK_SECOND);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_OK);
    assert_int_equal(b->status.guard, BOOTH_GUARD);
    assert_int_equal(booth_newest(b).kind, ENTRY_SIGN_IN);
}

static void test_an_idle_guard_is_signed_out(void **state)
{
    struct booth *b = *state;
    booth_pass_time(b, 3 * TICK_HOUR);
    assert_int_equal(b->status.guard, 0);
    assert_null(b->desk->session.keys);
}

static void test_a_guard_whose_record_is_withdrawn_is_signed_out(void **state)
{
    struct booth *b = *state;
    struct wire_record record = {.type = WIRE_GUARD};
    record.guard = *desk_find_guard(b->desk, BOOTH_GUARD);
    record.guard.version = ++b->version;
    record.guard.active = false;
    booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    booth_pass_time(b, 2000);
    booth_pass_time(b, 2000);
    assert_int_equal(b->status.guard, 0);
}

static void test_unattended_admits_and_shows_nothing_personal(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_do(b, (struct desk_command){.kind = COMMAND_UNATTENDED, .unattended = true});
    booth_do(b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_false(b->shown.pass.personal);
    assert_string_equal(b->shown.pass.display.name, "");
    assert_false(b->shown.can_take_back);
    assert_int_equal(booth_newest(b).guard, 0);
}

/* ---- Log ---- */

static void test_the_log_is_searched_by_name_number_and_reason(void **state)
{
    struct booth *b = *state;
    struct wire_pass zhang = booth_pass(b), li = booth_pass(b);
    char number[SHORT_NUMBER_LEN + 1];
    booth_put(b, zhang, "张*三");
    booth_put(b, li, "李*");
    booth_scan_pass(b, &zhang);
    booth_scan_pass(b, &li);
    booth_scan(b, "https://example.com/");
    booth_scan_pass(b, &li); /* already used */
    struct desk_command query = {.kind = COMMAND_LOG, .query = {.colour = -1}};
    booth_do(b, query);
    assert_int_equal(b->log.count, 4);
    assert_true(b->log.rows[0].number > b->log.rows[1].number);
    static const struct {
        const char *search;
        size_t found;
    } cases[] = {{"张", 1}, {"李", 2}, {"not-a-pass", 1}, {"基建", 3}, {"nobody", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(query.query.search, sizeof query.query.search, "%s", cases[i].search);
        booth_do(b, query);
        assert_int_equal(b->log.count, cases[i].found);
    }
    short_number_of(&zhang.claims.pass_id, number);
    snprintf(query.query.search, sizeof query.query.search, "%.5s", number);
    booth_do(b, query);
    assert_int_equal(b->log.count, 1);
    query.query.search[0] = 0;
    query.query.colour = VERDICT_RED;
    booth_do(b, query);
    assert_int_equal(b->log.count, 2);
}

static void test_a_long_log_comes_in_pages(void **state)
{
    struct booth *b = *state;
    for (int i = 0; i < DESK_LOG_PAGE + 5; i++)
        booth_scan(b, "https://example.com/");
    struct desk_command query = {.kind = COMMAND_LOG, .query = {.colour = -1}};
    booth_do(b, query);
    assert_int_equal(b->log.count, DESK_LOG_PAGE);
    assert_true(b->log.more);
    query.query.before_number = b->log.rows[DESK_LOG_PAGE - 1].number;
    booth_do(b, query);
    assert_int_equal(b->log.count, 5);
    assert_false(b->log.more);
}

/* ---- Pruning ---- */

static void test_entries_go_long_after_the_server_has_them_and_not_before(void **state)
{
    struct booth *b = *state;
    struct entry entries[8];
    booth_scan(b, "https://example.com/");
    booth_scan(b, "https://example.com/");
    assert_int_equal(booth_entries(b, entries, 8), 3);
    assert_int_equal(journal_acknowledge(b->desk->stores.journal, 2), GH_OK);
    booth_pass_time(b, b->policy.journal_keep - TICK_DAY);
    booth_pass_time(b, 2 * TICK_HOUR);
    assert_true(booth_entries(b, entries, 8) >= 3);
    booth_pass_time(b, 2 * TICK_DAY);
    size_t left = booth_entries(b, entries, 8);
    assert_true(left >= 1); /* the third was never acknowledged */
    for (size_t i = 0; i < left; i++)
        assert_true(entries[i].number > 2);
}

static void test_every_command_has_its_row(void **state)
{
    (void)state;
    for (int kind = COMMAND_SCAN; kind <= COMMAND_KEYS; kind++)
        assert_string_not_equal(desk_command_name((enum command_kind)kind), "unknown");
    assert_string_equal(desk_command_name((enum command_kind)(COMMAND_KEYS + 1)), "unknown");
    assert_string_equal(desk_command_name((enum command_kind)0), "unknown");
    assert_true(desk_is_quiet(COMMAND_CAR));
    assert_false(desk_is_quiet(COMMAND_SCAN));
    assert_false(desk_is_quiet((enum command_kind)(COMMAND_KEYS + 1)));
}

/* ---- Badges ---- */

static void sign_in(struct booth *b, const char *pin)
{
    struct desk_command command = {.kind = COMMAND_SIGN_IN, .guard = BOOTH_GUARD};
    (void)snprintf(command.pin, sizeof command.pin, "%s", pin);
    booth_do(b, command);
}

static void scan_badge(struct booth *b, uint32_t guard, uint8_t first)
{
    const struct badge badge = {.guard = guard, .secret = {first}};
    char text[BADGE_TEXT_SIZE];
    badge_format(&badge, text);
    booth_do(b, (struct desk_command){.kind = COMMAND_SCAN, .code = bytes_of_string(text)});
}

static void test_a_badge_is_scanned_before_its_pin(void **state)
{
    struct booth *b = *state;
    const uint8_t secret[BADGE_SECRET_LEN] = {7};
    struct wire_record record = {
        .type = WIRE_GUARD,
        .guard = {
            .guard = BOOTH_GUARD, .version = ++b->version, .active = true, .rights = GUARD_ADMIT, .name = "赵师傅"}};
    uint8_t base[PIN_BASE_LEN];
    assert_int_equal(pin_make(bytes_of_string(BOOTH_PIN), secret, 1, GUARD_MEM_KIB_MIN, &record.guard, base), GH_OK);
    assert_int_equal(pin_wrap(base, (struct pin_hardware){NULL, 0}, b->data_key, &record.guard), GH_OK);
    booth_do(b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    booth_pass_time(b, 2 * TICK_SECOND);

    sign_in(b, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_BADGE_WANTED);
    scan_badge(b, BOOTH_GUARD + 900, 7);
    assert_int_equal(b->badge, 0); /* of nobody here */
    scan_badge(b, BOOTH_GUARD, 8);
    assert_int_equal(b->badge, BOOTH_GUARD);
    sign_in(b, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_WRONG); /* an earlier badge */
    scan_badge(b, BOOTH_GUARD, 7);
    sign_in(b, "314159");
    assert_int_equal(b->signed_result, SIGN_IN_WRONG);
    scan_badge(b, BOOTH_GUARD, 7);
    booth_pass_time(b, DESK_BADGE_MS + TICK_SECOND);
    sign_in(b, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_BADGE_WANTED); /* it lies too far back */
    scan_badge(b, BOOTH_GUARD, 7);
    sign_in(b, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_OK);
    assert_true(b->status.personal);

    /* The server replaces the data key while the guard works: names go on. */
    b->data_key[0] ^= 1;
    record.guard.version = ++b->version;
    assert_int_equal(pin_wrap(base, (struct pin_hardware){NULL, 0}, b->data_key, &record.guard), GH_OK);
    booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_string_equal(b->shown.pass.display.name, "张*三");

    booth_do(b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    sign_in(b, BOOTH_PIN);
    assert_int_equal(b->signed_result, SIGN_IN_BADGE_WANTED); /* and serves once */
}

/* Passes that are out rest on the key before, new ones on the new key; plates are hashed through both. */
static void test_another_campus_key_comes_while_the_guard_works(void **state)
{
    static const char number[] = "京A12345";
    struct booth *b = *state;
    const struct pin_hardware none = {NULL, 0};
    uint8_t keys[DATA_KEY_LEN + 2 * CAMPUS_KEY_LEN], base[PIN_BASE_LEN];
    struct wire_record record = {.type = WIRE_GUARD,
                                 .guard = {.guard = BOOTH_GUARD,
                                           .version = ++b->version,
                                           .active = true,
                                           .rights = GUARD_ADMIT | GUARD_OVERRIDE,
                                           .name = "赵师傅"}};
    memcpy(keys, b->data_key, DATA_KEY_LEN);
    memcpy(keys + DATA_KEY_LEN, b->campus_key, CAMPUS_KEY_LEN);
    memset(keys + DATA_KEY_LEN + CAMPUS_KEY_LEN, 9, CAMPUS_KEY_LEN);
    const uint8_t *newer = keys + DATA_KEY_LEN + CAMPUS_KEY_LEN;
    assert_int_equal(pin_make(bytes_of_string(BOOTH_PIN), NULL, 1, GUARD_MEM_KIB_MIN, &record.guard, base), GH_OK);
    assert_int_equal(pin_wrap(base, none, b->data_key, &record.guard), GH_OK);
    booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);

    record.guard.version = ++b->version;
    assert_int_equal(pin_wrap_all(base, none, BYTES(keys, sizeof keys), &record.guard), GH_OK);
    booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    struct wire_pass car = booth_pass(b), before = booth_pass(b), after = booth_pass(b);
    struct plate plate;
    assert_int_equal(plate_parse(bytes_of_string(number), &plate), PLATE_OK);
    car.claims.kind = PASS_VEHICLE;
    plate_hash(b->campus_key, &plate, car.plate);
    plate_hash_again(newer, car.plate, car.plate);
    booth_put(b, car, "赵*孙");
    booth_type(b, COMMAND_PLATE, number);
    booth_expect(b, REASON_OK);

    holder_check_make(newer, &after.claims.pass_id, BOOTH_TAIL, after.claims.format, after.claims.holder);
    booth_pass_time(b, 5 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    const struct wire_pass *const passes[] = {&before, &after};
    for (size_t i = 0; i < 2; i++) {
        booth_scan_pass(b, passes[i]);
        booth_expect(b, REASON_OFFLINE_UNCONFIRMED);
        booth_type(b, COMMAND_HOLDER, "999999");
        assert_false(b->shown.holder_matched);
        booth_type(b, COMMAND_HOLDER, BOOTH_TAIL);
        assert_true(b->shown.holder_matched);
    }
}

/* An older version kept the first campus key in a file. It serves until every guard's record wraps the key. */
static void test_the_key_file_serves_until_all_records_have_the_key(void **state)
{
    static const char *const cars[] = {"京A12345", "京A12346", "京A12347", "京A12348"};
    static const uint32_t guards[] = {BOOTH_GUARD, BOOTH_SECOND, BOOTH_NOVICE};
    struct booth *b = *state;
    uint8_t keys[DATA_KEY_LEN + CAMPUS_KEY_LEN], base[PIN_BASE_LEN];
    memcpy(keys, b->data_key, DATA_KEY_LEN);
    memcpy(keys + DATA_KEY_LEN, b->campus_key, CAMPUS_KEY_LEN);
    for (size_t i = 0; i < 4; i++)
        booth_put_vehicle(b, cars[i]);
    for (size_t i = 0; i < 3; i++) {
        struct wire_record record = {.type = WIRE_GUARD,
                                     .guard = {.guard = guards[i],
                                               .version = ++b->version,
                                               .active = true,
                                               .rights = GUARD_ADMIT | GUARD_OVERRIDE,
                                               .name = "赵师傅"}};
        assert_false(b->desk->campus_wrapped);
        assert_true(b->desk->options.has_campus_key);
        booth_type(b, COMMAND_PLATE, cars[i]);
        assert_int_equal(b->shown.verdict.reason, REASON_OK);
        assert_int_equal(pin_make(bytes_of_string(BOOTH_PIN), NULL, 1, GUARD_MEM_KIB_MIN, &record.guard, base), GH_OK);
        assert_int_equal(pin_wrap_all(base, (struct pin_hardware){NULL, 0}, BYTES(keys, sizeof keys), &record.guard),
                         GH_OK);
        booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
        booth_sign_in(b, guards[i], BOOTH_PIN);
    }
    booth_pass_time(b, 2 * TICK_SECOND);
    assert_true(b->status.campus_wrapped);
    assert_false(b->desk->options.has_campus_key);
    for (size_t i = 0; i < CAMPUS_KEY_LEN; i++)
        assert_int_equal(b->desk->options.campus_key[i], 0);
    booth_type(b, COMMAND_PLATE, cars[3]);
    assert_int_equal(b->shown.verdict.reason, REASON_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_has_its_row),
        BOOTH_TEST(test_the_right_holder_admits_with_one_touch),
        BOOTH_TEST(test_another_campus_key_comes_while_the_guard_works),
        BOOTH_TEST(test_the_key_file_serves_until_all_records_have_the_key),
        BOOTH_TEST(test_a_badge_is_scanned_before_its_pin),
        BOOTH_TEST(test_three_wrong_tails_lock_the_scan),
        BOOTH_TEST(test_refusing_uses_nothing_up),
        BOOTH_TEST(test_overriding_names_why_and_who),
        BOOTH_TEST(test_a_second_guard_where_policy_wants_one),
        BOOTH_TEST(test_a_guard_without_the_right_does_not_override),
        BOOTH_TEST(test_taking_back_gives_the_use_back_within_its_time),
        BOOTH_TEST(test_identity_checked_before_it_is_an_admission),
        BOOTH_TEST(test_exit_by_touch),
        BOOTH_TEST(test_a_short_number_asks_for_the_document),
        BOOTH_TEST(test_nobody_signed_in_nothing_is_scanned_or_shown),
        BOOTH_TEST(test_wrong_pins_wait_longer_and_outlive_a_restart),
        BOOTH_TEST(test_an_idle_guard_is_signed_out),
        BOOTH_TEST(test_a_guard_whose_record_is_withdrawn_is_signed_out),
        BOOTH_TEST(test_unattended_admits_and_shows_nothing_personal),
        BOOTH_TEST(test_the_log_is_searched_by_name_number_and_reason),
        BOOTH_TEST(test_a_long_log_comes_in_pages),
        BOOTH_TEST(test_entries_go_long_after_the_server_has_them_and_not_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
