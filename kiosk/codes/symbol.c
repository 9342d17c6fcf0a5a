#include "codes/symbol.h"

#include <string.h>

static void square(int modules, symbol_map map, int left, int top, int side, bool (*is_dark)(int ring))
{
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            int u = left + x, v = top + y, middle = side / 2;
            int dx = x > middle ? x - middle : middle - x, dy = y > middle ? y - middle : middle - y;
            if (u >= 0 && v >= 0 && u < modules && v < modules)
                map[v][u] = is_dark(dx > dy ? dx : dy) ? 1 : -1;
        }
}

static bool finder_dark(int ring)
{
    return ring == 3 || ring <= 1;
}

static bool alignment_dark(int ring)
{
    return ring != 1;
}

void symbol_patterns(int modules, symbol_map map)
{
    int version = (modules - 17) / 4, last = modules - 7;
    for (int y = 0; y < modules; y++)
        memset(map[y], 0, (size_t)modules);
    for (int i = 8; i < modules - 8; i++)
        map[6][i] = map[i][6] = i % 2 == 0 ? 1 : -1;
    int count = version > 1 ? version / 7 + 2 : 0;
    int step = version == 32 ? 26 : count ? (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 : 0;
    for (int j = 0; j < count; j++)
        for (int i = 0; i < count; i++) {
            int u = i ? last - step * (count - 1 - i) : 6, v = j ? last - step * (count - 1 - j) : 6;
            if (!((u == 6 && v == 6) || (u == 6 && v == last) || (u == last && v == 6)))
                square(modules, map, u - 2, v - 2, 5, alignment_dark);
        }
    square(modules, map, -1, -1, 9, finder_dark);
    square(modules, map, modules - 8, -1, 9, finder_dark);
    square(modules, map, -1, modules - 8, 9, finder_dark);
}

void symbol_format_at(int modules, int copy, int bit, int *x, int *y)
{
    if (copy == 0) {
        *x = bit < 8 ? 8 : bit == 8 ? 7 : 14 - bit;
        *y = bit < 6 ? bit : bit == 6 ? 7 : 8;
    } else {
        *x = bit < 8 ? modules - 1 - bit : 8;
        *y = bit < 8 ? 8 : modules - 15 + bit;
    }
}

void symbol_reserve(int modules, symbol_map map)
{
    for (int copy = 0; copy < 2; copy++)
        for (int bit = 0; bit < 15; bit++) {
            int x, y;
            symbol_format_at(modules, copy, bit, &x, &y);
            map[y][x] = SYMBOL_RESERVED;
        }
    map[modules - 8][8] = SYMBOL_RESERVED; /* always dark */
    for (int i = 0; modules >= 45 && i < 18; i++)
        map[i / 3][modules - 11 + i % 3] = map[modules - 11 + i % 3][i / 3] = SYMBOL_RESERVED;
}

unsigned symbol_format_bits(int format)
{
    unsigned rest = (unsigned)format << 10;
    for (int i = 14; i >= 10; i--)
        rest ^= rest >> i & 1 ? 0x537u << (i - 10) : 0;
    return ((unsigned)format << 10 | rest) ^ 0x5412;
}

bool symbol_masked(int mask, int x, int y)
{
    switch (mask) {
    case 0:
        return (x + y) % 2 == 0;
    case 1:
        return y % 2 == 0;
    case 2:
        return x % 3 == 0;
    case 3:
        return (x + y) % 3 == 0;
    case 4:
        return (x / 3 + y / 2) % 2 == 0;
    case 5:
        return x * y % 2 + x * y % 3 == 0;
    case 6:
        return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
        return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

int symbol_order(int modules, const symbol_map reserved, uint16_t out[8 * SYMBOL_WORDS_MAX])
{
    int bits = 0;
    for (int right = modules - 1; right >= 1; right -= 2) {
        right -= right == 6; /* the timing column */
        for (int i = 0; i < 2 * modules; i++) {
            int x = right - i % 2, y = (right + 1) & 2 ? i / 2 : modules - 1 - i / 2;
            if (reserved[y][x] == 0)
                out[bits++] = (uint16_t)(y << 8 | x);
        }
    }
    return bits / 8;
}

/* Table 9: check codewords a block, and blocks, by version and by the level's bits (M, L, H, Q). */
static const uint8_t checks[40][4] = {
    {10, 7, 17, 13},  {16, 10, 28, 22}, {26, 15, 22, 18}, {18, 20, 16, 26}, {24, 26, 22, 18}, {16, 18, 28, 24},
    {18, 20, 26, 18}, {22, 24, 26, 22}, {22, 30, 24, 20}, {26, 18, 28, 24}, {30, 20, 24, 28}, {22, 24, 28, 26},
    {22, 26, 22, 24}, {24, 30, 24, 20}, {24, 22, 24, 30}, {28, 24, 30, 24}, {28, 28, 28, 28}, {26, 30, 28, 28},
    {26, 28, 26, 26}, {26, 28, 28, 30}, {26, 28, 30, 28}, {28, 28, 24, 30}, {28, 30, 30, 30}, {28, 30, 30, 30},
    {28, 26, 30, 30}, {28, 28, 30, 28}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30},
    {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30},
    {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}, {28, 30, 30, 30}};
static const uint8_t counts[40][4] = {
    {1, 1, 1, 1},     {1, 1, 1, 1},     {1, 1, 2, 2},     {2, 1, 4, 2},     {2, 1, 4, 4},     {4, 2, 4, 4},
    {4, 2, 5, 6},     {4, 2, 6, 6},     {5, 2, 8, 8},     {5, 4, 8, 8},     {5, 4, 11, 8},    {8, 4, 11, 10},
    {9, 4, 16, 12},   {9, 4, 16, 16},   {10, 6, 18, 12},  {10, 6, 16, 17},  {11, 6, 19, 16},  {13, 6, 21, 18},
    {14, 7, 25, 21},  {16, 8, 25, 20},  {17, 8, 25, 23},  {17, 9, 34, 23},  {18, 9, 30, 25},  {20, 10, 32, 27},
    {21, 12, 35, 29}, {23, 12, 37, 34}, {25, 12, 40, 34}, {26, 13, 42, 35}, {28, 14, 45, 38}, {29, 15, 48, 40},
    {31, 16, 51, 43}, {33, 17, 54, 45}, {35, 18, 57, 48}, {37, 19, 60, 51}, {38, 19, 63, 53}, {40, 20, 66, 56},
    {43, 21, 70, 59}, {45, 22, 74, 62}, {47, 24, 77, 65}, {49, 25, 81, 68}};

struct symbol_blocks symbol_blocks(int modules, enum symbol_level level, int words)
{
    int version = (modules - 17) / 4, count = counts[version - 1][level];
    return (struct symbol_blocks){
        .count = count, .check = checks[version - 1][level], .len = words / count, .shorter = count - words % count};
}

int symbol_word_at(const struct symbol_blocks *b, int block, int word)
{
    int data = b->len - b->check, longer = b->count - b->shorter;
    if (word < data)
        return word * b->count + block;
    if (block < b->shorter)
        return data * b->count + longer + (word - data) * b->count + block;
    if (word == data)
        return data * b->count + block - b->shorter;
    return data * b->count + longer + (word - 1 - data) * b->count + block;
}
