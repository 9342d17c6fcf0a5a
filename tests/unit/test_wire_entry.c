/* Lines of the journal on their way to the server: what is written reads back the same, with the same hash. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "wire/entry.h"

static struct entry sample(void)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.number = 42;
    for (int i = 0; i < UUID_LEN; i++) {
        e.id.b[i] = (uint8_t)(0x10 + i);
        e.pass_id.b[i] = (uint8_t)(0x30 + i);
    }
    e.at = INT64_C(1764000000123);
    e.clock_trusted = true;
    e.kind = ENTRY_OVERRIDE;
    e.presented_as = PRESENTED_PLATE;
    e.direction = DIRECTION_OUT;
    e.gate = 15;
    e.colour = VERDICT_AMBER;
    e.reason = REASON_COUNT - 1;
    e.reasons = UINT32_MAX;
    e.guard = 7;
    e.override_reason = OVERRIDE_OTHER;
    e.uses_up = true;
    e.pass_expires = INT64_C(1764086400000);
    (void)snprintf(e.note, sizeof e.note, "%s", "领导陪同，已电话核实");
    memset(e.previous, 0xab, sizeof e.previous);
    entry_hash(&e, "booth-1", e.hash);
    return e;
}

static void comes_back_whole(void **state)
{
    (void)state;
    struct entry whole = sample(), bare, back;
    char line[ENTRY_LINE_MAX + 1], why[WIRE_ERROR_SIZE] = "";
    uint8_t hash[ENTRY_HASH_LEN];
    assert_int_equal(GH_OK, entry_encode(&whole, line, sizeof line));
    assert_non_null(strstr(line, "\"t\":\"entry\""));
    assert_non_null(strstr(line, "\"kind\":\"override\""));
    assert_int_equal(GH_OK, entry_decode(bytes_of_string(line), &back, why));
    assert_memory_equal(&whole, &back, sizeof whole);
    entry_hash(&back, "booth-1", hash);
    assert_memory_equal(whole.hash, hash, sizeof hash);

    memset(&bare, 0, sizeof bare);
    bare.number = 1;
    bare.id = whole.id;
    bare.kind = ENTRY_SIGN_IN;
    assert_int_equal(GH_OK, entry_encode(&bare, line, sizeof line));
    assert_null(strstr(line, "pass"));
    assert_int_equal(GH_OK, entry_decode(bytes_of_string(line), &back, why));
    assert_memory_equal(&bare, &back, sizeof bare);
}

static void longest_entry_fits_its_line(void **state)
{
    (void)state;
    struct entry e = sample();
    char line[ENTRY_LINE_MAX + 1];
    e.group = e.refers_to = e.pass_id;
    e.number = (UINT64_C(1) << 53) - 1;
    e.guard = e.second_guard = UINT32_MAX;
    e.live = true;
    e.at = e.pass_expires = INT64_C(253402300799000);
    memset(e.code_digest, 0xff, sizeof e.code_digest);
    memset(e.plate, 0xff, sizeof e.plate);
    memset(e.note, '"', sizeof e.note - 1); /* JSON doubles it */
    assert_int_equal(GH_OK, entry_encode(&e, line, sizeof line));
    memset(e.note_sealed, 0xff, sizeof e.note_sealed);
    assert_int_equal(GH_MALFORMED, entry_encode(&e, line, sizeof line)); /* one of both at most */
    memset(e.note, 0, sizeof e.note);
    assert_int_equal(GH_OK, entry_encode(&e, line, sizeof line));
}

static void a_sealed_note_is_hashed_as_it_is(void **state)
{
    (void)state;
    struct entry e = sample(), back;
    char line[ENTRY_LINE_MAX + 1], why[WIRE_ERROR_SIZE] = "";
    uint8_t hash[ENTRY_HASH_LEN];
    memset(e.note, 0, sizeof e.note);
    entry_hash(&e, "booth-1", hash);
    e.note_sealed[ENTRY_NOTE_SEALED - 1] = 1;
    entry_hash(&e, "booth-1", e.hash);
    assert_memory_not_equal(e.hash, hash, sizeof hash);
    assert_int_equal(GH_OK, entry_encode(&e, line, sizeof line));
    assert_int_equal(GH_OK, entry_decode(bytes_of_string(line), &back, why));
    assert_memory_equal(&e, &back, sizeof e);
    e.note_sealed[0] = 1;
    entry_hash(&e, "booth-1", hash);
    assert_memory_not_equal(e.hash, hash, sizeof hash);
}

static void refuses(const char *from, const char *to, enum gh_status expected, const char *named)
{
    struct entry e = sample(), back;
    struct entry untouched = back = e;
    char line[ENTRY_LINE_MAX + 1], bad[2 * ENTRY_LINE_MAX], why[WIRE_ERROR_SIZE] = "";
    assert_int_equal(GH_OK, entry_encode(&e, line, sizeof line));
    char *at = strstr(line, from);
    assert_non_null(at);
    (void)snprintf(bad, sizeof bad, "%.*s%s%s", (int)(at - line), line, to, at + strlen(from));
    assert_int_equal(expected, entry_decode(bytes_of_string(bad), &back, why));
    assert_memory_equal(&untouched, &back, sizeof back);
    assert_non_null(strstr(why, named));
}

static void anything_else_is_refused_by_name(void **state)
{
    (void)state;
    refuses("\"number\":42", "\"number\":0", GH_MALFORMED, "number");
    refuses("\"number\":42,", "", GH_MALFORMED, "number");
    refuses("\"number\":42", "\"number\":42,\"number\":43", GH_MALFORMED, "line");
    refuses("\"kind\":\"override\"", "\"kind\":\"escape\"", GH_UNSUPPORTED, "kind");
    refuses("\"gate\":15", "\"gate\":16", GH_MALFORMED, "gate");
    refuses("\"at\":1764000000123", "\"at\":-1", GH_MALFORMED, "at");
    refuses("\"at\":1764000000123", "\"at\":1.5", GH_MALFORMED, "at");
    refuses("\"uses_up\"", "\"used_up\"", GH_UNSUPPORTED, "used_up");
    refuses("\"t\":\"entry\"", "\"t\":\"pass\"", GH_UNSUPPORTED, "t");
    refuses("abab", "ABAB", GH_NOT_CANONICAL, "previous");
    refuses("领导", "领\\n导", GH_MALFORMED, "note");
    refuses("\"note\":", "\"note_sealed\":\"00\",\"note\":", GH_MALFORMED, "note_sealed");
}

static void what_decode_refuses_is_never_written(void **state)
{
    (void)state;
    char line[ENTRY_LINE_MAX + 1] = "as it was";
    struct entry e = sample();
    e.gate = GATE_COUNT;
    assert_int_equal(GH_MALFORMED, entry_encode(&e, line, sizeof line));
    e = sample();
    e.kind = 0;
    assert_int_equal(GH_MALFORMED, entry_encode(&e, line, sizeof line));
    e = sample();
    assert_int_equal(GH_TOO_LONG, entry_encode(&e, line, 20));
    assert_string_equal("as it was", line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_whole),
        cmocka_unit_test(longest_entry_fits_its_line),
        cmocka_unit_test(a_sealed_note_is_hashed_as_it_is),
        cmocka_unit_test(anything_else_is_refused_by_name),
        cmocka_unit_test(what_decode_refuses_is_never_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
