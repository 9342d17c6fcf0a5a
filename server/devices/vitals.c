/* Judges what booths report of themselves. */
#include "devices/vitals.h"

#include <string.h>

static const enum exception_kind kinds[] = {EXCEPTION_CAMERA, EXCEPTION_DISK, EXCEPTION_CLOCK, EXCEPTION_TEMPERATURE,
                                            EXCEPTION_UNWELL};

static unsigned bit(enum exception_kind kind)
{
    return 1U << kind;
}

_Static_assert(EXCEPTION_KINDS <= 32, "the kinds are bits");

/* Names of checks are those of core/cli/doctor.c. */
static enum exception_kind kind_of(const char *check)
{
    return strcmp(check, "camera") == 0  ? EXCEPTION_CAMERA
           : strcmp(check, "disk") == 0  ? EXCEPTION_DISK
           : strcmp(check, "clock") == 0 ? EXCEPTION_CLOCK
                                         : EXCEPTION_UNWELL;
}

unsigned vitals_wrong(const struct vitals *v)
{
    unsigned wrong = 0;
    if (v->clock_offset_ms > VITALS_CLOCK_MAX_MS || v->clock_offset_ms < -VITALS_CLOCK_MAX_MS)
        wrong |= bit(EXCEPTION_CLOCK);
    if (v->disk_percent >= VITALS_DISK_MAX_PERCENT)
        wrong |= bit(EXCEPTION_DISK);
    if (v->temperature >= VITALS_TEMPERATURE_MAX)
        wrong |= bit(EXCEPTION_TEMPERATURE);
    for (size_t i = 0; i < v->health.count; i++)
        if (v->health.checks[i].state == HEALTH_FAULT)
            wrong |= bit(kind_of(v->health.checks[i].name));
    return wrong;
}

struct before {
    int64_t campus, gate;
    unsigned wrong;
};

static enum gh_status load_before(struct db *db, const struct uuid *device, struct before *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT campus, gate, COALESCE(clock_offset_ms, 0), COALESCE(disk_percent, -1), "
                                     "COALESCE(temperature, -1000), COALESCE(checks, '') FROM device WHERE id = $1",
                                     DB_UUID(device));
    if (!status && !(status = db_next(&rows))) {
        struct vitals v = {
            .clock_offset_ms = db_int(&rows, 2), .disk_percent = db_int(&rows, 3), .temperature = db_int(&rows, 4)};
        if (db_bytes(&rows, 5).len == 0 || health_read(db_bytes(&rows, 5), &v.health))
            v.health.count = 0;
        *out = (struct before){db_int(&rows, 0), db_int(&rows, 1), vitals_wrong(&v)};
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status vitals_follow(struct db *db, const struct uuid *device, const struct vitals *now_said, tick now)
{
    struct before before = {0};
    const unsigned wrong = vitals_wrong(now_said);
    enum gh_status status = load_before(db, device, &before);
    for (size_t i = 0; !status && i < sizeof kinds / sizeof kinds[0]; i++) {
        const bool was = before.wrong & bit(kinds[i]), is = wrong & bit(kinds[i]);
        if (is && !was)
            status = exception_raise(db,
                                     &(struct exception_sighting){.kind = kinds[i],
                                                                  .campus = before.campus,
                                                                  .gate = before.gate,
                                                                  .device = device,
                                                                  .subject = device,
                                                                  .at = now},
                                     now);
        else if (was && !is)
            status = exception_close_all(db, kinds[i], device, 0, EXCEPTION_WELL_AGAIN, now);
    }
    return status;
}
