/* links: test_api_fixture gh_auth PkgConfig::JANSSON PkgConfig::SODIUM */
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

#include "base/utf8.h"
#include "support/api_fixture.h"

#define NOW API_FIXTURE_NOW
#define LINE_MAX_LEN 400
#define BODY_MAX 8192
#define COPY_SIZE 65536
#define PEOPLE 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct api_fixture fixture;
static struct {
    bool used; /* something was changed: the next request gets the database as it was */
    char cookies[PEOPLE][SESSION_TOKEN_SIZE + 24], csrf[PEOPLE][SESSION_CSRF_SIZE];
} signed_in;

static void must(bool good, const char *what)
{
    api_fixture_must(&fixture, good, what);
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
    (void)snprintf(signed_in.cookies[who], sizeof signed_in.cookies[who], "__Host-gatehouse=%s", token);
    memcpy(signed_in.csrf[who], session.csrf, SESSION_CSRF_SIZE);
}

static void set_up(void)
{
    static const char *const people[PEOPLE] = {"zhang", "li", "guard", "admin"};
    api_fixture_set_up(&fixture, "fuzz_request");
    fixture.server.public_url = "https://visit.example.edu.cn";
    struct db *db = api_fixture_take(&fixture);
    for (int i = 0; i < PEOPLE; i++)
        sign_in(db, i, people[i]);
    must(db_query(db, NULL, "UPDATE account SET must_change = 0") == GH_OK, "passwords");
    db_pool_give(fixture.server.pool, db);
    api_fixture_close(&fixture);
    copy_database("server.db", "clean.db");
    api_fixture_open(&fixture);
}

/* The effects of a request must not influence the next one. */
static void begin_anew(void)
{
    api_fixture_close(&fixture);
    copy_database("clean.db", "server.db");
    api_fixture_open(&fixture);
    signed_in.used = false;
}

/* Hashing a password takes a second and tests no parser. */
static bool is_slow(const char *method, const char *path)
{
    return strcmp(method, "GET") != 0 &&
           (strncmp(path, "/api/session", 12) == 0 || strncmp(path, "/api/accounts", 13) == 0 ||
            strncmp(path, "/api/guards", 11) == 0);
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
                                       .cookie = signed_in.cookies[who],
                                       .csrf = signed_in.csrf[who],
                                       .content_type = "application/json",
                                       .idempotency_key = sent->key,
                                       .host = "localhost",
                                       .address = "127.0.0.1",
                                       .secure = true}};
    (void)snprintf(x->query, sizeof x->query, "%s", sent->query ? sent->query : "");
    api_fixture_split_query(&x->request, x->query);
    route_dispatch(&fixture.server, &x->request, &x->reply);
    judge(&x->request, &x->reply);
    signed_in.used = signed_in.used || (strcmp(sent->method, "GET") != 0 && x->reply.status < 400);
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
    if (signed_in.used)
        begin_anew();
    send_all(&(struct sent){.method = method,
                            .path = path,
                            .query = query,
                            .key = key,
                            .body = end ? BYTES(end + 1, size - len - 1) : BYTES(NULL, 0)});
    return 0;
}
