/* The changes that every file of the reducer makes: an effect, a toast, another page. */
#ifndef GH_KIOSK_MODEL_CHANGE_H
#define GH_KIOSK_MODEL_CHANGE_H

#include "model/effect.h"
#include "model/state.h"

/* Adds an effect and returns it, to be filled in. In a full list it replaces the last one. */
struct model_effect *model_effect(struct model_effects *fx, enum model_effect_kind kind);
/* Adds a command to the desk and returns it, to be filled in. */
struct desk_command *model_command(struct model_effects *fx, enum command_kind kind);
/* Adds a sound. */
void model_cue(struct model_effects *fx, enum ui_cue cue);

/* Marks the state as changed, so that the screen is drawn again. */
void model_changed(struct model *m);
/* Sets one of the countdowns of the state, and marks the state as changed when the number differs. */
void model_set_seconds(struct model *m, unsigned *field, unsigned value);
/* Returns the seconds left, rounded up, of a deadline in monotonic milliseconds; 0 when it has passed. */
unsigned model_seconds_until(int64_t deadline, int64_t now);
/* Shows a toast for 4 s. */
void model_toast(struct model *m, enum model_toast toast, enum gh_status status);
/* Returns the page that everything returns to: sign-in, scan, self-scan or the walk-up form. */
enum model_page model_home(const struct model *m);
/* Goes to another page; commits to nothing and keeps what was typed. */
void model_show(struct model *m, enum model_page page);
/* Ends the verdict on screen, and tells the desk. */
void model_dismiss(struct model *m, struct model_effects *fx);
/* Wipes the PIN typed so far. */
void model_forget_pin(struct model *m);

#endif
