/* Loads and stores the texts of the pages. */
#include "records/page_text.h"

#include <stdio.h>
#include <string.h>

#include "records/record.h"

/* usual: what the page says until an administrator has written a text. */
static const struct {
    const char *name, *usual, *usual_en;
} texts[PAGE_TEXT_COUNT] = {
    [PAGE_TEXT_HALL] = {"hall", "", ""},
    [PAGE_TEXT_TIMES] = {"times", "", ""},
    [PAGE_TEXT_CATEGORIES] = {"categories", "", ""},
    [PAGE_TEXT_CHECK] = {"check", "请核对无误后再提交。", "Check everything before you submit."},
    [PAGE_TEXT_PASS] = {"pass", "", ""},
    [PAGE_TEXT_TRIAL] = {"trial", "系统试运行", "Trial period"},
};

const char *page_text_name(int text)
{
    return text >= 0 && text < PAGE_TEXT_COUNT ? texts[text].name : NULL;
}

enum page_text page_text_find(const char *name)
{
    int i = 0;
    while (i < PAGE_TEXT_COUNT && strcmp(texts[i].name, name) != 0)
        i++;
    return (enum page_text)i;
}

bool page_text_fits(const char *text)
{
    if (strlen(text) >= PAGE_TEXT_SIZE)
        return false;
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7F)
            return false;
    return true;
}

static const char *word(bool english)
{
    return english ? "en" : "zh";
}

enum gh_status page_text_load(struct db *db, enum page_text text, bool english, char out[static PAGE_TEXT_SIZE],
                              int64_t *version)
{
    struct db_rows rows = {0};
    const char *usual = english ? texts[text].usual_en : texts[text].usual;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT text, version FROM page_text WHERE name = $1 AND language = $2 ORDER BY version DESC LIMIT 1",
                 DB_TEXT(texts[text].name), DB_TEXT(word(english)));
    memcpy(out, usual, strlen(usual) + 1);
    *version = 0;
    if (!status && !(status = db_next(&rows))) {
        status = db_copy_text(&rows, 0, out, PAGE_TEXT_SIZE);
        *version = db_int(&rows, 1);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status note(const struct audit_act *act, enum page_text text, bool english, int64_t version)
{
    char subject[AUDIT_SUBJECT_SIZE], detail[64];
    (void)snprintf(subject, sizeof subject, "setting:page.%s.%s", texts[text].name, word(english));
    (void)snprintf(detail, sizeof detail, "version %lld", (long long)version);
    return audit_write(act->db,
                       &(struct audit_entry){act->now, act->by, "setting-changed", subject, detail, act->address});
}

enum gh_status page_text_store(const struct audit_act *act, enum page_text text, bool english, int64_t version,
                               const char *written)
{
    char before[PAGE_TEXT_SIZE];
    int64_t newest = 0;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = page_text_load(act->db, text, english, before, &newest);
    if (!status && newest != version)
        status = GH_ROLLBACK;
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO page_text (name, language, version, text, at, account) VALUES ($1, $2, $3, $4, "
                          "$5, $6) ON CONFLICT (name, language, version) DO NOTHING",
                          DB_TEXT(texts[text].name), DB_TEXT(word(english)), DB_INT(version + 1), DB_TEXT(written),
                          DB_INT(act->now), DB_INT(act->by));
    if (!status && db_changed(act->db) == 0)
        status = GH_ROLLBACK;
    if (!status)
        status = note(act, text, english, version + 1);
    return record_finish(act->db, status);
}

enum gh_status page_text_history(struct db *db, struct db_rows *rows, enum page_text text, bool english)
{
    return db_query(db, rows,
                    "SELECT t.version, t.text, t.at, a.display_name FROM page_text t LEFT JOIN account a ON a.id = "
                    "t.account WHERE t.name = $1 AND t.language = $2 ORDER BY t.version DESC LIMIT 50",
                    DB_TEXT(texts[text].name), DB_TEXT(word(english)));
}
