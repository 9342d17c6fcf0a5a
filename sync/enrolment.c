#include "sync/enrolment.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "os/file.h"
#include "os/hardware.h"
#include "os/key_file.h"
#include "token/attest.h"
#include "wire/fingerprint.h"
#include "json/json_read.h"

#define SEED_LEN crypto_sign_SEEDBYTES
#define FILE_MAX 2048
#define BINDING_NEW 32

void enrolment_wipe(struct enrolment *e)
{
    sodium_memzero(e, sizeof *e);
}

void enrolment_fingerprint(const struct enrolment *e, char out[static SYNC_FINGERPRINT_MAX])
{
    out[0] = '\0';
    if (e->has_root)
        fingerprint_of(e->public_key, e->root_public, out);
}

enum gh_status enrolment_read_root(struct enrolment *e, const struct booth_config *config)
{
    enum gh_status status = key_file_read(config->root_file, KEY_ROOT_PUBLIC, e->root_public, sizeof e->root_public);
    e->has_root = !status;
    return status;
}

static enum gh_status read_place(const json_t *json, struct enrolment *out)
{
    int64_t campus, gate;
    if (json_read_integer(json, "campus", 1, INT32_MAX, &campus) ||
        json_read_integer(json, "gate", 0, GATE_COUNT - 1, &gate))
        return GH_MALFORMED;
    out->campus = (int)campus;
    out->gate = (int)gate;
    return GH_OK;
}

/* ---- The file ---- */

static enum gh_status read_file(json_t *json, struct enrolment *out)
{
    struct enrolment e = {.done = true};
    const char *server, *device, *secret, *name, *next = "";
    int revoked, wiped;
    uint8_t seed[SEED_LEN];
    if (json_unpack(json, "{s:s, s:s, s:s, s:s, s:b, s:b, s?s}", "server", &server, "device", &device, "secret",
                    &secret, "name", &name, "revoked", &revoked, "wiped", &wiped, "next_secret", &next) != 0 ||
        read_place(json, &e) || strlen(server) >= sizeof e.server || strlen(name) >= sizeof e.name ||
        uuid_parse(bytes_of_string(device), &e.device) || hex_decode(bytes_of_string(secret), seed, sizeof seed))
        return GH_MALFORMED;
    memcpy(e.server, server, strlen(server) + 1);
    memcpy(e.name, name, strlen(name) + 1);
    e.revoked = revoked;
    e.wiped = wiped;
    (void)crypto_sign_seed_keypair(e.public_key, e.secret_key, seed);
    if (next[0]) {
        uint8_t public_key[PUBLIC_KEY_LEN];
        if (hex_decode(bytes_of_string(next), seed, sizeof seed))
            return GH_MALFORMED;
        (void)crypto_sign_seed_keypair(public_key, e.next_key, seed);
        e.has_next = true;
    }
    sodium_memzero(seed, sizeof seed);
    *out = e;
    enrolment_wipe(&e);
    return GH_OK;
}

enum gh_status enrolment_load(const char *folder, struct enrolment *out)
{
    char path[OS_PATH_SIZE];
    uint8_t text[FILE_MAX];
    size_t len = 0;
    enum gh_status status = os_path_join(folder, ENROLMENT_FILE, path);
    if (!status)
        status = os_file_read(path, text, sizeof text, &len);
    if (status)
        return status;
    json_t *json = NULL;
    status = json_read(BYTES(text, len), sizeof text, &json, NULL);
    if (!status)
        status = read_file(json, out);
    json_decref(json);
    sodium_memzero(text, sizeof text);
    return status;
}

enum gh_status enrolment_save(const char *folder, const struct enrolment *e)
{
    char path[OS_PATH_SIZE], device[UUID_TEXT_SIZE], secret[2 * SEED_LEN + 1], next[2 * SEED_LEN + 1];
    enum gh_status status = os_path_join(folder, ENROLMENT_FILE, path);
    if (status)
        return status;
    uuid_format(&e->device, device);
    hex_encode(BYTES(e->secret_key, SEED_LEN), secret);
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:b, s:b}", "server", e->server, "device", device, "secret", secret,
                  "name", e->name, "campus", e->campus, "gate", e->gate, "revoked", e->revoked, "wiped", e->wiped);
    hex_encode(BYTES(e->next_key, SEED_LEN), next);
    if (json && e->has_next)
        (void)json_object_set_new(json, "next_secret", json_string(next));
    char text[FILE_MAX];
    size_t len = json ? json_dumpb(json, text, sizeof text, JSON_INDENT(1)) : 0;
    json_decref(json);
    status = len == 0 || len > sizeof text ? GH_NO_MEMORY : os_file_write(path, BYTES(text, len), 0600);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(next, sizeof next);
    sodium_memzero(text, sizeof text);
    return status;
}

enum gh_status enrolment_keep_key(const char *folder, struct enrolment *enrolment,
                                  const uint8_t secret_key[static SECRET_KEY_LEN], bool confirmed)
{
    struct enrolment e = *enrolment;
    e.has_next = !confirmed;
    if (confirmed) {
        memcpy(e.secret_key, secret_key, sizeof e.secret_key);
        (void)crypto_sign_ed25519_sk_to_pk(e.public_key, e.secret_key);
        sodium_memzero(e.next_key, sizeof e.next_key);
    } else {
        memcpy(e.next_key, secret_key, sizeof e.next_key);
    }
    enum gh_status status = enrolment_save(folder, &e);
    if (!status)
        *enrolment = e;
    enrolment_wipe(&e);
    return status;
}

enum gh_status enrolment_binding(const struct booth_config *config, uint8_t out[static HARDWARE_MAX], size_t *len)
{
    uint8_t made[BINDING_NEW];
    *len = 0;
    if (!config->hardware_file[0])
        return GH_OK;
    enum gh_status status = hardware_read(config->hardware_file, out, len);
    if (status == GH_NOT_FOUND) {
        randombytes_buf(made, sizeof made);
        status = os_file_write(config->hardware_file, BYTES(made, sizeof made), 0640);
        if (!status)
            memcpy(out, made, sizeof made);
        *len = status ? 0 : sizeof made;
        sodium_memzero(made, sizeof made);
    }
    return status;
}

/* ---- The request ---- */

static enum gh_status write_body(struct enrolling *e, const char *code, const char *journal, struct bytes binding)
{
    char key[2 * PUBLIC_KEY_LEN + 1], bound[2 * 64 + 1] = "";
    hex_encode(BYTES(e->made.public_key, PUBLIC_KEY_LEN), key);
    if (binding.len > 64)
        return GH_TOO_LONG;
    hex_encode(binding, bound);
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:b}", "code", code, "journal", journal, "program",
                             GATEHOUSE_VERSION, "public_key", key, "wrapped", 1);
    if (json && binding.len > 0)
        (void)json_object_set_new(json, "binding", json_string(bound));
    size_t len = json ? json_dumpb(json, e->body, sizeof e->body - 1, JSON_COMPACT) : 0;
    json_decref(json);
    sodium_memzero(bound, sizeof bound);
    if (len == 0 || len >= sizeof e->body)
        return GH_TOO_LONG;
    e->body[len] = '\0';
    return GH_OK;
}

static enum gh_status sign(struct enrolling *e, const char *host, tick now)
{
    char keyid[2 * PUBLIC_KEY_LEN + 1];
    randombytes_buf(e->nonce, sizeof e->nonce);
    hex_encode(BYTES(e->made.public_key, PUBLIC_KEY_LEN), keyid);
    http_digest(bytes_of_string(e->body), e->digest);
    const struct http_component components[] = {
        {bytes_of_string("@method"), bytes_of_string("POST")},
        {bytes_of_string("@authority"), bytes_of_string(host)},
        {bytes_of_string("@path"), bytes_of_string("/device/enrol")},
        {bytes_of_string("@query"), bytes_of_string("?")},
        {bytes_of_string("content-digest"), bytes_of_string(e->digest)},
        {bytes_of_string("content-type"), bytes_of_string("application/json")},
    };
    return http_signature_sign(components, 6, now, e->nonce, keyid, e->made.secret_key, &e->signature);
}

enum gh_status enrolling_begin(struct enrolling *e, const char *server, const char *host,
                               const struct sync_command *command, const struct booth_config *config,
                               struct bytes binding, tick now, struct agent_request *request)
{
    memset(e, 0, sizeof *e);
    (void)crypto_sign_keypair(e->made.public_key, e->made.secret_key);
    if (strlen(server) >= sizeof e->made.server)
        return GH_TOO_LONG;
    memcpy(e->made.server, server, strlen(server) + 1);
    memcpy(e->root, command->root, sizeof e->root);
    enum gh_status status = write_body(e, command->code, config->device, binding);
    if (!status)
        status = sign(e, host, now);
    if (status)
        return status;
    *request = (struct agent_request){.method = "POST",
                                      .target = "/device/enrol",
                                      .content_type = "application/json",
                                      .body = bytes_of_string(e->body),
                                      .signature = e->signature};
    memcpy(request->digest, e->digest, sizeof request->digest);
    return GH_OK;
}

/* ---- The answer ---- */

/* A root key that is stored already counts, not another one; nor one that the code of enrolment does not name. */
static enum gh_status keep_root(const struct booth_config *config, const char *expected, const char *told)
{
    uint8_t root[PUBLIC_KEY_LEN], held[PUBLIC_KEY_LEN];
    char fingerprint[ROOT_FINGERPRINT_SIZE];
    if (hex_decode(bytes_of_string(told), root, sizeof root))
        return GH_MALFORMED;
    fingerprint_of_root(root, fingerprint);
    if (expected[0] && strcmp(expected, fingerprint) != 0)
        return GH_CONFLICT;
    enum gh_status status = key_file_read(config->root_file, KEY_ROOT_PUBLIC, held, sizeof held);
    if (!status)
        return memcmp(root, held, sizeof root) == 0 ? GH_OK : GH_CONFLICT;
    return status == GH_NOT_FOUND ? key_file_write(config->root_file, KEY_ROOT_PUBLIC, root, sizeof root, false)
                                  : status;
}

/* The whole answer comes from the one whose root key it names: people compare that key by the fingerprint. */
static bool is_attested(const struct enrolling *e, const struct agent_outcome *outcome, const char *root_text)
{
    static const struct uuid none;
    uint8_t root[PUBLIC_KEY_LEN];
    struct keyset keys;
    struct attest_claims claims;
    if (hex_decode(bytes_of_string(root_text), root, sizeof root) ||
        attest_keys_read(outcome->keys, root, BYTES(NULL, 0), &keys) || attest_verify(outcome->seal, &keys, &claims))
        return false;
    return attest_fits_answer(&claims, &none, e->nonce, outcome->status, BYTES(e->answer, e->answer_len));
}

static enum gh_status take_answer(struct enrolling *e, const struct agent_outcome *outcome,
                                  const struct booth_config *config, const json_t *json, const char **word)
{
    const char *device, *name, *root;
    struct enrolment *made = &e->made;
    *word = sync_problem_name(SYNC_BAD_ANSWER);
    if (json_unpack((json_t *)json, "{s:s, s:s, s:s}", "device", &device, "name", &name, "root_key", &root) != 0 ||
        read_place(json, made) || strlen(name) >= sizeof made->name ||
        uuid_parse(bytes_of_string(device), &made->device))
        return GH_MALFORMED;
    if (!is_attested(e, outcome, root)) {
        *word = sync_problem_name(SYNC_FORGED);
        return GH_BAD_SIGNATURE;
    }
    memcpy(made->name, name, strlen(name) + 1);
    enum gh_status status = keep_root(config, e->root, root);
    if (status) {
        *word = status == GH_CONFLICT ? "other-root" : "key-not-stored";
        return status;
    }
    status = enrolment_read_root(made, config);
    /* That of an earlier enrolment, with an older version, would be of another campus. */
    enum gh_status wiped = config->campus_file[0] ? os_file_wipe(config->campus_file) : GH_NOT_FOUND;
    if (!status && wiped != GH_NOT_FOUND)
        status = wiped;
    if (!status) {
        made->done = true;
        status = enrolment_save(config->sync_state, made);
    }
    *word = status ? "key-not-stored" : "done";
    return status;
}

enum gh_status enrolling_end(struct enrolling *e, const struct agent_outcome *outcome,
                             const struct booth_config *config, const char **word)
{
    json_t *json = NULL;
    if (json_read(BYTES(e->answer, e->answer_len), sizeof e->answer, &json, NULL))
        json = NULL;
    const char *code = json_string_value(json_object_get(json, "code"));
    enum gh_status status = GH_DENIED;
    if (outcome->network)
        *word = sync_problem_name(outcome->network);
    else if (outcome->status == 201 && outcome->is_json && json)
        status = take_answer(e, outcome, config, json, word);
    else if (code && strcmp(code, "bad-code") == 0)
        *word = "bad-code";
    else
        *word = sync_problem_name(sync_problem_of_answer(outcome->status, outcome->is_json && code ? code : ""));
    json_decref(json);
    return status;
}
