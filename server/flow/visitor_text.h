/* Text messages about visits: one language each, and at most two parts. Pure.
 *
 * The signature in 【】 is the provider's, so no text has these brackets; VISITOR_SIGNATURE_ROOM characters are left
 * for it. What does not fit is left out in this order: the visitor's name, the campus, further gates, further periods
 * (the pass page has them all); then long names are cut. */
#ifndef GH_SERVER_FLOW_VISITOR_TEXT_H
#define GH_SERVER_FLOW_VISITOR_TEXT_H

#include "flow/period_words.h"

#define VISITOR_PARTS_MAX 2
#define VISITOR_SIGNATURE_ROOM 12
#define VISITOR_TEXT_SIZE 512

/* What a message tells. All pointers are borrowed; "" where something is not known. */
struct visitor_text {
    enum words_language language;
    const char *name, *university, *campus, *host;
    const char *number; /* of the application */
    const char *url;    /* of the visitor's page */
    int document;       /* enum document_kind */
    const char *const *gates;
    size_t gate_count;
    const struct calendar *calendar;
    const struct span *periods; /* in the order of time */
    size_t period_count;
    const char *reason; /* of a refusal; "" for none */
    const char *advice; /* behind it: what to do now; without a full stop */
    const char *time;   /* of an arrival, in words (visitor_text_fill() alone); NULL: none */
    bool replaced;      /* the link replaces an earlier one */
    bool forwarded;     /* no SMS reaches the visitor: the Chinese text asks the host to pass it on */
};

#define VISITOR_LANGUAGE_SIZE 4 /* bytes with NUL of "zh", "en" or "" */

/* Returns the language for a visitor: the chosen one. Where chosen is "": English for a passport or a foreigner's
 * residence card with a name without Chinese characters, otherwise Chinese. document: enum document_kind. */
enum words_language visitor_language(const char *chosen, int document, const char *name);
/* Returns whether the text is "zh", "en" or "". */
bool visitor_language_known(const char *text);

/* Write the message that a visit is approved, that its passes are revoked, and that it is cancelled. GH_TOO_LONG: even
 * the shortest wording has more than VISITOR_PARTS_MAX parts; *out then has that wording. */
enum gh_status GH_MUST_USE visitor_text_approved(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);
enum gh_status GH_MUST_USE visitor_text_revoked(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);
enum gh_status GH_MUST_USE visitor_text_cancelled(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);

/* Writes the message that a walk-up was not approved, and why. Uses reason, advice, language and
 * forwarded. GH_OK. */
enum gh_status GH_MUST_USE visitor_text_refused(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);

/* Writes the message to the host that a visitor has entered at a moment, by gates[0]. Uses name, number, calendar,
 * language and gates. The day stands before the time when it is not the day of now. */
void visitor_text_arrived(const struct visitor_text *v, tick at, tick now, char out[static VISITOR_TEXT_SIZE]);

/* Fills a text that an administrator wrote (flow/message_template.h): with the longest values that keep it to
 * VISITOR_PARTS_MAX parts, or to the fewest where that is more. What somebody else passes on says so first.
 * GH_TOO_LONG: it does not fit into VISITOR_TEXT_SIZE. */
enum gh_status GH_MUST_USE visitor_text_fill(const char *text, const struct visitor_text *v,
                                             char out[static VISITOR_TEXT_SIZE]);

/* Copies the first `max` characters, with an ellipsis in place of the last when more follow. size holds
 * 4 * max + 4 bytes, or the text is cut at a whole character before. */
void visitor_clip(const char *text, size_t max, char *out, size_t size);

#endif
