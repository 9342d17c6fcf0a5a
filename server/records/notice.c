/* Composes the notice from the settings, and stores its versions. */
#include "records/notice.h"

#include <sodium.h>
#include <string.h>

#include "records/setting.h"
#include "records/text_setting.h"

static void hash_text(const char *text, uint8_t out[static NOTICE_HASH_LEN])
{
    uint8_t whole[crypto_generichash_BYTES];
    (void)crypto_generichash(whole, sizeof whole, (const unsigned char *)text, strlen(text), NULL, 0);
    memcpy(out, whole, NOTICE_HASH_LEN);
}

static void name_version(struct notice *n)
{
    uint8_t hash[NOTICE_HASH_LEN];
    hash_text(n->text, hash);
    hex_encode(BYTES(hash, sizeof hash), n->version);
}

enum gh_status notice_now(struct db *db, enum words_language language, struct notice *out)
{
    char university[TEXT_SETTING_SIZE], processors[TEXT_SETTING_SIZE], contact[TEXT_SETTING_SIZE];
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(db, values);
    if (!status)
        status = text_setting_load(db, language == WORDS_ENGLISH ? TEXT_SETTING_UNIVERSITY_EN : TEXT_SETTING_UNIVERSITY,
                                   university);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_PROCESSORS, processors);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_PRIVACY_CONTACT, contact);
    if (status)
        return status;
    const struct notice_facts facts = {.university = university,
                                       .contact = contact,
                                       .processors = processors,
                                       .keep_days = values[SETTING_RETENTION_DAYS],
                                       .picture_days = values[SETTING_GATE_CAR_PICTURE_DAYS]};
    out->language = language;
    notice_text(&facts, language, out->text);
    name_version(out);
    return GH_OK;
}

enum gh_status notice_of(struct bytes text, enum words_language language, struct notice *out)
{
    if (text.len == 0 || text.len >= sizeof out->text || memchr(text.data, 0, text.len))
        return GH_TOO_LONG;
    out->language = language;
    memcpy(out->text, text.data, text.len);
    out->text[text.len] = '\0';
    name_version(out);
    return GH_OK;
}

static enum gh_status find(struct db *db, const uint8_t hash[static NOTICE_HASH_LEN], int64_t *number)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT number FROM notice WHERE hash = $1", DB_BLOB(hash, NOTICE_HASH_LEN));
    if (!status && !(status = db_next(&rows)))
        *number = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

/* The counter's row is locked, so that two transactions never take the same number. */
static enum gh_status next_number(struct db *db, int64_t *number)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "INSERT INTO counter (name, value) VALUES ('notice', 1) ON CONFLICT (name) DO "
                                     "UPDATE SET value = counter.value + 1 RETURNING value");
    if (!status && !(status = db_next(&rows)))
        *number = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status notice_keep(struct db *db, const struct notice *notice, tick now, int64_t *number)
{
    uint8_t hash[NOTICE_HASH_LEN];
    int64_t next = 0;
    hash_text(notice->text, hash);
    enum gh_status status = find(db, hash, number);
    if (status != GH_NOT_FOUND)
        return status;
    status = next_number(db, &next);
    if (!status)
        status = db_query(db, NULL,
                          "INSERT INTO notice (number, hash, language, text, first_at) VALUES ($1, $2, $3, $4, $5) ON "
                          "CONFLICT (hash) DO NOTHING",
                          DB_INT(next), DB_BLOB(hash, sizeof hash),
                          DB_TEXT(notice->language == WORDS_ENGLISH ? "en" : "zh"), DB_TEXT(notice->text), DB_INT(now));
    /* Another server stored the same text meanwhile, and this transaction may not see its row yet. */
    status = status ? status : find(db, hash, number);
    return status == GH_NOT_FOUND ? GH_BUSY : status;
}

enum gh_status notices_list(struct db *db, json_t **out)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = db_query(
        db, &rows,
        "SELECT c.notice, COALESCE(n.language, ''), COALESCE(n.text, ''), n.first_at, c.n, c.withdrawn FROM (SELECT "
        "notice, count(*) AS n, count(withdrawn_at) AS withdrawn FROM consent GROUP BY notice) c LEFT JOIN notice n ON "
        "n.number = c.notice ORDER BY c.notice DESC");
    while (!status && !(status = db_next(&rows))) {
        const struct bytes language = db_bytes(&rows, 1), text = db_bytes(&rows, 2);
        json_t *one = json_pack("{s:I, s:s%, s:s%, s:o, s:I, s:I}", "number", (json_int_t)db_int(&rows, 0), "language",
                                language.data ? (const char *)language.data : "", language.len, "text",
                                text.data ? (const char *)text.data : "", text.len, "first_at",
                                db_is_null(&rows, 3) ? json_null() : json_integer(db_int(&rows, 3)), "consents",
                                (json_int_t)db_int(&rows, 4), "withdrawn", (json_int_t)db_int(&rows, 5));
        if (json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        status = GH_OK;
    if (status)
        json_decref(items);
    else
        *out = items;
    return status;
}

enum gh_status notice_sweep(struct db *db)
{
    return db_query(db, NULL,
                    "DELETE FROM notice WHERE NOT EXISTS (SELECT 1 FROM consent c WHERE c.notice = notice.number)");
}
