#include "plates/plate_match.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SHORT_LIST 32 /* the likeliest plates in one view; only those are scored in all views */

/* Keeps the text beside the word: the look-up needs it at every key. A plate that readers do not know has the text
 * alone and an empty word, which the match skips. Octets only, so memcmp() orders them. */
struct expected {
    struct plate_word word;
    char text[PLATE_TEXT_SIZE];
};

struct plate_list {
    struct expected *plates; /* sorted */
    size_t count, room;
};

const struct plate_thresholds plate_thresholds_standard = {
    .certain_gap = 0.693, .certain_margin = 3, .probable_gap = 8, .certain_confidence = 0.6};

/* ---- The list ---- */

struct plate_list *plate_list_new(void)
{
    return calloc(1, sizeof(struct plate_list));
}

void plate_list_free(struct plate_list *list)
{
    if (!list)
        return;
    if (list->plates)
        sodium_memzero(list->plates, list->room * sizeof *list->plates);
    free(list->plates);
    free(list);
}

_Static_assert(sizeof(struct expected) == sizeof(struct plate_word) + PLATE_TEXT_SIZE, "no padding");

static int by_word(const struct expected *a, const struct expected *b)
{
    return memcmp(a, b, sizeof *a);
}

/* Returns where the plate is, or where it belongs. */
static size_t place_of(const struct plate_list *list, const struct expected *comer)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_word(&list->plates[middle], comer) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum gh_status grow(struct plate_list *list)
{
    size_t room = list->room ? 2 * list->room : 64;
    struct expected *plates = calloc(room, sizeof *plates);
    if (!plates)
        return GH_NO_MEMORY;
    if (list->plates) {
        memcpy(plates, list->plates, list->count * sizeof *plates);
        sodium_memzero(list->plates, list->room * sizeof *list->plates);
    }
    free(list->plates);
    list->plates = plates;
    list->room = room;
    return GH_OK;
}

enum gh_status plate_list_add(struct plate_list *list, const char *text)
{
    struct plate plate;
    struct expected comer = {0};
    if (plate_accept(bytes_of_string(text), &plate) != PLATE_OK || strcmp(plate.text, text) != 0)
        return GH_MALFORMED;
    memcpy(comer.text, plate.text, sizeof comer.text);
    if (!plate_word_from(text, &comer.word))
        comer.word = (struct plate_word){0};
    size_t at = place_of(list, &comer);
    if (at < list->count && by_word(&list->plates[at], &comer) == 0)
        return GH_OK;
    if (list->count == PLATE_LIST_MAX)
        return GH_FULL;
    enum gh_status status = list->count == list->room ? grow(list) : GH_OK;
    if (status)
        return status;
    memmove(&list->plates[at + 1], &list->plates[at], (list->count - at) * sizeof *list->plates);
    list->plates[at] = comer;
    list->count++;
    return GH_OK;
}

size_t plate_list_count(const struct plate_list *list)
{
    return list->count;
}

const char *plate_list_at(const struct plate_list *list, size_t index)
{
    return list->plates[index].text;
}

/* ---- The match ---- */

struct ranked {
    const struct plate_word *word;
    double logp;
};

/* Sorts one in among at most max, best first; returns how many there are now. */
static size_t rank(struct ranked *all, size_t count, size_t max, struct ranked comer)
{
    if (!isfinite(comer.logp) || (count == max && comer.logp <= all[max - 1].logp))
        return count;
    size_t at = count < max ? count++ : max - 1;
    for (; at > 0 && all[at - 1].logp < comer.logp; at--)
        all[at] = all[at - 1];
    all[at] = comer;
    return count;
}

static size_t short_list(const struct plate_list *list, const struct plate_views *views,
                         struct ranked out[static SHORT_LIST])
{
    struct ranked first[SHORT_LIST];
    size_t found = 0, count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->plates[i].word.len == 0)
            continue;
        struct ranked comer = {&list->plates[i].word, plate_word_logp(&views->seen[0], &list->plates[i].word)};
        found = rank(first, found, SHORT_LIST, comer);
    }
    for (size_t i = 0; i < found; i++) {
        struct ranked comer = {first[i].word, plate_views_logp(views, first[i].word)};
        count = rank(out, count, SHORT_LIST, comer);
    }
    return count;
}

/* The list may settle one character that the picture leaves open, but not where the picture finds another plate twice
 * as likely (that may be a stranger), nor a picture that shows hardly any plate, nor the province: a plate of another
 * form has none, and the network then takes what stands there for one. */
static bool is_certain(const struct plate_word *best, const struct plate_word *found,
                       const struct plate_thresholds *thresholds, const struct plate_match *match)
{
    return match->gap <= thresholds->certain_gap && match->margin >= thresholds->certain_margin &&
           match->confidence >= thresholds->certain_confidence && best->symbols[0] == found->symbols[0];
}

void plate_match(const struct plate_list *list, const struct plate_views *views, const struct plate_word *best,
                 const struct plate_thresholds *thresholds, struct plate_match *out)
{
    struct ranked found[SHORT_LIST];
    memset(out, 0, sizeof *out);
    const struct plate_guess read = {*best, plate_views_likelihood(views, best)};
    double free_logp = plate_views_logp(views, best);
    out->confidence = views->count > 0 ? plate_guess_confidence(&read, 1) : 0;
    size_t count = views->count > 0 && isfinite(free_logp) ? short_list(list, views, found) : 0;
    if (count == 0)
        return;
    out->gap = fmax(0, free_logp - found[0].logp);
    out->margin = count > 1 ? found[0].logp - found[1].logp : INFINITY;
    if (!(out->gap <= thresholds->probable_gap))
        return;
    out->certainty = is_certain(best, found[0].word, thresholds, out) ? PLATE_CERTAIN : PLATE_PROBABLE;
    plate_word_text(found[0].word, &out->plate);
    for (size_t i = 0; i < count && out->near_count < PLATE_NEAR_MAX; i++)
        if (free_logp - found[i].logp <= thresholds->probable_gap)
            plate_word_text(found[i].word, &out->near[out->near_count++]);
}

const char *plate_certainty_name(enum plate_certainty certainty)
{
    static const char *const names[] = {"unknown", "probable", "certain"};
    return (unsigned)certainty < sizeof names / sizeof *names ? names[certainty] : names[0];
}
