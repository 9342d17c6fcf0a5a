/* Soft decoding: from how sure each module of a QR code is to the code. Unsure codewords are erasures, which cost the
 * Reed-Solomon code half of what an error costs, and the likeliest alternatives are tried. Pure.
 *
 * False reads. A block counts when a wrong word would pass by chance at most once in 2^SOFT_SURE_BITS tries, counted
 * from its symbols, errors, erasures and tries. A judge can vouch for more: a pass is signed, so a text that verifies
 * is right however it was found. */
#ifndef GH_KIOSK_CODES_SOFT_H
#define GH_KIOSK_CODES_SOFT_H

#include "codes/reader.h"
#include "codes/solomon.h"
#include "codes/symbol.h"

#define SOFT_SURE_BITS 32
#define SOFT_TRIES_MAX 64    /* texts that a judge sees for one code */
#define SOFT_CANDIDATES 4    /* words kept for a block */
#define SOFT_FLIPS 4         /* codewords whose second value is tried */
#define SOFT_MODULES_MAX 101 /* version 21; larger codes are left to the decoders */

/* How sure the modules are: the logarithm of how much likelier dark is than light. 0: unknown. */
struct evidence {
    int modules; /* a side: 21, 25, ... SOFT_MODULES_MAX */
    float dark[SOFT_MODULES_MAX][SOFT_MODULES_MAX];
};

struct soft_word {
    uint8_t symbols[SOLOMON_WORD_MAX];
    float cost; /* what speaks against it: the certainty of the bits that it changes */
    bool sure;  /* by itself, without a judge */
};

struct soft { /* scratch */
    struct solomon field;
    bool ready;
    symbol_map reserved;
    uint16_t order[8 * SYMBOL_WORDS_MAX];
    float bits[8 * SYMBOL_WORDS_MAX]; /* unmasked; positive: 1 */
    struct soft_word words[SYMBOL_BLOCKS_MAX][SOFT_CANDIDATES];
    int found[SYMBOL_BLOCKS_MAX];
    uint8_t data[SYMBOL_WORDS_MAX];
};

struct soft_code {
    int modules;
    uint8_t dark[SOFT_MODULES_MAX][SOFT_MODULES_MAX]; /* the corrected code, patterns and all */
    bool judged;                                      /* a judge vouched for text */
    uint8_t text[READER_JUDGED_MAX];                  /* of a judged code */
    int len;
};

/* Decodes. judge NULL: only what is sure. False: no code; out is then undefined. */
bool soft_decode(struct soft *soft, const struct evidence *evidence, reader_judge *judge, void *context,
                 struct soft_code *out);
/* Reads the text of a code of numeric, alphanumeric and byte segments (section 7.4), the kinds that passes have.
 * Returns its length; 0: other kinds, malformed, or longer than max. */
int soft_text(const uint8_t *data, int words, int version, uint8_t *out, int max);

#endif
