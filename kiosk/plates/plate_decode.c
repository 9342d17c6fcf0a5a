#include "plates/plate_decode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEAM_BEST 24        /* prefixes kept by probability alone */
#define BEAM_EACH 8         /* and of each length, so that a long plate does not lose to its own beginning */
#define SYMBOL_MIN 6e-6f    /* the search drops symbols that are less likely */
#define TABLE_SIZE 8192     /* a power of two, over twice what a step can make: (BEAM_BEST + 9 * BEAM_EACH) * 85 / 2 */
#define RARE_CONFIDENCE 0.9 /* a rare form must be read so surely */
#define KEPT_MAX (BEAM_BEST + (PLATE_CHARACTERS_MAX + 1) * BEAM_EACH)

struct prefix {
    struct plate_word word;
    uint32_t forms;       /* forms that it can still become */
    double blank, symbol; /* probability of paths that end in a blank, in its last symbol */
    double rank;          /* their sum, times how common its forms are */
};

struct search {
    struct prefix kept[KEPT_MAX];
    size_t kept_count;
    struct prefix made[TABLE_SIZE / 2];
    size_t made_count;
    uint16_t table[TABLE_SIZE]; /* index into made, plus one */
};

static uint64_t key_of(const struct plate_word *word)
{
    uint64_t key = word->len;
    for (size_t i = 0; i < word->len; i++)
        key = key << 7 | word->symbols[i];
    return key;
}

/* Returns the entry of that word among those made in this step. NULL when the table is full: that drops the least
 * likely only, since the kept prefixes come best first. */
static struct prefix *made(struct search *s, const struct plate_word *word, uint32_t forms)
{
    size_t slot = (size_t)(key_of(word) * UINT64_C(0x9e3779b97f4a7c15) >> 40) & (TABLE_SIZE - 1);
    while (s->table[slot]) {
        struct prefix *p = &s->made[s->table[slot] - 1];
        if (plate_word_same(&p->word, word))
            return p;
        slot = (slot + 1) & (TABLE_SIZE - 1);
    }
    if (s->made_count == sizeof s->made / sizeof *s->made)
        return NULL;
    struct prefix *p = &s->made[s->made_count++];
    *p = (struct prefix){.word = *word, .forms = forms};
    s->table[slot] = (uint16_t)s->made_count;
    return p;
}

static int likelier(const void *a, const void *b)
{
    const struct prefix *x = a, *y = b;
    return x->rank > y->rank ? -1 : x->rank < y->rank ? 1 : memcmp(&x->word, &y->word, sizeof x->word);
}

static void keep_best(struct search *s)
{
    size_t each[PLATE_CHARACTERS_MAX + 1] = {0};
    for (size_t i = 0; i < s->made_count; i++)
        s->made[i].rank = (s->made[i].blank + s->made[i].symbol) * plate_forms_common(s->made[i].forms);
    qsort(s->made, s->made_count, sizeof *s->made, likelier);
    s->kept_count = 0;
    for (size_t i = 0; i < s->made_count && s->kept_count < KEPT_MAX; i++) {
        const struct prefix *p = &s->made[i];
        if (i >= BEAM_BEST && each[p->word.len] >= BEAM_EACH)
            continue;
        each[p->word.len]++;
        s->kept[s->kept_count++] = *p;
    }
}

static void extend(struct search *s, const struct prefix *from, const float *p, const struct plate_grammar *grammar)
{
    size_t at = from->word.len;
    if (at == PLATE_CHARACTERS_MAX)
        return;
    unsigned last = at > 0 ? from->word.symbols[at - 1] : PLATE_SYMBOLS;
    for (unsigned symbol = 0; symbol < PLATE_SYMBOLS; symbol++) {
        uint32_t forms = from->forms & grammar->allow[at][symbol];
        if (p[symbol] < SYMBOL_MIN || !forms)
            continue;
        /* The same symbol twice needs a blank between them. */
        double base = symbol == last ? from->blank : from->blank + from->symbol;
        if (base <= 0)
            continue;
        struct plate_word word = from->word;
        word.symbols[word.len++] = (uint8_t)symbol;
        struct prefix *to = made(s, &word, forms);
        if (to)
            to->symbol += base * (double)p[symbol];
    }
}

static void step(struct search *s, const float *p, const struct plate_grammar *grammar)
{
    memset(s->table, 0, sizeof s->table);
    s->made_count = 0;
    for (size_t i = 0; i < s->kept_count; i++) {
        const struct prefix *from = &s->kept[i];
        struct prefix *same = made(s, &from->word, from->forms);
        if (same) {
            same->blank += (from->blank + from->symbol) * (double)p[PLATE_SYMBOLS];
            if (from->word.len > 0)
                same->symbol += from->symbol * (double)p[from->word.symbols[from->word.len - 1]];
        }
        extend(s, from, p, grammar);
    }
    keep_best(s);
}

/* Sorts a plate in among the best so far; returns how many there are now. */
static int rank(struct plate_guess *out, double *ranks, int count, const struct plate_guess *comer, double rank)
{
    if (count == PLATE_GUESSES_MAX && rank <= ranks[count - 1])
        return count;
    int at = count < PLATE_GUESSES_MAX ? count++ : count - 1;
    for (; at > 0 && ranks[at - 1] < rank; at--) {
        out[at] = out[at - 1];
        ranks[at] = ranks[at - 1];
    }
    out[at] = *comer;
    ranks[at] = rank;
    return count;
}

int plate_decode(const struct plate_posterior *seen, const struct plate_grammar *grammar,
                 struct plate_guess out[static PLATE_GUESSES_MAX])
{
    struct search *s = malloc(sizeof *s);
    double ranks[PLATE_GUESSES_MAX];
    if (!s)
        return 0;
    s->kept[0] = (struct prefix){.forms = PLATE_FORMS_ALL, .blank = 1};
    s->kept_count = 1;
    for (int t = 0; t < seen->steps; t++)
        step(s, seen->p[t], grammar);
    int count = 0;
    for (size_t i = 0; i < s->kept_count; i++) {
        const struct prefix *p = &s->kept[i];
        double probability = p->blank + p->symbol, common = plate_word_common(grammar, &p->word);
        const struct plate_guess guess = {p->word, log(probability)};
        if (common > 0 && probability > 0)
            count = rank(out, ranks, count, &guess, guess.logp + log(common));
    }
    free(s);
    return count;
}

double plate_word_logp(const struct plate_posterior *seen, const struct plate_word *word)
{
    double a[2 * PLATE_CHARACTERS_MAX + 1] = {0};
    size_t states = 2 * (size_t)word->len + 1;
    if (seen->steps < 1 || word->len > PLATE_CHARACTERS_MAX)
        return -INFINITY;
    a[0] = (double)seen->p[0][PLATE_SYMBOLS];
    if (word->len > 0)
        a[1] = (double)seen->p[0][word->symbols[0]];
    for (int t = 1; t < seen->steps; t++) {
        const float *p = seen->p[t];
        /* From the last state down: each needs the old values of the states below it. */
        for (size_t u = states; u-- > 0;) {
            double sum = a[u] + (u > 0 ? a[u - 1] : 0);
            bool symbol = u % 2 == 1;
            if (symbol && u >= 3 && word->symbols[u / 2] != word->symbols[u / 2 - 1])
                sum += a[u - 2];
            a[u] = sum * (double)p[symbol ? word->symbols[u / 2] : PLATE_SYMBOLS];
        }
    }
    double probability = a[states - 1] + (states > 1 ? a[states - 2] : 0);
    return probability > 0 ? log(probability) : -INFINITY;
}

double plate_views_logp(const struct plate_views *views, const struct plate_word *word)
{
    double sum = 0;
    for (int i = 0; i < views->count; i++)
        sum += plate_word_logp(&views->seen[i], word);
    return views->count > 0 ? sum / views->count : -INFINITY;
}

double plate_views_likelihood(const struct plate_views *views, const struct plate_word *word)
{
    double sum = 0;
    for (int i = 0; i < views->count; i++)
        sum += exp(plate_word_logp(&views->seen[i], word));
    return sum > 0 ? log(sum / views->count) : -INFINITY;
}

struct plate_guess plate_views_best(const struct plate_views *views, const struct plate_grammar *grammar)
{
    struct plate_guess best = {.logp = -INFINITY};
    double most = -INFINITY;
    for (int v = 0; v < views->count; v++) {
        struct plate_guess guesses[PLATE_GUESSES_MAX];
        int count = plate_decode(&views->seen[v], grammar, guesses);
        for (int i = 0; i < count; i++) {
            double logp = plate_views_likelihood(views, &guesses[i].word);
            const struct plate_guess guess = {guesses[i].word, logp};
            double common = plate_word_common(grammar, &guess.word), rank = logp + log(common);
            if (rank > most && (common >= PLATE_COMMON || plate_guess_confidence(&guess, 1) >= RARE_CONFIDENCE)) {
                most = rank;
                best = guess;
            }
        }
    }
    return best;
}

double plate_guess_confidence(const struct plate_guess *guess, int views)
{
    return views > 0 && guess->word.len > 0 ? exp(guess->logp / views / guess->word.len) : 0;
}
