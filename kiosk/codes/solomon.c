#include "codes/solomon.h"

#include <stdbool.h>
#include <string.h>

#define MODULUS 0x11d
#define TERMS (SOLOMON_CHECK_MAX + 2)

void solomon_init(struct solomon *f)
{
    unsigned value = 1;
    memset(f, 0, sizeof *f);
    for (int i = 0; i < 255; i++) {
        f->power[i] = f->power[i + 255] = (uint8_t)value;
        f->log[value] = (uint8_t)i;
        value <<= 1;
        value ^= value & 0x100 ? MODULUS : 0;
    }
}

static uint8_t times(const struct solomon *f, uint8_t a, uint8_t b)
{
    return a && b ? f->power[f->log[a] + f->log[b]] : 0;
}

/* b is not 0. */
static uint8_t over(const struct solomon *f, uint8_t a, uint8_t b)
{
    return a ? f->power[f->log[a] + 255 - f->log[b]] : 0;
}

/* Evaluates the polynomial, lowest term first. */
static uint8_t value_at(const struct solomon *f, const uint8_t *terms, int count, uint8_t x)
{
    uint8_t sum = 0;
    for (int i = count - 1; i >= 0; i--)
        sum = (uint8_t)(times(f, sum, x) ^ terms[i]);
    return sum;
}

static bool syndromes(const struct solomon *f, const uint8_t *word, int len, int check, uint8_t *out)
{
    uint8_t any = 0;
    for (int i = 0; i < check; i++) {
        uint8_t sum = 0;
        for (int k = 0; k < len; k++)
            sum = (uint8_t)(times(f, sum, f->power[i]) ^ word[k]);
        out[i] = sum;
        any |= sum;
    }
    return any != 0;
}

void solomon_encode(const struct solomon *f, const uint8_t *message, int len, uint8_t *out, int check)
{
    uint8_t generator[SOLOMON_CHECK_MAX + 1] = {1}; /* highest term first */
    for (int i = 0; i < check; i++)
        for (int k = i + 1; k > 0; k--)
            generator[k] ^= times(f, generator[k - 1], f->power[i]);
    memset(out, 0, (size_t)check);
    for (int i = 0; i < len; i++) {
        uint8_t factor = message[i] ^ out[0];
        memmove(out, out + 1, (size_t)check - 1);
        out[check - 1] = 0;
        for (int k = 0; k < check; k++)
            out[k] ^= times(f, factor, generator[k + 1]);
    }
}

/* The polynomial with a root at the inverse of each erased place's locator. */
static void erasure_locator(const struct solomon *f, int len, const uint8_t *erased, int erasures, uint8_t *out)
{
    memset(out, 0, TERMS);
    out[0] = 1;
    for (int i = 0; i < erasures; i++) {
        uint8_t at = f->power[len - 1 - erased[i]];
        for (int k = i + 1; k > 0; k--)
            out[k] ^= times(f, out[k - 1], at);
    }
}

/* Berlekamp and Massey's iteration, begun with the locator of the erasures (Blahut, "Theory and Practice of Error
 * Control Codes", section 9.2). Returns the degree that the locator should have. */
static int massey(const struct solomon *f, const uint8_t *syndrome, int check, int erasures, uint8_t *locator)
{
    uint8_t before[TERMS], next[TERMS];
    int degree = erasures;
    memcpy(before, locator, TERMS);
    for (int r = erasures + 1; r <= check; r++) {
        uint8_t gap = 0;
        for (int k = 0; k <= degree && k < r; k++)
            gap ^= times(f, locator[k], syndrome[r - 1 - k]);
        memmove(before + 1, before, TERMS - 1);
        before[0] = 0;
        if (!gap)
            continue;
        for (int k = 0; k < TERMS; k++)
            next[k] = (uint8_t)(locator[k] ^ times(f, gap, before[k]));
        if (2 * degree <= r + erasures - 1) {
            degree = r + erasures - degree;
            for (int k = 0; k < TERMS; k++)
                before[k] = over(f, locator[k], gap);
        }
        memcpy(locator, next, TERMS);
    }
    return degree;
}

/* Returns how many places are wrong, their places in out; -1 unless the locator has as many roots as its degree. */
static int chien(const struct solomon *f, const uint8_t *locator, int degree, int len, uint8_t *out)
{
    int found = 0;
    for (int k = degree + 1; k < TERMS; k++)
        if (locator[k])
            return -1;
    for (int at = 0; at < len; at++) {
        uint8_t inverse = f->power[(255 - (len - 1 - at)) % 255];
        if (value_at(f, locator, degree + 1, inverse) != 0)
            continue;
        if (found == degree)
            return -1;
        out[found++] = (uint8_t)at;
    }
    return found == degree ? found : -1;
}

/* Forney's formula for a first root of 1. False where the derivative vanishes: a double root. */
static bool forney(const struct solomon *f, const uint8_t *syndrome, int check, const uint8_t *locator, int degree,
                   const uint8_t *places, int len, uint8_t *word)
{
    uint8_t evaluator[TERMS] = {0}, derivative[TERMS] = {0};
    for (int i = 0; i < check; i++)
        for (int k = 0; k <= degree && k <= i; k++)
            evaluator[i] ^= times(f, locator[k], syndrome[i - k]);
    for (int k = 1; k <= degree; k += 2)
        derivative[k - 1] = locator[k];
    for (int i = 0; i < degree; i++) {
        int power = len - 1 - places[i];
        uint8_t inverse = f->power[(255 - power) % 255];
        uint8_t below = value_at(f, derivative, degree + 1, inverse);
        if (!below)
            return false;
        uint8_t above = times(f, f->power[power], value_at(f, evaluator, check, inverse));
        word[places[i]] ^= over(f, above, below);
    }
    return true;
}

static bool sizes_fit(int len, int check, const uint8_t *erased, int erasures)
{
    bool seen[SOLOMON_WORD_MAX] = {false};
    if (check < 1 || check > SOLOMON_CHECK_MAX || len <= check || len > SOLOMON_WORD_MAX || erasures < 0 ||
        erasures > check)
        return false;
    for (int i = 0; i < erasures; i++) {
        if (erased[i] >= len || seen[erased[i]])
            return false;
        seen[erased[i]] = true;
    }
    return true;
}

int solomon_correct(const struct solomon *f, uint8_t *word, int len, int check, const uint8_t *erased, int erasures)
{
    uint8_t syndrome[SOLOMON_CHECK_MAX], locator[TERMS], places[TERMS], right[SOLOMON_WORD_MAX];
    if (!sizes_fit(len, check, erased, erasures))
        return -1;
    if (!syndromes(f, word, len, check, syndrome))
        return 0;
    erasure_locator(f, len, erased, erasures, locator);
    int degree = massey(f, syndrome, check, erasures, locator);
    if (2 * (degree - erasures) + erasures > check)
        return -1;
    memcpy(right, word, (size_t)len);
    if (chien(f, locator, degree, len, places) < 0 ||
        !forney(f, syndrome, check, locator, degree, places, len, right) || syndromes(f, right, len, check, syndrome))
        return -1;
    int changed = 0;
    for (int i = 0; i < len; i++)
        changed += right[i] != word[i];
    for (int i = 0; i < erasures; i++)
        changed -= right[erased[i]] != word[erased[i]];
    memcpy(word, right, (size_t)len);
    return changed;
}
