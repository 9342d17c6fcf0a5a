/* The settings of WeCom: which application of which enterprise, and its secrets, sealed by the vault. */
#ifndef GH_SERVER_WECOM_CONFIG_H
#define GH_SERVER_WECOM_CONFIG_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"
#include "wecom/envelope.h"

#define WECOM_BASE_URL "https://qyapi.weixin.qq.com"
#define WECOM_URL_SIZE 192
#define WECOM_SECRET_SIZE 129
#define WECOM_ROBOT_SIZE 65
#define WECOM_ACCESS_SIZE 513 /* document 91039 asks for room for 512 bytes */

struct wecom_config {
    bool enabled;
    bool match_names; /* where an account names no UserID, its sign-in name is one */
    char base_url[WECOM_URL_SIZE];
    char corp_id[WECOM_CORP_SIZE];
    int64_t agent_id; /* 0: none */
    /* In the clear: release with wecom_config_wipe(). "": none. */
    char secret[WECOM_SECRET_SIZE], callback_token[WECOM_TOKEN_SIZE], callback_key[WECOM_AES_SIZE],
        robot_key[WECOM_ROBOT_SIZE];
    char access[WECOM_ACCESS_SIZE]; /* access_token, shared by all server processes */
    tick access_until;              /* when another one is due */
};

void wecom_config_wipe(struct wecom_config *config); /* secrets are in the clear */

/* Loads the settings; the defaults until somebody has set them. GH_CORRUPT: a secret does not open. */
enum gh_status GH_MUST_USE wecom_config_load(struct db *db, const struct vault *vault, struct wecom_config *out);
/* Applies the members of json: enabled, match_names, base_url, corp_id, agent_id, secret, callback_token, callback_key,
 * robot_key. Absent members stay, null removes. What WeCom is sent, secret and robot_key, goes with a changed base_url
 * (fields_secret()). Adds wrong values to errors. */
void wecom_config_input(const json_t *json, struct wecom_config *config, struct field_errors *errors);
struct wecom_robots; /* wecom/robot.h */
/* Stores the settings and the robots of campuses, and forgets the access token, and all other robots with a changed
 * base_url, with an audit record that names the
 * members of json. GH_MALFORMED: errors has an unknown campus, and nothing is stored. */
enum gh_status GH_MUST_USE wecom_config_store(const struct audit_act *act, const struct vault *vault,
                                              const struct wecom_config *config, const struct wecom_robots *robots,
                                              const json_t *json, struct field_errors *errors);
/* Returns whether messages can be sent: enabled, with CorpID, AgentId and secret. */
bool wecom_config_ready(const struct wecom_config *config);

/* Stores the access token for all processes. */
enum gh_status GH_MUST_USE wecom_access_store(struct db *db, const struct vault *vault, const char *access, tick until);

/* Fills what callbacks are opened with. GH_NOT_FOUND: WeCom is off, or token or key is not set. */
enum gh_status GH_MUST_USE wecom_config_envelope(const struct wecom_config *config, struct wecom_envelope *out);

#endif
