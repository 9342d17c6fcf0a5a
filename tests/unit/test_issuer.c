/* Signing keys that change under running processes: each notices by itself, and never do two of them use two keys. On
 * SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "issue/key_epoch.h"
#include "keys/key_directory.h"
#include "os/clock.h"

#define NOW tick_from_seconds(1795507200) /* 2026-11-24 */
#define LIFE (400 * TICK_DAY)

struct fixture {
    char folder[64], keys[80], other[80];
    struct db_pool *pool;
    struct db *db;
};

static void shell(const char *format, const char *a, const char *b)
{
    char command[256];
    (void)snprintf(command, sizeof command, format, a, b);
    assert_int_equal(system(command), 0);
}

/* Makes another signing key and a set that begins now. */
static void rotate(const char *keys, tick now)
{
    struct signing_key made;
    struct keyset set;
    assert_int_equal(keys_make_signing(keys, &made), GH_OK);
    assert_int_equal(keys_make_set(keys, now, now, now + LIFE, &set), GH_OK);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-issuer-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    (void)snprintf(f->keys, sizeof f->keys, "%s/keys", f->folder);
    (void)snprintf(f->other, sizeof f->other, "%s/other", f->folder);
    assert_int_equal(keys_make_root(f->keys), GH_OK);
    rotate(f->keys, NOW);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 2, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    shell("rm -rf '%s'%s", f->folder, "");
    free(f);
    return 0;
}

static struct issuer *open_keys(const char *keys)
{
    struct issuer *issuer = NULL;
    assert_int_equal(issuer_open(keys, NOW, &issuer), GH_OK);
    return issuer;
}

/* The set lists the newest sealing key; boxes for older ones open, and without the newest secret nothing is taken. */
static void sealing_keys_rotate(void **state)
{
    struct fixture *f = *state;
    struct sealing_key keys[SEALING_KEYS_MAX], made;
    struct keyset set;
    size_t count = 0;
    assert_int_equal(keys_read_set(f->keys, &set), GH_OK);
    assert_true(set.has_sealing);
    assert_int_equal(keys_make_sealing(f->keys, &made), GH_OK);
    assert_int_equal(keys_make_set(f->keys, NOW, NOW, NOW + LIFE, &set), GH_OK);
    assert_memory_equal(set.sealing.public_key, made.public_key, PUBLIC_KEY_LEN);
    struct issuer *issuer = open_keys(f->keys);
    assert_int_equal(issuer_sealing(issuer, keys, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(keys[0].secret_key, made.secret_key, sizeof made.secret_key);
    shell("mv '%s/sealing-2.secret' '%s/away'", f->keys, f->folder);
    assert_int_equal(issuer_reload(issuer, NOW), GH_UNKNOWN_KEY);
    shell("mv '%s/away' '%s/sealing-2.secret'", f->folder, f->keys);
    assert_int_equal(issuer_reload(issuer, NOW), GH_OK);
    issuer_close(issuer);
}

/* Signs a pass and writes the kid of its key. */
static enum gh_status mint(struct issuer *issuer, tick now, uint8_t kid[static KID_LEN])
{
    const struct claims claims = {.not_before = now,
                                  .expires = now + TICK_HOUR,
                                  .issued_at = now,
                                  .kind = PASS_PEDESTRIAN,
                                  .uses = PASS_SINGLE_USE,
                                  .gates = 1};
    char text[TOKEN_TEXT_MAX + 1];
    struct token token;
    enum gh_status status = issuer_mint(issuer, &claims, text);
    if (status)
        return status;
    assert_int_equal(token_parse(bytes_of_string(text), &token), GH_OK);
    memcpy(kid, token.kid, KID_LEN);
    return GH_OK;
}

static void every_process_uses_a_new_key_at_once(void **state)
{
    struct fixture *f = *state;
    struct issuer *one = open_keys(f->keys), *two = open_keys(f->keys);
    uint8_t old[KID_LEN], a[KID_LEN], b[KID_LEN];
    assert_int_equal(mint(one, NOW, old), GH_OK);
    for (int i = 1; i <= 5; i++) {
        const tick now = NOW + i * TICK_HOUR;
        rotate(f->keys, now);
        assert_int_equal(mint(one, now, a), GH_OK);
        assert_int_equal(mint(two, now, b), GH_OK);
        assert_memory_equal(a, b, KID_LEN);
        assert_memory_not_equal(a, old, KID_LEN);
        memcpy(old, a, KID_LEN);
    }
    assert_int_equal(issuer_epoch(one), 6);
    issuer_close(one);
    issuer_close(two);
}

static void a_bad_set_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct issuer *issuer = open_keys(f->keys);
    uint8_t old[KID_LEN], kid[KID_LEN];
    assert_int_equal(mint(issuer, NOW, old), GH_OK);
    shell("cp '%s/keyset.cose' '%s/good'", f->keys, f->folder);
    shell("echo nonsense > '%s/keyset.cose'%s", f->keys, "");
    assert_int_equal(mint(issuer, NOW, kid), GH_OK);
    assert_memory_equal(kid, old, KID_LEN);
    shell("rm '%s/keyset.cose'%s", f->keys, "");
    assert_int_equal(mint(issuer, NOW, kid), GH_OK);
    assert_int_equal(issuer_reload(issuer, NOW), GH_NOT_FOUND);
    shell("cp '%s/good' '%s/keyset.cose'", f->folder, f->keys);
    assert_int_equal(issuer_reload(issuer, NOW), GH_OK);
    issuer_close(issuer);
}

static void an_older_set_is_refused(void **state)
{
    struct fixture *f = *state;
    uint8_t fresh[KID_LEN], kid[KID_LEN];
    shell("cp '%s/keyset.cose' '%s/older'", f->keys, f->folder);
    rotate(f->keys, NOW + TICK_HOUR);
    struct issuer *issuer = open_keys(f->keys);
    assert_int_equal(mint(issuer, NOW + TICK_HOUR, fresh), GH_OK);
    shell("cp '%s/older' '%s/keyset.cose'", f->folder, f->keys);
    assert_int_equal(mint(issuer, NOW + TICK_HOUR, kid), GH_OK);
    assert_memory_equal(kid, fresh, KID_LEN);
    assert_int_equal(issuer_epoch(issuer), 2);
    issuer_close(issuer);
}

static void a_process_with_an_older_folder_issues_nothing(void **state)
{
    struct fixture *f = *state;
    const tick later = NOW + TICK_HOUR;
    uint8_t a[KID_LEN], b[KID_LEN];
    shell("cp -r '%s' '%s'", f->keys, f->other);
    struct issuer *one = open_keys(f->keys), *two = open_keys(f->other);
    assert_int_equal(key_epoch_agree(f->db, one, NOW), GH_OK);
    assert_int_equal(key_epoch_agree(f->db, two, NOW), GH_OK);
    rotate(f->keys, later);
    assert_int_equal(key_epoch_agree(f->db, one, later), GH_OK);
    assert_int_equal(key_epoch_agree(f->db, two, later), GH_UNAVAILABLE);
    assert_int_equal(mint(one, later, a), GH_OK);
    assert_int_equal(mint(two, later, b), GH_UNAVAILABLE);
    /* The key first, then the set, as the manual has it. */
    shell("cp '%s'/signing-* '%s'", f->keys, f->other);
    assert_int_equal(key_epoch_agree(f->db, two, later), GH_UNAVAILABLE);
    shell("cp '%s/keyset.cose' '%s'", f->keys, f->other);
    assert_int_equal(key_epoch_agree(f->db, two, later), GH_OK);
    assert_int_equal(mint(two, later, b), GH_OK);
    assert_memory_equal(a, b, KID_LEN);
    issuer_close(one);
    issuer_close(two);
}

static void another_root_begins_anew(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(keys_make_root(f->other), GH_OK);
    rotate(f->other, NOW);
    rotate(f->keys, NOW + 1000);
    struct issuer *one = open_keys(f->keys), *two = open_keys(f->other);
    assert_int_equal(key_epoch_agree(f->db, one, NOW + 1000), GH_OK);
    assert_int_equal(key_epoch_agree(f->db, two, NOW), GH_OK);
    issuer_close(one);
    issuer_close(two);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sealing_keys_rotate, set_up, tear_down),
        CASE(every_process_uses_a_new_key_at_once),
        CASE(a_bad_set_changes_nothing),
        CASE(an_older_set_is_refused),
        CASE(a_process_with_an_older_folder_issues_nothing),
        CASE(another_root_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
