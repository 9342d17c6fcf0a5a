/* The words that screens share: reasons, times, periods, gates, ages. Each writes text in the language of the screen
 * to out, terminated, and returns out; functions without an out return a msgid. */
#ifndef GH_SCREENS_WORDS_H
#define GH_SCREENS_WORDS_H

#include "model/model.h"
#include "ui/ui.h"

#define WORDS_MAX 256

/* Returns the reason as a headline: "Already used". */
const char *words_reason(enum verdict_reason reason);
/* Returns a sentence that says why, and what to do now. */
const char *words_next_step(const struct shown *shown);
/* Returns why a store does not work: "The disk is full", ... */
const char *words_fault(enum gh_status status);
const char *words_override_reason(enum override_reason reason); /* msgid */
const char *words_kind(enum pass_kind kind);                    /* "On foot" */
const char *words_uses(enum pass_uses uses);                    /* "once" */

const char *words_time(const struct model *model, tick at, char out[static WORDS_MAX]); /* 07:21 */
/* Writes a day: Today, Yesterday, 5 Mar. */
const char *words_day(const struct ui *ui, const struct model *model, tick at, char out[static WORDS_MAX]);
/* Writes day and time: Today 07:21. */
const char *words_when(const struct ui *ui, const struct model *model, tick at, char out[static WORDS_MAX]);
/* Writes a period: Today 08:00 – 18:00; 5 Mar 08:00 – 7 Mar 18:00. */
const char *words_window(const struct ui *ui, const struct model *model, tick from, tick to,
                         char out[static WORDS_MAX]);
/* Writes a length of time: 3 min, 5 h, 2 days. */
const char *words_span(const struct ui *ui, tick length, char out[static WORDS_MAX]);

/* Writes since when somebody is inside, for how long, and by which other gate: Today 07:21 · 3 h · South Gate. */
const char *words_inside(const struct ui *ui, const struct model *model, const struct shown *s,
                         char out[static WORDS_MAX]);

/* Writes the same about a car without a pass, always with the gate. */
const char *words_let_in(const struct ui *ui, const struct model *model, const struct shown *s,
                         char out[static WORDS_MAX]);

/* Writes the gate's name; "Gate 3" when it has none. */
const char *words_gate(const struct ui *ui, const struct model *model, uint8_t gate, char out[static WORDS_MAX]);
/* Writes campus and gate. */
const char *words_place(const struct ui *ui, const struct model *model, uint8_t gate, char out[static WORDS_MAX]);
/* Writes a scope: "West Campus · all gates", "South Gate, North Gate". */
const char *words_gates(const struct ui *ui, const struct model *model, uint16_t gates, char out[static WORDS_MAX]);

/* Writes a sentence (a msgid) whose {phone} is the security office's number, or its name when there is none. */
const char *words_call(const struct ui *ui, const struct model *model, const char *sentence,
                       char out[static WORDS_MAX]);
/* Writes the age of the replica for the bar, and its state. brief: for a narrow bar. */
const char *words_update(const struct ui *ui, const struct model *model, bool brief, char out[static WORDS_MAX],
                         enum ui_dot *state);
/* Returns a name in the language of the screen; the other one when that is empty. */
const char *words_either(const struct ui *ui, const char *chinese, const char *english);
/* Writes the parts that are not empty, joined with " · ". */
const char *words_join(char out[static WORDS_MAX], const char *a, const char *b, const char *c);
/* Write title and second line of a log entry: name, plate or reason; unit and kind. */
const char *words_entry(const struct ui *ui, const struct log_row *row, char out[static WORDS_MAX]);
/* The second line leaves out parts that do not fit into the width in that style. */
const char *words_entry_detail(struct ui *ui, const struct log_row *row, struct ui_style style, int width,
                               char out[static WORDS_MAX]);

#endif
