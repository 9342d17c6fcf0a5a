/* Collects the names that passwords must not contain. */
#include "accounts/password_context.h"

#include "records/place_list.h"

static enum gh_status add_university(struct db *db, enum text_setting setting, struct password_words *words)
{
    char text[TEXT_SETTING_SIZE];
    enum gh_status status = text_setting_load(db, setting, text);
    if (!status)
        password_words_name(words, text);
    return status;
}

static enum gh_status add_campus(struct db_rows *rows, enum campus_column column, struct password_words *words)
{
    char name[PLACE_NAME_SIZE];
    enum gh_status status = db_copy_text(rows, column, name, sizeof name);
    if (!status)
        password_words_name(words, name);
    return status;
}

enum gh_status password_context_load(struct db *db, struct password_words *words)
{
    struct db_rows rows = {0};
    enum gh_status status = add_university(db, TEXT_SETTING_UNIVERSITY, words);
    if (!status)
        status = add_university(db, TEXT_SETTING_UNIVERSITY_EN, words);
    if (!status)
        status = campuses_query(db, &rows, PLACES_ALL);
    while (!status && !(status = db_next(&rows))) {
        status = add_campus(&rows, CAMPUS_COLUMN_NAME, words);
        if (!status)
            status = add_campus(&rows, CAMPUS_COLUMN_NAME_EN, words);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

void password_context_plan(const struct setup_plan *plan, struct password_words *words)
{
    password_words_name(words, plan->university);
    password_words_name(words, plan->university_en);
    for (size_t i = 0; i < plan->campus_count; i++) {
        password_words_name(words, plan->campuses[i].name);
        password_words_name(words, plan->campuses[i].name_en);
    }
}
