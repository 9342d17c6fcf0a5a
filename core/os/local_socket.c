#include "os/local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/file.h"

static enum gh_status name_socket(const char *path, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof out->sun_path)
        return GH_TOO_LONG;
    memcpy(out->sun_path, path, strlen(path) + 1);
    return GH_OK;
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd >= 0) {
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    }
    return fd;
}

enum gh_status local_connect(const char *path, int *out)
{
    struct sockaddr_un address;
    enum gh_status status = name_socket(path, &address);
    int fd = status ? -1 : new_socket();
    if (fd < 0)
        return status ? status : os_status_of_errno(errno);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        status = errno == ECONNREFUSED ? GH_NOT_FOUND : os_status_of_errno(errno);
        (void)close(fd);
        return status;
    }
    *out = fd;
    return GH_OK;
}

/* The file of a socket outlives its process. */
static enum gh_status remove_dead(const char *path)
{
    int fd = -1;
    enum gh_status status = local_connect(path, &fd);
    if (!status) {
        (void)close(fd);
        return GH_BUSY;
    }
    struct stat st;
    if (lstat(path, &st) != 0)
        return GH_OK;
    return S_ISSOCK(st.st_mode) && unlink(path) == 0 ? GH_OK : GH_CONFLICT;
}

enum gh_status local_listen(const char *path, mode_t mode, int *out)
{
    struct sockaddr_un address;
    enum gh_status status = name_socket(path, &address);
    if (!status)
        status = remove_dead(path);
    int fd = status ? -1 : new_socket();
    if (fd < 0)
        return status ? status : os_status_of_errno(errno);
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || chmod(path, mode) != 0 ||
        listen(fd, 8) != 0) {
        status = os_status_of_errno(errno);
        (void)close(fd);
        return status;
    }
    *out = fd;
    return GH_OK;
}

enum gh_status local_accept(int listener, int *out)
{
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
        return GH_NOT_FOUND;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    *out = fd;
    return GH_OK;
}

/* Takes the first line from the buffer. */
static bool take_line(struct local_line *in, size_t taken, struct bytes *line)
{
    if (taken > 0) {
        memmove(in->buffer, in->buffer + taken, in->len - taken);
        in->len -= taken;
    }
    const char *end = memchr(in->buffer, '\n', in->len);
    if (!end)
        return false;
    *line = BYTES(in->buffer, (size_t)(end - in->buffer));
    return true;
}

enum gh_status local_read(struct local_line *in, struct bytes *line)
{
    /* The buffer still begins with the line of the last call, ended by a NUL. */
    size_t taken = in->len > 0 && memchr(in->buffer, '\0', in->len)
                       ? (size_t)((const char *)memchr(in->buffer, '\0', in->len) - in->buffer) + 1
                       : 0;
    while (!take_line(in, taken, line)) {
        taken = 0;
        if (in->len == sizeof in->buffer)
            return GH_TOO_LONG;
        ssize_t n = recv(in->fd, in->buffer + in->len, sizeof in->buffer - in->len, 0);
        if (n == 0)
            return GH_TRUNCATED;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? GH_BUSY : GH_TRUNCATED;
        if (memchr(in->buffer + in->len, '\0', (size_t)n))
            return GH_TRUNCATED; /* not a text: the other side does not speak our protocol */
        in->len += (size_t)n;
    }
    in->buffer[line->len] = '\0';
    return GH_OK;
}

enum gh_status local_write(int fd, struct bytes line)
{
    char buffer[LOCAL_LINE_MAX];
    if (line.len >= sizeof buffer)
        return GH_TOO_LONG;
    memcpy(buffer, line.data, line.len);
    buffer[line.len] = '\n';
    ssize_t n = send(fd, buffer, line.len + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n == (ssize_t)line.len + 1)
        return GH_OK;
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? GH_BUSY : GH_TRUNCATED;
}
