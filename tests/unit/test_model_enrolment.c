/* A code of enrolment at a new booth: what the screen asks, and what happens after "yes" and "no". */
#include "support/test.h"

#include <string.h>

#include "model/model.h"

static struct model model;
static struct model_effects effects;
static int64_t now_ms;

static void update(const struct model_event *e)
{
    model_update(&model, e, &effects);
}

static void act(struct model_action action)
{
    update(&(struct model_event){.kind = EVENT_ACTION, .mono_ms = now_ms, .action = action});
}

static void start(void)
{
    const struct model_settings settings = {.mode = MODE_GUARD};
    now_ms = 1000;
    model_init(&model, &settings, now_ms);
}

static const struct model_effect *effect_of(enum model_effect_kind kind)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == kind)
            return &effects.items[i];
    return NULL;
}

static void deliver_enrolment(bool enrolled, const char *word)
{
    static struct sync_status status;
    memset(&status, 0, sizeof status);
    status.enrolled = enrolled;
    memcpy(status.enrolment, word, strlen(word) + 1);
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
}

static void scan_enrolment(const char *text)
{
    static struct desk_event event;
    memset(&event, 0, sizeof event);
    event.kind = DESK_ENROL;
    memcpy(event.enrol, text, strlen(text) + 1);
    update(&(struct model_event){.kind = EVENT_DESK, .mono_ms = now_ms, .desk = &event});
}

/* What a scanned code says happens after "yes" alone: first the network, then the enrolment with the root it names. */
static void test_a_scanned_code_waits_for_yes(void **state)
{
    (void)state;
    start();
    model.settings.sets_network = true;
    deliver_enrolment(false, "");
    scan_enrolment("GHE2:4Q7K-X2MP9D@https://a#r=00112233445566778899aabbccddeeff&w=net");
    assert_int_equal(model.page, PAGE_SYNC);
    assert_null(effect_of(EFFECT_SYNC));
    assert_null(effect_of(EFFECT_NETWORK));
    act((struct model_action){.kind = ACTION_ENROL});
    assert_string_equal(effect_of(EFFECT_NETWORK)->network.ssid, "net");
    assert_string_equal(effect_of(EFFECT_SYNC)->sync.server, "https://a");
    assert_string_equal(effect_of(EFFECT_SYNC)->sync.root, "00112233445566778899aabbccddeeff");
    /* The network takes a while: once more after five seconds, and the settings are not sent again. */
    now_ms += 1000;
    deliver_enrolment(false, "unreachable");
    assert_null(effect_of(EFFECT_SYNC));
    now_ms += 4000;
    deliver_enrolment(false, "unreachable");
    assert_non_null(effect_of(EFFECT_SYNC));
    assert_null(effect_of(EFFECT_NETWORK));
    now_ms += 5000;
    deliver_enrolment(false, "bad-code");
    assert_null(effect_of(EFFECT_SYNC));
    deliver_enrolment(true, "done");
    assert_false(model.sync.has_scanned);
    assert_string_equal(model.sync.scanned.network.ssid, "");
}

static void test_a_scanned_code_can_be_refused(void **state)
{
    static const struct enrol_code none;
    (void)state;
    start();
    deliver_enrolment(false, "");
    scan_enrolment("GHE2:4Q7K-X2MP9D@https://a#w=net&p=passphrase");
    act((struct model_action){.kind = ACTION_ENROL_CANCEL});
    act((struct model_action){.kind = ACTION_ENROL});
    assert_null(effect_of(EFFECT_SYNC));
    assert_memory_equal(&model.sync.scanned, &none, sizeof none);
    scan_enrolment("GHE2:4Q7K-X2MP9D@https://a#x=1"); /* of a newer server */
    assert_false(model.sync.has_scanned);
    assert_int_equal(effect_of(EFFECT_SOUND)->cue, CUE_WRONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_scanned_code_waits_for_yes),
        cmocka_unit_test(test_a_scanned_code_can_be_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
