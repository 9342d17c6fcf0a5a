/* Walks the chain of the audit trail page by page and says what does not fit. */
#include "records/audit_verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "records/audit.h"

#define PAGE 512
#define SHIFT_MAX 1000 /* deleted or inserted entries that are counted */
#define TIME_SIZE 24

struct link {
    int64_t sequence;
    uint8_t hash[AUDIT_HASH_LEN], digest[AUDIT_HASH_LEN];
    struct uuid entry;
    bool there; /* the entry */
    bool adopts;
    tick at;
    char action[48];
};

struct walk {
    struct db *db;
    const struct vault *vault;
    const struct audit_seal *elsewhere;
    struct audit_report *report;
    uint8_t hash[AUDIT_HASH_LEN]; /* of the last good link */
    struct audit_seal head;       /* the next one to meet; sequence 0: none */
    bool adopted;                 /* an entry says that older ones were linked */
    struct link *page;            /* PAGE */
    size_t count;
};

static void describe_time(tick at, char out[static TIME_SIZE])
{
    const time_t seconds = (time_t)(at / TICK_SECOND);
    struct tm parts;
    if (!gmtime_r(&seconds, &parts) || strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        (void)snprintf(out, TIME_SIZE, "?");
}

/* Names the entry and what is wrong with it. The first fault stays. */
__attribute__((format(printf, 3, 4))) static void fault(struct walk *w, const struct link *link, const char *format,
                                                        ...)
{
    char what[160], at[TIME_SIZE], id[UUID_TEXT_SIZE];
    va_list arguments;
    if (w->report->fault[0])
        return;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (!link || !link->there) {
        (void)snprintf(w->report->fault, AUDIT_FAULT_SIZE, "%s", what);
        return;
    }
    describe_time(link->at, at);
    uuid_format(&link->entry, id);
    (void)snprintf(w->report->fault, AUDIT_FAULT_SIZE, "entry %lld (%s, %s, %s): %s", (long long)link->sequence, at,
                   link->action, id, what);
}

static bool stopped(const struct walk *w)
{
    return w->report->fault[0] != '\0';
}

static enum gh_status read_link(struct db_rows *rows, struct link *out)
{
    struct audit_row row;
    *out = (struct link){.sequence = db_int(rows, 0), .there = !db_is_null(rows, 3)};
    enum gh_status status = db_copy_blob(rows, 1, out->hash, AUDIT_HASH_LEN);
    if (!status)
        status = db_copy_blob(rows, 2, out->entry.b, UUID_LEN);
    if (status || !out->there)
        return status;
    status = audit_row_read(rows, 3, &row);
    if (status)
        return status;
    audit_row_digest(&row, out->digest);
    out->at = row.at;
    out->adopts = bytes_equal(row.action, bytes_of_string(AUDIT_ADOPTED));
    (void)snprintf(out->action, sizeof out->action, "%.*s", (int)(row.action.len < 47 ? row.action.len : 47),
                   (const char *)row.action.data);
    return GH_OK;
}

static enum gh_status read_page(struct walk *w, int64_t after)
{
    struct db_rows rows = {0};
    w->count = 0;
    enum gh_status status = db_query(w->db, &rows,
                                     "SELECT l.sequence, l.hash, l.entry, " AUDIT_ROW_COLUMNS
                                     " FROM audit_link l LEFT JOIN audit u ON u.id = l.entry WHERE l.sequence > $1 "
                                     "ORDER BY l.sequence LIMIT $2",
                                     DB_INT(after), DB_INT(PAGE));
    while (!status && !(status = db_next(&rows))) {
        status = read_link(&rows, &w->page[w->count]);
        w->count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool fits(const uint8_t *before, int64_t sequence, const struct link *entry, const uint8_t *hash)
{
    uint8_t made[AUDIT_HASH_LEN];
    if (!entry->there)
        return false;
    audit_link_hash(before, sequence, entry->digest, made);
    return memcmp(made, hash, AUDIT_HASH_LEN) == 0;
}

/* Says how the entry at page[i], whose link does not fit, came to stand there. */
static void explain(struct walk *w, size_t i)
{
    const struct link *wrong = &w->page[i], *next = i + 1 < w->count ? wrong + 1 : NULL;
    for (size_t k = i + 1; k < w->count; k++) {
        if (fits(w->hash, wrong->sequence, &w->page[k], wrong->hash) ||
            fits(w->hash, wrong->sequence, &w->page[k], w->page[k].hash)) {
            fault(w, wrong, "inserted or moved here; entry %lld was written in its place",
                  (long long)w->page[k].sequence);
            return;
        }
    }
    for (int64_t shift = 1; next && shift <= SHIFT_MAX; shift++) {
        if (fits(wrong->hash, next->sequence + shift, next, next->hash)) {
            fault(w, wrong, "%lld deleted before it", (long long)shift);
            return;
        }
    }
    fault(w, wrong, "altered");
}

static enum gh_status next_head(struct walk *w, int64_t after)
{
    enum gh_status status = audit_seal_next(w->db, AUDIT_HEAD, after, &w->head);
    if (status)
        w->head.sequence = 0;
    else if (!audit_seal_good(w->vault, &w->head))
        fault(w, NULL, "the signature of the head at entry %lld is not this server's", (long long)w->head.sequence);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Compares the link with the signed head that names it. */
static enum gh_status meet_head(struct walk *w, const struct link *link)
{
    char at[TIME_SIZE];
    if (w->elsewhere && w->elsewhere->sequence == link->sequence &&
        memcmp(w->elsewhere->hash, link->hash, AUDIT_HASH_LEN) != 0)
        fault(w, link, "not the one of the head that was given: this entry or one before it was written anew");
    if (w->head.sequence != link->sequence)
        return GH_OK;
    describe_time(w->head.at, at);
    if (memcmp(w->head.hash, link->hash, AUDIT_HASH_LEN) != 0)
        fault(w, link, "not the one that was signed at %s: entries after %lld and up to it were written anew", at,
              (long long)w->report->signed_to);
    w->report->signed_to = w->head.sequence;
    w->report->signed_at = w->head.at;
    return stopped(w) ? GH_OK : next_head(w, w->head.sequence);
}

static enum gh_status check_link(struct walk *w, size_t i)
{
    const struct link *link = &w->page[i];
    const int64_t wanted = w->report->last + 1;
    if (link->sequence != wanted)
        fault(w, NULL, "entry %lld and its link are deleted; the next one is %lld", (long long)wanted,
              (long long)link->sequence);
    else if (!link->there)
        fault(w, NULL, "entry %lld is deleted", (long long)wanted);
    else if (!fits(w->hash, wanted, link, link->hash))
        explain(w, i);
    else if (link->adopts && w->adopted)
        fault(w, link, "entries without a link were adopted a second time");
    if (stopped(w))
        return GH_OK;
    w->adopted = w->adopted || link->adopts;
    memcpy(w->hash, link->hash, AUDIT_HASH_LEN);
    w->report->last = link->sequence;
    return meet_head(w, link);
}

static enum gh_status begin(struct walk *w)
{
    struct audit_seal anchor;
    enum gh_status status = audit_seal_newest(w->db, AUDIT_ANCHOR, &anchor);
    if (!status && !audit_seal_good(w->vault, &anchor))
        fault(w, NULL, "the signature where entries up to %lld were removed is not this server's",
              (long long)anchor.sequence);
    if (!status) {
        w->report->last = w->report->removed_to = anchor.sequence;
        memcpy(w->hash, anchor.hash, AUDIT_HASH_LEN);
    }
    w->report->first = w->report->last + 1;
    return status && status != GH_NOT_FOUND ? status : next_head(w, w->report->last);
}

static enum gh_status walk_links(struct walk *w)
{
    enum gh_status status = GH_OK;
    do {
        status = read_page(w, w->report->last);
        for (size_t i = 0; !status && !stopped(w) && i < w->count; i++)
            status = check_link(w, i);
    } while (!status && !stopped(w) && w->count == PAGE);
    return status;
}

/* The newest link that the server wrote, as it says itself. `last` was read before the walk. */
static enum gh_status read_last(struct db *db, int64_t *last)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT sequence FROM audit_head WHERE one = 1");
    if (!status && !(status = db_next(&rows)))
        *last = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_CORRUPT : status;
}

static void check_end(struct walk *w, int64_t written)
{
    char at[TIME_SIZE];
    const int64_t from = w->report->last + 1;
    if (w->head.sequence) {
        describe_time(w->head.at, at);
        fault(w, NULL, "entries %lld to %lld, which were there at %s, are deleted at the end", (long long)from,
              (long long)w->head.sequence, at);
    }
    if (w->elsewhere && w->elsewhere->sequence > w->report->last)
        fault(w, NULL, "entries %lld to %lld, up to the head that was given, are deleted at the end", (long long)from,
              (long long)w->elsewhere->sequence);
    if (written > w->report->last)
        fault(w, NULL, "entries %lld to %lld are deleted at the end", (long long)from, (long long)written);
}

static enum gh_status find_unlinked(struct walk *w)
{
    struct db_rows rows = {0};
    struct audit_row row;
    char id[UUID_TEXT_SIZE];
    enum gh_status status = db_query(w->db, &rows,
                                     "SELECT " AUDIT_ROW_COLUMNS " FROM audit u WHERE NOT EXISTS (SELECT 1 FROM "
                                     "audit_link l WHERE l.entry = u.id) ORDER BY u.id LIMIT 1");
    if (!status && !(status = db_next(&rows)) && !(status = audit_row_read(&rows, 0, &row))) {
        uuid_format(&row.id, id);
        fault(w, NULL, "entry %s (%.*s) was inserted without a link", id,
              (int)(row.action.len < 47 ? row.action.len : 47), (const char *)row.action.data);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status audit_verify(struct db *db, const struct vault *vault, const struct audit_seal *elsewhere,
                            struct audit_report *out)
{
    struct walk w = {.db = db, .vault = vault, .elsewhere = elsewhere, .report = out};
    int64_t written = 0;
    *out = (struct audit_report){.last = 0};
    w.page = calloc(PAGE, sizeof *w.page);
    if (!w.page)
        return GH_NO_MEMORY;
    enum gh_status status = read_last(db, &written);
    if (!status)
        status = begin(&w);
    if (!status && !stopped(&w))
        status = walk_links(&w);
    if (!status && !stopped(&w))
        check_end(&w, written);
    if (!status && !stopped(&w))
        status = find_unlinked(&w);
    free(w.page);
    return status;
}
