/* The stores and the clock under the desk: opening what can be opened, telling what can not, trying again. */
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/desk.h"

/* ---- Journal ---- */

static enum gh_status open_journal(struct desk *desk)
{
    const struct desk_options *o = &desk->options;
    enum gh_status status = journal_open(o->journal_path, o->device, &desk->journal);
    if (status != GH_CORRUPT)
        return status;
    struct journal_salvage_report report;
    status = journal_salvage(o->journal_path, o->device, &report);
    if (status != GH_OK)
        return GH_CORRUPT;
    desk->journal_salvaged = true;
    return journal_open(o->journal_path, o->device, &desk->journal);
}

static void tend_journal(struct desk *desk)
{
    if (desk->journal)
        return;
    enum gh_status before = desk->journal_fault;
    desk->journal_fault = open_journal(desk);
    tick last = 0;
    if (desk->journal && journal_last_time(desk->journal, &last) == GH_OK && last > 0)
        desk_learn_time(desk, TIME_FROM_LOG, last);
    if (desk->journal_fault != before || desk->journal)
        desk->status_due = true;
}

enum gh_status desk_prepare(struct desk *desk, struct entry *entry)
{
    uint8_t random[10];
    if (!desk->journal)
        return desk->journal_fault;
    entry->at = desk_now(desk, &entry->clock_trusted);
    randombytes_buf(random, sizeof random);
    entry->id = uuid_v7(entry->at, random);
    entry->gate = desk->options.gate;
    entry->guard = desk->session.guard;
    return GH_OK;
}

enum gh_status desk_appended(struct desk *desk, const struct entry *entry, enum gh_status status)
{
    desk->status_due = true;
    if (status == GH_OK) {
        if (entry->clock_trusted)
            desk_learn_time(desk, TIME_FROM_LOG, entry->at);
        return GH_OK;
    }
    /* Opened anew before the next entry: what was wrong with the file or the medium may have been mended. */
    desk->journal_fault = status;
    journal_close(desk->journal);
    desk->journal = NULL;
    return status;
}

enum gh_status desk_append(struct desk *desk, struct entry *entry)
{
    enum gh_status status = desk_prepare(desk, entry);
    return status ? status : desk_appended(desk, entry, journal_append(desk->journal, entry));
}

enum gh_status desk_append_all(struct desk *desk, size_t count)
{
    enum gh_status status =
        desk->journal ? journal_append_all(desk->journal, desk->entries, count) : desk->journal_fault;
    return desk->journal ? desk_appended(desk, &desk->entries[0], status) : status;
}

void desk_prune(struct desk *desk)
{
    bool trusted;
    uint64_t deleted = 0;
    tick now = desk_now(desk, &trusted);
    if (!desk->journal || !trusted)
        return;
    desk_prune_walk_ups(desk, now);
    desk_prune_car_pictures(desk, now);
    /* A failure leaves every entry where it is; it is tried again in an hour. */
    if (journal_prune(desk->journal, now - desk->policy.journal_keep, now, &deleted) == GH_OK && deleted)
        desk->status_due = true;
}

/* ---- Replica ---- */

static void close_replica(struct desk *desk)
{
    replica_close(desk->replica);
    desk->replica = NULL;
    memset(&desk->held, 0, sizeof desk->held);
    desk->status_due = true;
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
    if (replica_gates(desk->replica, gates, GATE_COUNT, &count) != GH_OK)
        return;
    memset(desk->gates, 0, sizeof desk->gates);
    for (size_t i = 0; i < count && i < GATE_COUNT; i++)
        if (gates[i].gate < GATE_COUNT)
            desk->gates[gates[i].gate] = gates[i];
}

/* What the server has may be pruned; the replica tells, since only its writer speaks with the server. */
static void take_acknowledgement(struct desk *desk)
{
    if (desk->journal && desk->held.acknowledged > desk->acknowledged &&
        journal_acknowledge(desk->journal, desk->held.acknowledged) == GH_OK)
        desk->acknowledged = desk->held.acknowledged;
}

/* What is kept in memory because every scan needs it. What can't be read stays as it was. */
static void reload(struct desk *desk)
{
    struct policy policy;
    size_t guards = 0;
    const char *field;
    if (replica_policy(desk->replica, &policy) == GH_OK && policy_check(&policy, &field) == GH_OK)
        desk->policy = policy;
    desk->keys_held = replica_keyset(desk->replica, desk->options.root_public, &desk->keys) == GH_OK;
    if (!desk->keys_held)
        memset(&desk->keys, 0, sizeof desk->keys);
    take_gates(desk);
    if (replica_guards(desk->replica, desk->guards, DESK_GUARDS_MAX, &guards) == GH_OK)
        desk->guard_count = guards < DESK_GUARDS_MAX ? guards : DESK_GUARDS_MAX;
    if (replica_stat(desk->replica, &desk->held) == GH_OK) {
        desk_learn_time(desk, TIME_FROM_SERVER, desk_synced_at(desk));
        take_acknowledgement(desk);
    }
    desk_settle_walk_ups(desk);
    desk_settle_car_pictures(desk);
    desk->status_due = true;
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

static void open_replica(struct desk *desk, uint64_t identity)
{
    enum gh_status before = desk->replica_fault;
    desk->replica_inode = identity;
    desk->replica_fault = replica_open(desk->options.replica_path, REPLICA_READ, &desk->replica);
    desk->replica_state = state_of(desk->replica_fault);
    if (desk->replica_fault != before)
        desk->status_due = true;
    if (!desk->replica)
        return;
    if (replica_data_version(desk->replica, &desk->replica_version) != GH_OK)
        desk->replica_version = 0;
    reload(desk);
}

static void tend_replica(struct desk *desk)
{
    uint64_t version = 0, identity = file_identity(desk->options.replica_path);
    if (desk->replica && identity != desk->replica_inode)
        close_replica(desk);
    if (!desk->replica) {
        open_replica(desk, identity);
        return;
    }
    enum gh_status status = replica_data_version(desk->replica, &version);
    if (status != GH_OK) {
        desk->replica_fault = status;
        desk->replica_state = state_of(status);
        close_replica(desk);
    } else if (version != desk->replica_version) {
        desk->replica_version = version;
        reload(desk);
    }
}

/* ---- Both ---- */

void desk_open_stores(struct desk *desk)
{
    tend_journal(desk);
    tend_replica(desk);
}

void desk_close_stores(struct desk *desk)
{
    journal_close(desk->journal);
    desk->journal = NULL;
    replica_close(desk->replica);
    desk->replica = NULL;
}

const struct wire_guard *desk_find_guard(const struct desk *desk, uint32_t guard)
{
    for (size_t i = 0; guard && i < desk->guard_count; i++)
        if (desk->guards[i].guard == guard)
            return &desk->guards[i];
    return NULL;
}

/* The older of the two: a verdict needs both. */
tick desk_synced_at(const struct desk *desk)
{
    const struct replica_ages *ages = &desk->held.ages;
    return ages->passes < ages->revocations ? ages->passes : ages->revocations;
}

/* ---- Status ---- */

static void fill_guards(const struct desk *desk, struct booth_status *out)
{
    for (size_t i = 0; i < desk->guard_count; i++) {
        if (!desk->guards[i].active)
            continue;
        struct guard_name *name = &out->guards[out->guard_count++];
        name->guard = desk->guards[i].guard;
        memcpy(name->name, desk->guards[i].name, sizeof name->name);
    }
    out->guard = desk->session.guard;
    out->rights = desk->session.rights;
    memcpy(out->guard_name, desk->session.name, sizeof out->guard_name);
    out->personal = desk->session.data_key != NULL;
}

static void fill_counts(struct desk *desk, struct booth_status *out)
{
    tick today = civil_day_start(out->now, desk->options.zone_minutes);
    if (desk->journal && journal_counts(desk->journal, today, &out->counts) != GH_OK)
        memset(&out->counts, 0, sizeof out->counts);
    desk_count_walk_ups(desk, out);
    if (desk->session.guard)
        out->last_count = desk_last_rows(desk, out->last, DESK_LAST_MAX);
}

static enum verdict_freshness freshness(const struct desk *desk, tick now, bool trusted)
{
    struct facts facts = {.replica_present = desk->replica != NULL,
                          .passes_synced_at = desk_synced_at(desk),
                          .clock_trusted = trusted,
                          .now = now};
    return verdict_freshness_of(&facts, &desk->policy);
}

void desk_send_status(struct desk *desk)
{
    struct booth_status *out = &desk->event.status;
    memset(&desk->event, 0, sizeof desk->event);
    desk->event.kind = DESK_STATUS;
    out->gate = desk->options.gate;
    out->campus = desk->options.campus;
    out->direction = desk->direction;
    memcpy(out->gates, desk->gates, sizeof out->gates);
    out->replica = desk->replica_state;
    out->replica_fault = desk->replica_fault;
    out->held = desk->held;
    out->keys_held = desk->keys_held;
    out->journal = desk->journal_fault;
    out->journal_salvaged = desk->journal_salvaged;
    int percent = 0;
    if (journal_disk_used_percent(desk->options.journal_path, &percent) == GH_OK)
        out->disk_used_percent = (unsigned)percent;
    out->now = desk_now(desk, &out->clock_trusted);
    out->freshness = freshness(desk, out->now, out->clock_trusted);
    out->policy = desk->policy;
    fill_guards(desk, out);
    fill_counts(desk, out);
    desk->options.deliver(desk->options.deliver_ctx, &desk->event);
    sodium_memzero(&desk->event, sizeof desk->event);
}
