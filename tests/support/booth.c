#include "support/test.h"

#include "support/booth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

/* ---- Events ---- */

static void keep(void *ctx, const struct desk_event *event)
{
    struct booth *b = ctx;
    switch (event->kind) {
    case DESK_STATUS:
        b->status = event->status;
        break;
    case DESK_SHOWN:
        b->shown = event->shown;
        b->shown_count++;
        break;
    case DESK_SIGNED:
        b->signed_result = event->sign_in.result;
        b->signed_wait = event->sign_in.wait_seconds;
        b->signed_count++;
        break;
    case DESK_LOG:
        b->log = event->log;
        break;
    case DESK_NEAR:
        b->near = event->near;
        break;
    case DESK_UNITS:
        b->units = event->units;
        break;
    case DESK_WALK_UP_SENT:
        b->receipt = event->receipt;
        break;
    case DESK_WALK_UPS:
        b->walk_ups = event->walk_ups;
        break;
    case DESK_ROLL_CALL:
        b->roll_call = event->roll_call;
        break;
    case DESK_BADGE:
        b->badge = event->badge;
        break;
    case DESK_ENROL:
    case DESK_DONE:
        b->done_count++;
        break;
    case DESK_FAILED:
        b->failed = event->outcome.status;
        b->failed_count++;
        break;
    }
}

static void forget_events(struct booth *b)
{
    b->shown_count = b->done_count = b->failed_count = b->signed_count = 0;
}

/* ---- Time ---- */

tick booth_now(const struct booth *b)
{
    return b->reading.wall;
}

void booth_pass_time(struct booth *b, tick by)
{
    os_reading_advance(&b->reading, by);
    desk_tend(b->desk);
}

/* ---- Server ---- */

void booth_sync(struct booth *b, struct wire_record *records, size_t count, tick server_time)
{
    struct wire_record all[16];
    struct replica *replica = NULL;
    assert_true(count < 16);
    if (count)
        memcpy(all, records, count * sizeof *records);
    b->position += count + 1;
    all[count] = (struct wire_record){.type = WIRE_END, .end = {.position = b->position, .server_time = server_time}};
    assert_int_equal(replica_open(b->replica_path, REPLICA_WRITE, &replica), GH_OK);
    assert_int_equal(replica_write(replica, all, count + 1, b->root_public, NULL), GH_OK);
    replica_close(replica);
}

static tick whole_seconds(tick t)
{
    return t / TICK_SECOND * TICK_SECOND;
}

static struct wire_record keyset_record(struct booth *b, const uint8_t *sign_public)
{
    struct wire_record record = {.type = WIRE_KEYSET};
    struct keyset set = {.epoch = 1, .issued_at = whole_seconds(booth_now(b)), .count = 1};
    kid_of_public_key(sign_public, b->kid);
    memcpy(set.keys[0].kid, b->kid, KID_LEN);
    memcpy(set.keys[0].public_key, sign_public, PUBLIC_KEY_LEN);
    set.keys[0].not_before = whole_seconds(booth_now(b)) - 30 * TICK_DAY;
    set.keys[0].not_after = whole_seconds(booth_now(b)) + 30 * TICK_DAY;
    struct writer w = writer_over(record.keyset.signed_set, sizeof record.keyset.signed_set);
    assert_int_equal(keyset_sign(&set, b->root_secret, &w), GH_OK);
    record.keyset.len = w.len;
    return record;
}

static struct wire_record guard_record(struct booth *b, uint32_t number, const char *name, uint32_t rights)
{
    struct wire_record record = {.type = WIRE_GUARD};
    struct wire_guard *guard = &record.guard;
    guard->guard = number;
    guard->version = ++b->version;
    guard->active = true;
    guard->rights = rights;
    snprintf(guard->name, sizeof guard->name, "%s", name);
    struct pin_hardware none = {NULL, 0};
    assert_int_equal(pin_set(bytes_of_string(BOOTH_PIN), 1, GUARD_MEM_KIB_MIN, b->data_key, none, guard), GH_OK);
    return record;
}

static struct wire_record gate_record(struct booth *b, uint8_t number, const char *zh, const char *en)
{
    struct wire_record record = {.type = WIRE_GATE, .gate = {.gate = number, .campus = 1, .version = ++b->version}};
    snprintf(record.gate.name_zh, sizeof record.gate.name_zh, "%s", zh);
    snprintf(record.gate.name_en, sizeof record.gate.name_en, "%s", en);
    snprintf(record.gate.campus_zh, sizeof record.gate.campus_zh, "西城校区");
    snprintf(record.gate.campus_en, sizeof record.gate.campus_en, "West Campus");
    return record;
}

void booth_set_sealing(struct booth *b, const uint8_t public_key[static SEALING_KEY_LEN])
{
    struct replica *replica;
    struct wire_record record = {.type = WIRE_KEYSET};
    struct keyset set;
    assert_int_equal(replica_open(b->replica_path, REPLICA_WRITE, &replica), GH_OK);
    assert_int_equal(replica_keyset(replica, b->root_public, &set), GH_OK);
    replica_close(replica);
    struct writer w = writer_over(record.keyset.signed_set, sizeof record.keyset.signed_set);
    assert_int_equal(keyset_sign(&set, b->root_secret, &w), GH_OK);
    record.keyset.len = w.len;
    memcpy(record.keyset.sealing, public_key, SEALING_KEY_LEN);
    booth_sync(b, &record, 1, booth_now(b));
}

void booth_set_policy(struct booth *b, const struct policy *policy)
{
    struct wire_record record = {.type = WIRE_POLICY, .policy = {.version = ++b->version, .policy = *policy}};
    b->policy = *policy;
    booth_sync(b, &record, 1, whole_seconds(booth_now(b)));
}

static void fill_replica(struct booth *b)
{
    uint8_t sign_public[PUBLIC_KEY_LEN];
    crypto_sign_keypair(b->root_public, b->root_secret);
    crypto_sign_keypair(sign_public, b->sign_secret);
    randombytes_buf(b->data_key, sizeof b->data_key);
    randombytes_buf(b->campus_key, sizeof b->campus_key);
    policy_defaults(&b->policy);
    b->policy.live_code_required = false; /* its codes are static */
    struct wire_record records[] = {
        keyset_record(b, sign_public),
        gate_record(b, BOOTH_GATE, "南门", "South Gate"),
        gate_record(b, BOOTH_OTHER_GATE, "北门", "North Gate"),
        guard_record(b, BOOTH_GUARD, "李师傅", GUARD_ADMIT | GUARD_OVERRIDE | GUARD_SETTINGS),
        guard_record(b, BOOTH_SECOND, "赵师傅", GUARD_ADMIT | GUARD_OVERRIDE),
        guard_record(b, BOOTH_NOVICE, "王师傅", GUARD_ADMIT),
        {.type = WIRE_POLICY, .policy = {.version = ++b->version, .policy = b->policy}},
    };
    booth_sync(b, records, sizeof records / sizeof *records, whole_seconds(booth_now(b)));
}

/* ---- Life ---- */

void booth_options(struct booth *b, struct desk_options *out)
{
    struct desk_options o = {.has_campus_key = true,
                             .gate = BOOTH_GATE,
                             .campus = 1,
                             .zone_minutes = 480,
                             .clock = os_clock_fake(&b->reading),
                             .deliver = keep,
                             .deliver_ctx = b};
    snprintf(o.replica_path, sizeof o.replica_path, "%s", b->replica_path);
    snprintf(o.journal_path, sizeof o.journal_path, "%s", b->journal_path);
    snprintf(o.time_path, sizeof o.time_path, "%s/time", b->dir);
    snprintf(o.throttle_path, sizeof o.throttle_path, "%s/throttle", b->dir);
    snprintf(o.device, sizeof o.device, "booth-test");
    memcpy(o.root_public, b->root_public, sizeof o.root_public);
    memcpy(o.campus_key, b->campus_key, sizeof o.campus_key);
    *out = o;
}

static void start_desk(struct booth *b)
{
    struct desk_options options;
    booth_options(b, &options);
    b->desk = calloc(1, sizeof *b->desk);
    assert_non_null(b->desk);
    assert_int_equal(desk_init(b->desk, &options), GH_OK);
    desk_tend(b->desk);
}

void booth_fill(struct booth *b, const char *dir, struct os_reading reading)
{
    assert_true(sodium_init() >= 0);
    memset(b, 0, sizeof *b);
    assert_true(snprintf(b->dir, sizeof b->dir, "%s", dir) < (int)sizeof b->dir);
    snprintf(b->replica_path, sizeof b->replica_path, "%s/replica.db", b->dir);
    snprintf(b->journal_path, sizeof b->journal_path, "%s/journal.db", b->dir);
    b->reading = reading;
    fill_replica(b);
}

void booth_open(struct booth *b, bool signed_in)
{
    char dir[] = "/tmp/gatehouse-booth-XXXXXX";
    struct os_reading morning = {.wall = tick_from_seconds(1790035200) + 500, /* 08:00 in Beijing */
                                 .support = OS_WALL_BATTERY,
                                 .boot_ns = INT64_C(100000000000)};
    assert_non_null(mkdtemp(dir));
    booth_fill(b, dir, morning);
    start_desk(b);
    if (signed_in)
        booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    forget_events(b);
}

void booth_restart(struct booth *b)
{
    desk_destroy(b->desk);
    free(b->desk);
    start_desk(b);
    forget_events(b);
}

void booth_remove(struct booth *b)
{
    char command[512];
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", b->dir, b->dir);
    assert_int_equal(system(command), 0);
}

void booth_close(struct booth *b)
{
    desk_destroy(b->desk);
    free(b->desk);
    booth_remove(b);
}

/* ---- Passes ---- */

struct wire_pass booth_pass(struct booth *b)
{
    uint8_t random[10];
    tick now = whole_seconds(booth_now(b));
    struct wire_pass pass = {.version = ++b->version, .state = ROW_VALID, .unit = 3};
    struct claims *claims = &pass.claims;
    randombytes_buf(random, sizeof random);
    claims->pass_id = uuid_v7(now - TICK_HOUR, random);
    claims->not_before = now - 2 * TICK_HOUR;
    claims->expires = now + 10 * TICK_HOUR;
    claims->issued_at = now - TICK_HOUR;
    claims->kind = PASS_PEDESTRIAN;
    claims->uses = PASS_SINGLE_USE;
    claims->gates = 1 << BOOTH_GATE;
    claims->home_gate = BOOTH_GATE;
    claims->has_holder = true;
    holder_check_make(b->campus_key, &claims->pass_id, BOOTH_TAIL, claims->format, claims->holder);
    return pass;
}

static void put(struct booth *b, struct wire_pass pass, const char *name, const char *plate)
{
    struct wire_record record = {.type = WIRE_PASS};
    struct display display = {
        .sex = 'M', .id_tail = "117X", .unit_zh = "基建处", .unit_en = "Works", .purpose = "验收"};
    snprintf(display.name, sizeof display.name, "%s", name);
    snprintf(display.plate, sizeof display.plate, "%s", plate);
    assert_int_equal(
        display_seal(&display, b->data_key, &pass.claims.pass_id, pass.version, pass.display, &pass.display_len),
        GH_OK);
    record.pass = pass;
    booth_sync(b, &record, 1, whole_seconds(booth_now(b)));
}

void booth_put(struct booth *b, struct wire_pass pass, const char *name)
{
    put(b, pass, name, "");
}

static void put_vehicle(struct booth *b, const char *plate, const struct uuid *group)
{
    struct wire_pass pass = booth_pass(b);
    struct plate parsed;
    assert_int_equal(plate_parse(bytes_of_string(plate), &parsed), PLATE_OK);
    pass.claims.kind = PASS_VEHICLE;
    pass.group = *group;
    plate_hash(b->campus_key, &parsed, pass.plate);
    put(b, pass, "赵*孙", plate);
}

void booth_put_vehicle(struct booth *b, const char *plate)
{
    put_vehicle(b, plate, &(struct uuid){{0}});
}

void booth_put_visit(struct booth *b, const char *plate, struct wire_pass *riders, size_t count)
{
    static const char *const names[] = {"陈*", "冯*", "蒋*"};
    uint8_t random[10];
    randombytes_buf(random, sizeof random);
    struct uuid group = uuid_v7(booth_now(b), random);
    put_vehicle(b, plate, &group);
    for (size_t i = 0; i < count; i++) {
        riders[i].claims.kind = PASS_RIDER;
        riders[i].group = group;
        put(b, riders[i], names[i % 3], "");
    }
}

const char *booth_code(struct booth *b, const struct claims *claims, char text[static TOKEN_TEXT_MAX + 1])
{
    assert_int_equal(token_mint(claims, b->kid, b->sign_secret, text), GH_OK);
    return text;
}

/* ---- Doing ---- */

void booth_scan(struct booth *b, const char *text)
{
    forget_events(b);
    desk_execute(b->desk, &(struct desk_command){.kind = COMMAND_SCAN, .code = bytes_of_string(text)});
    desk_tend(b->desk);
}

void booth_scan_pass(struct booth *b, const struct wire_pass *pass)
{
    char text[TOKEN_TEXT_MAX + 1];
    booth_scan(b, booth_code(b, &pass->claims, text));
}

void booth_do(struct booth *b, struct desk_command command)
{
    forget_events(b);
    if (!command.scan)
        command.scan = b->shown.scan;
    desk_execute(b->desk, &command);
    desk_tend(b->desk);
}

void booth_sign_in(struct booth *b, uint32_t guard, const char *pin)
{
    struct desk_command command = {.kind = COMMAND_SIGN_IN, .guard = guard};
    snprintf(command.pin, sizeof command.pin, "%s", pin);
    booth_do(b, command);
}

void booth_type(struct booth *b, enum command_kind kind, const char *text)
{
    struct desk_command command = {.kind = kind};
    snprintf(command.text, sizeof command.text, "%s", text);
    booth_do(b, command);
}

size_t booth_entries(struct booth *b, struct entry *out, size_t max)
{
    struct journal *journal = NULL;
    struct journal_filter all = {.colour = -1};
    size_t count = 0;
    assert_int_equal(journal_open_read(b->journal_path, &journal), GH_OK);
    assert_int_equal(journal_list(journal, &all, out, max, &count), GH_OK);
    journal_close(journal);
    return count;
}

/* ---- Tests ---- */

int booth_setup(void **state)
{
    static struct booth booth;
    booth_open(&booth, true);
    *state = &booth;
    return 0;
}

int booth_teardown(void **state)
{
    booth_close(*state);
    return 0;
}

struct entry booth_newest(struct booth *b)
{
    struct entry entries[4];
    size_t count = booth_entries(b, entries, 4);
    assert_true(count > 0);
    return entries[0];
}

void booth_expect(struct booth *b, enum verdict_reason reason)
{
    assert_int_equal(b->shown_count, 1);
    assert_string_equal(verdict_reason_name(b->shown.verdict.reason), verdict_reason_name(reason));
    assert_int_equal(b->shown.verdict.colour, verdict_reasons[reason].colour);
    struct entry entry = booth_newest(b);
    assert_memory_equal(&entry.id, &b->shown.entry, sizeof entry.id);
    assert_int_equal(entry.reason, reason);
    assert_int_equal(entry.colour, verdict_reasons[reason].colour);
    assert_int_equal(entry.gate, BOOTH_GATE);
    assert_int_equal(entry.guard, BOOTH_GUARD);
    bool green = verdict_reasons[reason].colour == VERDICT_GREEN;
    assert_int_equal(entry.kind, green ? ENTRY_ADMIT : ENTRY_SHOWN);
    assert_int_equal(b->shown.state, green ? SCAN_ADMITTED : SCAN_WAITING);
}
