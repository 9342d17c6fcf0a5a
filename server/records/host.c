/* Finds the account of a host by name and mobile number. */
#include "records/host.h"

#include <sodium.h>
#include <string.h>

#include "people/mobile.h"
#include "records/record.h"

#define HOSTS                                                                                                          \
    "SELECT c.id, COALESCE(c.email, ''), c.mobile_sealed, c.tell_arrival, c.share_mobile, c.language, " REACH_COLUMNS( \
        "c") " FROM account c "

/* Compares numbers as typed: "+86 138 0013 8000" equals "13800138000". */
static bool same_number(const char *a, const char *b)
{
    char left[MOBILE_SIZE], right[MOBILE_SIZE];
    return mobile_check(bytes_of_string(a), left) == MOBILE_OK &&
           mobile_check(bytes_of_string(b), right) == MOBILE_OK && strcmp(left, right) == 0;
}

static enum gh_status read_host(struct db_rows *rows, const struct vault *vault, struct host *h)
{
    *h = (struct host){.account = db_int(rows, 0),
                       .tell_arrival = db_int(rows, 3) != 0,
                       .share_mobile = db_int(rows, 4) != 0,
                       .english = bytes_equal(db_bytes(rows, 5), bytes_of_string("en"))};
    const struct uuid row = record_row(h->account);
    enum gh_status status = db_copy_text(rows, 1, h->email, sizeof h->email);
    if (!status)
        status = reach_read(rows, 6, &h->reach);
    return status ? status : record_open(vault, "account.mobile", &row, rows, 2, h->mobile, sizeof h->mobile);
}

enum gh_status host_find(struct db *db, const struct vault *vault, const char *name, const char *mobile,
                         int64_t applicant, struct host *out)
{
    struct db_rows rows = {0};
    struct host h = {0};
    bool found = false;
    enum gh_status status =
        db_query(db, &rows, HOSTS "WHERE c.display_name = $1 AND c.active = 1 ORDER BY c.id", DB_TEXT(name));
    while (!status && !found && !(status = db_next(&rows)) && !(status = read_host(&rows, vault, &h)))
        found = mobile[0] ? same_number(mobile, h.mobile) : h.account == applicant;
    db_rows_end(&rows);
    if (!status)
        *out = h;
    sodium_memzero(&h, sizeof h);
    return status;
}

enum gh_status host_of_account(struct db *db, const struct vault *vault, int64_t account, struct host *out)
{
    struct db_rows rows = {0};
    struct host h = {0};
    enum gh_status status = db_query(db, &rows, HOSTS "WHERE c.id = $1", DB_INT(account));
    if (!status && !(status = db_next(&rows)))
        status = read_host(&rows, vault, &h);
    db_rows_end(&rows);
    if (!status)
        *out = h;
    sodium_memzero(&h, sizeof h);
    return status;
}
