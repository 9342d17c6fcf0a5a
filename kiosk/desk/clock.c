#include "desk/clock.h"

#include <string.h>

#include "os/file.h"

void desk_init_time(struct desk *desk)
{
    uint8_t saved[TRUSTED_SAVED_MAX];
    size_t len = 0;
    const char *path = desk->options.time_path;
    if (!path[0] || os_file_read(path, saved, sizeof saved, &len))
        len = 0;
    int64_t boot_ns = os_clock_read(&desk->options.clock).boot_ns;
    char boot_id[OS_BOOT_ID_SIZE];
    os_boot_id(boot_id);
    /* A file that can't be read counts as none: the journal and the replica bring their own evidence. */
    (void)trusted_time_start(&desk->clock.time, BYTES(saved, len), boot_id, boot_ns);
}

void desk_save_time(struct desk *desk)
{
    struct desk_clock *c = &desk->clock;
    char text[TRUSTED_SAVED_MAX];
    int64_t now_ms = desk_boot_ms(desk);
    struct os_reading reading = os_clock_read(&desk->options.clock);
    bool by_server = trusted_time_now(&c->time, reading).by_server;
    bool recent = c->saved && now_ms - c->saved_ms < TICK_MINUTE && by_server == c->saved_by_server;
    if (!desk->options.time_path[0] || recent)
        return;
    trusted_time_save(&c->time, reading.boot_ns, text);
    if (os_file_write(desk->options.time_path, bytes_of_string(text), 0640))
        return;
    c->saved = true;
    c->saved_by_server = by_server;
    c->saved_ms = now_ms;
}

void desk_learn_time(struct desk *desk, enum time_source source, tick at)
{
    trusted_time_learn(&desk->clock.time, source, at, os_clock_read(&desk->options.clock).boot_ns);
}

tick desk_now(struct desk *desk, bool *trusted)
{
    struct trusted_now now = trusted_time_now(&desk->clock.time, os_clock_read(&desk->options.clock));
    *trusted = now.sure;
    return now.at;
}

int64_t desk_boot_ms(const struct desk *desk)
{
    return os_clock_read(&desk->options.clock).boot_ns / 1000000;
}
