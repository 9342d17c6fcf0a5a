#include "app/claimer.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "os/clock.h"

void claimer_init(struct claimer *c, const char *path)
{
    memset(c, 0, sizeof *c);
    if (strlen(path) < sizeof c->path)
        memcpy(c->path, path, strlen(path) + 1);
}

void claimer_close(struct claimer *c)
{
    if (c->connected)
        (void)close(c->line.fd);
    c->connected = false;
}

static enum gh_status send_command(struct claimer *c, enum sync_command_kind kind, const struct uuid *pass)
{
    const struct sync_command command = {.kind = kind, .pass = *pass};
    char line[SYNC_LINE_MAX + 1];
    enum gh_status status = sync_command_encode(&command, line, sizeof line);
    return status ? status : local_write(c->line.fd, bytes_of_string(line));
}

/* A connection of its own for each question: one that is kept fills up with statuses that nobody reads. */
static bool connect_anew(struct claimer *c)
{
    int fd;
    claimer_close(c);
    if (!c->path[0] || local_connect(c->path, &fd))
        return false;
    c->line = (struct local_line){.fd = fd};
    c->connected = true;
    return true;
}

/* Reads lines until the one about the pass. False: none has come yet. */
static bool read_claim(struct claimer *c, const struct uuid *pass, struct sync_claim *out)
{
    struct bytes line;
    struct sync_claim read;
    char why[WIRE_ERROR_SIZE];
    enum gh_status status;
    while (!(status = local_read(&c->line, &line)))
        if (!sync_claim_decode(line, &read, why) && uuid_equal(&read.pass, pass)) {
            *out = read;
            return true;
        }
    if (status != GH_BUSY)
        claimer_close(c);
    return false;
}

void claimer_ask(struct claimer *c, const struct uuid *pass, struct sync_claim *out)
{
    const int64_t until = os_mono_ms() + CLAIM_WAIT_MS;
    *out = (struct sync_claim){.pass = *pass};
    if (!connect_anew(c) || send_command(c, SYNC_COMMAND_CLAIM, pass))
        return;
    for (int64_t left = CLAIM_WAIT_MS; left > 0 && !read_claim(c, pass, out) && c->connected;
         left = until - os_mono_ms()) {
        struct pollfd fd = {.fd = c->line.fd, .events = POLLIN};
        (void)poll(&fd, 1, (int)left);
    }
}

void claimer_release(struct claimer *c, const struct uuid *pass)
{
    if (c->connected && send_command(c, SYNC_COMMAND_RELEASE, pass))
        claimer_close(c);
}
