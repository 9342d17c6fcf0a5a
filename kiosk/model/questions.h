/* Questions to the state: pure, for screens, the app and the reducer. */
#ifndef GH_KIOSK_MODEL_QUESTIONS_H
#define GH_KIOSK_MODEL_QUESTIONS_H

#include "base/civil.h"
#include "model/state.h"

/* ---- Time ---- */

/* A time in the campus's zone. */
struct model_clock {
    int year, month, day, hour, minute;
    int days_from_now; /* 0: today, -1: yesterday, 1: tomorrow */
};
/* Returns a time in the campus's zone. */
struct model_clock model_clock(const struct model *model, tick at);
/* Returns today, for the checks of an application. */
struct civil_date model_today(const struct model *model);
/* Returns the milliseconds until time alone can change something visible (a minute of the clock, a second of a
 * countdown); at most 1000. */
int model_next_timer_ms(const struct model *model);
/* Returns the milliseconds since the server last answered, as far as this booth knows. */
int64_t model_server_silence_ms(const struct model *model);
/* Returns true when the server took this booth out of service: it hands up its entries and erases itself, or did. */
bool model_out_of_service(const struct model *model);

/* ---- What the page on screen takes ---- */

/* Returns true when the page shows personal data, which the privacy time-out takes away. */
bool model_is_personal(const struct model *model);
/* Returns true when a code before the camera may become a scan. False while somebody signs in, overrides, changes
 * settings or has begun to type a holder check. (A scanner gun is always meant.) */
bool model_takes_scans(const struct model *model);
/* Returns true when a code before the camera is typed into the field on screen: an empty one of an application. */
bool model_takes_text(const struct model *model);
/* Returns true while the verdict says that nobody expects a car that wants in: its driver can apply here. */
bool model_may_apply(const struct model *model);
/* Returns true while a car at the barrier may bring up its verdict or its question: the guard looks at the camera's
 * picture, or at the question about this car. */
bool model_awaits_car(const struct model *model);
/* Returns true when the screen is a vehicle whose riders the guard marks. */
bool model_shows_visit(const struct model *model);
/* Returns true when letters go to the input method on this step: pinyin, unless letters are wanted. */
bool model_composes(const struct model *model);
/* Returns true for the steps of an application that take Chinese: names and units. The others take letters and digits.
 */
bool model_takes_chinese(enum walk_up_step step);

/* ---- What would be sent ---- */

/* Returns true when ACTION_CONFIRM_OVERRIDE would be sent: reason, remark for "other", second guard where policy wants
 * one. */
bool model_override_ready(const struct model *model);
/* Returns true when this application may be admitted before its approval, as far as the screen knows. */
bool model_may_let_in(const struct model *model, const struct walk_up_row *row);
/* Returns true when ACTION_EMERGENCY_LET_IN would be sent. */
bool model_emergency_ready(const struct model *model);
/* Returns true while the name of who allowed an emergency admission is typed. */
bool model_emergency_types_name(const struct model *model);
/* Returns true when a code of enrolment may be typed or scanned. */
bool model_may_enrol(const struct model *model);
/* Returns true when ACTION_STICK would be sent: a guard is signed in, or nobody can be yet. */
bool model_may_exchange(const struct model *model);

/* Returns whether a guard must show a badge before the PIN, and has not. */
bool model_wants_badge(const struct model *m, uint32_t guard);

#endif
