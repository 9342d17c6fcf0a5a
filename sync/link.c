#include "sync/link.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The kiosk runs as another user of the same group. */
#define SOCKET_MODE 0660

enum gh_status link_open(struct link *link, const char *path)
{
    memset(link, 0, sizeof *link);
    link->listener = -1;
    if (strlen(path) >= sizeof link->path)
        return GH_TOO_LONG;
    memcpy(link->path, path, strlen(path) + 1);
    return link_open_again(link);
}

enum gh_status link_open_again(struct link *link)
{
    struct stat info;
    int listener = -1;
    enum gh_status status = local_listen(link->path, SOCKET_MODE, &listener);
    if (status)
        return status;
    if (link->listener >= 0)
        (void)close(link->listener);
    link->listener = listener;
    bool found = stat(link->path, &info) == 0;
    link->device = found ? (uint64_t)info.st_dev : 0;
    link->inode = found ? (uint64_t)info.st_ino : 0;
    return GH_OK;
}

bool link_in_place(const struct link *link)
{
    struct stat info;
    return stat(link->path, &info) == 0 && (uint64_t)info.st_dev == link->device &&
           (uint64_t)info.st_ino == link->inode;
}

static void drop(struct link *link, size_t at)
{
    (void)close(link->clients[at].fd);
    link->clients[at] = link->clients[--link->count];
}

void link_close(struct link *link)
{
    while (link->count > 0)
        drop(link, link->count - 1);
    if (link->listener < 0)
        return;
    if (link_in_place(link))
        (void)unlink(link->path);
    (void)close(link->listener);
    link->listener = -1;
}

size_t link_poll_set(const struct link *link, struct pollfd *out)
{
    size_t count = 0;
    if (link->listener >= 0)
        out[count++] = (struct pollfd){.fd = link->listener, .events = POLLIN};
    for (size_t i = 0; i < link->count; i++)
        out[count++] = (struct pollfd){.fd = link->clients[i].fd, .events = POLLIN};
    return count;
}

static void take_clients(struct link *link)
{
    int fd;
    while (link->listener >= 0 && !local_accept(link->listener, &fd)) {
        if (link->count == LINK_CLIENTS_MAX)
            drop(link, 0); /* a forgotten connection must not keep the kiosk out */
        link->clients[link->count++] = (struct local_line){.fd = fd};
        if (link->status[0] && local_write(fd, bytes_of_string(link->status)))
            drop(link, link->count - 1);
    }
}

void link_work(struct link *link, link_command *command, void *context)
{
    take_clients(link);
    for (size_t i = link->count; i > 0; i--) {
        struct bytes line;
        enum gh_status status;
        while (!(status = local_read(&link->clients[i - 1], &line))) {
            struct sync_command read;
            char why[WIRE_ERROR_SIZE];
            if (!sync_command_decode(line, &read, why))
                command(context, &read);
        }
        if (status != GH_BUSY)
            drop(link, i - 1);
    }
}

static void send_line(struct link *link, const char *line)
{
    for (size_t i = link->count; i > 0; i--)
        if (local_write(link->clients[i - 1].fd, bytes_of_string(line)))
            drop(link, i - 1);
}

void link_send(struct link *link, const struct sync_status *status)
{
    if (!sync_status_encode(status, link->status, sizeof link->status))
        send_line(link, link->status);
}

void link_send_claim(struct link *link, const struct sync_claim *claim)
{
    char line[SYNC_LINE_MAX + 1];
    if (!sync_claim_encode(claim, line, sizeof line))
        send_line(link, line);
}
