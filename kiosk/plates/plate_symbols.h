/* The characters of plates as numbers, and from a recognition network's classes to them. */
#ifndef GH_KIOSK_PLATES_PLATE_SYMBOLS_H
#define GH_KIOSK_PLATES_PLATE_SYMBOLS_H

#include "base/bytes.h"
#include "people/plate.h"

#define PLATE_SYMBOLS 89   /* 31 provinces, 24 letters, 10 digits, 24 of special and former plates */
#define PLATE_STEPS_MAX 40 /* columns of one recognition */

/* A plate as symbols: its normal form (people/plate.h) character by character. The letter O of an office (粤O) looks
 * like a zero and has its symbol; what stands behind a province says which of the two it is. */
struct plate_word {
    uint8_t symbols[PLATE_CHARACTERS_MAX];
    uint8_t len;
};

/* Returns the symbol of a character; PLATE_SYMBOLS for any other. */
unsigned plate_symbol(uint32_t character);
/* Makes a word of a plate's normal form. False for any other text. */
bool GH_MUST_USE plate_word_from(const char *text, struct plate_word *out);
/* Gives the word's normal form. False, with out empty, when it is not a plate. */
bool plate_word_text(const struct plate_word *word, struct plate *out);
/* True for the same plate. */
bool plate_word_same(const struct plate_word *a, const struct plate_word *b);

/* Which forms of plates (plate_forms_allow) allow each symbol at each position; made once. */
struct plate_grammar {
    uint32_t allow[PLATE_CHARACTERS_MAX][PLATE_SYMBOLS];
    uint32_t complete[PLATE_CHARACTERS_MAX + 1];
};
/* Makes the grammar. */
void plate_grammar_make(struct plate_grammar *out);
/* Returns how often a plate of that form is seen (plate_forms_common); 0 for a word of no form. A prior, not a law:
 * it weighs against what the network saw. */
#define PLATE_COMMON 0.1 /* forms under this are rare */
double plate_word_common(const struct plate_grammar *grammar, const struct plate_word *word);

/* What a network saw, column by column: the probability of each symbol, and at [PLATE_SYMBOLS] of none (the blank of
 * CTC, Graves et al. 2006, with every character that plates lack). Never under PLATE_PROBABILITY_MIN, so products stay
 * normal numbers over PLATE_STEPS_MAX columns. */
#define PLATE_PROBABILITY_MIN 1e-7f
struct plate_posterior {
    int steps;
    float p[PLATE_STEPS_MAX][PLATE_SYMBOLS + 1];
};

/* Which classes of the network stand for which symbols, from its dictionary: a character a line. The classes are blank,
 * the lines in order, space. */
struct plate_classes;
/* Reads the dictionary. GH_MALFORMED when a symbol of ordinary plates is missing. */
enum gh_status GH_MUST_USE plate_classes_new(struct bytes dictionary, struct plate_classes **out);
void plate_classes_free(struct plate_classes *classes); /* takes NULL */
size_t plate_classes_count(const struct plate_classes *classes);
/* Sums the probabilities of classes to those of symbols. probabilities: steps rows of plate_classes_count(), softmax.
 * GH_MALFORMED for NaN and other numbers that are not probabilities, GH_TOO_LONG over PLATE_STEPS_MAX; out is then not
 * a posterior. */
enum gh_status GH_MUST_USE plate_posterior_from(const struct plate_classes *classes, const float *probabilities,
                                                int steps, struct plate_posterior *out);

#endif
