/* The table of settings that are texts, and how they are loaded. records/setting.c stores them. */
#include "records/text_setting.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"

static const struct text_setting_rule rules[TEXT_SETTING_COUNT] = {
    [TEXT_SETTING_UNIVERSITY] = {"university.name", N_("Name of the university in messages and on passes"),
                                 TEXT_FORM_ANY},
    [TEXT_SETTING_UNIVERSITY_EN] = {"university.name_en", N_("English name of the university")},
    [TEXT_SETTING_PROCESSORS] = {"privacy.processors", N_("Entrusted processors of personal data, with their part")},
    [TEXT_SETTING_PRIVACY_CONTACT] = {"privacy.contact", N_("Contact for questions about personal data")},
    [TEXT_SETTING_OFFICE_CONTACT] = {"office.contact",
                                     N_("Help with accounts that the sign-in page names, with telephone")},
    [TEXT_SETTING_FRAME_ORIGINS] = {"hall.frame_origins",
                                    N_("Origins of portals that may frame the card of open items"), TEXT_FORM_ORIGINS},
};

const struct text_setting_rule *text_setting_rule(enum text_setting setting)
{
    return (unsigned)setting < TEXT_SETTING_COUNT ? &rules[setting] : NULL;
}

enum text_setting text_setting_find(struct bytes name)
{
    int i = 0;
    while (i < TEXT_SETTING_COUNT && !bytes_equal(name, bytes_of_string(rules[i].name)))
        i++;
    return (enum text_setting)i;
}

enum gh_status text_setting_load(struct db *db, enum text_setting setting, char out[static TEXT_SETTING_SIZE])
{
    struct db_rows rows = {0};
    char text[TEXT_SETTING_SIZE] = "";
    enum gh_status status =
        db_query(db, &rows, "SELECT value FROM setting WHERE name = $1", DB_TEXT(rules[setting].name));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, 0, text, sizeof text);
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    memcpy(out, text, sizeof text);
    return GH_OK;
}

enum gh_status text_setting_store(const struct audit_act *act, enum text_setting setting, const char *text)
{
    char subject[AUDIT_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "setting:%s", rules[setting].name);
    enum gh_status status = db_query(act->db, NULL,
                                     "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
                                     "SET value = $2",
                                     DB_TEXT(rules[setting].name), DB_TEXT(text));
    return status ? status
                  : audit_write(act->db, &(struct audit_entry){act->now, act->by, "setting-changed", subject, text,
                                                               act->address});
}

enum gh_status text_settings_put(struct db *db, json_t *object)
{
    char text[TEXT_SETTING_SIZE];
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < TEXT_SETTING_COUNT; i++)
        if (!(status = text_setting_load(db, (enum text_setting)i, text)) &&
            json_object_set_new(object, rules[i].name, json_string(text)) != 0)
            status = GH_NO_MEMORY;
    return status;
}

bool text_setting_fits(const json_t *value)
{
    const char *text = json_string_value(value);
    if (!text || strlen(text) >= TEXT_SETTING_SIZE)
        return false;
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return false;
    return true;
}

static bool is_host(struct bytes text)
{
    size_t i = 0;
    while (i < text.len && (isalnum(text.data[i]) || text.data[i] == '.' || text.data[i] == '-'))
        i++;
    const bool named = i > 0;
    if (i < text.len && text.data[i] == ':' && i + 1 < text.len)
        for (i++; i < text.len && isdigit(text.data[i]); i++)
            ;
    return named && i == text.len;
}

/* An origin without wildcards: each that may frame the card is named. */
static bool is_origin(struct bytes text)
{
    static const char secure[] = "https://", here[] = "http://127.0.0.1", named[] = "http://localhost";
    if (bytes_starts_with(text, bytes_of_string(secure)))
        return is_host(BYTES(text.data + sizeof secure - 1, text.len - (sizeof secure - 1)));
    return (bytes_starts_with(text, bytes_of_string(here)) || bytes_starts_with(text, bytes_of_string(named))) &&
           is_host(BYTES(text.data + 7, text.len - 7)) &&
           (text.len == sizeof here - 1 || text.len == sizeof named - 1 ||
            text.data[bytes_starts_with(text, bytes_of_string(here)) ? sizeof here - 1 : sizeof named - 1] == ':');
}

static bool are_origins(const char *text)
{
    while (*text) {
        const size_t len = strcspn(text, " ");
        if (len > 0 && !is_origin(BYTES(text, len)))
            return false;
        text += len + strspn(text + len, " ");
    }
    return true;
}

bool text_setting_has_form(enum text_setting setting, const char *text)
{
    return !text[0] || rules[setting].form != TEXT_FORM_ORIGINS || are_origins(text);
}
