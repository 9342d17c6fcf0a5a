/* P12: no message of a booth changes what another booth admits, save by its own admissions.
 *
 *     sim_uses [--seeds N] [--from SEED] [--mutants]
 *
 * Booths of two campuses, honest, malicious and revoked, hand up random entries to a model of the server that uses the
 * server's own rule (devices/use_rule.h). After each entry every booth's view of every pass is compared with what the
 * honest meaning of all entries says. Exit code: 0 all well, 1 the property is broken (or a mutant lives), 2 usage. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/use_rule.h"

#define BOOTHS 5
#define PASSES 6
#define ENTRIES 60
#define MUTANT_SEEDS 300

/* Planted defects of the server, which show that the check can fail. */
enum mutant { MUTANT_NONE, MUTANT_FOREIGN_TAKE_BACK, MUTANT_FOREIGN_PASS, MUTANT_REVOKED_COUNTS, MUTANT_COUNT };
static const char *const mutant_names[MUTANT_COUNT] = {"none", "takes back what others admitted",
                                                       "spends passes of another campus", "a revoked booth counts"};

struct told {
    struct entry entry;
    int booth, pass, about; /* about: index of the entry that it takes back */
    bool revoked;           /* its booth was, when it arrived */
};

struct spent {
    int booth, pass, entry;
    bool taken_back;
};

struct world {
    uint64_t rng;
    enum mutant mutant;
    bool revoked[BOOTHS];
    unsigned campuses_of[PASSES]; /* bits; some passes are valid at both */
    struct told told[ENTRIES];
    int told_count;
    struct spent uses[ENTRIES]; /* the server's */
    int use_count;
};

static uint32_t draw(struct world *w, uint32_t below)
{
    w->rng ^= w->rng << 13;
    w->rng ^= w->rng >> 7;
    w->rng ^= w->rng << 17;
    return (uint32_t)(w->rng >> 33) % below;
}

static unsigned campus_of(int booth)
{
    return 1u << (booth % 2);
}

/* ---- The server ---- */

static struct spent *find_use(struct world *w, int entry)
{
    for (int i = 0; i < w->use_count; i++)
        if (w->uses[i].entry == entry)
            return &w->uses[i];
    return NULL;
}

static void take(struct world *w, const struct told *t, int number)
{
    struct spent *about = t->entry.kind == ENTRY_TAKE_BACK ? find_use(w, t->about) : NULL;
    const struct use_facts facts = {
        .active = !t->revoked || w->mutant == MUTANT_REVOKED_COUNTS,
        .of_booth = (w->campuses_of[t->pass] & campus_of(t->booth)) != 0 || w->mutant == MUTANT_FOREIGN_PASS,
        .own_use = about && (about->booth == t->booth || w->mutant == MUTANT_FOREIGN_TAKE_BACK)};
    enum use_effect effect = use_judge(&t->entry, &facts);
    if (effect == USE_TAKES_BACK)
        about->taken_back = true;
    if (effect == USE_SPENDS)
        w->uses[w->use_count++] = (struct spent){t->booth, t->pass, number, false};
}

/* True when the server tells the booth that others have spent the pass. */
static bool is_spent_for(const struct world *w, int booth, int pass)
{
    for (int i = 0; i < w->use_count; i++)
        if (w->uses[i].pass == pass && w->uses[i].booth != booth && !w->uses[i].taken_back)
            return true;
    return false;
}

/* ---- What all entries mean ---- */

static bool is_taken_back(const struct world *w, int number)
{
    for (int i = number + 1; i < w->told_count; i++) {
        const struct told *t = &w->told[i];
        if (t->entry.kind == ENTRY_TAKE_BACK && t->about == number && t->booth == w->told[number].booth && !t->revoked)
            return true;
    }
    return false;
}

/* True when another booth, in service and of a campus of the pass, has admitted with it and has not taken it back. */
static bool others_admitted(const struct world *w, int booth, int pass)
{
    for (int i = 0; i < w->told_count; i++) {
        const struct told *t = &w->told[i];
        bool admits = t->entry.kind == ENTRY_ADMIT && t->entry.direction == DIRECTION_IN && t->entry.uses_up;
        if (admits && t->pass == pass && t->booth != booth && !t->revoked &&
            (w->campuses_of[pass] & campus_of(t->booth)) && !is_taken_back(w, i))
            return true;
    }
    return false;
}

/* ---- A run ---- */

static const enum entry_kind kinds[] = {ENTRY_ADMIT,     ENTRY_ADMIT, ENTRY_TAKE_BACK,
                                        ENTRY_TAKE_BACK, ENTRY_EXIT,  ENTRY_SHOWN};

static void tell(struct world *w)
{
    struct told *t = &w->told[w->told_count];
    int booth = (int)draw(w, BOOTHS);
    *t = (struct told){.booth = booth, .pass = (int)draw(w, PASSES), .revoked = w->revoked[booth]};
    t->entry.kind = kinds[draw(w, sizeof kinds / sizeof kinds[0])];
    t->entry.direction = draw(w, 5) ? DIRECTION_IN : DIRECTION_OUT;
    t->entry.uses_up = draw(w, 4) > 0;
    /* Anything may stand there: also entries of other booths, other passes, and none. */
    t->about = w->told_count ? (int)draw(w, (uint32_t)w->told_count) : -1;
    take(w, t, w->told_count);
    w->told_count++;
}

static bool holds(const struct world *w)
{
    for (int booth = 0; booth < BOOTHS; booth++)
        for (int pass = 0; pass < PASSES; pass++)
            if (is_spent_for(w, booth, pass) != others_admitted(w, booth, pass))
                return false;
    return true;
}

static bool run(uint64_t seed, enum mutant mutant)
{
    struct world w = {.rng = seed * UINT64_C(0x9e3779b97f4a7c15) | 1, .mutant = mutant};
    for (int i = 0; i < PASSES; i++)
        w.campuses_of[i] = 1 + draw(&w, 3);
    while (w.told_count < ENTRIES) {
        if (draw(&w, 20) == 0)
            w.revoked[draw(&w, BOOTHS)] = true;
        tell(&w);
        if (!holds(&w))
            return false;
    }
    return true;
}

static bool run_seeds(uint64_t from, uint64_t count)
{
    for (uint64_t seed = from; seed < from + count; seed++)
        if (!run(seed, MUTANT_NONE)) {
            printf("seed %" PRIu64 ": P12: a booth changed what another admits\n", seed);
            return false;
        }
    printf("%" PRIu64 " seeds from %" PRIu64 ": P12 holds\n", count, from);
    return true;
}

static bool run_mutants(void)
{
    bool all = true;
    for (int mutant = MUTANT_NONE + 1; mutant < MUTANT_COUNT; mutant++) {
        uint64_t seed = 1;
        while (seed <= MUTANT_SEEDS && run(seed, (enum mutant)mutant))
            seed++;
        printf("%-32s %s\n", mutant_names[mutant], seed <= MUTANT_SEEDS ? "caught" : "LIVES");
        all = all && seed <= MUTANT_SEEDS;
    }
    return all;
}

int main(int argc, char **argv)
{
    uint64_t from = 1, count = 1000;
    bool mutants = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            count = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0 && i + 1 < argc)
            from = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--mutants") == 0)
            mutants = true;
        else
            return 2;
    }
    return (mutants ? run_mutants() : run_seeds(from, count)) ? 0 : 1;
}
