/* Applications at the desk: finding units by typed words, submitting once, showing the result, and admitting. */
#include "support/test.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/booth.h"
#include "wire/emergency.h"

static uint8_t server_public[SEALING_KEY_LEN], server_secret[SEALING_KEY_LEN];

static struct wire_record unit_record(struct booth *b, uint32_t number, const char *zh, const char *en,
                                      const char *pinyin)
{
    struct wire_record record = {.type = WIRE_UNIT, .unit = {.unit = number, .version = ++b->version}};
    (void)snprintf(record.unit.name_zh, sizeof record.unit.name_zh, "%s", zh);
    (void)snprintf(record.unit.name_en, sizeof record.unit.name_en, "%s", en);
    (void)snprintf(record.unit.pinyin, sizeof record.unit.pinyin, "%s", pinyin);
    return record;
}

static void open_booth(struct booth *b, bool signed_in)
{
    booth_open(b, signed_in);
    booth_set_sealing(b, server_public);
    struct wire_record units[] = {
        unit_record(b, 11, "计算机学院", "School of Computing", "jisuanjixueyuan jsjxy"),
        unit_record(b, 12, "图书馆", "Library", "tushuguan tsg"),
        unit_record(b, 13, "后勤处", "Logistics office", "houqinchu hqc"),
    };
    booth_sync(b, units, 3, booth_now(b));
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
}

static struct walk_up_form filled(const char *number)
{
    struct walk_up_form f;
    form_begin(&f);
    f.step = STEP_REVIEW;
    f.category_known = true;
    f.purpose = 2;
    f.unit = 12;
    f.duration = 1;
    (void)snprintf(f.host, sizeof f.host, "陈教授");
    (void)snprintf(f.persons[0].name, sizeof f.persons[0].name, "赵钱孙");
    (void)snprintf(f.persons[0].mobile, sizeof f.persons[0].mobile, "13900139000");
    (void)snprintf(f.persons[0].number, sizeof f.persons[0].number, "%s", number);
    f.persons[0].document = DOCUMENT_PASSPORT;
    f.persons[0].sex = 'M';
    return f;
}

static void apply(struct booth *b, const struct walk_up_form *form)
{
    memset(&b->receipt, 0, sizeof b->receipt);
    booth_do(b, (struct desk_command){.kind = COMMAND_WALK_UP, .form = *form});
}

static void find(struct booth *b, const char *typed)
{
    booth_type(b, COMMAND_UNITS, typed);
}

static void units_are_found_by_name_pinyin_and_initials(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, false);
    const struct {
        const char *typed;
        uint32_t unit;
    } tries[] = {{"tsg", 12}, {"TUSHU", 12}, {"图书", 12}, {"lib", 12}, {"hq", 13}, {"comput", 11}, {"学院", 11}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        find(&b, tries[i].typed);
        assert_true(b.units.count >= 1);
        assert_int_equal(b.units.units[0].unit, tries[i].unit);
    }
    find(&b, "");
    assert_int_equal(b.units.count, 3);
    find(&b, "xyz");
    assert_int_equal(b.units.count, 0);
    booth_close(&b);
}

static void nobody_signed_in_can_apply_and_only_the_server_reads_it(void **unused)
{
    (void)unused;
    struct booth b;
    struct journal *journal;
    struct box w;
    uint8_t *sealed, *plain;
    size_t count, len;
    open_booth(&b, false);
    struct walk_up_form form = filled("G12345678");
    apply(&b, &form);
    assert_int_equal(b.receipt.number, 1);
    assert_int_equal(strlen(b.receipt.link), WALK_UP_LINK_LEN);
    assert_int_equal(journal_open_read(b.journal_path, &journal), GH_OK);
    assert_int_equal(journal_waiting_boxes(journal, BOX_WALK_UP, 0, &w, 1, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_int_equal(journal_box_sealed(journal, BOX_WALK_UP, &w.id, &sealed, &len), GH_OK);
    journal_close(journal);
    assert_int_equal(walk_up_open(BYTES(sealed, len), server_public, server_secret, &plain, &len), GH_OK);
    free(sealed);
    json_t *json = json_loadb((const char *)plain, len, JSON_REJECT_DUPLICATES, NULL);
    seal_wipe(plain, len);
    assert_string_equal(json_string_value(json_object_get(json, "link")), b.receipt.link);
    json_decref(json);
    booth_close(&b);
}

static void the_same_person_is_told_of_the_first_time(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, false);
    struct walk_up_form form = filled("G12345678"), other = filled("G87654321");
    apply(&b, &form);
    apply(&b, &other);
    assert_int_equal(b.receipt.number, 2);
    apply(&b, &form);
    assert_true(b.receipt.again);
    assert_int_equal(b.receipt.number, 1);
    booth_pass_time(&b, 7 * TICK_HOUR);
    apply(&b, &form);
    assert_false(b.receipt.again);
    assert_int_equal(b.receipt.number, 3);
    booth_close(&b);
}

static void what_is_missing_is_told_and_nothing_is_kept(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, false);
    struct walk_up_form form = filled("G12345678");
    form.persons[0].mobile[5] = '\0';
    apply(&b, &form);
    assert_int_equal(b.receipt.number, 0);
    assert_int_equal(b.failed, GH_MALFORMED);
    booth_close(&b);
    booth_open(&b, false); /* a server that sent no sealing key */
    form = filled("G12345678");
    apply(&b, &form);
    assert_int_equal(b.failed, GH_NOT_FOUND);
    booth_close(&b);
}

static void a_terminal_takes_so_many_an_hour(void **unused)
{
    (void)unused;
    struct booth b;
    char number[16];
    open_booth(&b, false);
    for (int i = 0; i < 31; i++) {
        (void)snprintf(number, sizeof number, "G%08d", i);
        struct walk_up_form form = filled(number);
        apply(&b, &form);
    }
    assert_int_equal(b.receipt.number, 0);
    assert_int_equal(b.failed, GH_BUSY);
    booth_pass_time(&b, 2 * TICK_HOUR);
    struct walk_up_form form = filled("G99999999");
    apply(&b, &form);
    assert_int_equal(b.receipt.number, 31);
    booth_close(&b);
}

static void an_approved_one_is_let_in_after_its_id(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, true);
    struct walk_up_form form = filled("G12345678");
    apply(&b, &form);
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.count, 1);
    assert_false(b.walk_ups.rows[0].sent);
    struct wire_pass pass = booth_pass(&b);
    pass.walk_up = b.walk_ups.rows[0].id;
    booth_put(&b, pass, "赵*孙");
    struct wire_record approved = {.type = WIRE_WALK_UP,
                                   .walk_up = {.id = pass.walk_up,
                                               .version = 3,
                                               .state = WALK_UP_APPROVED,
                                               .at = booth_now(&b) / TICK_SECOND * TICK_SECOND}};
    booth_sync(&b, &approved, 1, booth_now(&b));
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.rows[0].state, WALK_UP_APPROVED);
    assert_int_equal(b.walk_ups.rows[0].passes, 1);
    assert_int_equal(b.walk_ups.rows[0].entered, 0);
    booth_do(&b, (struct desk_command){.kind = COMMAND_OPEN_WALK_UP, .id = pass.walk_up});
    assert_int_equal(b.shown.verdict.colour, VERDICT_AMBER);
    assert_int_equal(b.shown.verdict.reason, REASON_TYPED_NUMBER);
    booth_do(&b, (struct desk_command){.kind = COMMAND_ADMIT, .scan = b.shown.scan});
    assert_int_equal(b.shown.state, SCAN_ADMITTED);
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.rows[0].entered, 1);
    booth_close(&b);
}

/* ---- Before an approval ---- */

static void let_in(struct booth *b, const struct uuid *id)
{
    static const uint8_t jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 1, 2, 3};
    struct desk_command command = {
        .kind = COMMAND_EMERGENCY, .id = *id, .reason = OVERRIDE_HOST_PRESENT, .text = "王芳"};
    uint8_t photo[sizeof jpeg]; /* the queue's thread would free it; the desk only reads */
    memcpy(photo, jpeg, sizeof photo);
    command.photo = photo;
    command.photo_len = sizeof photo;
    booth_do(b, command);
}

static struct uuid applied_here(struct booth *b, const char *number)
{
    struct walk_up_form form = filled(number);
    apply(b, &form);
    booth_do(b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    return b->walk_ups.rows[0].id;
}

static void allow(struct booth *b, bool second_guard)
{
    struct policy policy = b->policy;
    policy.emergency_admission = true;
    policy.second_guard = second_guard;
    booth_set_policy(b, &policy);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
}

static size_t entries_of(struct booth *b)
{
    struct entry entries[8];
    return booth_entries(b, entries, 8);
}

static void nobody_is_let_in_before_where_policy_says_nothing(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, true);
    struct uuid id = applied_here(&b, "G12345678");
    size_t before = entries_of(&b);
    let_in(&b, &id);
    assert_int_equal(b.failed, GH_DENIED);
    allow(&b, false);
    struct uuid unknown = id;
    unknown.b[15] ^= 1;
    let_in(&b, &unknown);
    assert_int_equal(b.failed, GH_NOT_FOUND);
    booth_do(&b,
             (struct desk_command){.kind = COMMAND_EMERGENCY, .id = id, .reason = OVERRIDE_HOST_PRESENT, .text = ""});
    assert_int_equal(b.failed, GH_DENIED); /* by whom? */
    static const enum override_reason not_offered[] = {OVERRIDE_NONE, OVERRIDE_PHONE_CONFIRMED, OVERRIDE_OTHER};
    for (size_t i = 0; i < sizeof not_offered / sizeof *not_offered; i++) {
        b.failed = GH_OK;
        booth_do(&b,
                 (struct desk_command){.kind = COMMAND_EMERGENCY, .id = id, .reason = not_offered[i], .text = "王"});
        assert_int_equal(b.failed, GH_DENIED);
    }
    assert_int_equal(entries_of(&b), before);
    booth_sign_in(&b, BOOTH_NOVICE, BOOTH_PIN);
    before = entries_of(&b);
    let_in(&b, &id);
    assert_int_equal(b.failed, GH_DENIED);
    assert_int_equal(entries_of(&b), before);
    booth_close(&b);
}

static void an_emergency_is_an_entry_and_a_box_for_the_server(void **unused)
{
    (void)unused;
    struct booth b;
    struct entry entry;
    struct journal *journal;
    struct emergency e;
    struct bytes photo;
    uint8_t *box, *plain;
    size_t len;
    open_booth(&b, true);
    struct uuid id = applied_here(&b, "G12345678");
    allow(&b, false);
    let_in(&b, &id);
    assert_int_equal(b.done_count, 1);
    assert_int_equal(booth_entries(&b, &entry, 1), 1);
    assert_int_equal(entry.kind, ENTRY_OVERRIDE);
    assert_int_equal(entry.override_reason, OVERRIDE_HOST_PRESENT);
    assert_int_equal(entry.guard, BOOTH_GUARD);
    assert_true(uuid_equal(&entry.refers_to, &id));
    assert_null(strstr(entry.note, "王芳"));
    assert_int_equal(journal_open_read(b.journal_path, &journal), GH_OK);
    assert_int_equal(journal_box_sealed(journal, BOX_EMERGENCY, &entry.id, &box, &len), GH_OK);
    journal_close(journal);
    assert_int_equal(emergency_open(BYTES(box, len), server_public, server_secret, &e, &plain, &photo), GH_OK);
    free(box);
    assert_string_equal(e.approver, "王芳");
    assert_true(uuid_equal(&e.application, &id));
    assert_int_equal(photo.len, 7);
    free(plain);
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.rows[0].emergency, EMERGENCY_OPEN);
    assert_int_equal(b.status.walk_ups_waiting, 0);
    /* Once is enough; and the box goes when the server has it. */
    let_in(&b, &id);
    assert_int_equal(b.failed, GH_DENIED);
    struct wire_record told = {.type = WIRE_WALK_UP,
                               .walk_up = {.id = id,
                                           .version = 4,
                                           .state = WALK_UP_UNIT,
                                           .at = booth_now(&b) / TICK_SECOND * TICK_SECOND,
                                           .emergency = EMERGENCY_OBJECTED}};
    booth_sync(&b, &told, 1, booth_now(&b));
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.rows[0].emergency, EMERGENCY_OBJECTED);
    booth_do(&b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_int_equal(journal_open_read(b.journal_path, &journal), GH_OK);
    assert_int_equal(journal_box_sealed(journal, BOX_EMERGENCY, &entry.id, &box, &len), GH_NOT_FOUND);
    journal_close(journal);
    booth_close(&b);
}

static void who_is_refused_already_is_not_let_in(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, true);
    struct uuid id = applied_here(&b, "G12345678");
    allow(&b, false);
    struct wire_record told = {
        .type = WIRE_WALK_UP,
        .walk_up = {.id = id, .version = 4, .state = WALK_UP_REFUSED, .at = booth_now(&b) / TICK_SECOND * TICK_SECOND}};
    booth_sync(&b, &told, 1, booth_now(&b));
    let_in(&b, &id);
    assert_int_equal(b.failed, GH_DENIED);
    booth_close(&b);
}

/* Why people refused is for the guards: sealed with the data key, and read only while somebody is signed in. */
static void a_guard_reads_why_it_was_refused(void **unused)
{
    (void)unused;
    struct booth b;
    open_booth(&b, true);
    struct uuid id = applied_here(&b, "G12345678");
    struct wire_record told = {
        .type = WIRE_WALK_UP,
        .walk_up = {.id = id, .version = 4, .state = WALK_UP_REFUSED, .at = booth_now(&b) / TICK_SECOND * TICK_SECOND}};
    told.walk_up.note_len = sizeof told.walk_up.note;
    assert_int_equal(note_seal("本单位没有预约此人", b.data_key, &id, 4, told.walk_up.note), GH_OK);
    booth_sync(&b, &told, 1, booth_now(&b));
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_int_equal(b.walk_ups.rows[0].state, WALK_UP_REFUSED);
    assert_string_equal(b.walk_ups.rows[0].note, "本单位没有预约此人");
    booth_do(&b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    memset(&b.walk_ups, 0, sizeof b.walk_ups);
    booth_do(&b, (struct desk_command){.kind = COMMAND_WALK_UPS});
    assert_string_equal(b.walk_ups.rows[0].note, "");
    booth_close(&b);
}

static void policy_may_ask_for_a_second_guard(void **unused)
{
    (void)unused;
    struct booth b;
    struct entry entry;
    open_booth(&b, true);
    struct uuid id = applied_here(&b, "G12345678");
    allow(&b, true);
    size_t before = entries_of(&b);
    let_in(&b, &id);
    assert_int_equal(b.signed_result, SIGN_IN_WRONG);
    assert_int_equal(entries_of(&b), before);
    struct desk_command command = {.kind = COMMAND_EMERGENCY,
                                   .id = id,
                                   .reason = OVERRIDE_EMERGENCY,
                                   .text = "王芳",
                                   .second_guard = BOOTH_SECOND,
                                   .pin = BOOTH_PIN};
    booth_do(&b, command);
    assert_int_equal(b.done_count, 1);
    assert_int_equal(booth_entries(&b, &entry, 1), 1);
    assert_int_equal(entry.second_guard, BOOTH_SECOND);
    booth_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_found_by_name_pinyin_and_initials),
        cmocka_unit_test(nobody_signed_in_can_apply_and_only_the_server_reads_it),
        cmocka_unit_test(the_same_person_is_told_of_the_first_time),
        cmocka_unit_test(what_is_missing_is_told_and_nothing_is_kept),
        cmocka_unit_test(a_terminal_takes_so_many_an_hour),
        cmocka_unit_test(an_approved_one_is_let_in_after_its_id),
        cmocka_unit_test(nobody_is_let_in_before_where_policy_says_nothing),
        cmocka_unit_test(an_emergency_is_an_entry_and_a_box_for_the_server),
        cmocka_unit_test(who_is_refused_already_is_not_let_in),
        cmocka_unit_test(a_guard_reads_why_it_was_refused),
        cmocka_unit_test(policy_may_ask_for_a_second_guard),
    };
    if (sodium_init() < 0 || crypto_box_keypair(server_public, server_secret) != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
