/* What the page of a visitor's link shows: the entrant's passes with host and gates. No more personal data than the
 * masked name, the plate and the host's name; the host's number only when the host allows it. */
#ifndef GH_SERVER_API_PASS_VIEW_H
#define GH_SERVER_API_PASS_VIEW_H

#include "flow/period_words.h"
#include "http/request.h"
#include "issue/visit_link.h"
#include "records/consent.h"
#include "records/places.h"
#include "records/text_setting.h"
#include "token/short_number.h"

/* State of a pass at this moment. */
enum pass_standing {
    PASS_STANDS_ACTIVE = 0,
    PASS_STANDS_EARLY,
    PASS_STANDS_USED, /* a single-use pass */
    PASS_STANDS_EXPIRED,
    PASS_STANDS_REVOKED,
    PASS_STANDS_BLOCKED,
    PASS_STANDS_REPLACED, /* the link was replaced */
    PASS_STANDING_COUNT
};
/* Returns the word of the interface: "active", "too-early". */
const char *pass_standing_name(enum pass_standing standing);
/* Returns whether the page shows a code: also before the period, so that a visitor can keep it. */
bool pass_shows_code(enum pass_standing standing);

struct pass_view_gate {
    const char *name, *directions;
};

struct pass_view {
    char link[VISIT_LINK_SIZE];
    struct visit visit;
    struct visit_pass passes[VISIT_PASSES_MAX];
    enum pass_standing standings[VISIT_PASSES_MAX];
    size_t count, chosen;
    bool asked; /* the client asked for this period */
    struct campus campus;
    struct pass_view_gate gates[GATE_COUNT]; /* of the chosen pass */
    size_t gate_count;
    int64_t picture_days; /* days that car pictures are kept; 0: none are taken */
    char university[TEXT_SETTING_SIZE];
    const char *name, *plate, *host, *host_mobile, *number; /* "" where there is none */
    enum words_language language;
    bool has_consent; /* a record of consent is in `consent` */
    struct consent_shown consent;
};

/* Finds the passes of the link in the path, and the one that ?period=N asks for: 1 is the first. Without it that is the
 * pass that is valid, else the next one, else the last. GH_NOT_FOUND: no such link; *form tells whether it was cut.
 * *out then has no passes. */
enum gh_status GH_MUST_USE pass_view_find(struct request *rq, struct pass_view *out, enum visit_link_form *form);
/* Loads the rest of what the page shows. */
enum gh_status GH_MUST_USE pass_view_load(struct request *rq, struct pass_view *view);

/* Writes the short number of a pass in its groups: "N66-YCV-H8M". */
void pass_view_number(const struct pass *pass, char out[static SHORT_NUMBER_TEXT_SIZE]);

#endif
