/* make_booth DIR [CROWD [PLATE]]
 * make_booth DIR --hardware FILE: a folder that the real kiosk can run on, with passes for every scene of the scripts.
 *
 * --hardware: the guards' records need the secret in FILE, as a server makes them, and wrap the campus key.
 * CROWD: so many more passes, crowd-1, crowd-2, ... PLATE: of one more car, with three riders. Writes the replica,
 * DIR/codes/NAME (the text of each QR code) and DIR/numbers/NAME (the short number). The configuration is written by
 * the test around it. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guard/pin.h"
#include "os/hardware.h"
#include "os/key_file.h"
#include "people/keyed_hash.h"
#include "support/booth.h"

static void write_text(const struct booth *b, const char *folder, const char *name, const char *text)
{
    char path[256];
    assert_true(snprintf(path, sizeof path, "%s/%s", b->dir, folder) < (int)sizeof path);
    (void)mkdir(path, 0700);
    assert_true(snprintf(path, sizeof path, "%s/%s/%s", b->dir, folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_pass(struct booth *b, const char *name, const struct wire_pass *pass)
{
    char text[TOKEN_TEXT_MAX + 1], number[SHORT_NUMBER_LEN + 1];
    write_text(b, "codes", name, booth_code(b, &pass->claims, text));
    short_number_of(&pass->claims.pass_id, number);
    write_text(b, "numbers", name, number);
}

static void put(struct booth *b, const char *name, struct wire_pass pass, const char *person)
{
    booth_put(b, pass, person);
    write_pass(b, name, &pass);
}

static void put_people(struct booth *b)
{
    tick now = booth_now(b) / 1000 * 1000;
    put(b, "zhang", booth_pass(b), "张*三");
    put(b, "li", booth_pass(b), "李*");
    put(b, "long", booth_pass(b), "阿卜杜勒·*克");
    struct wire_pass expired = booth_pass(b), early = booth_pass(b), elsewhere = booth_pass(b), stopped = booth_pass(b);
    expired.claims.expires = now - TICK_HOUR;
    early.claims.not_before = now + TICK_HOUR;
    elsewhere.claims.gates = 1 << BOOTH_OTHER_GATE;
    elsewhere.claims.home_gate = BOOTH_OTHER_GATE;
    stopped.state = ROW_REVOKED;
    put(b, "expired", expired, "王*明");
    put(b, "early", early, "赵*");
    put(b, "elsewhere", elsewhere, "孙*");
    put(b, "revoked", stopped, "周*");
    struct wire_pass often = booth_pass(b);
    often.claims.uses = PASS_MULTIPLE_USE;
    put(b, "often", often, "吴*");
}

/* A car with its riders, found by its plate; the riders' codes are called PREFIX-1 and so on. */
static void put_visit(struct booth *b, const char *plate, const char *prefix, size_t count)
{
    struct wire_pass riders[3];
    char name[32];
    for (size_t i = 0; i < count; i++)
        riders[i] = booth_pass(b);
    booth_put_visit(b, plate, riders, count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s-%zu", prefix, i + 1);
        write_pass(b, name, &riders[i]);
    }
}

static void put_crowd(struct booth *b, int count)
{
    for (int i = 1; i <= count; i++) {
        char name[32];
        snprintf(name, sizeof name, "crowd-%d", i);
        put(b, name, booth_pass(b), "某*");
    }
}

/* Minted after the last sync, so the booth has no row for it. */
static void make_new_pass(struct booth *b)
{
    struct wire_pass pass = booth_pass(b);
    tick now = booth_now(b) / 1000 * 1000;
    uint8_t random[10] = {4, 5, 6};
    pass.claims.pass_id = uuid_v7(now + 2000, random);
    pass.claims.issued_at = now + 2000;
    holder_check_make(b->campus_key, &pass.claims.pass_id, BOOTH_TAIL, pass.claims.format, pass.claims.holder);
    write_pass(b, "new", &pass);
}

static void write_key(const struct booth *b, const char *name, const char *word, const uint8_t *key, size_t len)
{
    char path[256];
    assert_true(snprintf(path, sizeof path, "%s/%s", b->dir, name) < (int)sizeof path);
    assert_int_equal(key_file_write(path, word, key, len, true), GH_OK);
}

/* The guards' records as a server makes them for a booth with a hardware secret. */
static void bind_guards(struct booth *b, const char *hardware_file)
{
    static const uint32_t guards[] = {BOOTH_GUARD, BOOTH_SECOND, BOOTH_NOVICE};
    uint8_t secret[HARDWARE_MAX], keys[DATA_KEY_LEN + CAMPUS_KEY_LEN], base[PIN_BASE_LEN];
    struct pin_hardware hardware = {.secret = secret};
    assert_int_equal(hardware_read(hardware_file, secret, &hardware.len), GH_OK);
    memcpy(keys, b->data_key, DATA_KEY_LEN);
    memcpy(keys + DATA_KEY_LEN, b->campus_key, CAMPUS_KEY_LEN);
    for (size_t i = 0; i < sizeof guards / sizeof guards[0]; i++) {
        struct wire_record record = {.type = WIRE_GUARD,
                                     .guard = {.guard = guards[i],
                                               .version = ++b->version,
                                               .active = true,
                                               .rights = GUARD_ADMIT | GUARD_OVERRIDE | GUARD_SETTINGS,
                                               .name = "李师傅"}};
        struct wire_guard *g = &record.guard;
        assert_int_equal(pin_make(bytes_of_string(BOOTH_PIN), NULL, PIN_OPS, PIN_MEM_KIB, g, base), GH_OK);
        assert_int_equal(pin_wrap_all(base, hardware, BYTES(keys, sizeof keys), g), GH_OK);
        assert_int_equal(pin_bind(hardware, g), GH_OK);
        booth_sync(b, &record, 1, booth_now(b) / 1000 * 1000);
    }
}

int main(int argc, char **argv)
{
    static struct booth booth;
    struct os_clock clock = os_clock_system(false);
    const char *hardware_file = argc == 4 && strcmp(argv[2], "--hardware") == 0 ? argv[3] : NULL;
    if (argc < 2 || argc > 4)
        return 2;
    struct os_reading reading = os_clock_read(&clock);
    booth_fill(&booth, argv[1], reading);
    put_people(&booth);
    put_visit(&booth, "京A12345", "rider", 2);
    if (argc == 4 && !hardware_file)
        put_visit(&booth, argv[3], "visit", 3);
    make_new_pass(&booth);
    if (hardware_file)
        bind_guards(&booth, hardware_file);
    put_crowd(&booth, argc > 2 ? atoi(argv[2]) : 0);
    write_key(&booth, "root.public", KEY_ROOT_PUBLIC, booth.root_public, PUBLIC_KEY_LEN);
    if (!hardware_file)
        write_key(&booth, "campus.key", KEY_CAMPUS, booth.campus_key, CAMPUS_KEY_LEN);
    return 0;
}
