/* The enrolment's file and the server's answer: values out of range are refused, never truncated. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"
#include "support/attester.h"
#include "sync/enrolment.h"

#define DEVICE "01890000-0000-7000-8000-000000000001"

struct fixture {
    char folder[32], file[64], root_file[64];
    struct enrolling e;
    struct booth_config config;
    bool forged; /* the answer's seal is about another request */
};

static int open_folder(void **state)
{
    static struct fixture f;
    f = (struct fixture){.folder = "/tmp/gh-enrolment-XXXXXX"};
    assert_non_null(mkdtemp(f.folder));
    (void)snprintf(f.file, sizeof f.file, "%s/%s", f.folder, ENROLMENT_FILE);
    (void)snprintf(f.root_file, sizeof f.root_file, "%s/root.pub", f.folder);
    (void)snprintf(f.config.root_file, sizeof f.config.root_file, "%s", f.root_file);
    (void)snprintf(f.config.sync_state, sizeof f.config.sync_state, "%s", f.folder);
    *state = &f;
    return sodium_init() < 0;
}

static int remove_folder(void **state)
{
    const struct fixture *f = *state;
    (void)unlink(f->file);
    (void)unlink(f->root_file);
    return rmdir(f->folder);
}

static enum gh_status load(struct fixture *f, const char *campus, const char *gate, struct enrolment *out)
{
    char text[512];
    (void)snprintf(text, sizeof text,
                   "{\"server\":\"https://a.example\",\"device\":\"" DEVICE "\",\"secret\":\"%064d\",\"name\":\"East\","
                   "\"campus\":%s,\"gate\":%s,\"revoked\":false,\"wiped\":false}",
                   1, campus, gate);
    assert_int_equal(os_file_write(f->file, bytes_of_string(text), 0600), GH_OK);
    return enrolment_load(f->folder, out);
}

static void the_file_is_read_within_its_ranges(void **state)
{
    struct enrolment out = {0};
    assert_int_equal(load(*state, "1", "0", &out), GH_OK);
    assert_int_equal(load(*state, "2147483647", "15", &out), GH_OK);
    assert_int_equal(out.campus, 2147483647);
    assert_int_equal(out.gate, 15);
    assert_int_equal(load(*state, "1", "16", &out), GH_MALFORMED);
    assert_int_equal(load(*state, "1", "-1", &out), GH_MALFORMED);
    assert_int_equal(load(*state, "1", "4294967298", &out), GH_MALFORMED);
    assert_int_equal(load(*state, "0", "2", &out), GH_MALFORMED);
    assert_int_equal(load(*state, "4294967297", "2", &out), GH_MALFORMED);
    assert_int_equal(load(*state, "1", "2.0", &out), GH_MALFORMED);
}

static enum gh_status answer(struct fixture *f, const char *campus, const char *gate, const char **word)
{
    char root[2 * PUBLIC_KEY_LEN + 1], seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    struct attester server = {0};
    attester_make(&server);
    hex_encode(BYTES(server.root_public, PUBLIC_KEY_LEN), root);
    f->e.answer_len = (size_t)snprintf(f->e.answer, sizeof f->e.answer,
                                       "{\"device\":\"" DEVICE "\",\"name\":\"East\",\"campus\":%s,\"gate\":%s,"
                                       "\"root_key\":\"%s\",\"campus_key\":\"\",\"fingerprint\":\"\"}",
                                       campus, gate, root);
    attester_seal(&server, f->forged ? "AAAAAAAAAAAAAAAAAAAAAQ" : "AAAAAAAAAAAAAAAAAAAAAA", 201,
                  BYTES(f->e.answer, f->e.answer_len), seal, keys);
    const struct agent_outcome outcome = {
        .status = 201, .is_json = true, .seal = bytes_of_string(seal), .keys = bytes_of_string(keys)};
    return enrolling_end(&f->e, &outcome, &f->config, word);
}

static void an_answer_out_of_range_enrols_nothing(void **state)
{
    struct fixture *f = *state;
    struct enrolment out;
    const char *word = "";
    assert_int_equal(answer(f, "1", "4294967298", &word), GH_MALFORMED);
    assert_string_equal(word, "bad-answer");
    assert_int_equal(answer(f, "4294967297", "2", &word), GH_MALFORMED);
    assert_int_equal(answer(f, "1", "16", &word), GH_MALFORMED);
    assert_int_equal(access(f->root_file, F_OK), -1);
    assert_int_equal(enrolment_load(f->folder, &out), GH_NOT_FOUND);
    f->forged = true; /* the answer to another request */
    assert_int_equal(answer(f, "1", "15", &word), GH_BAD_SIGNATURE);
    assert_string_equal(word, "forged");
    assert_int_equal(access(f->root_file, F_OK), -1);
    f->forged = false;
    assert_int_equal(answer(f, "1", "15", &word), GH_OK);
    assert_string_equal(word, "done");
    assert_int_equal(enrolment_load(f->folder, &out), GH_OK);
    assert_int_equal(out.gate, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_file_is_read_within_its_ranges, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(an_answer_out_of_range_enrols_nothing, open_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
