/* Compares an account with the applicant, host and entrants of an application. */
#include "act/party.h"

#include <sodium.h>
#include <string.h>

#include "people/mobile_written.h"
#include "records/application_store.h"
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
