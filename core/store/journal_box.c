#include "store/journal_box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/journal_internal.h"

#define COLUMNS                                                                                                        \
    "kind, number, id, about, at, clock_trusted, sealed IS NOT NULL, "                                                 \
    "coalesce((SELECT e.number FROM entry e WHERE e.id = box.id), 0)"

static enum gh_status read_box(struct sql_rows *row, void *out)
{
    struct box *box = out;
    struct box b = {.kind = (enum box_kind)sql_int(row, 0),
                    .number = (uint64_t)sql_int(row, 1),
                    .at = sql_int(row, 4),
                    .clock_trusted = sql_int(row, 5) != 0,
                    .waits = sql_int(row, 6) != 0,
                    .entry_number = (uint64_t)sql_int(row, 7)};
    enum gh_status status = sql_copy_bytes(row, 2, b.id.b, UUID_LEN);
    if (!status)
        status = sql_copy_bytes(row, 3, b.about.b, UUID_LEN);
    if (!status)
        *box = b;
    return status;
}

/* ---- Appending ---- */

static void name_of_counter(enum box_kind kind, char out[static 32])
{
    (void)snprintf(out, 32, "boxes.%s", box_kind_name(kind));
}

/* A number is never used twice, even after its box was pruned or lost with a damaged file. */
static enum gh_status next_number(struct journal *j, enum box_kind kind, uint64_t *out)
{
    char counter[32];
    int64_t last = 0;
    name_of_counter(kind, counter);
    enum gh_status status = sql_first_int(j->sql, &last,
                                          "SELECT max(coalesce((SELECT value FROM value WHERE name = $1), 0), "
                                          "coalesce((SELECT max(number) FROM box WHERE kind = $2), 0))",
                                          DB_TEXT(counter), DB_INT(kind));
    if (!status)
        status = journal_set_value(j, counter, last + 1);
    if (!status)
        *out = (uint64_t)last + 1;
    return status;
}

static enum gh_status has_room(struct journal *j, const struct box *box)
{
    int64_t waiting = 0;
    enum gh_status status = sql_first_int(
        j->sql, &waiting, "SELECT count(*) FROM box WHERE kind = $1 AND sealed IS NOT NULL", DB_INT(box->kind));
    return status ? status : waiting >= (int64_t)box_form(box->kind)->waiting_max ? GH_TOO_LONG : GH_OK;
}

static enum gh_status has_entry(struct journal *j, const struct box *box)
{
    bool there = false;
    if (box_form(box->kind)->need != BOX_NEEDS_ENTRY)
        return GH_OK;
    enum gh_status status = sql_exists(j->sql, &there, "SELECT 1 FROM entry WHERE id = $1", DB_UUID(&box->id));
    return status ? status : there ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status insert(struct journal *j, struct box *box, struct bytes sealed)
{
    enum gh_status status = has_room(j, box);
    if (!status)
        status = has_entry(j, box);
    if (!status)
        status = next_number(j, box->kind, &box->number);
    if (status)
        return status;
    return sql_exec(j->sql,
                    "INSERT INTO box(kind, number, id, about, at, clock_trusted, sealed) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    DB_INT(box->kind), DB_INT((int64_t)box->number), DB_UUID(&box->id), DB_UUID_OR_NULL(&box->about),
                    DB_INT(box->at), DB_INT(box->clock_trusted), DB_BLOB(sealed.data, sealed.len));
}

enum gh_status journal_put_box_within(struct journal *j, struct box *box, struct bytes sealed)
{
    if (!box_length_fits(box->kind, sealed.len) || uuid_is_nil(&box->id))
        return GH_MALFORMED;
    return insert(j, box, sealed);
}

enum gh_status journal_put_box(struct journal *j, struct box *box, struct bytes sealed)
{
    struct box b = *box;
    enum gh_status status = sql_begin(j->sql);
    if (!status)
        status = sql_finish(j->sql, journal_put_box_within(j, &b, sealed));
    if (!status)
        box->number = b.number;
    return status;
}

enum gh_status journal_append_with_box(struct journal *j, struct entry *entry, struct box *box, struct bytes sealed)
{
    struct entry e = *entry;
    struct box b = *box;
    if (!journal_may_append(&e) || !box_length_fits(b.kind, sealed.len))
        return GH_MALFORMED;
    b.id = e.id;
    b.at = e.at;
    b.clock_trusted = e.clock_trusted;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    status = journal_append_within(j, &e);
    status = sql_finish(j->sql, status ? status : insert(j, &b, sealed));
    if (status)
        return status;
    *entry = e;
    *box = b;
    return GH_OK;
}

/* ---- Reading ---- */

/* Skips rows that can't be read, so that they do not hold up the ones behind them. */
static struct sql_list into(struct box *out, size_t max, size_t *count)
{
    struct sql_list list = SQL_INTO(read_box, out, max, count);
    list.skip_corrupt = true;
    return list;
}

enum gh_status journal_boxes(struct journal *j, enum box_kind kind, uint64_t before, struct box *out, size_t max,
                             size_t *count)
{
    return sql_read_all(j->sql, into(out, max, count),
                        "SELECT " COLUMNS " FROM box WHERE kind = $1 AND ($2 = 0 OR number < $2) "
                        "ORDER BY number DESC LIMIT $3",
                        DB_INT(kind), DB_INT((int64_t)before), DB_INT((int64_t)max));
}

enum gh_status journal_waiting_boxes(struct journal *j, enum box_kind kind, uint64_t after, struct box *out, size_t max,
                                     size_t *count)
{
    return sql_read_all(j->sql, into(out, max, count),
                        "SELECT " COLUMNS " FROM box WHERE kind = $1 AND sealed IS NOT NULL AND number > $2 "
                        "ORDER BY number LIMIT $3",
                        DB_INT(kind), DB_INT((int64_t)after), DB_INT((int64_t)max));
}

enum gh_status journal_find_box_about(struct journal *j, enum box_kind kind, const struct uuid *about, struct box *out)
{
    return sql_read_one(j->sql, read_box, out, "SELECT " COLUMNS " FROM box WHERE kind = $1 AND about = $2",
                        DB_INT(kind), DB_UUID(about));
}

enum gh_status journal_box_sealed(struct journal *j, enum box_kind kind, const struct uuid *id, uint8_t **out,
                                  size_t *out_len)
{
    struct sql_rows *row;
    enum gh_status status =
        sql_first(j->sql, &row, "SELECT sealed FROM box WHERE kind = $1 AND id = $2 AND sealed IS NOT NULL",
                  DB_INT(kind), DB_UUID(id));
    if (status)
        return status;
    struct bytes sealed = sql_bytes(row, 0);
    bool fits = box_length_fits(kind, sealed.len);
    uint8_t *copy = fits ? malloc(sealed.len) : NULL;
    if (copy) {
        memcpy(copy, sealed.data, sealed.len);
        *out = copy;
        *out_len = sealed.len;
    } else {
        status = fits ? GH_NO_MEMORY : GH_CORRUPT;
    }
    sql_end(row);
    return status;
}

/* ---- Settling ---- */

enum gh_status journal_settle_box(struct journal *j, enum box_kind kind, const struct uuid *id)
{
    return sql_exec(j->sql, "UPDATE box SET sealed = NULL WHERE kind = $1 AND id = $2", DB_INT(kind), DB_UUID(id));
}

enum gh_status journal_prune_boxes(struct journal *j, enum box_kind kind, tick before)
{
    const struct box_form *form = box_form(kind);
    return sql_exec(j->sql, "DELETE FROM box WHERE kind = $1 AND at < $2 AND (sealed IS NULL OR $3)", DB_INT(kind),
                    DB_INT(before), DB_INT(form && form->expires));
}
