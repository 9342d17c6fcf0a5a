/* Between the files of the reducer only. */
#ifndef GH_KIOSK_MODEL_PRIVATE_H
#define GH_KIOSK_MODEL_PRIVATE_H

#include "model/model.h"

/* How long things stand; see SCREENS.md. */
enum {
    TOAST_MS = 4000,
    SELF_RESULT_MS = 6000,
    SELF_HELP_MS = 30000,
    WALK_UP_IDLE_MS = 60000, /* nobody touches an application that was begun ... */
    WALK_UP_WARN_S = 15,     /* ... it says so, and is cleared */
    WALK_UP_RECEIPT_MS = 90000,
    EMERGENCY_IDLE_MS = 180000, /* the guard is on the telephone */
    PRIVACY_COUNTDOWN_S = 5,
    NIGHT_FROM = 18 * 60 + 30,
    NIGHT_UNTIL = 6 * 60 + 30,
    PIN_MIN = 6
};

/* The reducer in its two halves: what a person did, and what the desk says. Both write what is to be done to *fx. */
void model_take_action(struct model *m, const struct model_action *action, struct model_effects *fx);
void model_take_desk(struct model *m, const struct desk_event *event, struct model_effects *fx);

/* Adds an effect and returns it to be filled in; a full list drops it into a spare place. */
struct model_effect *model_effect(struct model_effects *fx, enum model_effect_kind kind);
struct desk_command *model_command(struct model_effects *fx, enum command_kind kind);
void model_cue(struct model_effects *fx, enum ui_cue cue);
void model_toast(struct model *m, enum model_toast toast, enum gh_status status);
void model_changed(struct model *m);
/* Leaves the page on screen for another one; commits to nothing and keeps what was typed. */
void model_show(struct model *m, enum model_page page);
/* The page that everything returns to: sign-in, scan or self-scan. */
enum model_page model_home(const struct model *m);
/* Done with the verdict on screen. */
void model_dismiss(struct model *m, struct model_effects *fx);
void model_query_log(struct model *m, uint64_t before_number, struct model_effects *fx);
/* Somebody is there: personal data may stay for its time again. */
void model_touched(struct model *m, struct model_effects *fx);
void model_hide_personal(struct model *m, struct model_effects *fx);
/* Actions on the field of the page on screen. */
void model_on_type(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_erase(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_clear(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_enter(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_forget_pin(struct model *m);
/* The field of the look-up says something else: checks it, and asks which expected plates come near. */
void model_lookup_changed(struct model *m, struct model_effects *fx);
/* ui_model_sync.c; sync NULL: the daemon is not there. */
void model_take_sync(struct model *m, const struct sync_status *sync, struct model_effects *fx);
void model_on_stick(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_sync_now(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_type_sync_code(struct model *m, const char *text);
/* model_update.c */
void model_on_walk_up(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_walk_up_type(struct model *m, const char *text, struct model_effects *fx);
void model_walk_up_erase(struct model *m, struct model_effects *fx);
void model_walk_up_enter(struct model *m, struct model_effects *fx);
void model_walk_up_back(struct model *m, struct model_effects *fx);
void model_walk_up_timer(struct model *m, struct model_effects *fx);
void model_walk_up_touched(struct model *m);
void model_walk_up_begin(struct model *m, struct model_effects *fx);
void model_take_ime(struct model *m, const struct ime_state *state, struct model_effects *fx);
void model_take_units(struct model *m, const struct unit_page *page);
void model_take_receipt(struct model *m, const struct walk_up_receipt *receipt, struct model_effects *fx);
void model_walk_up_failed(struct model *m, enum gh_status status);
void model_take_printed(struct model *m, enum printed printed, struct model_effects *fx);
/* What the keyboard of names does besides letters: script, capital, candidates. False for any other action. */
bool model_walk_up_typing(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_walk_up_clear(struct model *m, struct model_effects *fx);
void model_walk_up_check(struct model *m);
/* ui_model_emergency.c */
void model_on_emergency(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_emergency_enter(struct model *m, struct model_effects *fx);
void model_emergency_back(struct model *m, struct model_effects *fx);
void model_emergency_reason(struct model *m, enum override_reason reason);
void model_emergency_touched(struct model *m);
void model_emergency_timer(struct model *m, struct model_effects *fx);
/* Leaves it without a trace, when it is on screen. */
void model_emergency_end(struct model *m, struct model_effects *fx);
bool model_emergency_types_name(const struct model *m);
void model_on_enrol(struct model *m, const struct model_action *a, struct model_effects *fx);

#endif
