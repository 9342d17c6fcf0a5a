/* Chinese input as a visitor types it: letters in, candidates out, the next person finds nothing of it. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ime/ime.h"

static void wake(void *ctx)
{
    (void)ctx;
}

static struct ime *ime;

static struct ime_state answered(void)
{
    struct ime_state state = {0};
    for (int i = 0; i < 24000; i++) {
        if (ime_take(ime, &state))
            return state;
        (void)usleep(10000);
    }
    fail_msg("no answer in four minutes");
    return state;
}

static struct ime_state typed(const char *letters)
{
    struct ime_state state = {0};
    for (; *letters; letters++) {
        ime_ask(ime, &(struct ime_ask){.kind = IME_KEY, .key = *letters});
        state = answered();
    }
    return state;
}

static struct ime_state asked(enum ime_ask_kind kind, int number)
{
    ime_ask(ime, &(struct ime_ask){.kind = kind, .number = number});
    return answered();
}

static int find(const struct ime_state *state, const char *text)
{
    for (size_t i = 0; i < state->count; i++)
        if (strcmp(state->candidates[i], text) == 0)
            return (int)i;
    return -1;
}

static void a_name_is_typed_and_chosen(void **unused)
{
    (void)unused;
    struct ime_state state = typed("zhangsan");
    int at = find(&state, "张三");
    assert_true(at >= 0);
    assert_string_equal(state.composition, "zhang san");
    assert_true(state.first_page);
    state = asked(IME_CHOOSE, at);
    assert_string_equal(state.commit, "张三");
    assert_int_equal(state.count, 0);
    assert_string_equal(state.composition, "");
}

/* Characters of names that the simplified pinyin lacks, within the pages that a person turns. */
static void characters_of_the_national_table_are_offered(void **unused)
{
    (void)unused;
    static const struct {
        const char *letters, *character;
    } cases[] = {{"yi", "祎"}, {"kun", "堃"}, {"yan", "䶮"}, {"yang", "玚"}, {"hua", "婳"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ime_state state = typed(cases[i].letters);
        int pages = 1;
        for (; find(&state, cases[i].character) < 0 && !state.last_page && pages < 45; pages++)
            state = asked(IME_PAGE, 1);
        if (find(&state, cases[i].character) < 0)
            fail_msg("%s does not offer %s", cases[i].letters, cases[i].character);
        (void)asked(IME_CLEAR, 0);
    }
}

/* A rare character stands on a later page. */
static void pages_are_turned_to_a_rare_character(void **unused)
{
    (void)unused;
    struct ime_state state = typed("yi");
    int at = find(&state, "奕"), pages = 0;
    assert_true(at < 0);
    while ((at = find(&state, "奕")) < 0 && !state.last_page && pages++ < 40)
        state = asked(IME_PAGE, 1);
    assert_true(at >= 0);
    assert_true(pages > 0);
    assert_false(state.first_page);
    state = asked(IME_CHOOSE, at);
    assert_string_equal(state.commit, "奕");
}

static void what_is_erased_or_cleared_is_gone(void **unused)
{
    (void)unused;
    struct ime_state state = typed("wangs");
    state = asked(IME_ERASE, 0);
    assert_string_equal(state.composition, "wang");
    state = asked(IME_CLEAR, 0);
    assert_int_equal(state.count, 0);
    assert_string_equal(state.commit, "");
    state = typed("l");
    assert_string_equal(state.composition, "l");
    (void)asked(IME_CLEAR, 0);
}

/* Chosen again and again, a name would rise to the top for the next visitor. */
static void nothing_is_learnt(void **unused)
{
    (void)unused;
    struct ime_state first = typed("weiguo"), last = {0};
    assert_true(first.count > 2);
    (void)asked(IME_CLEAR, 0);
    for (int i = 0; i < 8; i++) {
        (void)typed("weiguo");
        (void)asked(IME_CHOOSE, 2);
        (void)asked(IME_CLEAR, 0);
    }
    last = typed("weiguo");
    for (size_t i = 0; i < first.count; i++)
        assert_string_equal(last.candidates[i], first.candidates[i]);
    (void)asked(IME_CLEAR, 0);
}

/* The folder of a process that was killed. */
static char leftover[64];

static void leave_one(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)snprintf(leftover, sizeof leftover, "%s/gatehouse-ime-%ld-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)child);
    assert_non_null(mkdtemp(leftover));
}

static void what_a_killed_one_left_is_removed(void **unused)
{
    (void)unused;
    assert_int_not_equal(access(leftover, F_OK), 0);
}

/* Without dictionaries that were built, or with some of them gone, the kiosk builds its own: the rare character is
 * offered either way. In processes of their own: librime is opened once in each. */
static int offers_without = -1, offers_with_half = -1;

static bool offers_a_rare_one(const struct ime_options *options)
{
    if (ime_open(options, &ime) != GH_OK || !answered().works)
        return false;
    struct ime_state state = typed("yi");
    for (int pages = 1; find(&state, "祎") < 0 && !state.last_page && pages < 45; pages++)
        state = asked(IME_PAGE, 1);
    bool offered = find(&state, "祎") >= 0;
    ime_close(ime);
    return offered;
}

static int in_a_process(const char *built_folder)
{
    const struct ime_options options = {.shared_folder = "/usr/share/rime-data",
                                        .rare_folder = GATEHOUSE_IME,
                                        .built_folder = built_folder,
                                        .wake = wake};
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(offers_a_rare_one(&options));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static void try_without_what_was_built(void)
{
    char folder[] = "/tmp/gatehouse-built.XXXXXX", to[96];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(to, sizeof to, "%s/pinyin_simp.schema.yaml", folder);
    assert_int_equal(symlink(GATEHOUSE_IME_BUILT "/pinyin_simp.schema.yaml", to), 0);
    offers_without = in_a_process(NULL);
    offers_with_half = in_a_process(folder);
    (void)unlink(to);
    (void)rmdir(folder);
}

static void without_what_was_built_it_builds(void **unused)
{
    (void)unused;
    assert_int_equal(offers_without, 1);
    assert_int_equal(offers_with_half, 1);
}

/* The package's data without what its settings are built on: librime takes a build of the package's own then, which
 * learns. In a process of its own: librime is opened once in each. */
static int works_on_half_the_data = -1;

static void try_half_the_data(void)
{
    static const char *const names[] = {"build", "pinyin_simp.schema.yaml", "pinyin_simp.dict.yaml"};
    char folder[] = "/tmp/gatehouse-rime.XXXXXX", from[64], to[96];
    int status = 0;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(from, sizeof from, "/usr/share/rime-data/%s", names[i]);
        (void)snprintf(to, sizeof to, "%s/%s", folder, names[i]);
        assert_int_equal(symlink(from, to), 0);
    }
    pid_t child = fork();
    if (child == 0) {
        const struct ime_options options = {.shared_folder = folder, .wake = wake};
        bool works = ime_open(&options, &ime) == GH_OK && answered().works;
        ime_close(ime);
        _exit(works);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    works_on_half_the_data = WIFEXITED(status) ? WEXITSTATUS(status) : 2;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(to, sizeof to, "%s/%s", folder, names[i]);
        (void)unlink(to);
    }
    (void)rmdir(folder);
}

static void without_our_settings_it_is_off(void **unused)
{
    (void)unused;
    assert_int_equal(works_on_half_the_data, 0);
}

static int start(void **unused)
{
    (void)unused;
    leave_one();
    try_half_the_data();
    try_without_what_was_built();
    const struct ime_options options = {
        .shared_folder = "/nonexistent", .built_folder = GATEHOUSE_IME_BUILT, .wake = wake};
    enum gh_status status = ime_open(&options, &ime);
    if (status == GH_UNSUPPORTED || status == GH_NOT_FOUND) {
        puts("skipped: librime or its pinyin data are not installed");
        exit(77);
    }
    return status || !answered().works ? -1 : 0;
}

static int end(void **unused)
{
    (void)unused;
    ime_close(ime);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_killed_one_left_is_removed),
        cmocka_unit_test(without_our_settings_it_is_off),
        cmocka_unit_test(without_what_was_built_it_builds),
        cmocka_unit_test(a_name_is_typed_and_chosen),
        cmocka_unit_test(pages_are_turned_to_a_rare_character),
        cmocka_unit_test(characters_of_the_national_table_are_offered),
        cmocka_unit_test(what_is_erased_or_cleared_is_gone),
        cmocka_unit_test(nothing_is_learnt),
    };
    return cmocka_run_group_tests(tests, start, end);
}
