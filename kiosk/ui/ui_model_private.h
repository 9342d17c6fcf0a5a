/* Between the files of the reducer only. */
#ifndef GH_KIOSK_UI_MODEL_PRIVATE_H
#define GH_KIOSK_UI_MODEL_PRIVATE_H

#include "ui/ui_model.h"

/* How long things stand; see SCREENS.md. */
enum {
    TOAST_MS = 4000,
    SELF_RESULT_MS = 6000,
    SELF_HELP_MS = 30000,
    APPLY_IDLE_MS = 60000, /* nobody touches an application that was begun ... */
    APPLY_WARN_S = 15,     /* ... it says so, and is cleared */
    APPLY_RECEIPT_MS = 90000,
    EMERGENCY_IDLE_MS = 180000, /* the guard is on the telephone */
    PRIVACY_COUNTDOWN_S = 5,
    NIGHT_FROM = 18 * 60 + 30,
    NIGHT_UNTIL = 6 * 60 + 30,
    PIN_MIN = 6
};

/* The reducer in its two halves: what a person did, and what the decider says. Both write what is to be done to *fx. */
void model_take_action(struct ui_model *m, const struct ui_action *action, struct ui_effects *fx);
void model_take_decider(struct ui_model *m, const struct decider_event *event, struct ui_effects *fx);

/* Adds an effect and returns it to be filled in; a full list drops it into a spare place. */
struct ui_effect *model_effect(struct ui_effects *fx, enum ui_effect_kind kind);
struct decider_command *model_command(struct ui_effects *fx, enum command_kind kind);
void model_cue(struct ui_effects *fx, enum ui_cue cue);
void model_toast(struct ui_model *m, enum ui_toast toast, enum gh_status status);
void model_changed(struct ui_model *m);
/* Leaves the page on screen for another one; commits to nothing and keeps what was typed. */
void model_show(struct ui_model *m, enum ui_page page);
/* The page that everything returns to: sign-in, scan or self-scan. */
enum ui_page model_home(const struct ui_model *m);
/* Done with the verdict on screen. */
void model_dismiss(struct ui_model *m, struct ui_effects *fx);
void model_query_log(struct ui_model *m, uint64_t before_number, struct ui_effects *fx);
/* Somebody is there: personal data may stay for its time again. */
void model_touched(struct ui_model *m, struct ui_effects *fx);
void model_hide_personal(struct ui_model *m, struct ui_effects *fx);
/* Actions on the field of the page on screen. */
void model_on_type(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_on_erase(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_on_clear(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_on_enter(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_forget_pin(struct ui_model *m);
/* The field of the look-up says something else: checks it, and asks which expected plates come near. */
void model_lookup_changed(struct ui_model *m, struct ui_effects *fx);
/* ui_model_sync.c; sync NULL: the daemon is not there. */
void model_take_sync(struct ui_model *m, const struct sync_status *sync, struct ui_effects *fx);
void model_on_stick(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_on_sync_now(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_type_sync_code(struct ui_model *m, const char *text);
/* ui_model_apply.c */
void model_on_apply(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_apply_type(struct ui_model *m, const char *text, struct ui_effects *fx);
void model_apply_erase(struct ui_model *m, struct ui_effects *fx);
void model_apply_enter(struct ui_model *m, struct ui_effects *fx);
void model_apply_back(struct ui_model *m, struct ui_effects *fx);
void model_apply_tick(struct ui_model *m, struct ui_effects *fx);
void model_apply_touched(struct ui_model *m);
void model_apply_begin(struct ui_model *m, struct ui_effects *fx);
void model_take_ime(struct ui_model *m, const struct ime_state *state, struct ui_effects *fx);
void model_take_units(struct ui_model *m, const struct unit_page *page);
void model_take_applied(struct ui_model *m, const struct applied *applied, struct ui_effects *fx);
void model_apply_failed(struct ui_model *m, enum gh_status status);
void model_take_printed(struct ui_model *m, enum printed printed, struct ui_effects *fx);
/* What the keyboard of names does besides letters: script, capital, candidates. False for any other action. */
bool model_apply_typing(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_apply_clear(struct ui_model *m, struct ui_effects *fx);
void model_apply_check(struct ui_model *m);
/* ui_model_emergency.c */
void model_on_emergency(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);
void model_emergency_enter(struct ui_model *m, struct ui_effects *fx);
void model_emergency_back(struct ui_model *m, struct ui_effects *fx);
void model_emergency_reason(struct ui_model *m, enum override_reason reason);
void model_emergency_touched(struct ui_model *m);
void model_emergency_tick(struct ui_model *m, struct ui_effects *fx);
/* Leaves it without a trace, when it is on screen. */
void model_emergency_end(struct ui_model *m, struct ui_effects *fx);
bool model_emergency_types_name(const struct ui_model *m);
void model_on_enrol(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx);

#endif
