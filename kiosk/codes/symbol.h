/* How the bits of a QR code lie in its modules: patterns, format, order, masks and blocks (ISO/IEC 18004, sections 6.3,
 * 7.5 to 7.9, and annex E). Pure. */
#ifndef GH_KIOSK_CODES_SYMBOL_H
#define GH_KIOSK_CODES_SYMBOL_H

#include <stdbool.h>
#include <stdint.h>

#define SYMBOL_MODULES_MAX 177 /* a side: version 40 */
#define SYMBOL_WORDS_MAX 3706  /* data and check codewords of version 40 */
#define SYMBOL_BLOCKS_MAX 81   /* of version 40, level H */
#define SYMBOL_RESERVED 2      /* in symbol_patterns: format and version, which the size does not determine alone */
#define SYMBOL_FORMATS 32      /* 4 levels by 8 masks */

enum symbol_level { SYMBOL_M, SYMBOL_L, SYMBOL_H, SYMBOL_Q }; /* as the format's first two bits */

typedef int8_t symbol_map[SYMBOL_MODULES_MAX][SYMBOL_MODULES_MAX]; /* [row][column] */

/* Fills the modules x modules that the size determines: 1 dark, -1 light, 0 data and format. modules: 21, 25, ... 177.
 */
void symbol_patterns(int modules, symbol_map map);
/* Marks format and version as SYMBOL_RESERVED, so that 0 is data alone. */
void symbol_reserve(int modules, symbol_map map);
/* Returns the 15 bits of the format: level << 3 | mask. */
unsigned symbol_format_bits(int format);
/* Gives the module of a bit (0: the lowest of 15) of the format; copy 0 or 1. */
void symbol_format_at(int modules, int copy, int bit, int *x, int *y);
/* True where the mask inverts a data module. */
bool symbol_masked(int mask, int x, int y);
/* Lists the data modules in the order of their bits, y << 8 | x; returns how many codewords they make (8 bits each). */
int symbol_order(int modules, const symbol_map reserved, uint16_t out[8 * SYMBOL_WORDS_MAX]);

struct symbol_blocks {
    int count, check; /* how many blocks; check codewords of each */
    int len, shorter; /* codewords of the shorter blocks, and how many of those there are; the others have one more */
};
/* Returns how the codewords are dealt to blocks. words: what symbol_order returned. */
struct symbol_blocks symbol_blocks(int modules, enum symbol_level level, int words);
/* Returns the place in the symbol's order of a codeword of a block. */
int symbol_word_at(const struct symbol_blocks *blocks, int block, int word);

#endif
