/* Reed-Solomon codes of QR symbols: GF(256) by x^8 + x^4 + x^3 + x^2 + 1, first root 1 (ISO/IEC 18004, section 7.5.2
 * and annex A). Corrects errors and erasures: 2 errors + erasures <= check symbols. Pure. */
#ifndef GH_KIOSK_CODES_SOLOMON_H
#define GH_KIOSK_CODES_SOLOMON_H

#include <stdint.h>

#define SOLOMON_WORD_MAX 255
#define SOLOMON_CHECK_MAX 68 /* of the QR blocks the largest has 30; annex A goes to 68 */

struct solomon {
    uint8_t log[256], power[510];
};

/* Fills in the tables. */
void solomon_init(struct solomon *field);
/* Computes the check symbols of a message of len symbols into out (check of them). len + check <= SOLOMON_WORD_MAX. */
void solomon_encode(const struct solomon *field, const uint8_t *message, int len, uint8_t *out, int check);
/* Corrects a word of len symbols, the last check of which are check symbols. erased: the places (from 0) of symbols
 * that are unknown, each once. Returns how many other symbols it changed. -1: more than can be corrected, or wrong
 * sizes; the word is then as before. A word that is returned has no syndrome left: it is a word of the code. */
int solomon_correct(const struct solomon *field, uint8_t *word, int len, int check, const uint8_t *erased,
                    int erasures);

#endif
