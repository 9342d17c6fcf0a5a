#include "app/sync_client.h"

#include <string.h>
#include <unistd.h>

#define RECONNECT_MS 2000

void sync_client_init(struct sync_client *client, const char *path)
{
    memset(client, 0, sizeof *client);
    if (strlen(path) < sizeof client->path)
        memcpy(client->path, path, strlen(path) + 1);
}

void sync_client_close(struct sync_client *client)
{
    if (client->connected)
        (void)close(client->line.fd);
    client->connected = false;
}

static void connect_again(struct sync_client *client, int64_t now_ms)
{
    int fd;
    if (client->connected || !client->path[0] || now_ms < client->next_try_ms)
        return;
    client->next_try_ms = now_ms + RECONNECT_MS;
    if (local_connect(client->path, &fd))
        return;
    client->line = (struct local_line){.fd = fd};
    client->connected = true;
}

bool sync_client_poll(struct sync_client *client, int64_t now_ms, struct sync_status *out, bool *gone)
{
    struct bytes line;
    char why[WIRE_ERROR_SIZE];
    bool newer = false;
    enum gh_status status;
    *gone = false;
    connect_again(client, now_ms);
    if (!client->connected)
        return false;
    while (!(status = local_read(&client->line, &line)))
        newer = sync_status_decode(line, out, why) == GH_OK || newer;
    if (status != GH_BUSY) {
        sync_client_close(client);
        *gone = true;
    }
    return newer;
}

enum gh_status sync_client_send(struct sync_client *client, const struct sync_command *command)
{
    char line[SYNC_LINE_MAX + 1];
    if (!client->connected)
        return GH_NOT_FOUND;
    enum gh_status status = sync_command_encode(command, line, sizeof line);
    return status ? status : local_write(client->line.fd, bytes_of_string(line));
}
