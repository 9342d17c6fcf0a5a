/* From what a network saw to the plates that it can be: CTC (Graves et al. 2006), limited to the forms that plates
 * have. */
#ifndef GH_KIOSK_PLATES_PLATE_DECODE_H
#define GH_KIOSK_PLATES_PLATE_DECODE_H

#include "plates/plate_symbols.h"

#define PLATE_GUESSES_MAX 8

struct plate_guess {
    struct plate_word word;
    double logp; /* natural logarithm of its probability, a sum over views where there are several */
};

/* Finds the likeliest plates, by what was seen and by how common their form is (plate_word_common), best first, by a
 * prefix beam search (Hannun et al. 2014) that follows only beginnings of plates. Returns how many; 0 where no plate
 * fits. */
int plate_decode(const struct plate_posterior *seen, const struct plate_grammar *grammar,
                 struct plate_guess out[static PLATE_GUESSES_MAX]);

/* Returns the natural logarithm of the probability of exactly that word, by the forward algorithm; -INFINITY where it
 * has more characters than there are columns. */
double plate_word_logp(const struct plate_posterior *seen, const struct plate_word *word);

/* What was seen of one plate, in every view and frame. */
#define PLATE_VIEWS_MAX 8
struct plate_views {
    int count;
    struct plate_posterior seen[PLATE_VIEWS_MAX];
};
/* Returns the natural logarithm of a word's probability, the mean over the views; -INFINITY without any. */
double plate_views_logp(const struct plate_views *views, const struct plate_word *word);
/* Returns the natural logarithm of the mean of its probabilities: one view that sees it well outweighs those that see
 * nothing. For reading; the match against a list uses plate_views_logp(). */
double plate_views_likelihood(const struct plate_views *views, const struct plate_word *word);
/* Returns the likeliest plate of those that any view finds likely, by plate_views_likelihood() and by how common its
 * form is; one under PLATE_COMMON only where it was read surely. An empty word and
 * -INFINITY where no view sees a plate. */
struct plate_guess plate_views_best(const struct plate_views *views, const struct plate_grammar *grammar);

/* Returns the geometric mean of a guess's probabilities a character, over so many views: 0 to 1. */
double plate_guess_confidence(const struct plate_guess *guess, int views);

#endif
