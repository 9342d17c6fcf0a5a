/* Runs thousands of booths in one process. Each signs its own long poll, waits, and asks again at once after news, as
 * the daemon does. It speaks plain HTTP/1.0, so that an answer ends with its connection. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "os/random.h"
#include "wire/http_signature.h"

#define ANSWER_MAX 16384
#define EVENTS 256
#define SETTLED_MS 2000
#define END_MS 60000
#define UNDER_WAY 200 /* connections that open at the same time during the start */

struct booth {
    int fd;
    bool sent, told;
    char since[24];
    char answer[ANSWER_MAX];
    size_t len;
};

struct booths {
    int port, poll;
    uint64_t count, begun, waiting, told, answers;
    const char *until, *scope;
    struct booth *all;
    double *late; /* wall clock of the news, each */
    double last_ms;
};

static int write_request(const struct booths *b, const struct booth *one, char *out, size_t size)
{
    char query[256], host[32], keyid[UUID_TEXT_SIZE];
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN], nonce[HTTP_NONCE_LEN];
    struct http_signed signature;
    struct os_random random = os_random_system();
    uint64_t number = (uint64_t)(one - b->all);
    struct uuid id = load_uuid(LOAD_DEVICE, number);
    uuid_format(&id, keyid);
    load_key(LOAD_DEVICE, number, public_key, secret_key);
    os_random_fill(&random, nonce, sizeof nonce);
    (void)snprintf(query, sizeof query, "?since=%s&until=%s&scope=%s&wait=55", one->since, b->until, b->scope);
    (void)snprintf(host, sizeof host, "127.0.0.1:%d", b->port);
    const struct http_component components[] = {{bytes_of_string("@method"), bytes_of_string("GET")},
                                                {bytes_of_string("@authority"), bytes_of_string(host)},
                                                {bytes_of_string("@path"), bytes_of_string("/device/changes")},
                                                {bytes_of_string("@query"), bytes_of_string(query)}};
    if (http_signature_sign(components, 4, (tick)load_now_ms(), nonce, keyid, secret_key, &signature))
        return -1;
    return snprintf(out, size,
                    "GET /device/changes%s HTTP/1.0\r\nHost: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n\r\n", query,
                    host, signature.input, signature.signature);
}

static int begin(struct booths *b, struct booth *one)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)b->port)};
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = one};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    one->sent = false;
    one->len = 0;
    if (one->fd < 0 || (connect(one->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS))
        return -1;
    return epoll_ctl(b->poll, EPOLL_CTL_ADD, one->fd, &event);
}

static int send_request(struct booths *b, struct booth *one)
{
    char text[2048];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
    int n = write_request(b, one, text, sizeof text);
    if (n < 0 || write(one->fd, text, (size_t)n) != n)
        return -1;
    one->sent = true;
    b->waiting++;
    return epoll_ctl(b->poll, EPOLL_CTL_MOD, one->fd, &event);
}

/* Reads a whole answer: what it brought, and where to go on. */
static int take(struct booths *b, struct booth *one)
{
    one->answer[one->len] = '\0';
    const char *end = strstr(one->answer, "\"t\":\"end\""), *position = end ? strstr(end, "\"position\":") : NULL;
    if (strncmp(one->answer, "HTTP/1.", 7) != 0 || strncmp(one->answer + 9, "200", 3) != 0 || !position) {
        (void)fprintf(stderr, "sync_load: no answer: %.300s\n", one->answer);
        return -1;
    }
    (void)snprintf(one->since, sizeof one->since, "%llu", strtoull(position + 11, NULL, 10));
    if (strstr(one->answer, "\"t\":\"revoke\"") && !one->told) {
        one->told = true;
        b->late[b->told++] = load_now_ms();
    }
    b->answers++;
    b->waiting--;
    (void)close(one->fd);
    return begin(b, one);
}

static int receive(struct booths *b, struct booth *one)
{
    for (;;) {
        ssize_t n = read(one->fd, one->answer + one->len, ANSWER_MAX - 1 - one->len);
        if (n > 0) {
            one->len += (size_t)n;
            continue;
        }
        if (n == 0)
            return take(b, one);
        return errno == EAGAIN ? 0 : -1;
    }
}

static int work(struct booths *b)
{
    struct epoll_event events[EVENTS];
    while (b->begun < b->count && b->begun - b->waiting < UNDER_WAY)
        if (begin(b, &b->all[b->begun++]))
            return -1;
    int n = epoll_wait(b->poll, events, EVENTS, 100), result = 0;
    for (int i = 0; i < n && !result; i++) {
        struct booth *one = events[i].data.ptr;
        result = one->sent ? receive(b, one) : send_request(b, one);
        b->last_ms = load_now_ms();
    }
    return result;
}

static void report(struct booths *b, double began)
{
    qsort(b->late, b->told, sizeof b->late[0], load_by_size);
    printf("{\"booths\": %llu, \"all_waiting_s\": %.1f, \"first\": %.0f, \"median\": %.0f, \"last\": %.0f}\n",
           (unsigned long long)b->told, began / 1e3, b->late[0], b->late[b->told / 2], b->late[b->told - 1]);
}

static int run(struct booths *b)
{
    double began = load_now_ms(), took = 0;
    bool ready = false;
    int result = 0;
    while (!result && b->told < b->count && load_now_ms() - began < END_MS + (ready ? END_MS : 0)) {
        result = work(b);
        if (!ready && b->waiting == b->count && load_now_ms() - b->last_ms > SETTLED_MS) {
            ready = true;
            took = b->last_ms - began;
            printf("ready\n");
            (void)fflush(stdout);
        }
    }
    if (!result && b->told == b->count)
        report(b, took);
    else
        (void)fprintf(stderr, "sync_load: %llu of %llu booths were told, %llu wait, %llu answers: %s\n",
                      (unsigned long long)b->told, (unsigned long long)b->count, (unsigned long long)b->waiting,
                      (unsigned long long)b->answers, strerror(errno));
    return result || b->told < b->count;
}

int load_booths(int port, uint64_t count, const char *since, const char *until, const char *scope)
{
    struct booths b = {.port = port, .count = count, .until = until, .scope = scope};
    struct rlimit files = {count + 64, count + 64};
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        (void)fputs("sync_load: the limit of open files can not be raised\n", stderr);
    b.poll = epoll_create1(EPOLL_CLOEXEC);
    b.all = calloc(count, sizeof *b.all);
    b.late = calloc(count, sizeof *b.late);
    int result = b.poll < 0 || !b.all || !b.late;
    for (uint64_t i = 0; !result && i < count; i++)
        (void)snprintf(b.all[i].since, sizeof b.all[i].since, "%s", since);
    if (!result)
        result = run(&b);
    free(b.all);
    free(b.late);
    return result;
}
