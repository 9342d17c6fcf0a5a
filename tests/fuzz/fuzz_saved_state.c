/* links: gh_guard gh_os gh_wire gh_verdict gh_base */
/* State that a booth saved before a restart, perhaps damaged: the floor of trusted time (first byte even) or the count
 * of wrong PINs (odd). State that is read can be saved again. No time leads to a crash, a time that goes back, or a
 * wait over the cap. */
#include <stdlib.h>
#include <string.h>

#include "guard/throttle.h"
#include "os/trusted_time.h"

#define BOOT "6c7ac5b4-2f6e-4d8e-9a3c-0f3f3f0d1c11"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_time(struct bytes saved)
{
    struct trusted_time t, back;
    char text[TRUSTED_SAVED_MAX];
    if (trusted_time_start(&t, saved, BOOT, 0) != GH_OK)
        return;
    trusted_time_save(&t, 0, text);
    if (trusted_time_start(&back, bytes_of_string(text), BOOT, 0) != GH_OK || back.base != t.base ||
        back.floor != t.floor)
        abort();
    tick last = 0;
    for (int i = 0; i < 8; i++) {
        tick wall = saved.len > 0 ? (tick)saved.data[(size_t)i % saved.len] * 20000 * TICK_DAY / 255 : 0;
        struct trusted_now now = trusted_time_now(&t, (struct os_reading){.wall = wall, .boot_ns = i * 1000000000LL});
        if (now.at < last)
            abort();
        last = now.at;
    }
}

static void try_throttle(struct bytes stored)
{
    struct throttle t;
    uint8_t again[THROTTLE_BYTES_MAX];
    if (throttle_decode(stored, &t) != GH_OK)
        return;
    if (!bytes_equal(BYTES(again, throttle_encode(&t, again)), stored))
        abort();
    tick now = t.booth.last;
    for (uint32_t guard = 0; guard < 4; guard++) {
        throttle_failed(&t, guard, now);
        if (throttle_wait(&t, guard, now) > THROTTLE_CAP || throttle_wait(&t, guard, now / 2) > THROTTLE_CAP)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct bytes rest = BYTES(data + 1, size - 1);
    if (data[0] % 2 == 0)
        try_time(rest);
    else
        try_throttle(rest);
    return 0;
}
