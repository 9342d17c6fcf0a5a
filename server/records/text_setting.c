/* The table of settings that are texts, and how they are loaded. records/setting.c stores them. */
#include "records/text_setting.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"

static const struct text_setting_rule rules[TEXT_SETTING_COUNT] = {
    [TEXT_SETTING_UNIVERSITY] = {"university.name", N_("Name of the university in messages and on passes"),
                                 TEXT_FORM_ANY},
    [TEXT_SETTING_UNIVERSITY_EN] = {"university.name_en", N_("English name of the university"), TEXT_FORM_ANY},
    [TEXT_SETTING_PROCESSORS] = {"privacy.processors", N_("Entrusted processors of personal data, with their part"),
                                 TEXT_FORM_ANY},
    [TEXT_SETTING_PRIVACY_CONTACT] = {"privacy.contact", N_("Contact for questions about personal data"),
                                      TEXT_FORM_ANY},
    [TEXT_SETTING_OFFICE_CONTACT] = {"office.contact",
                                     N_("Help with accounts that the sign-in page names, with telephone"),
                                     TEXT_FORM_ANY},
    [TEXT_SETTING_FRAME_ORIGINS] = {"hall.frame_origins",
                                    N_("Origins of portals that may frame the card of open items"), TEXT_FORM_ORIGINS},
    [TEXT_SETTING_TRIAL_FROM] = {"hall.trial_from", N_("First day of the trial period"), TEXT_FORM_DAY},
    [TEXT_SETTING_TRIAL_UNTIL] = {"hall.trial_until", N_("Last day of the trial period"), TEXT_FORM_DAY},
    [TEXT_SETTING_MAILBOX] = {"hall.mailbox", N_("Mailbox that the pages name"), TEXT_FORM_MAILBOX},
    [TEXT_SETTING_FEEDBACK_URL] = {"hall.feedback_url", N_("Address for feedback that the pages name"), TEXT_FORM_URL},
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
    _Static_assert(sizeof here == sizeof named, "the port begins at one place");
    return (bytes_starts_with(text, bytes_of_string(here)) || bytes_starts_with(text, bytes_of_string(named))) &&
           is_host(BYTES(text.data + 7, text.len - 7)) &&
           (text.len == sizeof here - 1 || text.data[sizeof here - 1] == ':');
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

static bool is_day(const char *text)
{
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !isdigit((unsigned char)text[i]))
            return false;
    const int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    return text[10] == '\0' && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool is_mailbox(const char *text)
{
    const char *at = strchr(text, '@');
    if (!at || at == text || !at[1] || strchr(at + 1, '@'))
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr("@.-_+", *text))
            return false;
    return true;
}

static bool is_url(const char *text)
{
    static const char scheme[] = "https://";
    return strncmp(text, scheme, sizeof scheme - 1) == 0 && text[sizeof scheme - 1] && !strpbrk(text, " \"'<>\\^`{|}");
}

bool text_setting_has_form(enum text_setting setting, const char *text)
{
    if (!text[0])
        return true;
    switch (rules[setting].form) {
    case TEXT_FORM_ORIGINS:
        return are_origins(text);
    case TEXT_FORM_DAY:
        return is_day(text);
    case TEXT_FORM_MAILBOX:
        return is_mailbox(text);
    case TEXT_FORM_URL:
        return is_url(text);
    case TEXT_FORM_ANY:
        break;
    }
    return true;
}
