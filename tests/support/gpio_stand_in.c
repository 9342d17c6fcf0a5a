#include "support/gpio_stand_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DEVICE GPIO_STAND_IN_DEVICE
#define SYSTEM_DEVICE "/sys/bus/gpio/devices/" GPIO_STAND_IN_NAME "/dev"
#define MAJOR_NUMBER 254
#define MINOR_NUMBER 7
#define NUMBERS "254:7\n"
#define SUBSYSTEM "/sys/dev/char/254:7/subsystem"
#define GPIO_BUS "/sys/bus/gpio"
#define FILES_MAX 1024

/* The meaning of a file descriptor. */
enum { NOT_OURS = 0, CHIP, LINE_FIRST };

static struct {
    pthread_mutex_t lock;
    bool plugged, broken;
    int level[GPIO_STAND_IN_LINES];
    bool taken[GPIO_STAND_IN_LINES], output[GPIO_STAND_IN_LINES];
    unsigned char files[FILES_MAX];
} stand_in = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- The test's side ---- */

void gpio_stand_in_plug(bool plugged)
{
    pthread_mutex_lock(&stand_in.lock);
    stand_in.plugged = plugged;
    pthread_mutex_unlock(&stand_in.lock);
}

void gpio_stand_in_drive(unsigned line, int level)
{
    pthread_mutex_lock(&stand_in.lock);
    stand_in.level[line] = level;
    pthread_mutex_unlock(&stand_in.lock);
}

int gpio_stand_in_level(unsigned line)
{
    pthread_mutex_lock(&stand_in.lock);
    int level = stand_in.level[line];
    pthread_mutex_unlock(&stand_in.lock);
    return level;
}

void gpio_stand_in_occupy(unsigned line, bool occupied)
{
    pthread_mutex_lock(&stand_in.lock);
    stand_in.taken[line] = occupied;
    pthread_mutex_unlock(&stand_in.lock);
}

void gpio_stand_in_break(bool broken)
{
    pthread_mutex_lock(&stand_in.lock);
    stand_in.broken = broken;
    pthread_mutex_unlock(&stand_in.lock);
}

/* ---- The kernel's side ---- */

static int fail(int error)
{
    errno = error;
    return -1;
}

static int new_file(const char *content, unsigned char stands_for)
{
    int file = memfd_create("gpio-stand-in", MFD_CLOEXEC);
    if (file < 0 || file >= FILES_MAX)
        return fail(EMFILE);
    size_t len = strlen(content);
    if (len > 0 && (write(file, content, len) != (ssize_t)len || lseek(file, 0, SEEK_SET) != 0))
        return fail(EIO);
    stand_in.files[file] = stands_for;
    return file;
}

/* Returns a file that stands for the line, or fails as the kernel would. */
static int take_line(unsigned line, bool output, int level)
{
    if (line >= GPIO_STAND_IN_LINES)
        return fail(EINVAL);
    if (stand_in.taken[line])
        return fail(EBUSY);
    int file = new_file("", (unsigned char)(LINE_FIRST + line));
    if (file < 0)
        return file;
    stand_in.taken[line] = true;
    stand_in.output[line] = output;
    if (output)
        stand_in.level[line] = level;
    return file;
}

static int take_line_1(struct gpiohandle_request *request)
{
    bool output = (request->flags & GPIOHANDLE_REQUEST_OUTPUT) != 0;
    if (request->lines != 1)
        return fail(EINVAL);
    request->fd = take_line(request->lineoffsets[0], output, request->default_values[0]);
    return request->fd < 0 ? -1 : 0;
}

static int take_line_2(struct gpio_v2_line_request *request)
{
    bool output = (request->config.flags & GPIO_V2_LINE_FLAG_OUTPUT) != 0;
    int level = 0;
    if (request->num_lines != 1)
        return fail(EINVAL);
    for (unsigned i = 0; i < request->config.num_attrs && i < GPIO_V2_LINE_NUM_ATTRS_MAX; i++)
        if (request->config.attrs[i].attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)
            level = (request->config.attrs[i].attr.values & 1) != 0;
    request->fd = take_line(request->offsets[0], output, level);
    return request->fd < 0 ? -1 : 0;
}

static int describe_line(unsigned offset, void *flags, size_t flags_size, char *name)
{
    if (offset >= GPIO_STAND_IN_LINES)
        return fail(EINVAL);
    memset(flags, 0, flags_size);
    name[0] = '\0';
    return 0;
}

static int answer_chip(unsigned long request, void *argument)
{
    if (request == GPIO_GET_CHIPINFO_IOCTL) {
        *(struct gpiochip_info *)argument =
            (struct gpiochip_info){GPIO_STAND_IN_NAME, GPIO_STAND_IN_LABEL, GPIO_STAND_IN_LINES};
        return 0;
    }
    if (request == GPIO_GET_LINEINFO_IOCTL) {
        struct gpioline_info *info = argument;
        return describe_line(info->line_offset, &info->flags, sizeof info->flags, info->name);
    }
    if (request == GPIO_GET_LINEHANDLE_IOCTL)
        return take_line_1(argument);
    if (request == GPIO_V2_GET_LINE_IOCTL)
        return take_line_2(argument);
    return fail(ENOTTY);
}

static int answer_line(unsigned line, unsigned long request, void *argument)
{
    struct gpiohandle_data *values = argument;
    struct gpio_v2_line_values *bits = argument;
    if (stand_in.broken)
        return fail(EIO);
    if (request == GPIOHANDLE_GET_LINE_VALUES_IOCTL)
        values->values[0] = (uint8_t)stand_in.level[line];
    else if (request == GPIO_V2_LINE_GET_VALUES_IOCTL)
        bits->bits = (uint64_t)stand_in.level[line];
    else if (request == GPIOHANDLE_SET_LINE_VALUES_IOCTL && stand_in.output[line])
        stand_in.level[line] = values->values[0];
    else if (request == GPIO_V2_LINE_SET_VALUES_IOCTL && stand_in.output[line])
        stand_in.level[line] = (bits->bits & 1) != 0;
    else
        return fail(EPERM);
    return 0;
}

/* ---- In the place of the system's ---- */

static unsigned char file_stands_for(int file)
{
    return file >= 0 && file < FILES_MAX ? stand_in.files[file] : NOT_OURS;
}

int ioctl(int file, unsigned long request, ...)
{
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    pthread_mutex_lock(&stand_in.lock);
    unsigned char what = file_stands_for(file);
    int result = 0;
    if (what == CHIP)
        result = answer_chip(request, argument);
    else if (what >= LINE_FIRST)
        result = answer_line(what - LINE_FIRST, request, argument);
    pthread_mutex_unlock(&stand_in.lock);
    return what == NOT_OURS ? (int)syscall(SYS_ioctl, file, request, argument) : result;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    unsigned mode = flags & O_CREAT ? va_arg(rest, unsigned) : 0;
    va_end(rest);
    bool device = strcmp(path, DEVICE) == 0, numbers = strcmp(path, SYSTEM_DEVICE) == 0;
    if (!device && !numbers)
        return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    pthread_mutex_lock(&stand_in.lock);
    int file = !stand_in.plugged ? fail(ENOENT) : device ? new_file("", CHIP) : new_file(NUMBERS, NOT_OURS);
    pthread_mutex_unlock(&stand_in.lock);
    return file;
}

int close(int file)
{
    pthread_mutex_lock(&stand_in.lock);
    unsigned char what = file_stands_for(file);
    if (what >= LINE_FIRST)
        stand_in.taken[what - LINE_FIRST] = false;
    if (what != NOT_OURS)
        stand_in.files[file] = NOT_OURS;
    pthread_mutex_unlock(&stand_in.lock);
    return (int)syscall(SYS_close, file);
}

static int stat_at(const char *path, struct stat *out, int flags)
{
    if (strcmp(path, DEVICE) != 0)
        return fstatat(AT_FDCWD, path, out, flags);
    pthread_mutex_lock(&stand_in.lock);
    bool plugged = stand_in.plugged;
    pthread_mutex_unlock(&stand_in.lock);
    if (!plugged)
        return fail(ENOENT);
    memset(out, 0, sizeof *out);
    out->st_mode = S_IFCHR | 0600;
    out->st_rdev = makedev(MAJOR_NUMBER, MINOR_NUMBER);
    return 0;
}

int stat(const char *restrict path, struct stat *restrict out)
{
    return stat_at(path, out, 0);
}

int lstat(const char *restrict path, struct stat *restrict out)
{
    return stat_at(path, out, AT_SYMLINK_NOFOLLOW);
}

int access(const char *path, int mode)
{
    return strcmp(path, SYSTEM_DEVICE) == 0 ? 0 : faccessat(AT_FDCWD, path, mode, 0);
}

/* Resolves the paths that libgpiod compares. These tests resolve no others. */
char *realpath(const char *restrict path, char *restrict resolved)
{
    (void)resolved;
    return strdup(strcmp(path, SUBSYSTEM) == 0 ? GPIO_BUS : path);
}

/* libgpiod 1 looks for labels in all chips of /dev: there is this one. */
int scandir(const char *restrict folder, struct dirent ***restrict out, int (*wanted)(const struct dirent *),
            int (*order)(const struct dirent **, const struct dirent **))
{
    (void)folder;
    (void)wanted;
    (void)order;
    *out = calloc(1, sizeof **out);
    struct dirent *entry = calloc(1, sizeof *entry);
    if (!*out || !entry) {
        free(*out);
        free(entry);
        return fail(ENOMEM);
    }
    memcpy(entry->d_name, GPIO_STAND_IN_NAME, sizeof GPIO_STAND_IN_NAME);
    (*out)[0] = entry;
    return 1;
}
