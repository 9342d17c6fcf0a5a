/* Stores the filters that accounts saved. */
#include "records/saved_filter.h"

#include "base/catalog.h"
#include "records/fields.h"
#include "records/record.h"

enum gh_status saved_filter_query(struct db *db, struct db_rows *rows, int64_t account, const char *list)
{
    return db_query(db, rows,
                    "SELECT id, list, name, query, initial FROM saved_filter WHERE account = $1 AND list = $2 "
                    "ORDER BY name LIMIT $3",
                    DB_INT(account), DB_TEXT(list), DB_INT(SAVED_FILTER_MAX));
}

enum gh_status saved_filter_load(struct db *db, int64_t account, const struct uuid *id, struct saved_filter *out)
{
    struct db_rows rows = {0};
    *out = (struct saved_filter){.id = *id};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, list, name, query, initial FROM saved_filter WHERE id = $1 AND "
                                     "account = $2",
                                     DB_UUID(id), DB_INT(account));
    if (!status)
        status = db_next(&rows);
    if (!status)
        status = db_copy_text(&rows, SAVED_FILTER_LIST, out->list, sizeof out->list);
    if (!status)
        status = db_copy_text(&rows, SAVED_FILTER_NAME, out->name, sizeof out->name);
    if (!status)
        status = db_copy_text(&rows, SAVED_FILTER_QUERY, out->query, sizeof out->query);
    if (!status)
        out->initial = db_int(&rows, SAVED_FILTER_INITIAL) != 0;
    db_rows_end(&rows);
    return status;
}

/* Counts the account's other filters of this list, and those of them with this name. */
static enum gh_status count_others(struct db *db, int64_t account, const struct saved_filter *f, int64_t *all,
                                   int64_t *same)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT count(*), count(CASE WHEN name = $3 THEN 1 END) FROM saved_filter "
                                     "WHERE account = $1 AND list = $2 AND id <> $4",
                                     DB_INT(account), DB_TEXT(f->list), DB_TEXT(f->name), DB_UUID(&f->id));
    if (!status)
        status = db_next(&rows);
    if (!status) {
        *all = db_int(&rows, 0);
        *same = db_int(&rows, 1);
    }
    db_rows_end(&rows);
    return status;
}

static enum gh_status check(struct db *db, int64_t account, const struct saved_filter *f, struct field_errors *errors)
{
    int64_t all = 0, same = 0;
    enum gh_status status = count_others(db, account, f, &all, &same);
    if (status)
        return status;
    if (!f->name[0])
        fields_missing(errors, "name");
    else if (same)
        field_errors_add(errors, "taken", N_("You have a filter with this name. Choose another name."), "name");
    if (all >= SAVED_FILTER_MAX)
        field_errors_add_limit(errors, "too-many", N_("At most {max} filters can be saved. Delete one first."),
                               SAVED_FILTER_MAX, "name");
    return errors->count ? GH_MALFORMED : GH_OK;
}

/* A list begins with one filter: this one takes the place of another. */
static enum gh_status clear_initial(struct db *db, int64_t account, const struct saved_filter *f)
{
    if (!f->initial)
        return GH_OK;
    return db_query(db, NULL,
                    "UPDATE saved_filter SET initial = 0 WHERE account = $1 AND list = $2 AND id <> $3 AND initial = 1",
                    DB_INT(account), DB_TEXT(f->list), DB_UUID(&f->id));
}

static enum gh_status audit(const struct audit_act *act)
{
    return audit_note(act, "preferences-changed", "account", act->by, "");
}

static enum gh_status add(const struct audit_act *act, const struct saved_filter *f, struct field_errors *errors)
{
    enum gh_status status = check(act->db, act->by, f, errors);
    if (!status)
        status = clear_initial(act->db, act->by, f);
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO saved_filter (id, account, list, name, query, initial) "
                          "VALUES ($1, $2, $3, $4, $5, $6)",
                          DB_UUID(&f->id), DB_INT(act->by), DB_TEXT(f->list), DB_TEXT(f->name), DB_TEXT(f->query),
                          DB_INT(f->initial));
    return status ? status : audit(act);
}

enum gh_status saved_filter_add(const struct audit_act *act, struct saved_filter *filter, struct field_errors *errors)
{
    filter->id = record_id(act->now);
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, add(act, filter, errors));
}

static enum gh_status save(const struct audit_act *act, const struct saved_filter *f, struct field_errors *errors)
{
    enum gh_status status = check(act->db, act->by, f, errors);
    if (!status)
        status = clear_initial(act->db, act->by, f);
    if (!status)
        status = db_query(act->db, NULL,
                          "UPDATE saved_filter SET name = $1, query = $2, initial = $3 WHERE id = $4 AND account = $5",
                          DB_TEXT(f->name), DB_TEXT(f->query), DB_INT(f->initial), DB_UUID(&f->id), DB_INT(act->by));
    if (!status && db_changed(act->db) != 1)
        status = GH_NOT_FOUND;
    return status ? status : audit(act);
}

enum gh_status saved_filter_save(const struct audit_act *act, const struct saved_filter *filter,
                                 struct field_errors *errors)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, save(act, filter, errors));
}

static enum gh_status drop(const struct audit_act *act, const struct uuid *id)
{
    enum gh_status status = db_query(act->db, NULL, "DELETE FROM saved_filter WHERE id = $1 AND account = $2",
                                     DB_UUID(id), DB_INT(act->by));
    if (!status && db_changed(act->db) != 1)
        status = GH_NOT_FOUND;
    return status ? status : audit(act);
}

enum gh_status saved_filter_remove(const struct audit_act *act, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, drop(act, id));
}

enum gh_status saved_filter_forget(struct db *db, int64_t account)
{
    return db_query(db, NULL, "DELETE FROM saved_filter WHERE account = $1", DB_INT(account));
}
