/* Loads and stores the texts of the pages. */
#include "records/page_text.h"

#include <stdio.h>
#include <string.h>

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

enum gh_status page_text_load(struct db *db, enum page_text text, bool english, char out[static PAGE_TEXT_SIZE],
                              int64_t *version)
{
    const char *usual = english ? texts[text].usual_en : texts[text].usual;
    enum gh_status status =
        text_version_load(db, &(struct text_key){texts[text].name, english}, out, PAGE_TEXT_SIZE, version);
    if (status != GH_NOT_FOUND)
        return status;
    memcpy(out, usual, strlen(usual) + 1);
    *version = 0;
    return GH_OK;
}

enum gh_status page_text_store(const struct audit_act *act, enum page_text text, bool english, int64_t version,
                               const char *written)
{
    char subject[AUDIT_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "setting:page.%s.%s", texts[text].name, english ? "en" : "zh");
    return text_version_store(act, &(struct text_key){texts[text].name, english}, subject, version, written);
}

enum gh_status page_text_history(struct db *db, struct db_rows *rows, enum page_text text, bool english)
{
    return text_version_history(db, rows, &(struct text_key){texts[text].name, english});
}
