/* Messages to applicants and deciders about an application: one language each, with a subject for e-mail. Pure.
 *
 * A text ends with its link. The text for an SMS keeps to two parts: its number is left out first, for the link leads
 * to the application, then the host and the time until which to decide; purpose and reason are cut. No text has the
 * brackets 【】, which are for the provider's signature. */
#ifndef GH_SERVER_FLOW_STAFF_TEXT_H
#define GH_SERVER_FLOW_STAFF_TEXT_H

#include "flow/message_kind.h"
#include "flow/period_words.h"

#define STAFF_TEXT_SIZE 512
#define STAFF_SUBJECT_SIZE 160

/* What a message tells. All pointers are borrowed; "" where something is not known. */
struct staff_text {
    enum words_language language;
    const char *number, *purpose, *host;
    const char *url;    /* of the page where the reader goes on */
    const char *from;   /* the colleague who handed it over; "" for nobody */
    const char *reason; /* what the decider wrote to the applicant */
    const struct calendar *calendar;
    tick first;     /* when the visit begins; 0: not known */
    tick decide_by; /* 0: no time is set */
    tick now;
    size_t persons, vehicles;
    enum flow_state state;
    bool walk_up, amendment, reminder;
};

struct staff_message {
    char sms[STAFF_TEXT_SIZE], mail[STAFF_TEXT_SIZE], subject[STAFF_SUBJECT_SIZE];
};

/* Writes that an application awaits the reader's decision: at first, as a reminder, or handed over by `from`. */
void staff_text_to_decide(const struct staff_text *v, struct staff_message *out);
/* Writes that a guard has admitted the entrants of a walk-up (walk_up is set) in an emergency, and that the office must
 * confirm it. */
void staff_text_emergency(const struct staff_text *v, struct staff_message *out);
/* Writes that the visitor `from` has withdrawn the consent to the handling of personal data. */
void staff_text_withdrawn(const struct staff_text *v, struct staff_message *out);
/* Writes the state that an application has now, for its applicant, with the reason where it was sent back or rejected.
 */
void staff_text_state(const struct staff_text *v, struct staff_message *out);

/* Texts that administrators wrote (flow/message_template.h); "" or NULL: the built-in one. */
struct staff_templates {
    const char *sms, *mail, *subject;
};
/* Fills them into *out over what the built-in writer has put there. A text that does not fit leaves it. */
void staff_text_fill(const struct staff_templates *templates, const struct staff_text *v, struct staff_message *out);
/* Returns the kind under which administrators write the text: of a message to decide, and of a state. */
enum message_kind staff_kind_to_decide(const struct staff_text *v);

#define STAFF_CARD_SIZE 64
/* Writes what replaces the buttons of a to-do card once `actor` has acted: "已通过（王敏）". actor: "" for the system.
 */
void staff_text_card(enum words_language language, enum flow_action action, const char *actor,
                     char out[static STAFF_CARD_SIZE]);

#endif
