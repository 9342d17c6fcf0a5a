/* links: gh_demo_data gh_api gh_http gh_auth gh_vault gh_db gh_os gh_base PkgConfig::JANSSON PkgConfig::SODIUM */
/* Whole requests, as applicant, approver, officer and administrator send them, against a real server's routes on a real
 * database: "METHOD PATH?QUERY KEY", a line feed, the body; KEY is the header Idempotency-Key and may be left out.
 * Whatever comes, the answer is one of those that are described, in JSON where it says so, and never that something
 * went wrong inside. A request with a key is sent twice: what was done is not done again. */
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/endpoints.h"
#include "base/utf8.h"
#include "demo_data.h"
#include "http/route.h"
#include "http/server.h"

#define NOW ((tick)1790000000000)
#define LINE_MAX_LEN 400
#define BODY_MAX 8192
#define COPY_SIZE 65536
#define PEOPLE 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fixture {
    bool ready, used;
    char folder[64], url[128];
    struct server server;
    struct vault vault;
    struct password_gate passwords;
    struct os_reading reading;
    char cookies[PEOPLE][SESSION_TOKEN_SIZE + 24], csrf[PEOPLE][SESSION_CSRF_SIZE];
} fixture;

static void must(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "fuzz_request: %s\n", what);
    abort();
}

static void copy_database(const char *from, const char *to)
{
    char a[128], b[128];
    static uint8_t buffer[COPY_SIZE];
    (void)snprintf(a, sizeof a, "%s/%s", fixture.folder, from);
    (void)snprintf(b, sizeof b, "%s/%s", fixture.folder, to);
    int in = open(a, O_RDONLY | O_CLOEXEC), out = open(b, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(in >= 0 && out >= 0, "a copy of the database");
    for (ssize_t n; (n = read(in, buffer, sizeof buffer)) > 0;)
        must(write(out, buffer, (size_t)n) == n, "a copy of the database");
    (void)close(in);
    (void)close(out);
}

static void open_pool(void)
{
    char error[256];
    fixture.server.routes = route_table();
    must(db_pool_open(fixture.url, 2, &fixture.server.pool, error, sizeof error) == GH_OK, error);
}

static void sign_in(struct db *db, int who, const char *name)
{
    struct db_rows rows = {0};
    struct session session;
    char token[SESSION_TOKEN_SIZE];
    must(db_query(db, &rows, "SELECT id FROM account WHERE name = $1", DB_TEXT(name)) == GH_OK, name);
    must(db_next(&rows) == GH_OK, name);
    int64_t account = db_int(&rows, 0);
    db_rows_end(&rows);
    must(session_open(db, account, true, "", "", NOW, token) == GH_OK, "a session");
    must(session_find(db, bytes_of_string(token), NOW, &session) == GH_OK, "the session");
    (void)snprintf(fixture.cookies[who], sizeof fixture.cookies[who], "__Host-gatehouse=%s", token);
    memcpy(fixture.csrf[who], session.csrf, SESSION_CSRF_SIZE);
}

static void remove_folder(void)
{
    char command[128];
    db_pool_close(fixture.server.pool);
    password_gate_destroy(&fixture.passwords);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", fixture.folder);
    if (system(command) != 0)
        (void)fprintf(stderr, "fuzz_request: %s is left\n", fixture.folder);
}

static void set_up(void)
{
    static const char *const people[PEOPLE] = {"zhang", "li", "guard", "admin"};
    const uint8_t key[VAULT_KEY_LEN] = {1};
    struct db *db;
    (void)snprintf(fixture.folder, sizeof fixture.folder, "%s/gatehouse-fuzz-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(sodium_init() >= 0 && mkdtemp(fixture.folder), "a folder");
    (void)snprintf(fixture.url, sizeof fixture.url, "sqlite:%s/server.db", fixture.folder);
    must(password_gate_init(&fixture.passwords) == GH_OK, "memory");
    fixture.reading = (struct os_reading){.wall = NOW, .boot_ns = 1};
    vault_from_keys(key, key, key, &fixture.vault);
    fixture.server.vault = &fixture.vault;
    fixture.server.passwords = &fixture.passwords;
    fixture.server.clock = os_clock_fake(&fixture.reading);
    fixture.server.log = os_log_to_stderr(OS_LOG_ERROR);
    fixture.server.public_url = "https://visit.example.edu.cn";
    fixture.server.trusted_proxies = "";
    open_pool();
    must(db_pool_take(fixture.server.pool, DB_WRITE, 1000, &db) == GH_OK, "a connection");
    must(demo_data_fill(db, &fixture.passwords, NOW) == GH_OK, "demo data");
    for (int i = 0; i < PEOPLE; i++)
        sign_in(db, i, people[i]);
    must(db_query(db, NULL, "UPDATE account SET must_change = 0") == GH_OK, "passwords");
    db_pool_give(fixture.server.pool, db);
    db_pool_close(fixture.server.pool);
    copy_database("server.db", "clean.db");
    open_pool();
    (void)atexit(remove_folder);
    fixture.ready = true;
}

/* The effects of a request must not influence the next one. */
static void begin_anew(void)
{
    db_pool_close(fixture.server.pool);
    copy_database("clean.db", "server.db");
    open_pool();
    fixture.used = false;
}

/* Hashing a password takes a second and tests no parser. */
static bool is_slow(const char *method, const char *path)
{
    return strcmp(method, "GET") != 0 &&
           (strncmp(path, "/api/session", 12) == 0 || strncmp(path, "/api/accounts", 13) == 0 ||
            strncmp(path, "/api/guards", 11) == 0);
}

static void split_query(struct request *rq, char *query)
{
    for (char *pair = query; pair && *pair && rq->query_count < REQUEST_PAIRS_MAX;) {
        char *next = strchr(pair, '&'), *value;
        if (next)
            *next++ = '\0';
        value = strchr(pair, '=');
        if (value)
            *value++ = '\0';
        rq->query[rq->query_count++] = (struct request_pair){pair, value ? value : ""};
        pair = next;
    }
}

static void judge(const struct request *rq, const struct reply *reply)
{
    must(reply->wait_seconds || (reply->status >= 200 && reply->status < 600), "no answer");
    if (reply->status >= 500 && reply->status != 503) {
        (void)fprintf(stderr, "fuzz_request: %s %s: %d\n", rq->method, rq->path, reply->status);
        abort();
    }
    if (!reply->body || !reply->content_type || !strstr(reply->content_type, "json"))
        return;
    json_t *json = json_loadb(reply->body, reply->len, JSON_REJECT_DUPLICATES, NULL);
    must(json != NULL, "an answer that is not JSON");
    json_decref(json);
}

/* A request as people send it. */
struct sent {
    const char *method, *path, *query, *key;
    struct bytes body;
};

struct exchange {
    char query[LINE_MAX_LEN + 1];
    struct request request;
    struct reply reply;
};

static void send_as(int who, const struct sent *sent, struct exchange *x)
{
    *x = (struct exchange){.request = {.method = sent->method,
                                       .path = sent->path,
                                       .body = sent->body,
                                       .cookie = fixture.cookies[who],
                                       .csrf = fixture.csrf[who],
                                       .content_type = "application/json",
                                       .idempotency_key = sent->key,
                                       .address = "127.0.0.1",
                                       .secure = true}};
    (void)snprintf(x->query, sizeof x->query, "%s", sent->query ? sent->query : "");
    split_query(&x->request, x->query);
    route_dispatch(&fixture.server, &x->request, &x->reply);
    judge(&x->request, &x->reply);
    fixture.used = fixture.used || (strcmp(sent->method, "GET") != 0 && x->reply.status < 400);
}

static void end_exchange(struct exchange *x)
{
    reply_end(&x->reply);
    request_end(&x->request);
}

/* The repetition gets the answer of the first time, or hears that it was done. */
static void send_again(int who, const struct sent *sent, const struct reply *first)
{
    struct exchange again;
    if (strcmp(sent->method, "POST") != 0 || first->status < 200 || first->status > 299 || first->stream)
        return;
    send_as(who, sent, &again);
    const struct reply *r = &again.reply;
    must(r->status == 409 || (r->status == first->status && r->len == first->len &&
                              (r->len == 0 || memcmp(r->body, first->body, r->len) == 0)),
         "a repetition with another answer");
    end_exchange(&again);
}

static void send_all(const struct sent *sent)
{
    for (int who = 0; who < PEOPLE; who++) {
        struct exchange first;
        send_as(who, sent, &first);
        if (sent->key)
            send_again(who, sent, &first.reply);
        end_exchange(&first);
    }
}

/* Requests that nobody is signed in for reach nothing. */
static void must_be_signed_in(void)
{
    const struct sent who_am_i = {.method = "GET", .path = "/api/session"};
    for (int who = 0; who < PEOPLE; who++) {
        struct exchange x;
        send_as(who, &who_am_i, &x);
        must(x.reply.status == 200, "nobody is signed in");
        end_exchange(&x);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
    char line[LINE_MAX_LEN + 1], method[8] = "";
    const uint8_t *end = memchr(data, '\n', size);
    size_t characters;
    size_t len = end ? (size_t)(end - data) : size;
    if (len > LINE_MAX_LEN || size - len > BODY_MAX || memchr(data, '\0', len) ||
        utf8_count(BYTES(data, len), &characters))
        return 0;
    memcpy(line, data, len);
    line[len] = '\0';
    char *path = strchr(line, ' '), *query = path ? strchr(path, '?') : NULL;
    if (!path || path[1] != '/')
        return 0;
    *path++ = '\0';
    char *key = strchr(path, ' ');
    if (key)
        *key++ = '\0';
    if (query && key && query >= key)
        query = NULL; /* in the key */
    if (query)
        *query++ = '\0';
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(line, methods[i]) == 0)
            (void)snprintf(method, sizeof method, "%s", methods[i]);
    if (!fixture.ready) {
        set_up();
        must_be_signed_in();
    }
    if (!method[0] || is_slow(method, path))
        return 0;
    if (fixture.used)
        begin_anew();
    send_all(&(struct sent){.method = method,
                            .path = path,
                            .query = query,
                            .key = key,
                            .body = end ? BYTES(end + 1, size - len - 1) : BYTES(NULL, 0)});
    return 0;
}
