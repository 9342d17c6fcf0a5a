/* Runs one seed: some minutes of faults, then recovery. Checks what must hold all along and at the end. */
#include "sim.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEPS 110
#define HEALING_STEPS 600
#define PAUSE_STEPS 60
#define MS INT64_C(1000000)

/* splitmix64 (Steele, Lea, Flood 2014). */
uint32_t sim_random(struct sim *sim, uint32_t below)
{
    uint64_t z = sim->rng += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return below ? (uint32_t)((z ^ (z >> 31)) % below) : 0;
}

tick sim_server_now(const struct sim *sim)
{
    return sim->reading.wall + sim->server_ahead;
}

void sim_fail(struct sim *sim, const char *what)
{
    if (!sim->failure)
        sim->failure = what;
}

/* ---- What must hold at every step ---- */

/* What the booth counts as received, of the journal that it has now. */
static uint64_t acknowledged_by_booth(struct sim *sim)
{
    struct replica_upload upload;
    struct journal_origin origin;
    struct journal_counts counts = {0};
    if (replica_read_upload(sim->replica, &upload) || journal_origin(sim->journal, &origin) ||
        journal_counts(sim->journal, INT64_MAX / 2, &counts))
        return 0;
    bool same = upload.has_journal && memcmp(upload.journal, origin.identity, sizeof upload.journal) == 0;
    return same && upload.acknowledged > counts.acknowledged ? upload.acknowledged : counts.acknowledged;
}

static void check_acknowledged(struct sim *sim)
{
    uint64_t acknowledged = acknowledged_by_booth(sim);
    for (size_t i = 0; i < sim->written_count; i++) {
        struct sim_entry *e = &sim->written[i];
        e->acknowledged = e->acknowledged || (e->held && e->number <= acknowledged);
        if (e->acknowledged && !sim->went_back && !server_has_entry(sim, &e->id))
            sim_fail(sim, "P1: nothing counts as acknowledged that the server does not have");
    }
    sim->told = sim->told || agent_state(sim->agent)->forked;
}

static void check_always(struct sim *sim)
{
    struct replica_stat stat;
    if (!sim->replica || replica_stat(sim->replica, &stat))
        return;
    check_acknowledged(sim);
    if (sim->complete && stat.ages.passes == 0)
        sim_fail(sim, "P7: the old replica serves until a first sync is complete");
    sim->complete = stat.ages.passes > 0;
    if (!server_tells(sim, &stat.history))
        return; /* until the booth has heard of it, it goes by the other history */
    if (stat.ages.passes > sim_server_now(sim))
        sim_fail(sim, "P5: an age is not younger than the server's time");
    for (size_t i = 0; i < sim->server.pass_count; i++) {
        struct replica_pass pass;
        if (!sim->server.passes[i].revoked)
            continue;
        bool found = replica_find_pass(sim->replica, &sim->server.passes[i].id, &pass) == GH_OK;
        bool revoked = found && pass.state == ROW_REVOKED;
        if (sim->seen_revoked[i] && !revoked)
            sim_fail(sim, "P4: a revoked pass stays revoked");
        sim->seen_revoked[i] = revoked;
    }
}

/* ---- What must hold in the end ---- */

static bool holds_any(const struct sim *sim)
{
    for (size_t i = 0; i < sim->written_count; i++)
        if (sim->written[i].held)
            return true;
    return false;
}

static void check_entries(struct sim *sim)
{
    const struct sim_server *s = &sim->server;
    for (size_t i = 0; i < sim->written_count; i++)
        if (sim->written[i].held && !server_has_entry(sim, &sim->written[i].id))
            sim_fail(sim,
                     sim->began_again ? "P8: an entry of a journal that began again is lost" : "P1: an entry is lost");
    for (size_t i = 0; i < s->stored_count; i++)
        for (size_t k = 0; k < i; k++)
            if (uuid_equal(&s->stored[i], &s->stored[k]))
                sim_fail(sim, "P2: an entry is there twice");
    for (size_t i = 0, k = 0; i < s->stored_count && !sim->began_again && !sim->went_back; i++, k++) {
        while (k < sim->written_count && !uuid_equal(&s->stored[i], &sim->written[k].id))
            k++;
        if (k >= sim->written_count)
            sim_fail(sim, "P1: entries are in their order");
    }
    /* The server hears of a journal with its first entry. One that went back may have forgotten the journal before. */
    if (sim->began_again && !sim->went_back && !(sim->told && (s->forked || !holds_any(sim))))
        sim_fail(sim, "P8: both sides say that the journal began again");
}

static void check_passes(struct sim *sim)
{
    struct replica_stat stat;
    const struct sim_server *s = &sim->server;
    if (replica_stat(sim->replica, &stat) || stat.position != s->position)
        sim_fail(sim, "P3: the replica reaches the server's position");
    for (size_t i = 0; i < s->pass_count; i++) {
        struct replica_pass pass;
        bool found = replica_find_pass(sim->replica, &s->passes[i].id, &pass) == GH_OK;
        if (!found || (pass.state == ROW_REVOKED) != s->passes[i].revoked)
            sim_fail(sim, s->passes[i].revoked ? "P4: a revocation has arrived" : "P3: a pass is as the server has it");
    }
}

/* Passes that only a lost history knew. */
static void check_lost(struct sim *sim)
{
    for (size_t i = 0; i < sim->lost_count; i++) {
        struct replica_pass pass;
        if (replica_find_pass(sim->replica, &sim->lost[i], &pass) != GH_NOT_FOUND)
            sim_fail(sim, "P7: a pass that the server lost is not in the replica");
    }
}

/* ---- The run ---- */

static void advance(struct sim *sim, int64_t ms)
{
    os_reading_advance(&sim->reading, ms);
}

static void act(struct sim *sim)
{
    switch (sim_random(sim, 15)) {
    case 0:
    case 1:
    case 2:
        booth_admit(sim);
        break;
    case 3:
    case 4:
        server_mint(sim);
        break;
    case 5:
        server_revoke(sim);
        break;
    case 6:
        if (sim_random(sim, 3) == 0) {
            booth_crash(sim);
            booth_boot(sim);
        }
        break;
    case 7:
        agent_poke(sim->agent);
        break;
    case 8:
    case 9:
        booth_seal(sim);
        break;
    case 10:
        booth_drop_settled(sim);
        break;
    case 11:
        if (sim->has_backup && sim_random(sim, 3) == 0)
            server_go_back(sim);
        else if (!sim->has_backup || sim_random(sim, 4) == 0)
            server_back_up(sim);
        break;
    default:
        break;
    }
}

static void step(struct sim *sim)
{
    int64_t wake = agent_tick(sim->agent);
    int64_t wait = (wake - sim->reading.boot_ns) / MS;
    advance(sim, wait < 1 ? 1 : (int64_t)sim_random(sim, (uint32_t)(wait < 2000 ? wait : 2000)) + 1);
    network_deliver(sim);
    if (sim_random(sim, 4) == 0)
        booth_follow(sim);
    check_always(sim);
    check_boxes(sim);
    booth_grant_wish(sim);
}

/* Whether the booth has heard of the server as it is now. */
static bool asked_since(const struct sim *sim, const struct replica_stat *held)
{
    return sim->mutant == MUTANT_POSITION_ONLY || server_tells(sim, &held->history);
}

static bool is_quiet(const struct sim *sim)
{
    const struct agent_state *s = agent_state(sim->agent);
    struct replica_stat stat;
    if (!sim->replica || replica_stat(sim->replica, &stat) || !asked_since(sim, &stat))
        return false;
    for (int i = 0; i < BOX_KINDS; i++)
        if (s->boxes[i] > 0)
            return false;
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->boxes[i].held && sim->boxes[i].stored == 0)
            return false;
    for (size_t i = 0; i < sim->written_count; i++)
        if (sim->written[i].held && !server_has_entry(sim, &sim->written[i].id))
            return false;
    return s->waiting == 0 && !s->other_history && s->position == sim->server.position && s->problem == SYNC_NO_PROBLEM;
}

/* The server is set back to nothing. A booth whose server says so changes to it at once; where it sends its state as if
 * it were news, the booth changes nothing and says so. */
static void check_rollback(struct sim *sim)
{
    struct replica_stat before, after;
    if (replica_stat(sim->replica, &before))
        return;
    sim->server.position = 1;
    sim->server.pass_count = 0;
    sim->boastful = sim_random(sim, 2);
    agent_poke(sim->agent);
    for (int i = 0; i < 60 && !sim->failure; i++) {
        advance(sim, 500);
        (void)agent_tick(sim->agent);
        network_deliver(sim);
        if (replica_stat(sim->replica, &after) ||
            !((after.position == before.position && after.passes == before.passes) ||
              (after.position > 0 && after.position <= sim->server.position && after.passes == 0)))
            sim_fail(sim, "P7: the old replica serves whole, or the new one");
        booth_grant_wish(sim);
    }
    bool differs = before.position > 1;
    if (sim->failure || !differs)
        return;
    if (sim->boastful && (after.position != before.position || agent_state(sim->agent)->problem == SYNC_NO_PROBLEM))
        sim_fail(sim, "P7: a server that does not tell its history changes nothing, and the booth says so");
    if (!sim->boastful && (after.position > sim->server.position || after.passes > 0))
        sim_fail(sim, "P7: the booth follows a server that was set back");
}

static void settle(struct sim *sim)
{
    int steps = 0;
    while (!sim->failure && steps++ < HEALING_STEPS && !is_quiet(sim))
        step(sim);
    if (!sim->failure && !is_quiet(sim))
        sim_fail(sim, "P6: the outbox drains and the replica catches up");
}

/* While other gates do not know of an entry, a pass that it spends is green there. */
static void check_soon(struct sim *sim)
{
    size_t before = sim->written_count;
    for (int i = 0; i < PAUSE_STEPS && !sim->failure; i++) /* after an answer that brought nothing */
        step(sim);
    settle(sim);
    (void)agent_tick(sim->agent);
    booth_admit(sim);
    if (sim->failure || sim->written_count == before)
        return;
    if (sim->mutant != MUTANT_TOLD_LATE)
        agent_look(sim->agent);
    (void)agent_tick(sim->agent);
    if (!sim->exchanges[AGENT_PUSH].active)
        sim_fail(sim, "P9: an entry leaves the booth as soon as it is written");
    settle(sim);
}

static void heal(struct sim *sim)
{
    sim->healed = true;
    settle(sim);
    if (!sim->failure)
        check_soon(sim);
    check_entries(sim);
    if (!sim->failure)
        check_boxes_in_the_end(sim);
    if (!sim->failure)
        check_passes(sim);
    if (!sim->failure)
        check_lost(sim);
    if (!sim->failure)
        check_rollback(sim);
}

static void name_files(struct sim *sim, const char *folder)
{
    (void)snprintf(sim->folder, sizeof sim->folder, "%s", folder);
    (void)snprintf(sim->replica_path, sizeof sim->replica_path, "%s/replica.db", folder);
    (void)snprintf(sim->journal_path, sizeof sim->journal_path, "%s/journal.db", folder);
    (void)snprintf(sim->saved_path, sizeof sim->saved_path, "%s/saved.db", folder);
    (void)snprintf(sim->next_path, sizeof sim->next_path, "%s/replica.db.next", folder);
    (void)snprintf(sim->saved_journal_path, sizeof sim->saved_journal_path, "%s/saved-journal.db", folder);
    (void)snprintf(sim->blank_path, sizeof sim->blank_path, "%s/blank.db", folder);
}

static void remove_files(const struct sim *sim)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    const char *const files[] = {sim->replica_path, sim->journal_path, sim->saved_path, sim->saved_journal_path,
                                 sim->next_path};
    char path[192];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        for (size_t k = 0; k < 3; k++) {
            (void)snprintf(path, sizeof path, "%s%s", files[i], endings[k]);
            (void)unlink(path);
        }
}

bool sim_run(struct sim *sim, uint64_t seed, enum mutant mutant, const char *folder)
{
    memset(sim, 0, sizeof *sim);
    sim->seed = sim->rng = seed;
    sim->mutant = mutant;
    sim->answer = malloc(SIM_BODY_MAX);
    sim->reading =
        (struct os_reading){.wall = INT64_C(1764000000000), .support = OS_WALL_BATTERY, .boot_ns = 1000 * MS};
    /* Also a booth whose clock is minutes off. */
    sim->server_ahead = (tick)sim_random(sim, 7200) * TICK_SECOND;
    name_files(sim, folder);
    remove_files(sim);
    server_open(sim);
    booth_boot(sim);
    for (int i = 0; i < STEPS && sim->agent && sim->answer && !sim->failure; i++) {
        act(sim);
        step(sim);
    }
    if (sim->agent && !sim->failure)
        heal(sim);
    sim->healed = true;
    booth_crash(sim);
    remove_files(sim);
    free(sim->answer);
    return !sim->failure;
}
