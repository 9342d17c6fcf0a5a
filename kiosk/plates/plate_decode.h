/* From what a network saw to the plates that it can be: CTC (Graves et al. 2006), bound to the forms that plates have.
 */
#ifndef GH_KIOSK_PLATES_PLATE_DECODE_H
#define GH_KIOSK_PLATES_PLATE_DECODE_H

#include "plates/plate_symbols.h"

#define PLATE_GUESSES_MAX 8

struct plate_guess {
    struct plate_word word;
    double logp; /* natural logarithm of its probability, a sum over views where there are several */
};

/* The likeliest plates, best first, by a prefix beam search (Hannun et al. 2014) that follows only beginnings of
 * plates; how many, 0 where no plate fits at all. */
int plate_decode(const struct plate_posterior *seen, const struct plate_grammar *grammar,
                 struct plate_guess out[static PLATE_GUESSES_MAX]);

/* Natural logarithm of the probability of exactly that word, by the forward algorithm; -INFINITY where it has more
 * characters than there are columns. */
double plate_word_logp(const struct plate_posterior *seen, const struct plate_word *word);

/* What was seen of one plate, in every way and frame in which it was looked at. */
#define PLATE_VIEWS_MAX 8
struct plate_views {
    int count;
    struct plate_posterior seen[PLATE_VIEWS_MAX];
};
/* Natural logarithm of a word's probability in what was seen, the mean over the views; -INFINITY without any. */
double plate_views_logp(const struct plate_views *views, const struct plate_word *word);
/* Natural logarithm of the mean of its probabilities: one view that sees it well outweighs those that see nothing. For
 * reading; whether a plate is one of the list is asked of all views, by plate_views_logp(). */
double plate_views_likelihood(const struct plate_views *views, const struct plate_word *word);
/* The likeliest plate of what any view finds likely, by plate_views_likelihood(); an empty word and -INFINITY where no
 * view sees a plate. */
struct plate_guess plate_views_best(const struct plate_views *views, const struct plate_grammar *grammar);

/* Of a guess: the geometric mean of its characters' probabilities over so many views, 0 to 1. */
double plate_guess_confidence(const struct plate_guess *guess, int views);

#endif
