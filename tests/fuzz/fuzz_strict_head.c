/* links: gh_listener gh_http gh_base PkgConfig::MICROHTTPD */
/* The bytes of a connection, through libmicrohttpd as the listener sets it up. A head that is let through has no two
 * ends for two programs: whole CR LF at each line, a name before each colon, nothing folded, one length or one coding,
 * one Host. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/strict_head.h"

#define INPUT_MAX 8000
#define ROUNDS 20
#if MHD_VERSION >= 0x00097700
#define STRICT MHD_OPTION_CLIENT_DISCIPLINE_LVL, 3
#else
#define STRICT MHD_OPTION_STRICT_FOR_CLIENT, 0
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    char bytes[INPUT_MAX + 1];
    size_t len;
    unsigned let_in, addresses;
    bool clean_address;
} sent;

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* The older parser takes a line of a colon alone for the empty one, and leaves the same four bytes behind where one of
 * both ends is LF alone: strict_head.c can't see it. */
static const char *end_of_head(const char *head)
{
    static const char *const ends[] = {"\r\n\r\n", "\r\n:\n", "\n:\r\n"};
    const char *first = NULL;
    for (size_t i = 0; i < (MHD_VERSION < 0x00097700 ? 3 : 1); i++) {
        const char *end = strstr(head, ends[i]);
        if (end && (!first || end < first))
            first = end;
    }
    return first;
}

/* Reads the head that was sent by itself: lines up to the empty one. */
static void check_raw_head(void)
{
    const char *end, *at = sent.bytes;
    unsigned lengths = 0, codings = 0, hosts = 0;
    /* Empty lines before a request are skipped (RFC 9112, 2.2), by the older parser also without CR. They hide nothing.
     */
    while (*at == '\n' || strncmp(at, "\r\n", 2) == 0)
        at += *at == '\n' ? 1 : 2;
    end = end_of_head(at);
    must(end != NULL);
    const char *version = strstr(at, "HTTP/1.0");
    const bool old = version && version < at + strcspn(at, "\r");
    for (bool first = true; at < end; first = false) {
        const size_t len = strcspn(at, "\r\n");
        must(at + len == end || (at[len] == '\r' && at[len + 1] == '\n'));
        must(first || (at[0] != ' ' && at[0] != '\t' && at[0] != ':'));
        lengths += strncasecmp(at, "Content-Length:", 15) == 0;
        codings += strncasecmp(at, "Transfer-Encoding:", 18) == 0;
        hosts += strncasecmp(at, "Host:", 5) == 0;
        at += len + 2;
    }
    must(lengths <= 1 && codings <= 1 && (lengths == 0 || codings == 0));
    must(hosts == 1 || (old && hosts == 0));
}

static void *look_at_address(void *context, const char *address, struct MHD_Connection *connection)
{
    (void)context;
    (void)connection;
    if (sent.addresses++ == 0)
        sent.clean_address = strict_head_address(address);
    return NULL;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
    struct body_length body;
    (void)context;
    (void)url;
    (void)data;
    (void)size;
    (void)state;
    /* Later requests of a connection begin where the body before them ends; the first one is judged. */
    if (sent.let_in++ == 0 && sent.clean_address && strict_head_read(connection, method, version, &body))
        check_raw_head();
    return MHD_NO;
}

static struct MHD_Daemon *daemon_of_test(void)
{
    static struct MHD_Daemon *daemon;
    if (!daemon)
        daemon = MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, handle, NULL, STRICT,
                                  MHD_OPTION_URI_LOG_CALLBACK, look_at_address, NULL, MHD_OPTION_END);
    must(daemon != NULL);
    return daemon;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int pair[2];
    const struct sockaddr_in from = {.sin_family = AF_INET};
    if (size > INPUT_MAX || memchr(data, '\0', size))
        return 0;
    memcpy(sent.bytes, data, size);
    sent.bytes[size] = '\0';
    sent.let_in = sent.addresses = 0;
    sent.clean_address = false;
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
    must(write(pair[0], data, size) == (ssize_t)size);
    (void)shutdown(pair[0], SHUT_WR);
    if (MHD_add_connection(daemon_of_test(), pair[1], (const struct sockaddr *)&from, sizeof from) == MHD_YES)
        for (int i = 0; i < ROUNDS; i++)
            (void)MHD_run(daemon_of_test());
    (void)close(pair[0]);
    for (int i = 0; i < ROUNDS; i++) /* lets the daemon close its side */
        (void)MHD_run(daemon_of_test());
    return 0;
}
