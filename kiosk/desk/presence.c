#include "desk/presence.h"

#include <stdlib.h>
#include <string.h>

#include "desk/clock.h"

/* More people than any campus holds visitors; a limit for memory only. */
#define INSIDE_MAX 16384
#define MOVED_MAX 16384
#define MOVED_FEW 64  /* subjects that are looked at one by one */
#define REST_TIMES 20 /* reading everything takes at most a twentieth of the time */

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

/* Subjects of our own entries after a number, by id. */
struct moved {
    struct uuid *list;
    size_t count, max;
};

static enum gh_status read_moved(struct desk *desk, uint64_t after, struct moved *m)
{
    if (!desk->stores.journal)
        return GH_OK;
    enum gh_status status = journal_moved(desk->stores.journal, after, m->list, m->max, &m->count);
    qsort(m->list, status ? 0 : m->count < m->max ? m->count : m->max, sizeof *m->list, by_id);
    return status;
}

static struct wire_presence *find_in(const struct desk_inside *inside, const struct uuid *subject)
{
    return inside->count ? bsearch(subject, inside->list, inside->count, sizeof *inside->list, by_id) : NULL;
}

/* Keeps what the server says unless a newer entry of ours is about the same subject. */
static enum gh_status read_told(struct desk *desk, const struct moved *m, struct desk_inside *inside)
{
    bool trusted;
    size_t count = 0;
    if (!desk->stores.replica)
        return GH_OK;
    enum gh_status status =
        replica_inside(desk->stores.replica, desk_now(desk, &trusted), inside->list, INSIDE_MAX, &count);
    for (size_t i = 0; !status && i < count && i < INSIDE_MAX; i++)
        if (!bsearch(&inside->list[i].subject, m->list, m->count, sizeof *m->list, by_id))
            inside->list[inside->count++] = inside->list[i];
    return status;
}

static enum gh_status add_moved(struct desk *desk, const struct moved *m, struct desk_inside *inside)
{
    for (size_t i = 0; i < m->count && inside->count < INSIDE_MAX; i++) {
        struct wire_presence p;
        enum gh_status status = desk_find_presence(desk, &m->list[i], &p);
        if (status && status != GH_NOT_FOUND)
            return status;
        if (!status && p.inside)
            inside->list[inside->count++] = p;
    }
    return GH_OK;
}

/* Reads everything: what the server says, and each subject of our own entries that it has not counted. */
static enum gh_status read_whole(struct desk *desk, struct desk_inside *inside)
{
    struct moved m = {.list = calloc(MOVED_MAX, sizeof *m.list), .max = MOVED_MAX};
    enum gh_status status = m.list ? read_moved(desk, covered(desk), &m) : GH_NO_MEMORY;
    m.count = m.count < m.max ? m.count : m.max;
    if (!status)
        status = read_told(desk, &m, inside);
    if (!status)
        status = add_moved(desk, &m, inside);
    free(m.list);
    qsort(inside->list, inside->count, sizeof *inside->list, by_id);
    return status;
}

static enum gh_status look_anew(struct desk *desk, uint64_t number)
{
    int64_t begun = desk_boot_ms(desk);
    struct desk_inside anew = {.list = calloc(INSIDE_MAX, sizeof *anew.list), .known = true, .number = number};
    enum gh_status status = anew.list ? read_whole(desk, &anew) : GH_NO_MEMORY;
    if (status) {
        free(anew.list);
        return status;
    }
    int64_t now = desk_boot_ms(desk);
    anew.again_ms = now + REST_TIMES * (now - begun);
    free(desk->inside.list);
    desk->inside = anew;
    return GH_OK;
}

static void put_subject(struct desk_inside *inside, const struct wire_presence *p)
{
    struct wire_presence *old = find_in(inside, &p->subject);
    if (old) {
        *old = *p;
    } else if (inside->count < INSIDE_MAX) {
        size_t at = inside->count++;
        for (; at > 0 && by_id(&inside->list[at - 1].subject, &p->subject) > 0; at--)
            inside->list[at] = inside->list[at - 1];
        inside->list[at] = *p;
    }
}

static void drop_subject(struct desk_inside *inside, const struct uuid *subject)
{
    struct wire_presence *old = find_in(inside, subject);
    if (!old)
        return;
    size_t behind = (size_t)(inside->list + inside->count - (old + 1));
    memmove(old, old + 1, behind * sizeof *old);
    inside->count--;
}

/* Looks again at the subjects of our newest entries alone. GH_TOO_LONG: there are too many of them for that. */
static enum gh_status look_on(struct desk *desk, uint64_t number)
{
    struct uuid list[MOVED_FEW];
    struct moved m = {.list = list, .max = MOVED_FEW};
    enum gh_status status = read_moved(desk, desk->inside.number, &m);
    if (!status && m.count > m.max)
        status = GH_TOO_LONG;
    for (size_t i = 0; !status && i < m.count; i++) {
        struct wire_presence p;
        enum gh_status found = desk_find_presence(desk, &list[i], &p);
        if (found == GH_NOT_FOUND || (!found && !p.inside))
            drop_subject(&desk->inside, &list[i]);
        else if (!found)
            put_subject(&desk->inside, &p);
        else
            status = found;
    }
    if (!status)
        desk->inside.number = number;
    return status;
}

/* Brings the list up to date. exact false: a change of the replica may wait until reading everything would take no
 * more than a small part of the time. */
static enum gh_status tend_inside(struct desk *desk, bool exact)
{
    struct journal_origin origin = {.last_number = 0};
    struct desk_inside *inside = &desk->inside;
    enum gh_status status = desk->stores.journal ? journal_origin(desk->stores.journal, &origin) : GH_OK;
    if (status)
        return status;
    if (!inside->known || !inside->number || (inside->stale && (exact || desk_boot_ms(desk) >= inside->again_ms)))
        return look_anew(desk, origin.last_number);
    if (origin.last_number == inside->number)
        return GH_OK;
    status = look_on(desk, origin.last_number);
    return status == GH_TOO_LONG ? look_anew(desk, origin.last_number) : status;
}

void desk_forget_inside(struct desk *desk)
{
    free(desk->inside.list);
    desk->inside = (struct desk_inside){.known = false};
}

enum gh_status desk_list_presence(struct desk *desk, struct wire_presence **out, size_t *count)
{
    bool trusted;
    tick now = desk_now(desk, &trusted);
    enum gh_status status = tend_inside(desk, true);
    const struct desk_inside *inside = &desk->inside;
    struct wire_presence *list = status ? NULL : calloc(inside->count + 1, sizeof *list);
    if (!list)
        return status ? status : GH_NO_MEMORY;
    *out = list;
    *count = 0;
    for (size_t i = 0; i < inside->count; i++)
        if (inside->list[i].until > now)
            list[(*count)++] = inside->list[i];
    qsort(list, *count, sizeof *list, by_kind_and_time);
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
    desk->inside.stale = true;
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
    out->presence_old = is_old(desk, out->now);
    out->away_count = desk->synced.away_count;
    memcpy(out->away, desk->synced.away, sizeof out->away);
    if (tend_inside(desk, false))
        return;
    for (size_t i = 0; i < desk->inside.count; i++) {
        const struct wire_presence *p = &desk->inside.list[i];
        out->vehicles_inside += p->until > out->now && p->vehicle;
        out->persons_inside += p->until > out->now && !p->vehicle;
    }
}
