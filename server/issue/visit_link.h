/* Links of entrants: one for each person of an application, whose page shows the passes of all periods, and one for
 * each vehicle. Passes that were issued before this have links of their own, which still show that pass alone. */
#ifndef GH_SERVER_ISSUE_VISIT_LINK_H
#define GH_SERVER_ISSUE_VISIT_LINK_H

#include "issue/pass.h"

#define VISIT_LINK_LEN 22 /* characters of base64url: 128 random bits */
#define VISIT_LINK_SIZE (VISIT_LINK_LEN + 1)

/* Makes a link for a person or vehicle. Links that the holder has are replaced: they tell so and show no pass. Call
 * inside a transaction. */
enum gh_status GH_MUST_USE visit_link_make(struct db *db, const struct vault *vault, const struct uuid *application,
                                           const struct uuid *holder, tick now, char link[static VISIT_LINK_SIZE]);
/* Opens the link under which a pass is shown. GH_NOT_FOUND: no such pass, or its link was erased. */
enum gh_status GH_MUST_USE visit_link_of_pass(struct db *db, const struct vault *vault, const struct uuid *pass,
                                              char link[static VISIT_LINK_SIZE]);
/* What a link leads to. */
struct visit {
    struct uuid application, holder; /* holder: a person's or a vehicle's id */
    struct uuid pass;                /* the only pass that the link shows; nil: all of the holder's */
    bool replaced;                   /* another link took the place of this one */
};
/* How a link looks before anything is searched. */
enum visit_link_form { VISIT_LINK_WHOLE = 0, VISIT_LINK_CUT, VISIT_LINK_WRONG };
/* Reads the 22 characters of a link. Full stops are ignored, because SMS templates need a separator between two
 * variables. What follows the link and can't be part of it, such as the text of the message, is ignored too. */
enum visit_link_form visit_link_read(struct bytes text, char link[static VISIT_LINK_SIZE]);
/* Finds what a link leads to. GH_NOT_FOUND: nothing. */
enum gh_status GH_MUST_USE visit_find(struct db *db, const struct vault *vault, const char link[static VISIT_LINK_SIZE],
                                      struct visit *out);

/* Finds the pass of an entrant's first period. GH_NOT_FOUND: the entrant has no pass. */
enum gh_status GH_MUST_USE visit_first_pass(struct db *db, const struct uuid *application, const struct uuid *holder,
                                            struct uuid *pass);

#define VISIT_PASSES_MAX APPLICATION_PERIODS_MAX
struct visit_pass {
    struct pass pass;
    bool used; /* a single-use pass that was used */
};
/* Loads the newest pass of each period in the order of time, at most VISIT_PASSES_MAX. GH_NOT_FOUND: none. */
enum gh_status GH_MUST_USE visit_passes_load(struct db *db, const struct visit *visit,
                                             struct visit_pass out[static VISIT_PASSES_MAX], size_t *count);

#endif
