/* The words of exceptions for people. */
#include "review/exception_words.h"

#include "base/catalog.h"
#include "records/exception.h"

static const char *const kinds[EXCEPTION_KINDS] = {
    [EXCEPTION_OVERRIDE] = N_("Override"),
    [EXCEPTION_DOUBLE_USE] = N_("Pass used twice"),
    [EXCEPTION_BROKEN] = N_("Chain broken"),
    [EXCEPTION_GAP] = N_("Entries missing"),
    [EXCEPTION_ALTERED] = N_("Entry altered"),
    [EXCEPTION_UNUSABLE] = N_("Entry unusable"),
    [EXCEPTION_ANOTHER_JOURNAL] = N_("Second journal of a booth"),
    [EXCEPTION_REVOKED_BOOTH] = N_("From a revoked booth"),
    [EXCEPTION_EMERGENCY] = N_("Emergency admission not confirmed"),
    [EXCEPTION_FORGED] = N_("Code not issued here"),
    [EXCEPTION_REVOKED_PASS] = N_("Revoked pass shown"),
    [EXCEPTION_UNKNOWN_VEHICLE] = N_("Unknown vehicle"),
    [EXCEPTION_SILENT] = N_("Booth silent"),
    [EXCEPTION_CAMERA] = N_("Booth camera lost"),
    [EXCEPTION_DISK] = N_("Booth disk full"),
    [EXCEPTION_CLOCK] = N_("Booth clock off"),
    [EXCEPTION_TEMPERATURE] = N_("Booth too hot"),
    [EXCEPTION_UNWELL] = N_("Booth check found a fault"),
};
static const char *const reasons[EXCEPTION_REASONS] = {
    [EXCEPTION_CHECKED] = N_("Checked, in order"),
    [EXCEPTION_DEALT_WITH] = N_("Dealt with"),
    [EXCEPTION_FALSE_ALARM] = N_("False alarm"),
    [EXCEPTION_OTHER] = N_("Other"),
    [EXCEPTION_DECIDED] = N_("Decided by the office"),
    [EXCEPTION_HEARD_AGAIN] = N_("The booth reports again"),
    [EXCEPTION_WELL_AGAIN] = N_("The booth is well again"),
    [EXCEPTION_SETTLED] = N_("Settled at the booth's page"),
};

const char *exception_kind_words(struct bytes kind)
{
    for (int i = 0; i < EXCEPTION_KINDS; i++)
        if (bytes_equal(kind, bytes_of_string(exception_kind_name(i))))
            return kinds[i];
    return "";
}

const char *exception_state_words(struct bytes state)
{
    return bytes_equal(state, bytes_of_string("open")) ? N_("Open") : N_("Closed");
}

const char *exception_reason_words(struct bytes reason)
{
    for (int i = 0; i < EXCEPTION_REASONS; i++)
        if (bytes_equal(reason, bytes_of_string(exception_reason_name(i))))
            return reasons[i];
    return "";
}
