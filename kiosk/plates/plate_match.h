/* What was seen, against the plates that are expected today: a plate of the list is judged by how probable it is in
 * what the network saw, not by how like it is to a text. (Of edit distance alone every fifth stranger is let in:
 * measured.)
 */
#ifndef GH_KIOSK_PLATES_PLATE_MATCH_H
#define GH_KIOSK_PLATES_PLATE_MATCH_H

#include "plates/plate_decode.h"

#define PLATE_LIST_MAX 20000
#define PLATE_NEAR_MAX 4 /* of the list, offered beside the best */

/* The expected plates, each once. */
struct plate_list;
struct plate_list *plate_list_new(void);       /* NULL without memory */
void plate_list_free(struct plate_list *list); /* wipes it; takes NULL */
/* GH_MALFORMED unless text is the normal form of a plate, GH_FULL over PLATE_LIST_MAX, GH_NO_MEMORY. One that is there
 * already is GH_OK. */
enum gh_status GH_MUST_USE plate_list_add(struct plate_list *list, const char *text);
size_t plate_list_count(const struct plate_list *list);
/* The plate at that place, 0 to plate_list_count() - 1; their order has no meaning. Borrowed until one is
 * added. */
const char *plate_list_at(const struct plate_list *list, size_t index);

/* Differences of natural logarithms of probabilities. gap: of the best of the list to the best of all plates, at most
 * so far below it; margin: of the best of the list over its second, at least. */
struct plate_thresholds {
    double certain_gap, certain_margin;
    double probable_gap;
};
/* From `gatehouse-read --calibrate` on rendered plates, spoilt in four ways; tests/bench/plates says how. */
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
    size_t near_count;  /* of the list, within probable_gap, the best first; it is the first of them */
    struct plate near[PLATE_NEAR_MAX];
};

/* best: the likeliest word of all plates in those views (plate_reading.word). An empty list, or nothing seen, is
 * unknown. */
void plate_match(const struct plate_list *list, const struct plate_views *views, const struct plate_word *best,
                 const struct plate_thresholds *thresholds, struct plate_match *out);

/* "unknown", "probable", "certain". */
const char *plate_certainty_name(enum plate_certainty certainty);

#endif
