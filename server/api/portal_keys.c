/* Endpoints with which administrators make and remove the portal's keys. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/portal.h"
#include "api/rows_json.h"
#include "base/catalog.h"
#include "base/secret.h"
#include "http/server.h"
#include "records/fields.h"
#include "records/portal_key.h"

/* RFC 8410, 7: the frame of an Ed25519 private key in PKCS #8, before its 32 bytes. */
static const uint8_t pkcs8_head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                     0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
#define PKCS8_LEN (sizeof pkcs8_head + crypto_sign_SEEDBYTES)
#define SHOWN_SIZE 160 /* of a key for the portal, with NUL */

static enum gh_status key_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", rows_id(rows, PORTAL_KEY_COLUMN_ID), "name",
                     rows_text(rows, PORTAL_KEY_COLUMN_NAME), "algorithm", rows_text(rows, PORTAL_KEY_COLUMN_ALGORITHM),
                     "created_at", rows_number(rows, PORTAL_KEY_COLUMN_CREATED), "used_at",
                     rows_number_or_null(rows, PORTAL_KEY_COLUMN_USED));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status portal_keys_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status begun = portal_key_query(rq->db, &rows);
    return rows_reply(rq, reply, &rows, begun, key_json);
}

/* Makes an Ed25519 key. The private half is shown to the administrator and kept nowhere. */
static void make_pair(struct portal_key *key, char shown[static SHOWN_SIZE])
{
    uint8_t pkcs8[PKCS8_LEN], secret[crypto_sign_SECRETKEYBYTES];
    static const char head[] = "-----BEGIN PRIVATE KEY-----\n", tail[] = "\n-----END PRIVATE KEY-----\n";
    memcpy(pkcs8, pkcs8_head, sizeof pkcs8_head);
    randombytes_buf(pkcs8 + sizeof pkcs8_head, crypto_sign_SEEDBYTES);
    (void)crypto_sign_seed_keypair(key->bytes, secret, pkcs8 + sizeof pkcs8_head);
    memcpy(shown, head, sizeof head);
    (void)sodium_bin2base64(shown + sizeof head - 1, SHOWN_SIZE - sizeof head, pkcs8, sizeof pkcs8,
                            sodium_base64_VARIANT_ORIGINAL);
    memcpy(shown + strlen(shown), tail, sizeof tail);
    sodium_memzero(pkcs8, sizeof pkcs8);
    sodium_memzero(secret, sizeof secret);
}

static void make_key(struct portal_key *key, char shown[static SHOWN_SIZE])
{
    if (key->eddsa) {
        make_pair(key, shown);
        return;
    }
    randombytes_buf(key->bytes, sizeof key->bytes);
    (void)sodium_bin2base64(shown, SHOWN_SIZE, key->bytes, sizeof key->bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void read_wish(const json_t *json, struct portal_key *key, struct field_errors *errors)
{
    const char *algorithm = json_string_value(json_object_get(json, "algorithm"));
    fields_text(json, "name", "name", key->name, sizeof key->name, errors);
    if (!errors->count && !key->name[0])
        field_errors_add(errors, "missing", N_("Give the key a name."), "name");
    key->eddsa = algorithm && strcmp(algorithm, portal_algorithm_name(PORTAL_EDDSA)) == 0;
    if (!algorithm || (!key->eddsa && strcmp(algorithm, portal_algorithm_name(PORTAL_HS256)) != 0))
        field_errors_add(errors, "unknown", N_("Choose HS256 or EdDSA."), "algorithm");
}

enum gh_status portal_key_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct portal_key key = {.eddsa = false};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    char shown[SHOWN_SIZE], id[UUID_TEXT_SIZE];
    read_wish(rq->json, &key, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    make_key(&key, shown);
    enum gh_status status = portal_key_add(&act, rq->server->vault, &key);
    if (status == GH_FULL)
        status = GH_CONFLICT;
    uuid_format(&key.id, id);
    if (!status)
        status = reply_json(rq, reply, 201,
                            json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "name", key.name, "algorithm",
                                      portal_algorithm_name(key.eddsa ? PORTAL_EDDSA : PORTAL_HS256), "audience",
                                      portal_audience(rq), "key", shown));
    sodium_memzero(shown, sizeof shown);
    sodium_memzero(&key, sizeof key);
    return status;
}

enum gh_status portal_key_remove_one(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = portal_key_remove(&act, &id);
    return status ? status : reply_empty(reply);
}
