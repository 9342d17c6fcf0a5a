#include "desk/presence.h"

#include <stdlib.h>
#include <string.h>

#include "desk/clock.h"

/* More people than any campus holds visitors; a limit for memory only. */
#define INSIDE_MAX 16384
#define MOVED_MAX 16384

/* ---- One subject ---- */

/* The server's presence covers this booth's entries up to here. */
static uint64_t covered(const struct desk *desk)
{
    return desk->stores.replica ? desk->synced.presence_covers : 0;
}

/* What the server says, unless this booth has taken the deciding admission back since. */
static enum gh_status find_told(struct desk *desk, const struct uuid *subject, struct wire_presence *out)
{
    bool taken_back = false;
    if (!desk->stores.replica)
        return GH_NOT_FOUND;
    enum gh_status status = replica_find_presence(desk->stores.replica, subject, out);
    if (!status && out->inside && desk->stores.journal)
        status = journal_is_taken_back(desk->stores.journal, &out->entry, &taken_back);
    return taken_back ? GH_NOT_FOUND : status;
}

static enum gh_status find_own(struct desk *desk, const struct uuid *subject, struct wire_presence *out)
{
    return desk->stores.journal ? journal_presence(desk->stores.journal, subject, covered(desk), out) : GH_NOT_FOUND;
}

/* An entry does not say what kind its pass has. */
static void settle_kind(struct desk *desk, struct wire_presence *own)
{
    struct replica_pass pass;
    if (own->pass && desk->stores.replica && !replica_find_pass(desk->stores.replica, &own->subject, &pass) &&
        pass.claims.kind)
        own->vehicle = pass.claims.kind == PASS_VEHICLE;
}

enum gh_status desk_find_presence(struct desk *desk, const struct uuid *subject, struct wire_presence *out)
{
    struct wire_presence told, own, *best = &told;
    bool trusted;
    enum gh_status has_told = find_told(desk, subject, &told), has_own = find_own(desk, subject, &own);
    if (has_told && has_told != GH_NOT_FOUND)
        return has_told;
    if (has_own && (has_own != GH_NOT_FOUND || has_told))
        return has_own;
    if (!has_own && (has_told || own.at >= told.at)) {
        settle_kind(desk, &own);
        best = &own;
    }
    best->inside = best->inside && best->until > desk_now(desk, &trusted);
    *out = *best;
    return GH_OK;
}

/* ---- Everybody ---- */

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, UUID_LEN);
}

static int by_kind_and_time(const void *a, const void *b)
{
    const struct wire_presence *p = a, *q = b;
    if (p->vehicle != q->vehicle)
        return p->vehicle ? 1 : -1;
    if (p->at != q->at)
        return p->at > q->at ? -1 : 1;
    return memcmp(p->subject.b, q->subject.b, UUID_LEN);
}

struct everybody {
    struct uuid *moved; /* subjects of our own entries beyond what the server has counted, by id */
    size_t moved_count;
    struct wire_presence *list;
    size_t count;
};

static enum gh_status read_moved(struct desk *desk, struct everybody *e)
{
    if (!desk->stores.journal)
        return GH_OK;
    enum gh_status status = journal_moved(desk->stores.journal, covered(desk), e->moved, MOVED_MAX, &e->moved_count);
    if (status)
        return status;
    e->moved_count = e->moved_count < MOVED_MAX ? e->moved_count : MOVED_MAX;
    qsort(e->moved, e->moved_count, sizeof *e->moved, by_id);
    return GH_OK;
}

/* Keeps what the server says unless a newer entry of ours is about the same subject. */
static enum gh_status read_told(struct desk *desk, struct everybody *e)
{
    bool trusted;
    size_t count = 0;
    if (!desk->stores.replica)
        return GH_OK;
    enum gh_status status = replica_inside(desk->stores.replica, desk_now(desk, &trusted), e->list, INSIDE_MAX, &count);
    for (size_t i = 0; !status && i < count && i < INSIDE_MAX; i++)
        if (!bsearch(&e->list[i].subject, e->moved, e->moved_count, sizeof *e->moved, by_id))
            e->list[e->count++] = e->list[i];
    return status;
}

static enum gh_status add_moved(struct desk *desk, struct everybody *e)
{
    for (size_t i = 0; i < e->moved_count && e->count < INSIDE_MAX; i++) {
        struct wire_presence p;
        enum gh_status status = desk_find_presence(desk, &e->moved[i], &p);
        if (status && status != GH_NOT_FOUND)
            return status;
        if (!status && p.inside)
            e->list[e->count++] = p;
    }
    return GH_OK;
}

enum gh_status desk_list_presence(struct desk *desk, struct wire_presence **out, size_t *count)
{
    struct everybody e = {.moved = calloc(MOVED_MAX, sizeof *e.moved), .list = calloc(INSIDE_MAX, sizeof *e.list)};
    enum gh_status status = e.moved && e.list ? read_moved(desk, &e) : GH_NO_MEMORY;
    if (!status)
        status = read_told(desk, &e);
    if (!status)
        status = add_moved(desk, &e);
    free(e.moved);
    if (status) {
        free(e.list);
        return status;
    }
    qsort(e.list, e.count, sizeof *e.list, by_kind_and_time);
    *out = e.list;
    *count = e.count;
    return GH_OK;
}

size_t desk_riders_inside(struct desk *desk, const struct uuid *vehicle)
{
    struct wire_presence *list = NULL;
    size_t count = 0, found = 0;
    if (desk_list_presence(desk, &list, &count))
        return 0;
    for (size_t i = 0; i < count && found < DESK_RIDERS_MAX; i++)
        if (uuid_equal(&list[i].car, vehicle))
            desk->scratch.riders[found++] = list[i];
    free(list);
    return found;
}

/* ---- For the status ---- */

void desk_reload_presence(struct desk *desk)
{
    struct wire_booth booths[DESK_BOOTHS_MAX];
    size_t count = 0;
    if (replica_booths(desk->stores.replica, booths, DESK_BOOTHS_MAX, &count))
        return;
    desk->synced.presence_covers = 0;
    desk->synced.away_count = desk->synced.others = 0;
    for (size_t i = 0; i < count && i < DESK_BOOTHS_MAX; i++) {
        const struct wire_booth *b = &booths[i];
        if (b->own) {
            desk->synced.presence_covers = desk->stores.journal_known ? b->acknowledged : 0;
            continue;
        }
        desk->synced.others++;
        if (desk->stores.held.ages.presence - b->heard <= PRESENCE_HEARD_WITHIN)
            continue;
        if (desk->synced.away_count < DESK_AWAY_MAX) {
            struct booth_away *away = &desk->synced.away[desk->synced.away_count];
            *away = (struct booth_away){.gate = b->gate, .heard = b->heard};
            memcpy(away->name, b->name, sizeof away->name);
        }
        desk->synced.away_count++;
    }
}

/* Without an answer of the server for so long, or ever, other gates may have done what is not known here. */
static bool is_old(const struct desk *desk, tick now)
{
    tick at = desk->stores.held.ages.presence;
    return at == 0 || (desk->synced.others > 0 && now - at > PRESENCE_HEARD_WITHIN);
}

void desk_fill_presence(struct desk *desk, struct booth_status *out)
{
    struct wire_presence *list = NULL;
    size_t count = 0;
    out->presence_old = is_old(desk, out->now);
    out->away_count = desk->synced.away_count;
    memcpy(out->away, desk->synced.away, sizeof out->away);
    if (desk_list_presence(desk, &list, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        out->vehicles_inside += list[i].vehicle;
        out->persons_inside += !list[i].vehicle;
    }
    free(list);
}
