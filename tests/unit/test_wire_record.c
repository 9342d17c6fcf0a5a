/* Lines of the replica's stream: what is written reads back the same, and anything else is refused with its member. */
#include "support/test.h"
#include "support/vectors.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "wire/record.h"

/* xorshift64: the same records on every run, so that a failure can be repeated. */
static uint64_t state = 88172645463325252U;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint64_t below(uint64_t limit)
{
    return next_random() % limit;
}

static void fill(void *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)out)[i] = (uint8_t)next_random();
}

static struct uuid random_id(void)
{
    struct uuid id;
    fill(&id, sizeof(id));
    id.b[0] |= 1; /* never nil */
    return id;
}

static tick random_time(void)
{
    return tick_from_seconds((int64_t)below(253402300800));
}

static uint64_t random_version(void)
{
    return 1 + below((UINT64_C(1) << 53) - 1);
}

static void random_name(char out[static WIRE_NAME_MAX])
{
    static const char *const pieces[] = {"张", "*", "三", "a", "\"", "\\", " ", "é", "𠮷", "/"};
    size_t len = 0;
    size_t count = 1 + below(30);
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[below(sizeof(pieces) / sizeof(pieces[0]))];
        if (len + strlen(piece) >= WIRE_NAME_MAX)
            break;
        memcpy(out + len, piece, strlen(piece));
        len += strlen(piece);
    }
}

static void random_pass(struct wire_pass *pass)
{
    pass->claims.pass_id = random_id();
    pass->claims.not_before = random_time();
    pass->claims.expires = pass->claims.not_before + tick_from_seconds((int64_t)below(1000));
    if (pass->claims.expires > tick_from_seconds(253402300799))
        pass->claims.expires = pass->claims.not_before;
    pass->claims.issued_at = random_time();
    pass->claims.kind = (enum pass_kind)(1 + below(3));
    pass->claims.uses = (enum pass_uses)(1 + below(2));
    pass->claims.gates = (uint16_t)(1 + below(65535));
    pass->claims.home_gate = (uint8_t)below(GATE_COUNT);
    pass->claims.has_holder = below(2);
    if (pass->claims.has_holder)
        fill(pass->claims.holder, sizeof(pass->claims.holder));
    pass->version = random_version();
    pass->state = (enum row_state)(1 + below(3));
    pass->unit = (uint32_t)next_random();
    if (below(2))
        pass->group = random_id();
    if (below(2))
        pass->walk_up = random_id();
    if (below(2))
        pass->barred = true;
    if (below(2))
        pass->barred_until = tick_from_seconds(1 + (int64_t)below(UINT32_MAX));
    if (below(2))
        fill(pass->plate, sizeof(pass->plate));
    pass->display_len = below(WIRE_DISPLAY_MAX + 1);
    fill(pass->display, pass->display_len);
}

static void random_guard(struct wire_guard *guard)
{
    guard->guard = (uint32_t)(1 + below(UINT32_MAX));
    guard->version = random_version();
    guard->active = below(2);
    guard->rights = (uint32_t)below(8);
    random_name(guard->name);
    fill(guard->salt, sizeof(guard->salt));
    fill(guard->verifier, sizeof(guard->verifier));
    guard->ops = (uint32_t)(1 + below(GUARD_OPS_MAX));
    guard->mem_kib = (uint32_t)(GUARD_MEM_KIB_MIN + below(GUARD_MEM_KIB_MAX - GUARD_MEM_KIB_MIN + 1));
    guard->wrapped_len = below(2) ? GUARD_WRAPPED_MAX : 0;
    fill(guard->wrapped, guard->wrapped_len);
}

static struct wire_record random_record(enum wire_type type)
{
    struct wire_record r;
    memset(&r, 0, sizeof(r));
    r.type = type;
    switch (type) {
    case WIRE_PASS:
        random_pass(&r.pass);
        break;
    case WIRE_REVOKE:
        r.revoke = (struct wire_revoke){random_id(), random_version(), random_time()};
        break;
    case WIRE_BAR:
        r.bar.plate = below(2);
        r.bar.lifted = below(2);
        r.bar.version = random_version();
        fill(r.bar.hash, sizeof(r.bar.hash));
        break;
    case WIRE_USE:
        r.use.entry_id = random_id();
        r.use.pass_id = random_id();
        r.use.at = random_time();
        r.use.gate = (uint8_t)below(GATE_COUNT);
        r.use.taken_back = below(2);
        break;
    case WIRE_GATE:
        r.gate.gate = (uint8_t)below(GATE_COUNT);
        r.gate.campus = (uint8_t)below(256);
        r.gate.version = random_version();
        random_name(r.gate.name_zh);
        random_name(r.gate.name_en);
        random_name(r.gate.campus_zh);
        random_name(r.gate.campus_en);
        break;
    case WIRE_UNIT:
        r.unit.unit = (uint32_t)next_random();
        r.unit.version = random_version();
        random_name(r.unit.name_zh);
        random_name(r.unit.name_en);
        if (below(2))
            random_name(r.unit.pinyin);
        break;
    case WIRE_GUARD:
        random_guard(&r.guard);
        break;
    case WIRE_POLICY:
        r.policy.version = random_version();
        policy_defaults(&r.policy.policy);
        r.policy.policy.live_code_required = below(2);
        r.policy.policy.fresh_for = TICK_MINUTE * (tick)(1 + below(100));
        r.policy.policy.emergency_admission = below(2);
        r.policy.policy.car_picture_keep = TICK_DAY * (tick)below(90);
        r.policy.policy.personal_keep = TICK_DAY * (tick)below(3650);
        break;
    case WIRE_KEYSET:
        r.keyset.len = 1 + below(KEYSET_BYTES_MAX);
        fill(r.keyset.signed_set, r.keyset.len);
        if (below(2))
            fill(r.keyset.sealing, sizeof(r.keyset.sealing));
        break;
    case WIRE_WALK_UP:
        r.walk_up.id = random_id();
        r.walk_up.version = random_version();
        r.walk_up.state = (enum walk_up_state)(1 + below(WALK_UP_STATE_COUNT - 1));
        r.walk_up.reason = (enum walk_up_reason)below(WALK_UP_REASON_COUNT);
        r.walk_up.at = random_time();
        r.walk_up.emergency = (enum emergency_state)below(EMERGENCY_STATE_COUNT);
        if (below(2)) {
            r.walk_up.note_len = sizeof r.walk_up.note;
            fill(r.walk_up.note, sizeof r.walk_up.note);
        }
        break;
    case WIRE_BOX_SETTLED:
        r.box_settled = (struct wire_box_settled){(enum box_kind)(1 + below(BOX_KIND_END - 1)), random_id()};
        break;
    case WIRE_PRESENCE:
        r.presence.subject = random_id();
        r.presence.entry = random_id();
        if (below(2))
            r.presence.car = random_id();
        r.presence.pass = below(2);
        r.presence.vehicle = below(2);
        r.presence.inside = below(2);
        r.presence.at = random_time() + (tick)below(1000);
        if (r.presence.at > WIRE_SECONDS_MAX * TICK_SECOND)
            r.presence.at = 0;
        r.presence.gate = (uint8_t)below(GATE_COUNT);
        r.presence.until = random_time();
        if (below(2))
            fill(r.presence.plate, sizeof r.presence.plate);
        break;
    case WIRE_BOOTH:
        r.booth.id = random_id();
        r.booth.gate = (uint8_t)below(GATE_COUNT);
        random_name(r.booth.name);
        r.booth.heard = random_time();
        r.booth.own = below(2);
        r.booth.acknowledged = below(UINT64_C(1) << 53);
        break;
    case WIRE_ROLL_CALL:
        r.roll_call.id = random_id();
        r.roll_call.version = random_version();
        r.roll_call.state = (enum roll_call_state)below(ROLL_CALL_STATE_COUNT);
        r.roll_call.at = random_time() / 1000;
        if (below(2))
            random_name(r.roll_call.by);
        break;
    case WIRE_ROLL_ROW:
        r.roll_row.roll_call = random_id();
        r.roll_row.subject = random_id();
        if (below(2))
            r.roll_row.car = random_id();
        r.roll_row.version = random_version();
        r.roll_row.pass = below(2);
        r.roll_row.vehicle = below(2);
        r.roll_row.since = random_time() / 1000;
        r.roll_row.gate = (uint8_t)below(GATE_COUNT);
        r.roll_row.mark = (enum roll_mark)below(ROLL_MARK_COUNT);
        r.roll_row.mine = below(2);
        r.roll_row.counted = below(UINT64_C(1) << 53);
        r.roll_row.display_len = below(2) ? WIRE_DISPLAY_MAX : 0;
        fill(r.roll_row.display, r.roll_row.display_len);
        break;
    case WIRE_CLOSED_DAYS:
        r.closed_days.first = (uint32_t)below(30000);
        r.closed_days.len = below(CLOSED_DAYS_BYTES + 1);
        fill(r.closed_days.bits, r.closed_days.len);
        break;
    case WIRE_HISTORY:
        fill(r.history.lineage, sizeof r.history.lineage);
        fill(r.history.stamp, sizeof r.history.stamp);
        r.history.position = below(UINT64_C(1) << 53);
        break;
    case WIRE_MARK:
        r.mark.position = below(UINT64_C(1) << 53);
        r.mark.until = random_time();
        break;
    case WIRE_END:
        if (below(2)) {
            r.end.until = random_time();
            (void)snprintf(r.end.scope, sizeof r.end.scope, "campus-%u", (unsigned)below(100));
        }
        r.end.position = below(UINT64_C(1) << 53);
        r.end.server_time = random_time();
        break;
    }
    return r;
}

static enum gh_status decode(const char *line, struct wire_record *out, char why[static WIRE_ERROR_SIZE])
{
    why[0] = '\0';
    return wire_record_decode(bytes_of_string(line), out, why);
}

static void every_record_reads_back_as_it_was_written(void **unused)
{
    (void)unused;
    for (int round = 0; round < 3000; round++) {
        struct wire_record record = random_record((enum wire_type)(WIRE_PASS + round % WIRE_END));
        struct wire_record back;
        char line[WIRE_LINE_MAX + 1], again[WIRE_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
        assert_int_equal(wire_record_encode(&record, line, sizeof(line)), GH_OK);
        memset(&back, 0xff, sizeof(back));
        if (decode(line, &back, why) != GH_OK)
            fail_msg("%s: %s", line, why);
        assert_int_equal(back.type, record.type);
        assert_int_equal(wire_record_encode(&back, again, sizeof(again)), GH_OK);
        assert_string_equal(again, line);
        assert_memory_equal(&back, &record, sizeof(record));
    }
}

#define PASS_HEAD "{\"t\":\"pass\",\"id\":\"0199f0de-7e00-7000-8000-000000000001\",\"version\":7,"
#define PASS_REST                                                                                                      \
    "\"exp\":1764000000,\"iat\":1763900000,\"kind\":\"pedestrian\",\"uses\":\"single\",\"gates\":3,\"home\":1,"        \
    "\"unit\":12"
#define PASS_LINE PASS_HEAD "\"state\":\"valid\",\"nbf\":1763950000," PASS_REST "}"

static void a_pass_is_read_member_by_member(void **unused)
{
    (void)unused;
    struct wire_record r;
    char why[WIRE_ERROR_SIZE];
    assert_int_equal(decode(PASS_LINE, &r, why), GH_OK);
    assert_int_equal(r.type, WIRE_PASS);
    assert_int_equal(r.pass.version, 7);
    assert_int_equal(r.pass.state, ROW_VALID);
    assert_int_equal(r.pass.claims.not_before, tick_from_seconds(1763950000));
    assert_int_equal(r.pass.claims.expires, tick_from_seconds(1764000000));
    assert_int_equal(r.pass.claims.kind, PASS_PEDESTRIAN);
    assert_int_equal(r.pass.claims.uses, PASS_SINGLE_USE);
    assert_int_equal(r.pass.claims.gates, 3);
    assert_int_equal(r.pass.claims.home_gate, 1);
    assert_int_equal(r.pass.unit, 12);
    assert_false(r.pass.claims.has_holder);
    assert_false(r.pass.claims.live);
    assert_true(uuid_is_nil(&r.pass.group));
    assert_int_equal(r.pass.display_len, 0);
}

static const struct refusal {
    const char *line;
    enum gh_status status;
    const char *why;
} refusals[] = {
    {"", GH_MALFORMED, "line"},
    {"{", GH_MALFORMED, "line"},
    {"[]", GH_MALFORMED, "t:"},
    {"{}", GH_MALFORMED, "t:"},
    {"{\"t\":1}", GH_MALFORMED, "t:"},
    {"{\"t\":\"visitor\"}", GH_UNSUPPORTED, "t:"},
    {"{\"t\":\"end\",\"position\":1,\"server_time\":2}x", GH_MALFORMED, "line"},
    {"{\"t\":\"end\",\"position\":1,\"position\":1,\"server_time\":2}", GH_MALFORMED, "line"},
    {"{\"t\":\"end\",\"position\":1,\"server_time\":2,\"more\":0}", GH_UNSUPPORTED, "more:"},
    {"{\"t\":\"end\",\"position\":1,\"server_time\":2,\"m\\n\":0}", GH_UNSUPPORTED, "m?:"},
    {"{\"t\":\"end\",\"position\":1}", GH_MALFORMED, "server_time: missing"},
    {"{\"t\":\"end\",\"position\":1.0,\"server_time\":2}", GH_MALFORMED, "position:"},
    {"{\"t\":\"end\",\"position\":\"1\",\"server_time\":2}", GH_MALFORMED, "position:"},
    {"{\"t\":\"end\",\"position\":null,\"server_time\":2}", GH_MALFORMED, "position:"},
    {"{\"t\":\"end\",\"position\":-1,\"server_time\":2}", GH_MALFORMED, "position:"},
    {"{\"t\":\"end\",\"position\":9007199254740992,\"server_time\":2}", GH_MALFORMED, "position:"},
    {"{\"t\":\"end\",\"position\":1,\"server_time\":253402300800}", GH_MALFORMED, "server_time:"},
    {"{\"t\":\"bar\",\"plate\":1,\"lifted\":false,\"version\":1,\"hash\":\"00000000000000000000000000000001\"}",
     GH_MALFORMED, "plate:"},
    {"{\"t\":\"bar\",\"plate\":true,\"lifted\":false,\"version\":0,\"hash\":\"00000000000000000000000000000001\"}",
     GH_MALFORMED, "version:"},
    {"{\"t\":\"bar\",\"plate\":true,\"lifted\":false,\"version\":1,\"hash\":\"0000000000000000000000000000000A\"}",
     GH_NOT_CANONICAL, "hash:"},
    {"{\"t\":\"bar\",\"plate\":true,\"lifted\":false,\"version\":1,\"hash\":\"0000000000000000000000000000000\"}",
     GH_MALFORMED, "hash:"},
    {"{\"t\":\"bar\",\"plate\":true,\"lifted\":false,\"version\":1,\"hash\":\"0000000000000000000000000000000g\"}",
     GH_MALFORMED, "hash:"},
    {"{\"t\":\"revoke\",\"id\":\"0199F0DE-7e00-7000-8000-000000000001\",\"version\":1,\"at\":1}", GH_NOT_CANONICAL,
     "id:"},
    {"{\"t\":\"revoke\",\"id\":\"00000000-0000-0000-0000-000000000000\",\"version\":1,\"at\":1}", GH_NOT_CANONICAL,
     "id:"},
    {"{\"t\":\"revoke\",\"id\":\"0199f0de7e0070008000000000000001\",\"version\":1,\"at\":1}", GH_MALFORMED, "id:"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"\",\"name_en\":\"b\"}", GH_MALFORMED, "name_zh:"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"a\\u0007\",\"name_en\":\"b\"}", GH_MALFORMED, "name_zh:"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"a\\u0000\",\"name_en\":\"b\"}", GH_MALFORMED, "line"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"a\\u0085\",\"name_en\":\"b\"}", GH_MALFORMED, "name_zh:"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"a\\u202eb\",\"name_en\":\"b\"}", GH_MALFORMED, "name_zh:"},
    {"{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"a\xff\",\"name_en\":\"b\"}", GH_MALFORMED, "line"},
    {"{\"t\":\"unit\",\"unit\":4294967296,\"version\":1,\"name_zh\":\"a\",\"name_en\":\"b\"}", GH_MALFORMED, "unit:"},
    {"{\"t\":\"keyset\",\"set\":\"\"}", GH_MALFORMED, "set:"},
    {"{\"t\":\"keyset\",\"set\":\"0\"}", GH_MALFORMED, "set:"},
    {"{\"t\":\"keyset\",\"set\":7}", GH_MALFORMED, "set:"},
    {PASS_HEAD "\"state\":\"expired\",\"nbf\":1763950000," PASS_REST "}", GH_UNSUPPORTED, "state:"},
    {PASS_HEAD "\"state\":\"\",\"nbf\":1763950000," PASS_REST "}", GH_UNSUPPORTED, "state:"},
    {PASS_HEAD "\"state\":\"valid\",\"nbf\":1764000001," PASS_REST "}", GH_MALFORMED, "exp:"},
    {PASS_HEAD "\"state\":\"valid\",\"nbf\":1763950000," PASS_REST ",\"holder\":\"0102030405\"}", GH_MALFORMED,
     "holder:"},
    {PASS_HEAD "\"state\":\"valid\",\"nbf\":1763950000," PASS_REST ",\"live\":true}", GH_UNSUPPORTED, "live:"},
};

static void what_is_not_a_record_is_refused_with_its_member(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct wire_record record, before;
        char why[WIRE_ERROR_SIZE];
        memset(&record, 0xa5, sizeof(record));
        before = record;
        enum gh_status status = decode(refusals[i].line, &record, why);
        if (status != refusals[i].status || strncmp(why, refusals[i].why, strlen(refusals[i].why)) != 0)
            fail_msg("%s: got %s, %s", refusals[i].line, gh_status_name(status), why);
        assert_memory_equal(&record, &before, sizeof(record));
    }
}

static void a_reason_never_quotes_the_value(void **unused)
{
    (void)unused;
    static const char *const lines[] = {
        "{\"t\":\"unit\",\"unit\":\"zhangsan\",\"version\":1,\"name_zh\":\"a\",\"name_en\":\"b\"}",
        "{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"zhangsan\\u0001\",\"name_en\":\"b\"}",
        "{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"zhangsan",
        "{\"t\":\"zhangsan\"}",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct wire_record record;
        char why[WIRE_ERROR_SIZE];
        assert_int_not_equal(decode(lines[i], &record, why), GH_OK);
        assert_null(strstr(why, "zhangsan"));
        assert_int_not_equal(strlen(why), 0);
    }
}

/* A unit line whose Chinese name has len bytes. */
static enum gh_status decode_unit_named(size_t len, char why[static WIRE_ERROR_SIZE])
{
    char line[512];
    struct wire_record record;
    snprintf(line, sizeof(line), "{\"t\":\"unit\",\"unit\":1,\"version\":1,\"name_zh\":\"%0*d\",\"name_en\":\"b\"}",
             (int)len, 0);
    return decode(line, &record, why);
}

static void limits_hold_at_their_edge(void **unused)
{
    (void)unused;
    char why[WIRE_ERROR_SIZE];
    assert_int_equal(decode_unit_named(WIRE_NAME_MAX - 1, why), GH_OK);
    assert_int_equal(decode_unit_named(WIRE_NAME_MAX, why), GH_TOO_LONG);

    static char line[WIRE_LINE_MAX + 2];
    static const char end[] = "{\"t\":\"end\",\"position\":1,\"server_time\":2}";
    struct wire_record record;
    memset(line, ' ', sizeof(line));
    memcpy(line, end, strlen(end));
    assert_int_equal(wire_record_decode(BYTES(line, WIRE_LINE_MAX), &record, why), GH_OK);
    assert_int_equal(wire_record_decode(BYTES(line, WIRE_LINE_MAX + 1), &record, why), GH_TOO_LONG);

    int blob = 2 * KEYSET_BYTES_MAX;
    int len = snprintf(line, sizeof(line), "{\"t\":\"keyset\",\"set\":\"%0*d\"}", blob, 0);
    assert_int_equal(wire_record_decode(BYTES(line, len), &record, why), GH_OK);
    len = snprintf(line, sizeof(line), "{\"t\":\"keyset\",\"set\":\"%0*d\"}", blob + 2, 0);
    assert_int_equal(wire_record_decode(BYTES(line, len), &record, why), GH_TOO_LONG);

    record = random_record(WIRE_KEYSET);
    record.keyset.len = KEYSET_BYTES_MAX;
    assert_int_equal(wire_record_encode(&record, line, sizeof(line)), GH_OK);
    size_t needed = strlen(line);
    assert_int_equal(wire_record_encode(&record, line, needed + 1), GH_OK);
    line[0] = '!';
    assert_int_equal(wire_record_encode(&record, line, needed), GH_TOO_LONG);
    assert_int_equal(line[0], '!');
}

static void what_decode_would_refuse_is_not_written(void **unused)
{
    (void)unused;
    char line[WIRE_LINE_MAX + 1];
    struct wire_record r = random_record(WIRE_PASS);
    r.pass.claims.expires = r.pass.claims.not_before - TICK_SECOND;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_PASS);
    r.pass.claims.live = true;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_REVOKE);
    memset(&r.revoke.pass_id, 0, sizeof(r.revoke.pass_id));
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_PASS);
    r.pass.state = ROW_NONE;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_PASS);
    r.pass.display_len = WIRE_DISPLAY_MAX + 1;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_USE);
    r.use.at += 1;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_UNIT);
    memset(r.unit.name_zh, 'a', sizeof(r.unit.name_zh));
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_GUARD);
    r.guard.wrapped_len = GUARD_WRAPPED_ONE - 1;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_POLICY);
    r.policy.policy.clock_skew = TICK_DAY;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r = random_record(WIRE_END);
    r.type = (enum wire_type)0;
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
    r.type = (enum wire_type)(WIRE_END + 1);
    assert_int_equal(wire_record_encode(&r, line, sizeof(line)), GH_MALFORMED);
}

static void kinds_of_record_have_names(void **unused)
{
    (void)unused;
    assert_string_equal(wire_type_name(WIRE_PASS), "pass");
    assert_string_equal(wire_type_name(WIRE_END), "end");
    assert_string_equal(wire_type_name((enum wire_type)0), "unknown");
    assert_string_equal(wire_type_name((enum wire_type)99), "unknown");
}

/* The suite judges JSON values; ours stands as an extra member of a good record, so that an acceptable value is refused
 * for its name, and an unacceptable one for its form. Our profile allows no U+0000 in a string, no more than 64-bit
 * integers and no duplicate names. */
static const char *const stricter_than_the_suite[] = {
    "y_string_null_escape.json",    "y_string_escaped_control_character.json", "y_object_escaped_null_in_key.json",
    "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
};

static bool stricter(const char *id)
{
    for (size_t i = 0; i < sizeof(stricter_than_the_suite) / sizeof(stricter_than_the_suite[0]); i++) {
        if (strcmp(id, stricter_than_the_suite[i]) == 0)
            return true;
    }
    return false;
}

static size_t base64_decode(const char *text, uint8_t *out, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = 0;
    uint32_t bits = 0;
    int held = 0;
    for (; *text != '\0' && *text != '='; text++) {
        const char *digit = strchr(digits, *text);
        assert_non_null(digit);
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            assert_true(len < size);
            out[len++] = (uint8_t)(bits >> held);
        }
    }
    return len;
}

static void json_is_read_as_strictly_as_its_test_suite_asks(void **unused)
{
    (void)unused;
    json_t *cases = vectors_load("json_test_suite");
    if (cases == NULL)
        skip();
    size_t index, judged = 0;
    json_t *item;
    json_array_foreach(cases, index, item)
    {
        static uint8_t line[300000];
        static const char head[] = "{\"t\":\"end\",\"position\":1,\"server_time\":2,\"x\":";
        const char *id = json_string_value(json_object_get(item, "id"));
        const char *expect = json_string_value(json_object_get(item, "expect"));
        memcpy(line, head, strlen(head));
        size_t len = strlen(head);
        len += base64_decode(json_string_value(json_object_get(item, "bytes_b64")), line + len, sizeof(line) - len - 1);
        line[len++] = '}';
        struct wire_record record;
        char why[WIRE_ERROR_SIZE];
        enum gh_status status = wire_record_decode(BYTES(line, len), &record, why);
        assert_int_not_equal(status, GH_OK);
        if (strcmp(expect, "accept") == 0 && !stricter(id)) {
            if (status != GH_UNSUPPORTED || strncmp(why, "x:", 2) != 0)
                fail_msg("%s should be JSON: %s", id, why);
            judged++;
        } else if (strcmp(expect, "reject") == 0) {
            if (status != GH_MALFORMED && status != GH_TOO_LONG)
                fail_msg("%s should not be JSON: %s", id, why);
            judged++;
        }
    }
    json_decref(cases);
    assert_true(judged > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_reads_back_as_it_was_written),
        cmocka_unit_test(a_pass_is_read_member_by_member),
        cmocka_unit_test(what_is_not_a_record_is_refused_with_its_member),
        cmocka_unit_test(a_reason_never_quotes_the_value),
        cmocka_unit_test(limits_hold_at_their_edge),
        cmocka_unit_test(what_decode_would_refuse_is_not_written),
        cmocka_unit_test(kinds_of_record_have_names),
        cmocka_unit_test(json_is_read_as_strictly_as_its_test_suite_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
