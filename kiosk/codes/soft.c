#include "codes/soft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CERTAIN 30.0f /* evidence beyond this says no more */
#define FORMATS 2     /* likeliest formats that are tried */

struct format {
    int value;
    float score;
};

/* Correlates the two copies of the format with each of the 32. */
static void formats(const struct evidence *e, struct format best[FORMATS])
{
    for (int i = 0; i < FORMATS; i++)
        best[i] = (struct format){-1, -INFINITY};
    for (int value = 0; value < SYMBOL_FORMATS; value++) {
        unsigned bits = symbol_format_bits(value);
        float score = 0;
        for (int i = 0; i < 30; i++) {
            int x, y;
            symbol_format_at(e->modules, i / 15, i % 15, &x, &y);
            float dark = fmaxf(-CERTAIN, fminf(CERTAIN, e->dark[y][x]));
            score += bits >> i % 15 & 1 ? dark : -dark;
        }
        struct format now = {value, score};
        for (int i = 0; i < FORMATS; i++)
            if (now.score > best[i].score) {
                struct format worse = best[i];
                best[i] = now;
                now = worse;
            }
    }
}

/* ---- One block ---- */

struct block {
    uint8_t hard[SOLOMON_WORD_MAX];
    uint8_t second[SOLOMON_WORD_MAX]; /* with the unsurest bit turned */
    float doubt[SOLOMON_WORD_MAX];    /* minus the logarithm of the chance that the symbol is right */
    uint8_t rank[SOLOMON_WORD_MAX];   /* places, the most doubtful first */
    const float *bits[SOLOMON_WORD_MAX];
    int len, check;
};

static void look_at_symbol(struct block *b, int at, const float *bits)
{
    float least = INFINITY;
    int turned = 0;
    b->bits[at] = bits;
    b->hard[at] = 0;
    b->doubt[at] = 0;
    for (int i = 0; i < 8; i++) {
        float sure = fabsf(bits[i]);
        if (bits[i] > 0)
            b->hard[at] |= (uint8_t)(0x80 >> i);
        if (sure < least) {
            least = sure;
            turned = i;
        }
        b->doubt[at] += log1pf(expf(-sure));
    }
    b->second[at] = b->hard[at] ^ (uint8_t)(0x80 >> turned);
}

static void take_block(struct block *b, const struct soft *soft, const struct symbol_blocks *blocks, int number)
{
    b->len = blocks->len + (number >= blocks->shorter);
    b->check = blocks->check;
    for (int at = 0; at < b->len; at++) {
        look_at_symbol(b, at, &soft->bits[8 * symbol_word_at(blocks, number, at)]);
        int place = at;
        for (; place > 0 && b->doubt[b->rank[place - 1]] < b->doubt[at]; place--)
            b->rank[place] = b->rank[place - 1];
        b->rank[place] = (uint8_t)at;
    }
}

static float cost_of(const struct block *b, const uint8_t *word)
{
    float cost = 0;
    for (int at = 0; at < b->len; at++)
        for (int i = 0, turned = word[at] ^ b->hard[at]; turned && i < 8; i++)
            if (turned & 0x80 >> i)
                cost += fabsf(b->bits[at][i]);
    return cost;
}

/* Returns the logarithm (base 2) of the chance that one of tries random words would be corrected with so few changes.
 */
static float chance_bits(const struct block *b, int errors, int erasures, int tries)
{
    float ways = 0;
    for (int i = 0; i < errors; i++)
        ways += log2f((float)(b->len - erasures - i) / (float)(i + 1)) + 8;
    return ways + log2f((float)tries) - 8 * (float)(b->check - erasures);
}

static int keep_word(struct soft_word *words, int count, const struct block *b, const uint8_t *symbols, bool sure)
{
    for (int i = 0; i < count; i++)
        if (memcmp(words[i].symbols, symbols, (size_t)b->len) == 0) {
            words[i].sure |= sure;
            return count;
        }
    struct soft_word word = {.cost = cost_of(b, symbols), .sure = sure};
    int place = count < SOFT_CANDIDATES ? count : SOFT_CANDIDATES - 1;
    if (count == SOFT_CANDIDATES && words[place].cost <= word.cost)
        return count;
    for (; place > 0 && words[place - 1].cost > word.cost; place--)
        words[place] = words[place - 1];
    memcpy(word.symbols, symbols, (size_t)b->len);
    words[place] = word;
    return count < SOFT_CANDIDATES ? count + 1 : count;
}

/* Tries one pattern of turned symbols with more and more erasures (Forney's generalized minimum distance). */
static int try_pattern(const struct soft *soft, const struct block *b, unsigned flips, int tries,
                       struct soft_word *words, int count)
{
    uint8_t turned[SOLOMON_WORD_MAX], symbols[SOLOMON_WORD_MAX];
    memcpy(turned, b->hard, (size_t)b->len);
    int fewest = 0;
    for (int i = 0; i < SOFT_FLIPS; i++)
        if (flips >> i & 1)
            turned[b->rank[i]] = b->second[b->rank[i]];
    for (int erasures = flips ? SOFT_FLIPS : fewest; erasures <= b->check; erasures += 2) {
        const uint8_t *erased = flips ? b->rank + SOFT_FLIPS : b->rank;
        int gone = flips ? erasures - SOFT_FLIPS : erasures;
        memcpy(symbols, turned, (size_t)b->len);
        int errors = solomon_correct(&soft->field, symbols, b->len, b->check, erased, gone);
        if (errors < 0)
            continue;
        bool sure = chance_bits(b, errors, gone, tries) <= -SOFT_SURE_BITS;
        count = keep_word(words, count, b, symbols, sure);
    }
    return count;
}

/* Finds the block's likeliest words. True when the likeliest is sure. */
static bool solve_block(struct soft *soft, const struct symbol_blocks *blocks, int number)
{
    struct block b;
    struct soft_word *words = soft->words[number];
    take_block(&b, soft, blocks, number);
    int steps = b.check / 2 + 1, count = try_pattern(soft, &b, 0, steps, words, 0);
    for (unsigned flips = 1; !(count && words[0].sure) && flips < 1u << SOFT_FLIPS; flips++)
        count = try_pattern(soft, &b, flips, steps << SOFT_FLIPS, words, count);
    soft->found[number] = count;
    return count && words[0].sure;
}

/* ---- The text ---- */

struct bit_reader {
    const uint8_t *data;
    int bits, at;
};

static int take_bits(struct bit_reader *r, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++, r->at++)
        value = value << 1 | (r->at < r->bits ? r->data[r->at / 8] >> (7 - r->at % 8) & 1 : 0);
    return value;
}

static const char alphanumeric[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/* Reads groups of characters: digits by three in 10 bits, letters by two in 11, bytes in 8. */
static int take_characters(struct bit_reader *r, int mode, int count, uint8_t *out)
{
    static const int sizes[3] = {3, 2, 1}, base[3] = {10, 45, 256};
    static const int widths[3][4] = {{0, 4, 7, 10}, {0, 6, 11, 0}, {0, 8, 0, 0}};
    int kind = mode == 1 ? 0 : mode == 2 ? 1 : 2;
    for (int done = 0; done < count;) {
        int group = count - done < sizes[kind] ? count - done : sizes[kind], value = take_bits(r, widths[kind][group]);
        for (int i = group - 1; i >= 0; i--, value /= base[kind])
            out[done + i] = (uint8_t)(kind == 2 ? value : alphanumeric[value % base[kind]]);
        if (value != 0)
            return 0;
        done += group;
    }
    return count;
}

int soft_text(const uint8_t *data, int words, int version, uint8_t *out, int max)
{
    static const int widths[3][3] = {{10, 12, 14}, {9, 11, 13}, {8, 16, 16}};
    struct bit_reader r = {data, 8 * words, 0};
    int len = 0, class = version < 10 ? 0 : version < 27 ? 1 : 2;
    while (r.bits - r.at >= 4) {
        int mode = take_bits(&r, 4);
        if (mode == 0)
            break;
        if (mode != 1 && mode != 2 && mode != 4)
            return 0;
        int count = take_bits(&r, widths[mode == 1 ? 0 : mode == 2 ? 1 : 2][class]);
        if (count > max - len || take_characters(&r, mode, count, out + len) != count || r.at > r.bits)
            return 0;
        len += count;
    }
    return len;
}

/* ---- The code ---- */

static void read_bits(struct soft *soft, const struct evidence *e, int mask, int words)
{
    for (int i = 0; i < 8 * words; i++) {
        int x = soft->order[i] & 0xff, y = soft->order[i] >> 8;
        float dark = fmaxf(-CERTAIN, fminf(CERTAIN, e->dark[y][x]));
        soft->bits[i] = symbol_masked(mask, x, y) ? -dark : dark;
    }
}

/* Puts the data codewords of the chosen words in their order; pick: which candidate of each block. Returns how many. */
static int gather(struct soft *soft, const struct symbol_blocks *blocks, const uint8_t *pick)
{
    int count = 0;
    for (int number = 0; number < blocks->count; number++) {
        int data = blocks->len + (number >= blocks->shorter) - blocks->check;
        memcpy(soft->data + count, soft->words[number][pick[number]].symbols, (size_t)data);
        count += data;
    }
    return count;
}

/* Draws the corrected code. */
static void draw(const struct soft *soft, const struct symbol_blocks *blocks, const uint8_t *pick, int format,
                 int words, struct soft_code *out)
{
    static const uint32_t versions[] = {0x07c94, 0x085bc, 0x09a99, 0x0a4d3, 0x0bbf6, 0x0c762, 0x0d847, 0x0e60d,
                                        0x0f928, 0x10b78, 0x1145d, 0x12a17, 0x13532, 0x149a6, 0x15683};
    int modules = out->modules;
    for (int y = 0; y < modules; y++)
        for (int x = 0; x < modules; x++)
            out->dark[y][x] = soft->reserved[y][x] == 1;
    for (int i = 0; i < 30; i++) {
        int x, y;
        symbol_format_at(modules, i / 15, i % 15, &x, &y);
        out->dark[y][x] = symbol_format_bits(format) >> i % 15 & 1;
    }
    out->dark[modules - 8][8] = 1;
    for (int i = 0; modules >= 45 && i < 18; i++)
        out->dark[i / 3][modules - 11 + i % 3] = out->dark[modules - 11 + i % 3][i / 3] =
            versions[(modules - 45) / 4] >> i & 1;
    for (int i = 8 * words; i < 8 * words + 7; i++) /* remainder bits are light before the mask, where there are any */
        if (soft->order[i])
            out->dark[soft->order[i] >> 8][soft->order[i] & 0xff] =
                symbol_masked(format & 7, soft->order[i] & 0xff, soft->order[i] >> 8);
    for (int number = 0; number < blocks->count; number++)
        for (int at = 0; at < blocks->len + (number >= blocks->shorter); at++) {
            uint8_t symbol = soft->words[number][pick[number]].symbols[at];
            const uint16_t *order = &soft->order[8 * symbol_word_at(blocks, number, at)];
            for (int i = 0; i < 8; i++) {
                int x = order[i] & 0xff, y = order[i] >> 8;
                out->dark[y][x] = (symbol >> (7 - i) & 1) != symbol_masked(format & 7, x, y);
            }
        }
}

/* Goes to the next likely choice of candidates: each block's second, third, ... by itself, then pairs. Returns false
 * after the last. */
static bool next_pick(const struct soft *soft, const struct symbol_blocks *blocks, uint8_t *pick)
{
    for (int i = 0; i < blocks->count; i++) {
        if (++pick[i] < soft->found[i])
            return true;
        pick[i] = 0;
    }
    return false;
}

static bool ask(struct soft *soft, const struct symbol_blocks *blocks, reader_judge *judge, void *context,
                uint8_t *pick, struct soft_code *out)
{
    int version = (out->modules - 17) / 4, tries = 0;
    for (int i = 0; i < blocks->count; i++)
        if (soft->found[i] == 0)
            return false;
    do {
        int words = gather(soft, blocks, pick);
        out->len = soft_text(soft->data, words, version, out->text, READER_JUDGED_MAX);
        if (out->len > 0 && judge(context, out->text, out->len))
            return out->judged = true;
    } while (++tries < SOFT_TRIES_MAX && next_pick(soft, blocks, pick));
    return false;
}

static bool try_format(struct soft *soft, const struct evidence *e, int format, int words, reader_judge *judge,
                       void *context, struct soft_code *out)
{
    uint8_t pick[SYMBOL_BLOCKS_MAX] = {0};
    struct symbol_blocks blocks = symbol_blocks(e->modules, (enum symbol_level)(format >> 3), words);
    bool sure = true;
    read_bits(soft, e, format & 7, words);
    for (int i = 0; i < blocks.count; i++) {
        bool solved = solve_block(soft, &blocks, i);
        sure = sure && solved;
        if (soft->found[i] == 0 || (!sure && !judge))
            return false;
    }
    out->modules = e->modules;
    out->judged = false;
    if (!sure && !ask(soft, &blocks, judge, context, pick, out))
        return false;
    draw(soft, &blocks, pick, format, words, out);
    return true;
}

bool soft_decode(struct soft *soft, const struct evidence *evidence, reader_judge *judge, void *context,
                 struct soft_code *out)
{
    struct format best[FORMATS];
    int modules = evidence->modules;
    if (modules < 21 || modules > SOFT_MODULES_MAX || modules % 4 != 1)
        return false;
    if (!soft->ready)
        solomon_init(&soft->field);
    soft->ready = true;
    symbol_patterns(modules, soft->reserved);
    symbol_reserve(modules, soft->reserved);
    memset(soft->order, 0, sizeof soft->order);
    int words = symbol_order(modules, (const int8_t(*)[SYMBOL_MODULES_MAX])soft->reserved, soft->order);
    formats(evidence, best);
    for (int i = 0; i < FORMATS; i++)
        if (best[i].score > 0 && try_format(soft, evidence, best[i].value, words, judge, context, out))
            return true;
    return false;
}
