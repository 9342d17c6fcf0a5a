/* Settings of the campus directory: one table of texts, some numbers, and a secret that is sealed and never shown. */
#ifndef GH_SERVER_DIRECTORY_SETTINGS_H
#define GH_SERVER_DIRECTORY_SETTINGS_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define DIRECTORY_TEXT_SIZE 256
#define DIRECTORY_SECRET_SIZE 256

enum directory_kind {
    DIRECTORY_KIND_OFF = 0,
    DIRECTORY_KIND_LDAP,
    DIRECTORY_KIND_CSV,
    DIRECTORY_KIND_REST,
    DIRECTORY_KINDS
};

enum directory_text {
    DIRECTORY_URL = 0,
    DIRECTORY_BIND_DN,
    DIRECTORY_UNITS_BASE,
    DIRECTORY_UNITS_FILTER,
    DIRECTORY_UNIT_CODE,
    DIRECTORY_UNIT_NAME,
    DIRECTORY_UNIT_NAME_EN,
    DIRECTORY_UNIT_PARENT, /* "": the entry above */
    DIRECTORY_UNIT_HEAD,
    DIRECTORY_UNIT_DEPUTIES,
    DIRECTORY_PEOPLE_BASE,
    DIRECTORY_PEOPLE_FILTER,
    DIRECTORY_PERSON_NUMBER,
    DIRECTORY_PERSON_NAME,
    DIRECTORY_PERSON_EMAIL,
    DIRECTORY_PERSON_MOBILE,
    DIRECTORY_PERSON_UNIT,  /* "": the entry above */
    DIRECTORY_PERSON_STATE, /* "": everybody is active; "userAccountControl": as Active Directory has it */
    DIRECTORY_STATE_ACTIVE, /* value of those who are */
    DIRECTORY_UNITS_FILE,
    DIRECTORY_PEOPLE_FILE,
    DIRECTORY_TEXTS
};

struct directory_settings {
    enum directory_kind kind;
    bool start_tls;
    bool daily, apply_daily; /* read every day; apply it too, unless it is held */
    int64_t at_minute;       /* of the day, in the zone of the first campus */
    int64_t brake_percent;   /* more closings of accounts or units are held */
    char text[DIRECTORY_TEXTS][DIRECTORY_TEXT_SIZE];
    char secret[DIRECTORY_SECRET_SIZE]; /* in the clear: wipe with directory_settings_wipe() */
    bool has_secret;
};

/* Returns the stable name of a kind: "ldap"; NULL outside the enum. */
const char *directory_kind_name(int kind);
/* Returns the stable name of a text: "unit_code"; NULL outside the enum. */
const char *directory_text_name(int text);

/* Loads the settings, or their defaults. GH_CORRUPT: the secret does not open; the rest is filled. The caller wipes
 * *out. */
enum gh_status GH_MUST_USE directory_settings_load(struct db *db, const struct vault *vault,
                                                   struct directory_settings *out);
void directory_settings_wipe(struct directory_settings *settings);
/* Stores the members that `json` contains, in a transaction of its own, audited. "secret": a text replaces it, ""
 * removes it. GH_MALFORMED: nothing is stored, as *errors says. */
enum gh_status GH_MUST_USE directory_settings_store(const struct audit_act *act, const struct vault *vault,
                                                    const json_t *json, struct field_errors *errors);
/* Returns all but the secret, of which it says whether there is one. NULL: no memory. */
json_t *directory_settings_json(const struct directory_settings *settings);

#endif
