/* A code that is drawn once: the same picture for the same text, and another one for another text. */
#include "support/test.h"

#include <string.h>

#include "api/qr_picture.h"

/* Asks as a request does. Returns whether it was drawn for this one. */
static bool ask(struct qr_kept *kept, const char *text, char out[static 65536])
{
    struct request rq = {.method = NULL};
    const char *picture = "";
    bool drawn = false;
    assert_int_equal(qr_kept_svg(&rq, kept, text, &picture, &drawn), GH_OK);
    assert_true(strlen(picture) < 65536);
    memcpy(out, picture, strlen(picture) + 1);
    request_end(&rq);
    return drawn;
}

static char first[65536], second[65536], other[65536];

static void the_same_text_is_drawn_once(void **state)
{
    struct qr_kept *kept = NULL;
    (void)state;
    assert_int_equal(qr_kept_open(&kept), GH_OK);
    assert_true(ask(kept, "https://visit.example.edu.cn/help/zh/visitor.html", first));
    for (int i = 0; i < 1000; i++)
        assert_false(ask(kept, "https://visit.example.edu.cn/help/zh/visitor.html", second));
    assert_string_equal(first, second);
    assert_memory_equal(first, "<svg", 4);
    assert_true(ask(kept, "https://other.example.edu.cn/help/zh/visitor.html", other));
    assert_string_not_equal(first, other);
    assert_false(ask(kept, "https://other.example.edu.cn/help/zh/visitor.html", second));
    assert_string_equal(other, second);
    qr_kept_close(kept);
}

static void without_a_place_to_keep_it_is_drawn(void **state)
{
    (void)state;
    assert_true(ask(NULL, "A", first));
    assert_true(ask(NULL, "A", second));
    assert_string_equal(first, second);
    qr_kept_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text_is_drawn_once),
        cmocka_unit_test(without_a_place_to_keep_it_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
