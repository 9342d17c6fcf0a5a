/* Matches what was seen against the plates that are expected today: by how probable each is in what the network saw,
 * not by how similar two texts are. (Edit distance alone lets every fifth stranger in: measured.) */
#ifndef GH_KIOSK_PLATES_PLATE_MATCH_H
#define GH_KIOSK_PLATES_PLATE_MATCH_H

#include "plates/plate_decode.h"

#define PLATE_LIST_MAX 20000
#define PLATE_NEAR_MAX 4 /* plates of the list that are offered */

/* The expected plates, each once. */
struct plate_list;
struct plate_list *plate_list_new(void);       /* NULL without memory */
void plate_list_free(struct plate_list *list); /* wipes it; takes NULL */
/* Adds a plate; one that is there already is GH_OK. GH_MALFORMED unless text is the normal form of a plate
 * (plate_accept), GH_FULL
 * over PLATE_LIST_MAX, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE plate_list_add(struct plate_list *list, const char *text);
/* Returns how many plates the list has. */
size_t plate_list_count(const struct plate_list *list);
/* Returns the plate at that place, 0 to plate_list_count() - 1, in no special order. Borrowed until one is added. */
const char *plate_list_at(const struct plate_list *list, size_t index);

/* Differences of natural logarithms of probabilities. gap: how far the best of the list may lie below the best of all
 * plates. margin: how far it must lie above the second of the list. */
struct plate_thresholds {
    double certain_gap, certain_margin;
    double probable_gap;
    double
        certain_confidence; /* of the likeliest of all plates (plate_guess_confidence); under it nothing is certain */
};
/* certain_gap is log 2: where the picture finds a plate that is not on the list twice as likely, it does not leave the
 * choice to the list, and the guard confirms. At a gap of 3 strangers passed whose plates had been read rightly
 * (README.md). The others are from `gatehouse-read --calibrate` on rendered plates, spoilt in four ways
 * (tests/bench/plates). certain_confidence
 * from the real pictures of README.md: of 596 certain matches 4 lie below it; where an army plate's first letter passes
 * for a province, 0.3. */
extern const struct plate_thresholds plate_thresholds_standard;

enum plate_certainty {
    PLATE_UNKNOWN = 0, /* none of the list */
    PLATE_PROBABLE,    /* the guard confirms */
    PLATE_CERTAIN
};

struct plate_match {
    enum plate_certainty certainty;
    struct plate plate; /* the best of the list; empty when unknown */
    double gap, margin; /* as above; margin is INFINITY for a list of one */
    double confidence;  /* of the likeliest of all plates, on the list or not */
    size_t near_count;  /* of the list, within probable_gap, the best first: plate is the first */
    struct plate near[PLATE_NEAR_MAX];
};

/* Matches views against the list. best: the likeliest word of all plates in those views (plate_reading.word). An empty
 * list or view is PLATE_UNKNOWN. */
void plate_match(const struct plate_list *list, const struct plate_views *views, const struct plate_word *best,
                 const struct plate_thresholds *thresholds, struct plate_match *out);

/* Returns "unknown", "probable" or "certain". */
const char *plate_certainty_name(enum plate_certainty certainty);

#endif
