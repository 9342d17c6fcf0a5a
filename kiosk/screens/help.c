#include "screens/help.h"

#define GREEN N_("Green: check that name and person fit, and let them in.")
#define AMBER N_("Amber: ask for the ID document and type its last six characters.")
#define RED N_("Red: do not admit. Tell the reason. The visitor calls the host.")

static const char *const lines[PAGE_COUNT][HELP_LINES + 1] = {
    [PAGE_SIGN_IN] = {N_("Touch your name, then scan your badge or type your PIN."),
                      N_("Your name is missing? The security office adds you to this gate."),
                      N_("After several wrong PINs you have to wait.")},
    [PAGE_SCAN] = {N_("Hold the visitor's code inside the frame. Ask for the link in the SMS, not for a screenshot."),
                   N_("No code? Type the plate, or the short number below the code."), GREEN, AMBER, RED},
    [PAGE_SELF_SCAN] = {N_("Visitors hold their code inside the frame."),
                        N_("Green: go in. Anything else: the guard helps.")},
    [PAGE_VERDICT] = {GREEN, AMBER, RED, N_("In a vehicle: tick who is in it, then admit."),
                      N_("A mistake? Press \"Take back\" at once.")},
    [PAGE_OVERRIDE] = {N_("Override only when somebody answers for it, by telephone or in person."),
                       N_("Choose the reason. Write in the remark who agreed."),
                       N_("The security office sees every override.")},
    [PAGE_LOOKUP] = {N_("Plate: type it, or touch a similar one that is expected today."),
                     N_("Short number: nine characters below the code on the pass page."),
                     N_("After a short number compare the ID document.")},
    [PAGE_LOG] = {N_("Touch a row to see all of it, to take it back, or to record an exit."),
                  N_("The second tab shows who is inside now."), N_("Search by name, plate or reason.")},
    [PAGE_ENTRY] = {N_("Take back: in the first moments after an admission."),
                    N_("Record exit: when somebody has left and no gate saw it.")},
    [PAGE_SETTINGS] = {N_("Direction: In admits visitors. Out records who leaves."),
                       N_("Language and theme are for this screen alone."), N_("Sign out at the end of your shift.")},
    [PAGE_DIAGNOSTICS] = {N_("What this booth has, and how old it is. Read it out when you call the office."),
                          N_("Call the office when camera, clock or disk are not well.")},
    [PAGE_WALK_UP] = {N_("One question a page. Going back loses nothing."),
                      N_("You need your ID document, your mobile phone, and your host's name."),
                      N_("The guard helps you at any time.")},
    [PAGE_WALK_UPS] = {N_("Applications that were made at this gate, and how far each one is."),
                       N_("Approved: touch the row, then admit as usual."),
                       N_("Before the approval: only where emergency admissions are allowed.")},
    [PAGE_EMERGENCY] = {N_("Somebody must allow it by telephone. Type who it is."),
                        N_("The visitor signs a slip. Hold it in front of the camera."),
                        N_("The security office confirms it afterwards.")},
    [PAGE_ROLL_CALL] = {N_("Touch a row when you have found the person. Another touch takes it back."),
                        N_("Codes are read meanwhile, so that people who leave are recorded."),
                        N_("When everybody is found, end it below the counts. The office can do so, too.")},
    [PAGE_SYNC] = {N_("The gate works without a network. Entries are uploaded when it is back."),
                   N_("The key fingerprint must be the same as on the web page of booths."),
                   N_("USB stick: insert it, wait a few seconds, then press the button.")},
};

const char *const *help_lines(enum model_page page)
{
    return lines[page];
}

void help_key(struct ui *ui, struct ui_rect r, enum theme_colour ink, struct model_action *action)
{
    const struct ui_button key = {
        .id = "explain", .icon = UI_ICON_QUESTION, .kind = UI_BUTTON_BARE, .tint = ink, .size = TYPE_LABEL};
    if (ui_press(ui, r, &key))
        *action = (struct model_action){.kind = ACTION_EXPLAIN};
}

void help_dialog(struct ui *ui, const struct model *model, struct model_action *action)
{
    const struct ui_style headline = {.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK};
    const struct ui_style body = {
        .size = TYPE_BODY, .colour = THEME_INK, .lines = 3, .top = true, .shrink_to = TYPE_SMALL};
    struct ui_rect r = ui_dialog(ui, 860, 660);
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL, GAP);
    ui_stack_words(ui, &r, N_("What to do here"), headline, GAP);
    for (const char *const *line = help_lines(model->page); *line; line++)
        ui_stack_text(ui, &r, ui_say(ui, *line), body, GAP_CLOSE);
    const struct ui_button close = {.id = "dialog-no", .label = N_("Close"), .kind = UI_BUTTON_PRIMARY, .escape = true};
    if (ui_press(ui, keys, &close))
        *action = (struct model_action){.kind = ACTION_DIALOG_NO};
}
