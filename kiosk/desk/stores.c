#include "desk/stores.h"

#include <string.h>
#include <sys/stat.h>

#include "desk/clock.h"
#include "desk/presence.h"

#define PUT_BACK_EVERY_MS 3000 /* a try copies the whole journal */

/* ---- Journal ---- */

static enum gh_status salvage_journal(struct desk *desk)
{
    const struct desk_options *o = &desk->options;
    struct journal_salvage_report report;
    if (journal_salvage(o->journal_path, o->device, &report))
        return GH_CORRUPT;
    desk->stores.journal_salvaged = true;
    return journal_open(o->journal_path, o->device, &desk->stores.journal);
}

static enum gh_status open_journal(struct desk *desk)
{
    const struct desk_options *o = &desk->options;
    enum gh_status status = journal_open(o->journal_path, o->device, &desk->stores.journal);
    return status == GH_CORRUPT ? salvage_journal(desk) : status;
}

void desk_drop_journal(struct desk *desk, enum gh_status status)
{
    if (journal_in_place(desk->stores.journal))
        status = GH_GONE; /* what failed is a consequence */
    desk->stores.journal_fault = status;
    desk->chores.status_due = true;
    if (status == GH_GONE)
        desk->stores.lost = desk->stores.journal;
    else
        journal_close(desk->stores.journal);
    desk->stores.journal = NULL;
    desk_forget_inside(desk);
    desk->stores.lost_tried_ms = 0;
}

/* Nobody else knows the entries of a journal whose file is gone: it stays open until they are on disk again. */
static enum gh_status put_journal_back(struct desk *desk)
{
    char aside[512];
    int64_t now = desk_boot_ms(desk);
    if (desk->stores.lost_tried_ms && now - desk->stores.lost_tried_ms < PUT_BACK_EVERY_MS)
        return GH_GONE;
    desk->stores.lost_tried_ms = now;
    enum gh_status status = journal_put_back(desk->stores.lost, aside, sizeof aside);
    if (status && status != GH_CORRUPT)
        return GH_GONE;
    journal_close(desk->stores.lost);
    desk->stores.lost = NULL;
    if (status)
        return salvage_journal(desk);
    desk->stores.journal_put_back = true;
    return open_journal(desk);
}

static void tend_journal(struct desk *desk)
{
    if (desk->stores.journal && journal_in_place(desk->stores.journal))
        desk_drop_journal(desk, GH_GONE);
    if (desk->stores.journal)
        return;
    enum gh_status before = desk->stores.journal_fault;
    desk->stores.journal_fault = desk->stores.lost ? put_journal_back(desk) : open_journal(desk);
    tick last = 0;
    if (desk->stores.journal && !journal_last_time(desk->stores.journal, &last) && last > 0)
        desk_learn_time(desk, TIME_FROM_LOG, last);
    if (desk->stores.journal_fault != before || desk->stores.journal)
        desk->chores.status_due = true;
}

/* ---- Replica ---- */

static void close_replica(struct desk *desk)
{
    replica_close(desk->stores.replica);
    desk->stores.replica = NULL;
    desk_forget_inside(desk);
    memset(&desk->stores.held, 0, sizeof desk->stores.held);
    desk->chores.status_due = true;
}

/* A rebuilt replica is another file under the same name. */
static uint64_t file_identity(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (uint64_t)st.st_ino ^ (uint64_t)st.st_dev << 48 : 0;
}

static void take_gates(struct desk *desk)
{
    struct wire_gate gates[GATE_COUNT];
    size_t count = 0;
    if (replica_gates(desk->stores.replica, gates, GATE_COUNT, &count))
        return;
    memset(desk->synced.gates, 0, sizeof desk->synced.gates);
    for (size_t i = 0; i < count && i < GATE_COUNT; i++)
        if (gates[i].gate < GATE_COUNT)
            desk->synced.gates[gates[i].gate] = gates[i];
}

/* Only the replica's writer talks to the server, so the replica says what the server has. */
static void follow(struct desk *desk)
{
    if (desk->stores.journal && desk->stores.replica)
        (void)!journal_follow(desk->stores.journal, desk->stores.replica, &desk->stores.journal_known);
}

/* Reads what every scan needs into desk->synced. What can't be read stays as it was. */
static void reload(struct desk *desk)
{
    struct policy policy;
    size_t guards = 0;
    const char *field;
    if (!replica_policy(desk->stores.replica, &policy) && !policy_check(&policy, &field))
        desk->synced.policy = policy;
    struct closed_days closed;
    if (!replica_closed_days(desk->stores.replica, &closed))
        desk->synced.closed = closed;
    desk->synced.keys_held =
        replica_keyset(desk->stores.replica, desk->options.root_public, &desk->synced.keys) == GH_OK;
    if (!desk->synced.keys_held)
        memset(&desk->synced.keys, 0, sizeof desk->synced.keys);
    take_gates(desk);
    if (!replica_guards(desk->stores.replica, desk->synced.guards, DESK_GUARDS_MAX, &guards))
        desk->synced.guard_count = guards < DESK_GUARDS_MAX ? guards : DESK_GUARDS_MAX;
    if (!replica_stat(desk->stores.replica, &desk->stores.held)) {
        desk_learn_time(desk, TIME_FROM_REPLICA, desk_synced_at(desk));
        follow(desk);
        desk_reload_presence(desk);
    }
    desk->chores.status_due = true;
}

static enum replica_state state_of(enum gh_status status)
{
    switch (status) {
    case GH_OK:
        return REPLICA_STATE_OPEN;
    case GH_NOT_FOUND:
        return REPLICA_STATE_MISSING;
    case GH_CORRUPT:
        return REPLICA_STATE_DAMAGED;
    case GH_UNSUPPORTED:
        return REPLICA_STATE_NEWER;
    default:
        return REPLICA_STATE_UNREADABLE;
    }
}

static bool open_replica(struct desk *desk, uint64_t identity)
{
    enum gh_status before = desk->stores.replica_fault;
    desk->stores.replica_inode = identity;
    desk->stores.replica_fault = replica_open(desk->options.replica_path, REPLICA_READ, &desk->stores.replica);
    desk->stores.replica_state = state_of(desk->stores.replica_fault);
    if (desk->stores.replica_fault != before)
        desk->chores.status_due = true;
    if (!desk->stores.replica)
        return false;
    if (replica_data_version(desk->stores.replica, &desk->stores.replica_version))
        desk->stores.replica_version = 0;
    reload(desk);
    return true;
}

/* True when it was read anew. */
static bool tend_replica(struct desk *desk)
{
    uint64_t version = 0, identity = file_identity(desk->options.replica_path);
    if (desk->stores.replica && (identity != desk->stores.replica_inode || replica_in_place(desk->stores.replica)))
        close_replica(desk);
    if (!desk->stores.replica)
        return open_replica(desk, identity);
    enum gh_status status = replica_data_version(desk->stores.replica, &version);
    if (status) {
        desk->stores.replica_fault = status;
        desk->stores.replica_state = state_of(status);
        close_replica(desk);
        return false;
    }
    if (version == desk->stores.replica_version)
        return false;
    desk->stores.replica_version = version;
    reload(desk);
    return true;
}

/* ---- Both ---- */

bool desk_open_stores(struct desk *desk)
{
    bool opened = !desk->stores.journal;
    tend_journal(desk);
    if (opened) {
        desk_forget_inside(desk);
        follow(desk);
    }
    return tend_replica(desk);
}

void desk_close_stores(struct desk *desk)
{
    desk->stores.lost_tried_ms = 0;
    if (desk->stores.lost)
        (void)put_journal_back(desk); /* the last chance */
    journal_close(desk->stores.lost);
    desk->stores.lost = NULL;
    journal_close(desk->stores.journal);
    desk->stores.journal = NULL;
    replica_close(desk->stores.replica);
    desk->stores.replica = NULL;
    desk_forget_inside(desk);
}

const struct wire_guard *desk_find_guard(const struct desk *desk, uint32_t guard)
{
    for (size_t i = 0; guard && i < desk->synced.guard_count; i++)
        if (desk->synced.guards[i].guard == guard)
            return &desk->synced.guards[i];
    return NULL;
}

tick desk_synced_at(const struct desk *desk)
{
    const struct replica_ages *ages = &desk->stores.held.ages;
    return ages->passes < ages->revocations ? ages->passes : ages->revocations;
}
