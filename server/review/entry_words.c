/* The words of entries for people. tests/screens/reasons holds the reasons to docs/glossary.md. */
#include "review/entry_words.h"

#include "base/catalog.h"
#include "base/uuid.h"

static const char *const kinds[] = {
    [ENTRY_ADMIT] = N_("Admitted"),
    [ENTRY_SHOWN] = N_("Scanned"),
    [ENTRY_DECIDE_ADMIT] = N_("Admitted after a check"),
    [ENTRY_REFUSE] = N_("Refused"),
    [ENTRY_OVERRIDE] = N_("Override"),
    [ENTRY_TAKE_BACK] = N_("Taken back"),
    [ENTRY_EXIT] = N_("Left"),
    [ENTRY_SIGN_IN] = N_("Guard signed in"),
    [ENTRY_SIGN_OUT] = N_("Guard signed out"),
};
static const char *const overrides[OVERRIDE_COUNT] = {
    [OVERRIDE_PHONE_CONFIRMED] = N_("Confirmed by phone"),
    [OVERRIDE_HOST_PRESENT] = N_("Host is present"),
    [OVERRIDE_EMERGENCY] = N_("Emergency"),
    [OVERRIDE_DEVICE_FAULT] = N_("Device fault"),
    [OVERRIDE_OFFICIAL_DUTY] = N_("Official duty"),
    [OVERRIDE_OTHER] = N_("Other"),
};
static const char *const colours[] = {
    [VERDICT_GREEN] = N_("Green: admit"),
    [VERDICT_AMBER] = N_("Amber: check ID"),
    [VERDICT_RED] = N_("Red: do not admit"),
};
static const char *const reasons[REASON_COUNT] = {
    [REASON_OK] = N_("Valid"),
    [REASON_NOT_A_PASS] = N_("Not a pass"),
    [REASON_FORGED] = N_("Forged"),
    [REASON_REVOKED] = N_("Revoked"),
    [REASON_BARRED] = N_("Barred"),
    [REASON_BLOCKED] = N_("Suspended"),
    [REASON_UNKNOWN_KEY] = N_("Unknown issuer"),
    [REASON_NOT_EXPECTED] = N_("Not expected"),
    [REASON_NOT_ISSUED] = N_("Not on the list"),
    [REASON_ALREADY_USED] = N_("Already used"),
    [REASON_EXPIRED] = N_("Expired"),
    [REASON_TOO_EARLY] = N_("Too early"),
    [REASON_WRONG_GATE] = N_("Wrong gate"),
    [REASON_WRONG_HOLDER] = N_("Wrong holder"),
    [REASON_STORE_ERROR] = N_("Data unreadable"),
    [REASON_CLOCK_UNSURE] = N_("Clock not reliable"),
    [REASON_KEY_STALE] = N_("Keys too old"),
    [REASON_OFFLINE_UNCONFIRMED] = N_("Offline, unconfirmed"),
    [REASON_NEW_PASS] = N_("New pass"),
    [REASON_STALE_REPLICA] = N_("List too old"),
    [REASON_OTHER_GATE_OFFLINE] = N_("May have been used elsewhere"),
    [REASON_ALREADY_INSIDE] = N_("Already inside"),
    [REASON_CHOOSE] = N_("Choice needed"),
    [REASON_TYPED_NUMBER] = N_("Typed number"),
    [REASON_STATIC_CODE] = N_("Static code"),
};
static const struct {
    const char *mark, *words;
} marks[] = {
    {"conflict", N_("Used twice")},          {"gap", N_("Entries missing")}, {"broken", N_("Chain broken")},
    {"revoked", N_("From a revoked booth")}, {"settled", N_("Settled")},
};

#define COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))

static const char *word(const char *const *list, int count, int64_t value)
{
    return value >= 0 && value < count && list[value] ? list[value] : "";
}

const char *entry_kind_words(int64_t kind)
{
    return word(kinds, COUNT(kinds), kind);
}

const char *entry_override_words(int64_t reason)
{
    return word(overrides, COUNT(overrides), reason);
}

const char *entry_colour_words(int64_t colour)
{
    return word(colours, COUNT(colours), colour);
}

const char *entry_reason_words(int64_t reason)
{
    return word(reasons, COUNT(reasons), reason);
}

const char *entry_direction_words(int64_t direction)
{
    return direction == DIRECTION_OUT ? N_("out") : N_("in");
}

const char *entry_mark_words(struct bytes mark)
{
    for (int i = 0; i < COUNT(marks); i++)
        if (bytes_equal(mark, bytes_of_string(marks[i].mark)))
            return marks[i].words;
    return "";
}
