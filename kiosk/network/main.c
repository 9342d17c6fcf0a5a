/* network-settings: takes the network settings that the kiosk left after a guard's "yes", and writes them as files of
 * systemd-networkd and wpa_supplicant. Runs as root for one request, and believes nothing of it: the settings are
 * parsed by the rules of wire/enrol_code.h, and both files are written whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "network/files.h"
#include "os/file.h"

static const char usage[] = "usage: network-settings REQUEST FOLDER\n"
                            "exit codes: 0 written, 1 the request is not usable or was not written, 2 wrong usage\n";

/* The folder of the request belongs to the kiosk's user: no link is followed, and only a plain file is read. */
static enum gh_status read_request(const char *path, char *out, size_t size, size_t *len)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? GH_NOT_FOUND : GH_DENIED;
    ssize_t got = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, out, size) : -1;
    (void)close(fd);
    if (got < 0)
        return GH_DENIED;
    *len = (size_t)got;
    return *len < size ? GH_OK : GH_TOO_LONG;
}

static enum gh_status write_file(const char *folder, const char *name, const char *text)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(folder, name, path);
    if (status)
        return status;
    if (text[0])
        return os_file_write(path, bytes_of_string(text), 0600);
    status = os_file_wipe(path);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Wi-Fi first: a machine that was cut off in between keeps the cable's settings of before. */
static enum gh_status apply(const struct enrol_network *network, const char *folder)
{
    char link[NETWORK_FILE_MAX], wifi[NETWORK_FILE_MAX];
    enum gh_status status = network_link_file(network, link, sizeof link);
    if (!status)
        status = network_wifi_file(network, wifi, sizeof wifi);
    if (!status)
        status = write_file(folder, "wpa_supplicant.conf", wifi);
    if (!status)
        status = write_file(folder, "10-gatehouse.network", link);
    sodium_memzero(wifi, sizeof wifi);
    return status;
}

int main(int argc, char **argv)
{
    char text[ENROL_NETWORK_TEXT_MAX + 1];
    struct enrol_network network = {0};
    size_t len = 0;
    if (argc != 3) {
        (void)fputs(usage, stderr);
        return 2;
    }
    enum gh_status status = read_request(argv[1], text, sizeof text, &len);
    if (!status)
        status = enrol_network_parse(BYTES(text, len), &network);
    if (!status)
        status = apply(&network, argv[2]);
    sodium_memzero(text, sizeof text);
    sodium_memzero(&network, sizeof network);
    if (status)
        (void)fprintf(stderr, "network-settings: %s: %s\n", argv[1], gh_status_name(status));
    return status ? 1 : 0;
}
