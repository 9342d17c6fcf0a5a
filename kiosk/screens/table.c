#include "screens/table.h"

#include <stdio.h>

#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

static const struct screen *const screens[PAGE_COUNT] = {
    [PAGE_SIGN_IN] = &screen_sign_in,
    [PAGE_SCAN] = &screen_scan,
    [PAGE_SELF_SCAN] = &screen_self_scan,
    [PAGE_VERDICT] = &screen_verdict,
    [PAGE_OVERRIDE] = &screen_override,
    [PAGE_LOOKUP] = &screen_lookup,
    [PAGE_LOG] = &screen_log,
    [PAGE_ENTRY] = &screen_entry,
    [PAGE_SETTINGS] = &screen_settings,
    [PAGE_DIAGNOSTICS] = &screen_diagnostics,
    [PAGE_WALK_UP] = &screen_walk_up,
    [PAGE_WALK_UPS] = &screen_walk_ups,
    [PAGE_EMERGENCY] = &screen_emergency,
    [PAGE_ROLL_CALL] = &screen_roll_call,
    [PAGE_SYNC] = &screen_sync,
};

const struct screen *screen_of_page(enum model_page page)
{
    return screens[page];
}

/* ---- Toasts ---- */

static const struct {
    const char *msgid;
    enum ui_dot state;
} toasts[] = {
    [TOAST_NONE] = {"", UI_DOT_NONE},
    [TOAST_TAKEN_BACK] = {N_("Taken back"), UI_DOT_GOOD},
    [TOAST_EXIT_RECORDED] = {N_("Exit recorded"), UI_DOT_GOOD},
    [TOAST_REFUSED] = {N_("Refused"), UI_DOT_GOOD},
    [TOAST_NOT_SAVED] = {N_("Not saved: {why}. Please write it in the paper log."), UI_DOT_BAD},
    [TOAST_NOT_ALLOWED] = {N_("You do not have this right, or it is too late."), UI_DOT_WARN},
    [TOAST_SIGN_IN_FIRST] = {N_("Please sign in first."), UI_DOT_WARN},
    [TOAST_SIGNED_OUT] = {N_("Signed out"), UI_DOT_GOOD},
    [TOAST_OFFICE_NUMBER] = {N_("Security office: {phone}"), UI_DOT_NONE},
    [TOAST_BAD_NUMBER] = {N_("This short number is wrong. Please check again."), UI_DOT_WARN},
    [TOAST_BAD_PLATE] = {N_("This plate is wrong. Please check again."), UI_DOT_WARN},
    [TOAST_GONE] = {N_("This entry no longer exists."), UI_DOT_WARN},
    [TOAST_ROLL_ELSEWHERE] = {N_("Ticked by the office or another booth, so only they can take it back."), UI_DOT_WARN},
    [TOAST_ROLL_ENDED] = {N_("This person is not on the list any more."), UI_DOT_WARN},
    [TOAST_LET_IN] = {N_("Admitted. The security office will confirm it afterwards."), UI_DOT_GOOD},
    [TOAST_NO_PHOTO] = {N_("The camera has no picture. Keep the signed slip."), UI_DOT_WARN},
    [TOAST_BARRIER_UP] = {N_("Barrier raised"), UI_DOT_GOOD},
    [TOAST_BARRIER_RECORDED] = {N_("Barrier noted. None is connected."), UI_DOT_NONE},
    [TOAST_BARRIER_HELD_SHUT] = {N_("The barrier did not rise: its safety device holds it. Check that nobody is under "
                                    "it, then raise it by hand."),
                                 UI_DOT_WARN},
    [TOAST_BARRIER_FAILED] = {N_("The barrier does not answer. Raise it by hand."), UI_DOT_BAD},
    [TOAST_ASKING_SERVER] = {N_("Asking the server."), UI_DOT_GOOD},
};

void screen_toast_text(const struct ui *ui, const struct model *model, char *out, size_t size, enum ui_dot *state)
{
    const char *phone = model->settings.office_phone;
    struct text_arg args[] = {{"why", ui_say(ui, words_fault(model->over.toast_status))},
                              {"phone", phone[0] ? phone : "—"}};
    *state = toasts[model->over.toast].state;
    (void)ui_say_args(ui, out, size, toasts[model->over.toast].msgid, args, 2);
}

void screen_draw_over(struct ui *ui, const struct model *model, struct model_action *action)
{
    page_dialogs(ui, model, action);
}
