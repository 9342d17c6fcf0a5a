/* Settings that are texts: what visitors read about the university. They lie in the table of settings and share its
 * interface (records/setting.h). */
#ifndef GH_SERVER_RECORDS_TEXT_SETTING_H
#define GH_SERVER_RECORDS_TEXT_SETTING_H

#include <jansson.h>

#include "records/audit.h"

#define TEXT_SETTING_SIZE 192 /* bytes with NUL */

enum text_setting {
    TEXT_SETTING_UNIVERSITY = 0,
    TEXT_SETTING_UNIVERSITY_EN,
    TEXT_SETTING_PROCESSORS,      /* companies entrusted with personal data, such as an SMS provider */
    TEXT_SETTING_PRIVACY_CONTACT, /* address for questions about personal data */
    TEXT_SETTING_OFFICE_CONTACT,  /* name and telephone of the security office, public: on the sign-in page */
    TEXT_SETTING_FRAME_ORIGINS,   /* origins whose pages may frame the card of open items, separated by blanks */
    TEXT_SETTING_TRIAL_FROM,      /* first day of the trial period, 2026-12-01 */
    TEXT_SETTING_TRIAL_UNTIL,     /* last day */
    TEXT_SETTING_MAILBOX,         /* to which people write */
    TEXT_SETTING_FEEDBACK_URL,    /* page for feedback outside this system */
    TEXT_SETTING_COUNT
};

/* What a text must be, unless it is empty. */
enum text_form {
    TEXT_FORM_ANY = 0,
    TEXT_FORM_ORIGINS, /* https://HOST[:PORT], separated by blanks; http for this machine alone */
    TEXT_FORM_DAY,     /* 2026-12-01 */
    TEXT_FORM_MAILBOX, /* name@host, with signs that an address in a link needs no escape for */
    TEXT_FORM_URL,     /* https://... */
};

struct text_setting_rule {
    const char *name;  /* stable: "university.name" */
    const char *label; /* English source text */
    enum text_form form;
};

/* Returns the rule of a setting, or NULL outside the enum. */
const struct text_setting_rule *text_setting_rule(enum text_setting setting);
/* Finds a setting by its name. Returns TEXT_SETTING_COUNT when there is none. */
enum text_setting text_setting_find(struct bytes name);
/* Loads a setting; "" until an administrator sets it. */
enum gh_status GH_MUST_USE text_setting_load(struct db *db, enum text_setting setting,
                                             char out[static TEXT_SETTING_SIZE]);
/* Stores a setting that fits, with an audit record, in the caller's transaction. */
enum gh_status GH_MUST_USE text_setting_store(const struct audit_act *act, enum text_setting setting, const char *text);
/* Adds every text setting to an object. */
enum gh_status GH_MUST_USE text_settings_put(struct db *db, json_t *object);
/* Returns whether a value may be stored: a text of less than TEXT_SETTING_SIZE bytes without control characters. */
bool text_setting_fits(const json_t *value);
/* Returns whether a text that fits has the form of its setting. */
bool text_setting_has_form(enum text_setting setting, const char *text);

#endif
