/* The booth's machine and its network: requests in flight, their results, crashes and power cuts. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/random.h"
#include "sim.h"
#include "token/server_time.h"

#define MS INT64_C(1000000)

/* ---- Network ---- */

static enum fault draw_fault(struct sim *sim)
{
    static const enum fault faults[] = {FAULT_LOST_REQUEST, FAULT_LOST_ANSWER, FAULT_CUT,   FAULT_TWICE,
                                        FAULT_CAPTIVE,      FAULT_BUSY,        FAULT_STALL, FAULT_ALTERED};
    if (sim->healed || sim_random(sim, 100) < 55)
        return FAULT_NONE;
    return faults[sim_random(sim, sizeof faults / sizeof faults[0])];
}

static bool is_box(int slot)
{
    return slot >= AGENT_BOX && slot < AGENT_BOX + BOX_KINDS;
}

static void forget_on_send(struct sim *sim)
{
    struct journal_counts counts;
    if (journal_counts(sim->journal, INT64_MAX / 2, &counts) == GH_OK)
        (void)!replica_acknowledge(sim->replica, counts.last_number);
}

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct sim *sim = context;
    struct sim_exchange *x = &sim->exchanges[slot];
    if (x->active)
        return GH_BUSY;
    *x = (struct sim_exchange){.active = true, .fault = draw_fault(sim)};
    x->due_ns = sim->reading.boot_ns + (int64_t)(1 + sim_random(sim, 400)) * MS;
    (void)snprintf(x->target, sizeof x->target, "%s", request->target);
    memcpy(x->nonce, request->signature.nonce, sizeof x->nonce);
    x->body = malloc(request->body.len + 1);
    if (!x->body)
        return GH_NO_MEMORY;
    if (request->body.len)
        memcpy(x->body, request->body.data, request->body.len);
    x->body_len = request->body.len;
    if (slot == AGENT_PUSH && sim->mutant == MUTANT_FORGET_ON_SEND)
        forget_on_send(sim);
    if (is_box(slot) && sim->mutant == MUTANT_BOX_FORGOTTEN)
        booth_forget_box(sim, x->target);
    return GH_OK;
}

static void drop(struct sim_exchange *x)
{
    free(x->body);
    *x = (struct sim_exchange){0};
}

static void cancel(void *context, enum agent_slot slot)
{
    struct sim *sim = context;
    drop(&sim->exchanges[slot]);
}

static void handle(struct sim *sim, enum agent_slot slot, const struct sim_exchange *x, struct agent_outcome *outcome)
{
    *outcome = (struct agent_outcome){0};
    if (slot == AGENT_PULL) {
        server_changes(sim, x->target, outcome);
    } else if (slot == AGENT_PUSH) {
        server_entries(sim, BYTES(x->body, x->body_len), x->target, outcome);
    } else if (is_box(slot)) {
        server_box(sim, x->target, BYTES(x->body, x->body_len), outcome);
    } else {
        outcome->status = 204;
        sim->answer_len = 0;
    }
}

static void sign_time(const struct sim *sim, const struct sim_exchange *x, char out[static SERVER_TIME_TEXT_MAX])
{
    uint8_t nonce[HTTP_NONCE_LEN] = {0};
    size_t len = 0;
    (void)sodium_base642bin(nonce, sizeof nonce, x->nonce, HTTP_NONCE_TEXT, NULL, &len, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (server_time_sign(sim_server_now(sim), nonce, sim->server.kid, sim->server.sign_secret, out))
        out[0] = '\0';
}

/* Delivers a body in pieces, or only part of it when the answer is cut. */
static bool hand_over(struct sim *sim, enum agent_slot slot, int status, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t n = 1 + sim_random(sim, 3000);
        n = n < len - at ? n : len - at;
        if (agent_data(sim->agent, slot, status, BYTES(sim->answer + at, n)))
            return false;
        at += n;
    }
    return true;
}

static void finish(struct sim *sim, enum agent_slot slot, struct sim_exchange taken)
{
    struct agent_outcome outcome = {0};
    char time[SERVER_TIME_TEXT_MAX];
    if (taken.fault == FAULT_CAPTIVE) {
        outcome.status = 200; /* a page of HTML */
        sim->answer_len = (size_t)snprintf(sim->answer, SIM_BODY_MAX, "<html>Welcome</html>\n");
    } else if (taken.fault == FAULT_BUSY) {
        outcome = (struct agent_outcome){.status = 503, .retry_after_s = 2};
        sim->answer_len = 0;
    } else if (taken.fault == FAULT_LOST_REQUEST) {
        outcome.network = SYNC_UNREACHABLE;
    } else {
        handle(sim, slot, &taken, &outcome);
        if (taken.fault == FAULT_TWICE)
            handle(sim, slot, &taken, &outcome);
        sign_time(sim, &taken, time);
        outcome.time = bytes_of_string(time);
        link_seal(sim, slot, &taken, &outcome);
    }
    if (taken.fault == FAULT_LOST_ANSWER)
        outcome.network = SYNC_CUT;
    size_t len = outcome.network ? 0 : sim->answer_len;
    if (taken.fault == FAULT_CUT) {
        len = sim->answer_len ? sim_random(sim, (uint32_t)sim->answer_len) : 0;
        outcome.network = SYNC_CUT;
    }
    if (!hand_over(sim, slot, outcome.status, len) && !outcome.network)
        outcome.network = SYNC_BAD_ANSWER;
    agent_done(sim->agent, slot, &outcome);
}

static void begin_anew(struct sim *sim)
{
    sim->healed = true;
    booth_crash(sim);
    (void)unlink(sim->replica_path);
    sim->set_back = false;
    booth_boot(sim);
}

void network_deliver(struct sim *sim)
{
    for (int slot = 0; slot < AGENT_SLOTS; slot++) {
        struct sim_exchange *x = &sim->exchanges[slot];
        if (!x->active || x->fault == FAULT_STALL || x->due_ns > sim->reading.boot_ns)
            continue;
        if ((slot == AGENT_PUSH && sim->mutant == MUTANT_STUCK_OUTBOX) ||
            (is_box(slot) && sim->mutant == MUTANT_BOX_STUCK))
            continue;
        struct sim_exchange taken = *x;
        x->active = false;
        x->body = NULL;
        finish(sim, (enum agent_slot)slot, taken);
        free(taken.body);
        if (sim->set_back && sim->mutant == MUTANT_ROLLED_BACK) {
            begin_anew(sim);
            return;
        }
    }
}

/* ---- Machine ---- */

static void copy_file(struct sim *sim, const char *from, const char *to)
{
    char buffer[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    if (!in || !out)
        sim_fail(sim, "a copy of the replica");
    for (size_t n; in && out && (n = fread(buffer, 1, sizeof buffer, in)) > 0;)
        if (fwrite(buffer, 1, n, out) != n)
            sim_fail(sim, "a copy of the replica");
    if (in)
        (void)fclose(in);
    if (out && fclose(out) != 0)
        sim_fail(sim, "a copy of the replica");
}

/* A new replica begins as a copy of one without content: its migrations ran once for all seeds. */
static enum gh_status open_replica(struct sim *sim, const char *path, struct replica **replica)
{
    if (access(sim->blank_path, F_OK) != 0) {
        struct replica *blank = NULL;
        enum gh_status status = replica_open(sim->blank_path, REPLICA_WRITE, &blank);
        replica_close(blank);
        if (status)
            return status;
    }
    if (access(path, F_OK) != 0)
        copy_file(sim, sim->blank_path, path);
    return replica_open(path, REPLICA_WRITE, replica);
}

static void delete_next(struct sim *sim)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[192];
    agent_set_next(sim->agent, NULL);
    replica_close(sim->next);
    sim->next = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", sim->next_path, endings[i]);
        (void)unlink(path);
    }
}

void booth_grant_wish(struct sim *sim)
{
    enum agent_wish wish = agent_wish(sim->agent);
    if (wish == AGENT_WISH_WIPE)
        sim_fail(sim, "P10: the server alone takes a booth out of service");
    if (wish == AGENT_WISH_DROP_NEXT || (wish == AGENT_WISH_NEXT_REPLICA && sim->next))
        delete_next(sim);
    if (wish != AGENT_WISH_NEXT_REPLICA)
        return;
    if (open_replica(sim, sim->next_path, &sim->next) || replica_seed(sim->next, sim->replica))
        sim_fail(sim, "the replica beside opens");
    if (sim->mutant == MUTANT_EARLY_TAKE_OVER && replica_take_over(sim->replica, sim->next))
        sim_fail(sim, "the replica is taken over");
    agent_set_next(sim->agent, sim->next);
}

static void take_for_any_journal(struct sim *sim)
{
    struct replica_upload u;
    struct journal_origin origin;
    if (replica_read_upload(sim->replica, &u) || journal_origin(sim->journal, &origin) || !u.has_journal)
        return;
    memcpy(u.journal, origin.identity, sizeof u.journal);
    u.acknowledged = u.acknowledged < origin.last_number ? u.acknowledged : origin.last_number;
    u.proved = journal_hash_at(sim->journal, u.acknowledged, u.hash) == GH_OK;
    (void)!replica_write_upload(sim->replica, &u);
}

void booth_boot(struct sim *sim)
{
    struct agent_options options = {.ops = {.context = sim, .start = start, .cancel = cancel},
                                    .clock = os_clock_fake(&sim->reading),
                                    .random = os_random_fixed(&sim->rng),
                                    .identity = sim->identity,
                                    .program = "sim",
                                    .wait_seconds = 0};
    if (open_replica(sim, sim->replica_path, &sim->replica) || journal_open(sim->journal_path, "sim", &sim->journal) ||
        agent_new(&options, &sim->agent)) {
        sim_fail(sim, "the stores open");
        return;
    }
    if (sim->mutant == MUTANT_ANY_JOURNAL)
        take_for_any_journal(sim);
    agent_set_stores(sim->agent, sim->replica, sim->journal);
}

/* Whether the server has an entry that is not in the journal. */
static bool lacks_any(const struct sim *sim)
{
    for (size_t i = 0; i < sim->written_count; i++)
        if (!sim->written[i].held && server_has_entry(sim, &sim->written[i].id))
            return true;
    return false;
}

/* The journal is gone, or an older copy of it is put back. A copy with everything that the server has is the journal
 * that the server knows, unless it has heard of another one in between. */
static void lose_journal(struct sim *sim, bool to_copy)
{
    (void)unlink(sim->journal_path);
    if (to_copy)
        copy_file(sim, sim->saved_journal_path, sim->journal_path);
    for (size_t i = 0; i < sim->written_count; i++)
        sim->written[i].held = to_copy && sim->written[i].saved;
    sim->began_again = lacks_any(sim) || (sim->began_again && sim->server.label_count > 1);
    for (size_t i = 0; i < sim->box_count; i++) {
        struct sim_box *b = &sim->boxes[i];
        b->held = to_copy && b->saved;
        b->dropped = b->held ? b->saved_dropped : b->dropped;
    }
}

static void save_journal(struct sim *sim)
{
    copy_file(sim, sim->journal_path, sim->saved_journal_path);
    sim->has_saved_journal = true;
    for (size_t i = 0; i < sim->written_count; i++)
        sim->written[i].saved = sim->written[i].held;
    for (size_t i = 0; i < sim->box_count; i++) {
        sim->boxes[i].saved = sim->boxes[i].held;
        sim->boxes[i].saved_dropped = sim->boxes[i].dropped;
    }
}

static void treat_journal(struct sim *sim)
{
    switch (sim_random(sim, 12)) {
    case 0:
        lose_journal(sim, false);
        break;
    case 1:
        if (sim->has_saved_journal)
            lose_journal(sim, true);
        break;
    case 2:
    case 3:
    case 4:
        save_journal(sim);
        break;
    default:
        break;
    }
}

/* Now and then a power cut takes the replica's newest commits (synchronous=NORMAL); the journal keeps all of its own,
 * unless somebody replaces it.
 */
void booth_crash(struct sim *sim)
{
    agent_free(sim->agent);
    sim->agent = NULL;
    for (int slot = 0; slot < AGENT_SLOTS; slot++)
        drop(&sim->exchanges[slot]);
    replica_close(sim->replica);
    replica_close(sim->next); /* what it has stays, as on a disk */
    sim->next = NULL;
    journal_close(sim->journal);
    sim->replica = NULL;
    sim->journal = NULL;
    if (sim->healed)
        return;
    if (sim->has_saved && sim_random(sim, 3) == 0) {
        copy_file(sim, sim->saved_path, sim->replica_path);
        memset(sim->seen_revoked, 0, sizeof sim->seen_revoked);
        sim->complete = false;
    } else if (sim_random(sim, 2)) {
        copy_file(sim, sim->replica_path, sim->saved_path);
        sim->has_saved = true;
    }
    treat_journal(sim);
}

void booth_follow(struct sim *sim)
{
    bool known;
    (void)!journal_follow(sim->journal, sim->replica, &known);
}

void booth_wrote(struct sim *sim, const struct entry *e)
{
    sim->written[sim->written_count++] = (struct sim_entry){.id = e->id, .number = e->number, .held = true};
}

void booth_admit(struct sim *sim)
{
    struct entry e;
    uint8_t random[10] = {0};
    if (sim->written_count == SIM_ENTRIES_MAX)
        return;
    memset(&e, 0, sizeof e);
    memcpy(random, &sim->written_count, sizeof random - 2);
    e.at = sim->reading.wall;
    e.id = uuid_v7(e.at, random);
    e.kind = ENTRY_ADMIT;
    e.colour = VERDICT_GREEN;
    e.reason = REASON_OK;
    if (journal_append(sim->journal, &e))
        sim_fail(sim, "the journal takes an entry");
    else
        booth_wrote(sim, &e);
}
