/* sim_sync [--seeds N] [--from SEED] [--mutants]: runs seeds and stops at the first that fails; or plants each mutant
 * and wants it caught. Exit code: 0 all well, 1 a property is broken (or a mutant lives), 2 usage. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim.h"

#define MUTANT_SEEDS 300

static const char *const mutant_names[MUTANT_COUNT] = {
    [MUTANT_NONE] = "none",
    [MUTANT_FORGET_ON_SEND] = "forget on send",
    [MUTANT_ACK_BEFORE_COMMIT] = "acknowledge before commit",
    [MUTANT_NO_DEDUPE] = "no dedupe",
    [MUTANT_IGNORED_GAP] = "ignored gap",
    [MUTANT_REORDER] = "reorder",
    [MUTANT_CURSOR_FIRST] = "cursor first",
    [MUTANT_REVIVED] = "revived revocation",
    [MUTANT_STUCK_OUTBOX] = "stuck outbox",
    [MUTANT_ROLLED_BACK] = "rolled-back server",
    [MUTANT_POSITION_ONLY] = "position without history",
    [MUTANT_SHORT_HISTORY] = "history of the beginning",
    [MUTANT_LOST_FOR_GOOD] = "lost entries not asked for",
    [MUTANT_EARLY_TAKE_OVER] = "replica taken over early",
    [MUTANT_BOX_FORGOTTEN] = "box forgotten on send",
    [MUTANT_BOX_LOST] = "box settled before commit",
    [MUTANT_BOX_TWICE] = "box stored twice",
    [MUTANT_BOX_STUCK] = "stuck box",
    [MUTANT_TOLD_LATE] = "entry told late",
    [MUTANT_ONE_CHAIN] = "one chain for all journals",
    [MUTANT_NOT_BY_HASH] = "not compared by hash",
    [MUTANT_ANY_JOURNAL] = "number for any journal",
    [MUTANT_UNTOLD] = "another journal untold",
    [MUTANT_UNVERIFIED] = "signatures not verified",
};

static bool run_seeds(struct sim *sim, const char *folder, uint64_t from, uint64_t count)
{
    for (uint64_t seed = from; seed < from + count; seed++)
        if (!sim_run(sim, seed, MUTANT_NONE, folder)) {
            printf("seed %" PRIu64 ": %s\nagain: sim_sync --from %" PRIu64 " --seeds 1\n", seed, sim->failure, seed);
            return false;
        }
    printf("%" PRIu64 " seeds from %" PRIu64 ": P1 to P10 hold\n", count, from);
    return true;
}

static bool run_mutants(struct sim *sim, const char *folder)
{
    bool all = true;
    for (int mutant = MUTANT_NONE + 1; mutant < MUTANT_COUNT; mutant++) {
        uint64_t seed = 1;
        while (seed <= MUTANT_SEEDS && sim_run(sim, seed, (enum mutant)mutant, folder))
            seed++;
        if (seed <= MUTANT_SEEDS)
            printf("%-26s caught at seed %" PRIu64 ": %s\n", mutant_names[mutant], seed, sim->failure);
        else
            printf("%-26s LIVES\n", mutant_names[mutant]);
        all = all && seed <= MUTANT_SEEDS;
    }
    return all;
}

int main(int argc, char **argv)
{
    static struct sim sim;
    uint64_t from = 1, count = 100;
    bool mutants = false;
    /* Memory, not a disk: what a disk does to commits is simulated. */
    char folder[64] = "/dev/shm/gatehouse-sim-XXXXXX";
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
    if (sodium_init() < 0 || !mkdtemp(folder))
        return 1;
    bool good = mutants ? run_mutants(&sim, folder) : run_seeds(&sim, folder, from, count);
    (void)unlink(sim.blank_path);
    (void)rmdir(folder);
    return good ? 0 : 1;
}
