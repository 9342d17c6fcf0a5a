/* Writes and reads the records of consent. */
#include "records/consent.h"

#include "base/civil.h"
#include "people/document.h"
#include "records/record.h"

#define ZONE_MINUTES 480 /* of birth dates: China's */

static const char *const by_names[CONSENT_BY_COUNT] = {[CONSENT_APPLICANT] = "applicant",
                                                       [CONSENT_SELF] = "self",
                                                       [CONSENT_GUARDIAN] = "guardian",
                                                       [CONSENT_COMPANION] = "companion",
                                                       [CONSENT_NOT_RECORDED] = "not-recorded"};

const char consent_export_query[] =
    "SELECT c.at, c.by_whom, c.channel, c.purpose, c.notice, COALESCE(n.language, ''), COALESCE(n.text, ''), c.ticked, "
    "c.minor, c.withdrawn_at, c.id, c.guardian_sealed FROM consent c LEFT JOIN notice n ON n.number = c.notice WHERE "
    "c.person = $1 ORDER BY c.at, c.id";

static bool is_minor(const struct application *a, size_t person, const json_t *stated, struct civil_date today)
{
    const struct person *p = &a->persons[person];
    struct document d;
    size_t i;
    const json_t *one;
    json_array_foreach(stated, i, one)
    {
        if (json_is_integer(one) && json_integer_value(one) == (json_int_t)person)
            return true;
    }
    return p->document_kind >= 0 &&
           document_check((enum document_kind)p->document_kind, bytes_of_string(p->document_number), today, &d) ==
               DOCUMENT_OK &&
           document_of_child(d.birth, today);
}

/* At a booth one person touches the screen for all, and the first grown-up is the guardian of children. */
static void at_booth(const struct application *a, size_t person, bool minor, struct civil_date today,
                     struct consent_given *given)
{
    size_t guardian = 0;
    if (given->by != CONSENT_SELF)
        return;
    while (guardian < a->person_count && is_minor(a, guardian, given->minors, today))
        guardian++;
    if (!minor)
        given->guardian = "";
    else if (guardian < a->person_count)
        given->guardian = a->persons[guardian].name;
    given->by = minor ? CONSENT_GUARDIAN : person > guardian ? CONSENT_COMPANION : CONSENT_SELF;
}

static struct civil_date today_of(tick now)
{
    const struct civil day = civil_of(now, ZONE_MINUTES);
    return (struct civil_date){day.year, day.month, day.day};
}

static enum gh_status insert(struct db *db, const struct vault *vault, const struct application *a, size_t person,
                             const struct consent_given *given, bool minor, int64_t notice, tick now)
{
    struct record_box guardian;
    const struct uuid id = record_id(now);
    return db_query(
        db, NULL,
        "INSERT INTO consent (id, application, person, by_whom, notice, at, purpose, channel, ticked, minor, "
        "account, guardian_sealed) VALUES ($1, $2, $3, $4, $5, $6, 'entry', $7, $8, $9, $10, $11) ON CONFLICT "
        "(person, by_whom, notice) DO NOTHING",
        DB_UUID(&id), DB_UUID(&a->id), DB_UUID(&a->persons[person].id), DB_TEXT(by_names[given->by]), DB_INT(notice),
        DB_INT(now), DB_TEXT(given->channel), DB_INT(given->ticked), DB_INT(minor),
        given->account ? DB_INT(given->account) : DB_NULL,
        given->guardian && given->guardian[0] ? record_seal(vault, "consent.guardian", &id, given->guardian, &guardian)
                                              : DB_NULL);
}

enum gh_status consent_record(struct db *db, const struct vault *vault, const struct application *a,
                              const struct consent_given *given, tick now)
{
    int64_t number = 0;
    enum gh_status status = given->notice ? notice_keep(db, given->notice, now, &number) : GH_OK;
    if (!status)
        status = db_query(db, NULL,
                          "DELETE FROM consent WHERE application = $1 AND person NOT IN (SELECT id FROM person WHERE "
                          "application = $1)",
                          DB_UUID(&a->id));
    for (size_t i = 0; !status && i < a->person_count; i++) {
        struct consent_given of = *given;
        const bool minor = is_minor(a, i, given->minors, today_of(now));
        at_booth(a, i, minor, today_of(now), &of);
        status = insert(db, vault, a, i, &of, minor, number, now);
    }
    return status;
}

bool consent_needs_guardian(const struct application *a, size_t person, tick now)
{
    return is_minor(a, person, NULL, today_of(now));
}

enum gh_status consent_record_own(struct db *db, const struct vault *vault, const struct application *a, size_t person,
                                  const struct consent_given *given, tick now)
{
    int64_t number = 0;
    struct consent_given of = *given;
    const bool minor = consent_needs_guardian(a, person, now);
    of.by = minor ? CONSENT_GUARDIAN : CONSENT_SELF;
    enum gh_status status = notice_keep(db, given->notice, now, &number);
    return status ? status : insert(db, vault, a, person, &of, minor, number, now);
}

enum gh_status consent_take_over(struct db *db, const struct uuid *amendment, const struct application *merged,
                                 tick now)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < merged->person_count; i++) {
        const struct uuid id = record_id(now);
        status =
            db_query(db, NULL,
                     "INSERT INTO consent (id, application, person, by_whom, notice, at, purpose, channel, ticked, "
                     "minor, account) SELECT $1, p.application, p.id, c.by_whom, c.notice, c.at, c.purpose, "
                     "c.channel, c.ticked, c.minor, c.account FROM person p JOIN person q ON q.document_hash = "
                     "p.document_hash AND q.application = $2 JOIN consent c ON c.person = q.id WHERE p.id = $3 AND "
                     "NOT EXISTS (SELECT 1 FROM consent x WHERE x.person = p.id) ORDER BY c.at DESC LIMIT 1",
                     DB_UUID(&id), DB_UUID(amendment), DB_UUID(&merged->persons[i].id));
    }
    return status;
}

static enum consent_by by_from_name(struct bytes name)
{
    for (int i = 0; i < CONSENT_BY_COUNT; i++)
        if (bytes_equal(name, bytes_of_string(by_names[i])))
            return (enum consent_by)i;
    return CONSENT_NOT_RECORDED;
}

enum gh_status consent_load(struct db *db, const struct uuid *person, struct consent_shown *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT c.by_whom, c.minor, c.at, c.withdrawn_at, c.notice, COALESCE(n.language, ''), COALESCE(n.text, "
        "'') FROM consent c LEFT JOIN notice n ON n.number = c.notice WHERE c.person = $1 ORDER BY CASE WHEN "
        "c.by_whom IN ('self', 'guardian') THEN 0 ELSE 1 END, c.at DESC, c.id DESC LIMIT 1",
        DB_UUID(person));
    if (!status && !(status = db_next(&rows))) {
        out->by = by_from_name(db_bytes(&rows, 0));
        out->minor = db_int(&rows, 1) != 0;
        out->at = db_int(&rows, 2);
        out->withdrawn_at = db_int(&rows, 3);
        out->notice = db_int(&rows, 4);
        out->language = bytes_equal(db_bytes(&rows, 5), bytes_of_string("en")) ? WORDS_ENGLISH : WORDS_CHINESE;
        status = db_copy_text(&rows, 6, out->text, sizeof out->text);
    }
    db_rows_end(&rows);
    return status;
}
