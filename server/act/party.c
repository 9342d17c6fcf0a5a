/* Compares an account with the applicant, host and entrants of an application. */
#include "act/party.h"

#include <sodium.h>
#include <string.h>

#include "people/mobile_written.h"
#include "records/application_store.h"
#include "records/name_index.h"
#include "records/record.h"

void act_person_wipe(struct act_person *person)
{
    sodium_memzero(person, sizeof *person);
}

enum gh_status act_person_load(struct db *db, const struct vault *vault, int64_t account, struct act_person *out)
{
    struct db_rows rows = {0};
    struct act_person p = {.account = account};
    struct uuid row = record_row(account);
    enum gh_status status =
        db_query(db, &rows, "SELECT display_name, mobile_sealed FROM account WHERE id = $1", DB_INT(account));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_text(&rows, 0, p.name, sizeof p.name)))
        status = record_open(vault, "account.mobile", &row, &rows, 1, p.mobile, sizeof p.mobile);
    db_rows_end(&rows);
    if (!status)
        *out = p;
    act_person_wipe(&p);
    return status;
}

/* Compares numbers as typed: "+86 138 0013 8000" and "8613800138000" equal "13800138000". */
static bool same_number(const char *a, const char *b)
{
    char left[MOBILE_SIZE], right[MOBILE_SIZE];
    bool repaired;
    bool same = *a && *b && mobile_check_written(bytes_of_string(a), left, &repaired) == MOBILE_OK &&
                mobile_check_written(bytes_of_string(b), right, &repaired) == MOBILE_OK && strcmp(left, right) == 0;
    sodium_memzero(left, sizeof left);
    sodium_memzero(right, sizeof right);
    return same;
}

static bool same_name(const char *a, const char *b)
{
    return *a && strcmp(a, b) == 0;
}

bool act_person_is_party(const struct act_person *p, const struct application *a)
{
    if (p->account == 0)
        return false;
    if (p->account == a->applicant || same_name(p->name, a->host_name) || same_number(p->mobile, a->host_mobile))
        return true;
    for (size_t i = 0; i < a->person_count; i++)
        if (p->mobile[0] ? same_number(p->mobile, a->persons[i].mobile) : same_name(p->name, a->persons[i].name))
            return true;
    return false;
}

enum gh_status act_person_is_concerned(struct db *db, const struct vault *vault, const struct act_person *person,
                                       const struct application *a, bool *concerned)
{
    struct application approved = {0};
    *concerned = act_person_is_party(person, a);
    if (*concerned || uuid_is_nil(&a->amends))
        return GH_OK;
    enum gh_status status = application_load(db, vault, &a->amends, &approved);
    if (!status)
        *concerned = act_person_is_party(person, &approved);
    application_free(&approved);
    return status;
}

#define THESE                                                                                                          \
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, " \
    "$25, $26, $27, $28, $29, $30, $31, $32)"
#define ENTERED "SELECT DISTINCT p.application FROM person p WHERE p.dropped_at IS NULL AND p.application IN " THESE

static enum gh_status mark(struct db_rows *rows, const struct uuid *ids, size_t count, bool *party)
{
    struct uuid id;
    enum gh_status status = GH_OK;
    while (!status && !(status = db_next(rows)) && !(status = db_copy_blob(rows, 0, id.b, UUID_LEN)))
        for (size_t i = 0; i < count; i++)
            party[i] |= uuid_equal(&ids[i], &id);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool hash_mobile(const struct vault *vault, const char *mobile, uint8_t hash[static VAULT_HASH_LEN])
{
    char number[MOBILE_SIZE];
    bool repaired, known = mobile_check_written(bytes_of_string(mobile), number, &repaired) == MOBILE_OK;
    if (known)
        vault_hash(vault, "mobile", bytes_of_string(number), hash);
    sodium_memzero(number, sizeof number);
    return known;
}

enum gh_status act_person_enters(struct db *db, const struct vault *vault, const struct act_person *person,
                                 const struct uuid *ids, size_t count, bool *party)
{
    struct db_value values[ACT_PARTY_ROWS + 1];
    struct db_rows rows = {0};
    struct name_pattern name;
    uint8_t hash[VAULT_HASH_LEN];
    const char *sql = ENTERED " AND p.mobile_hash = $33";
    if (count > ACT_PARTY_ROWS)
        return GH_TOO_LONG;
    for (size_t i = 0; i < ACT_PARTY_ROWS; i++)
        values[i] = i < count ? DB_UUID(&ids[i]) : DB_NULL;
    if (person->mobile[0] && hash_mobile(vault, person->mobile, hash)) {
        values[ACT_PARTY_ROWS] = DB_BLOB(hash, sizeof hash);
    } else if (!person->mobile[0] && name_pattern_whole(vault, person->name, &name)) {
        sql = ENTERED " AND p.name_index LIKE $33";
        values[ACT_PARTY_ROWS] = DB_TEXT(name.text);
    } else {
        return GH_OK;
    }
    enum gh_status status = db_query_values(db, &rows, sql, values, ACT_PARTY_ROWS + 1);
    if (!status)
        status = mark(&rows, ids, count, party);
    db_rows_end(&rows);
    return status;
}

static enum gh_status is_party(struct db *db, const struct vault *vault, int64_t account, const struct application *a,
                               bool *party)
{
    struct act_person person;
    enum gh_status status = act_person_load(db, vault, account, &person);
    if (status)
        return status;
    status = act_person_is_concerned(db, vault, &person, a, party);
    act_person_wipe(&person);
    return status;
}

enum gh_status act_without_parties(struct db *db, const struct vault *vault, const struct session *session,
                                   const struct application *a, int64_t acting_for, unsigned *roles)
{
    bool party = false;
    if (!(*roles & ACT_DECIDING))
        return GH_OK;
    enum gh_status status = is_party(db, vault, session->account, a, &party);
    if (!status && !party && acting_for)
        status = is_party(db, vault, acting_for, a, &party);
    if (!status && party)
        *roles &= ~(unsigned)ACT_DECIDING;
    return status;
}
