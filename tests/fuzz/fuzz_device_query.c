/* links: test_api_fixture gh_devices PkgConfig::JANSSON PkgConfig::SODIUM */
/* The query of a booth's signed requests, from the question mark on: the first byte chooses the route. Whatever a booth
 * asks, nothing goes wrong inside; a query that differs from what the booth signed in one byte is refused. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "devices/device.h"
#include "support/api_fixture.h"
#include "wire/http_signature.h"

#define NOW API_FIXTURE_NOW
#define QUERY_MAX 600
#define HOST "visit.example.edu.cn"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct api_fixture fixture;
static struct {
    char keyid[UUID_TEXT_SIZE];
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
} booth;

static void must(bool good, const char *what)
{
    api_fixture_must(&fixture, good, what);
}

static void enrol(struct db *db)
{
    static struct field_errors errors;
    char code[DEVICE_CODE_SIZE];
    tick expires_at = 0;
    struct device device;
    struct scope everywhere = scope_none;
    const struct audit_act act = {.db = db, .by = 1, .now = NOW, .address = ""};
    json_t *input = json_pack("{s:s, s:i, s:i}", "name", "south", "campus", 1, "gate", 0);
    scope_add(&everywhere, 0, 0);
    must(device_code_create(&act, &everywhere, &fixture.vault, input, &errors, code, &expires_at) == GH_OK, "a code");
    json_decref(input);
    struct device_request wish = {.code = code, .journal = "south-1", .program = "x", .binding = BYTES(NULL, 0)};
    must(crypto_sign_keypair(booth.public_key, booth.secret_key) == 0, "a key");
    memcpy(wish.public_key, booth.public_key, sizeof wish.public_key);
    must(device_enrol(db, &fixture.vault, &wish, NOW, "", &device) == GH_OK, "a booth");
    uuid_format(&device.id, booth.keyid);
    device_wipe(&device);
}

static void set_up(void)
{
    api_fixture_set_up(&fixture, "fuzz_device_query");
    fixture.server.called_by[0] = "https://" HOST;
    struct db *db = api_fixture_take(&fixture);
    enrol(db);
    db_pool_give(fixture.server.pool, db);
}

struct exchange {
    char pairs[QUERY_MAX + 2];
    struct request request;
    struct reply reply;
};

/* Signs one query and sends another. */
static int ask(const char *method, const char *path, const char *signed_query, const char *sent_query)
{
    static struct exchange x;
    struct http_signed signature;
    uint8_t nonce[HTTP_NONCE_LEN];
    const struct http_component components[] = {{bytes_of_string("@method"), bytes_of_string(method)},
                                                {bytes_of_string("@authority"), bytes_of_string(HOST)},
                                                {bytes_of_string("@path"), bytes_of_string(path)},
                                                {bytes_of_string("@query"), bytes_of_string(signed_query)}};
    randombytes_buf(nonce, sizeof nonce);
    if (http_signature_sign(components, 4, NOW, nonce, booth.keyid, booth.secret_key, &signature))
        return 0;
    x = (struct exchange){.request = {.method = method,
                                      .path = path,
                                      .host = HOST,
                                      .raw_query = sent_query,
                                      .signature_input = signature.input,
                                      .signature = signature.signature,
                                      .address = "127.0.0.1",
                                      .secure = true}};
    (void)snprintf(x.pairs, sizeof x.pairs, "%s", sent_query + 1);
    api_fixture_split_query(&x.request, x.pairs);
    route_dispatch(&fixture.server, &x.request, &x.reply);
    const int status = x.reply.wait_seconds ? 200 : x.reply.status;
    reply_end(&x.reply);
    request_end(&x.request);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        const char *method, *path;
    } routes[] = {{"GET", "/device/changes"},
                  {"POST", "/device/entries"},
                  {"POST", "/device/boxes/emergency/0190a5d5-7c00-7000-8000-000000000001"}};
    char query[QUERY_MAX + 2] = "?", other[QUERY_MAX + 2];
    size_t characters;
    if (size < 2 || size > QUERY_MAX || memchr(data, '\0', size) || utf8_count(BYTES(data + 1, size - 1), &characters))
        return 0;
    memcpy(query + 1, data + 1, size - 1);
    query[size] = '\0';
    if (!fixture.ready)
        set_up();
    const size_t which = data[0] % (sizeof routes / sizeof routes[0]);
    const int status = ask(routes[which].method, routes[which].path, query, query);
    must(status < 500 || status == 503, query);
    memcpy(other, query, sizeof other);
    other[1 + data[size - 1] % (size - 1)] ^= 1;
    if (status && strlen(other) == size)
        must(ask(routes[which].method, routes[which].path, query, other) == 401, "another query than the signed one");
    return 0;
}
