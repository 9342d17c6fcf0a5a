/* Which journal is handed up: compares its identity and its hashes with what the server has. */
#include <string.h>

#include "sync/agent_internal.h"

/* From now on the server knows this journal by a new label, and has nothing of it. It counts entries that it has by
 * their hash, so that handing everything up again neither loses nor doubles any. */
static void begin_label(struct replica_upload *u, const uint8_t label[static JOURNAL_IDENTITY_LEN],
                        const struct journal_origin *origin)
{
    memcpy(u->journal, origin->identity, sizeof u->journal);
    memcpy(u->label, label, sizeof u->label);
    u->has_journal = true;
    u->acknowledged = origin->first - 1;
    u->proved = false;
    memset(u->hash, 0, sizeof u->hash);
}

static enum gh_status keep(struct agent *a, const struct replica_upload *u)
{
    enum gh_status status = replica_write_upload(a->replica, u);
    if (status)
        return status;
    a->upload = *u;
    a->state.acknowledged = u->acknowledged;
    return GH_OK;
}

enum gh_status agent_journal_differs(struct agent *a)
{
    uint8_t label[JOURNAL_IDENTITY_LEN];
    struct replica_upload u = a->upload;
    os_random_fill(&a->options.random, label, sizeof label);
    begin_label(&u, label, &a->origin);
    u.fork = REPLICA_FORK_FOUND;
    return keep(a, &u);
}

/* Tells whether the journal has the entry that the server acknowledged last. Without a proof only its number counts. */
static bool has_acknowledged(struct agent *a, const struct replica_upload *u)
{
    uint8_t hash[ENTRY_HASH_LEN];
    if (u->acknowledged < a->origin.first)
        return u->acknowledged == a->origin.first - 1;
    if (u->acknowledged > a->origin.last_number)
        return false;
    return !u->proved ||
           (journal_hash_at(a->journal, u->acknowledged, hash) == GH_OK && memcmp(hash, u->hash, sizeof hash) == 0);
}

enum gh_status agent_follow_journal(struct agent *a)
{
    struct replica_upload u;
    enum gh_status status = replica_read_upload(a->replica, &u);
    if (!status)
        status = journal_origin(a->journal, &a->origin);
    if (status)
        return status;
    a->upload = u;
    a->state.acknowledged = u.acknowledged;
    bool other = memcmp(u.journal, a->origin.identity, sizeof u.journal) != 0;
    if (!u.has_journal || other) {
        uint64_t before = u.acknowledged;
        bool first_look = !u.has_journal;
        begin_label(&u, a->origin.identity, &a->origin);
        if (first_look && before >= a->origin.first)
            u.acknowledged = before; /* of an older version: the next push proves it */
        u.fork = first_look ? u.fork : REPLICA_FORK_FOUND;
        status = keep(a, &u);
    }
    if (!status && !has_acknowledged(a, &u))
        status = agent_journal_differs(a);
    return status;
}

bool agent_needs_proof(const struct agent *a)
{
    return !a->upload.proved && a->upload.acknowledged >= a->origin.first;
}

enum gh_status agent_acknowledge(struct agent *a, uint64_t number, const uint8_t *hash)
{
    struct replica_upload u = a->upload;
    uint8_t own[ENTRY_HASH_LEN] = {0};
    if (number < a->origin.first)
        number = a->origin.first - 1;
    bool ours = number < a->origin.first ||
                (number <= a->origin.last_number && journal_hash_at(a->journal, number, own) == GH_OK);
    if (!ours && !hash)
        return GH_MALFORMED;
    if (!ours || (number >= a->origin.first && hash && memcmp(own, hash, sizeof own) != 0))
        return agent_journal_differs(a);
    u.acknowledged = number;
    u.proved = number >= a->origin.first;
    memcpy(u.hash, own, sizeof u.hash);
    u.highest = number;
    u.fork = u.fork == REPLICA_FORK_FOUND ? REPLICA_FORK_REPORTED : u.fork;
    return keep(a, &u);
}

enum gh_status agent_take_own_record(struct agent *a, uint64_t acknowledged)
{
    struct replica_upload u = a->upload;
    if (!a->journal)
        return GH_OK;
    bool reported = u.fork == REPLICA_FORK_REPORTED, behind = false;
    if (reported)
        u.fork = REPLICA_FORK_NONE; /* from here on the server's record says it */
    /* A server that lost entries gets them again, also when nothing new happens here. Its number counts unless a push
     * ended or runs since it was asked, or asked about another label. */
    if (!a->exchanges[AGENT_PUSH].running && a->pushed_ns < a->exchanges[AGENT_PULL].began_ns &&
        memcmp(a->pulled_label, u.label, sizeof u.label) == 0)
        behind = acknowledged < u.acknowledged && u.acknowledged >= a->origin.first;
    if (behind) {
        u.acknowledged = acknowledged < a->origin.first ? a->origin.first - 1 : acknowledged;
        u.proved = false;
        a->exchanges[AGENT_PUSH].due_ns = 0;
    }
    return reported || behind ? keep(a, &u) : GH_OK;
}
