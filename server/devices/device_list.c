/* Queries for the lists of booths and guards. */
#include "devices/device_list.h"

#include "devices/device.h"
#include "devices/vitals.h"
#include "records/setting.h"

/* Guards of the booth's campus who have no badge. */
#define PIN_ALONE_HERE "FROM guard g WHERE g.badge_sealed IS NULL AND (g.campus = 0 OR g.campus = d.campus)"
#define DEVICES                                                                                                        \
    "SELECT d.id, d.name, d.campus, d.gate, d.public_key, t.name, t.name_en, d.state, d.created_at, d.revoked_at, "    \
    "d.seen_at, d.program, d.position, d.synced_at, d.waiting, d.clock_offset_ms, d.disk_percent, d.temperature, "     \
    "d.forked_at, d.other_history, COALESCE(d.key_since, d.created_at), d.key_wanted, d.hardware, CASE WHEN "          \
    "d.binding_sealed IS NULL THEN 0 ELSE 1 END, d.pin_guards, "                                                       \
    "(SELECT MIN(CASE WHEN g.active = 1 AND g.withheld = 0 THEN g.pin_digits END) " PIN_ALONE_HERE "), "               \
    "(SELECT MIN(g.pin_digits) " PIN_ALONE_HERE "), $1, $2, d.checks FROM device d JOIN gate t ON t.bit = d.gate "
#define GUARDS                                                                                                         \
    "SELECT id, name, rights, active, campus, CASE WHEN {campus} THEN 1 ELSE 0 END, "                                  \
    "CASE WHEN badge_sealed IS NULL THEN 0 ELSE 1 END, pin_digits, withheld FROM guard "                               \
    "WHERE (campus = 0 OR {campus}) "

enum gh_status devices_query(struct db *db, struct db_rows *rows, const struct scope *scope)
{
    struct guard_rule rule;
    int64_t minutes = 0;
    enum gh_status status = setting_guard_rule(db, &rule);
    if (!status)
        status = setting_load(db, SETTING_SILENT_MINUTES, &minutes);
    return status ? status
                  : scope_query(db, rows, scope, DEVICES "WHERE {d.campus} ORDER BY d.state, d.campus, d.gate, d.id",
                                DB_INT(guard_rule_least(&rule)), DB_INT(minutes));
}

enum gh_status device_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    struct guard_rule rule;
    int64_t minutes = 0;
    enum gh_status status = setting_guard_rule(db, &rule);
    if (!status)
        status = setting_load(db, SETTING_SILENT_MINUTES, &minutes);
    return status ? status
                  : scope_query(db, rows, scope, DEVICES "WHERE d.id = $3 AND {d.campus}",
                                DB_INT(guard_rule_least(&rule)), DB_INT(minutes), DB_UUID(id));
}

enum gh_status guards_query(struct db *db, struct db_rows *rows, const struct scope *scope)
{
    return scope_query(db, rows, scope, GUARDS "ORDER BY active DESC, id");
}

enum gh_status guard_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t id)
{
    return scope_query(db, rows, scope, GUARDS "AND id = $1", DB_INT(id));
}

enum guard_protection device_protection(struct db_rows *rows)
{
    const bool says = !db_is_null(rows, DEVICE_COLUMN_PIN_GUARDS), gets = !db_is_null(rows, DEVICE_COLUMN_PIN_SENT);
    if (says ? db_int(rows, DEVICE_COLUMN_PIN_GUARDS) == 0 : !gets)
        return PROTECTION_BADGE;
    return guard_protection_of_pin(db_int(rows, gets ? DEVICE_COLUMN_PIN_SENT : DEVICE_COLUMN_PIN_ANY));
}

const char *device_hardware(struct db_rows *rows)
{
    struct bytes said = db_bytes(rows, DEVICE_COLUMN_HARDWARE);
    for (size_t i = 0; i < sizeof device_hardware_names / sizeof device_hardware_names[0]; i++)
        if (bytes_equal(said, bytes_of_string(device_hardware_names[i])))
            return device_hardware_names[i];
    return db_int(rows, DEVICE_COLUMN_HAS_BINDING) ? "file" : "none";
}

#define WAITING_MAX 100 /* entries that wait for their upload. A booth shows its own warning earlier */

unsigned device_alerts(struct db_rows *rows, tick now)
{
    unsigned alerts = 0;
    const tick silent = now - db_int(rows, DEVICE_COLUMN_SILENT_MINUTES) * TICK_MINUTE;
    const int64_t offset = db_int(rows, DEVICE_COLUMN_CLOCK_OFFSET_MS);
    if (!db_is_null(rows, DEVICE_COLUMN_REVOKED_AT))
        return 0;
    if (db_is_null(rows, DEVICE_COLUMN_SEEN_AT) || db_int(rows, DEVICE_COLUMN_SEEN_AT) < silent)
        alerts |= 1u << DEVICE_ALERT_SILENT;
    if (db_int(rows, DEVICE_COLUMN_WAITING) > WAITING_MAX)
        alerts |= 1u << DEVICE_ALERT_OUTBOX;
    if (offset > VITALS_CLOCK_MAX_MS || offset < -VITALS_CLOCK_MAX_MS)
        alerts |= 1u << DEVICE_ALERT_CLOCK;
    if (db_int(rows, DEVICE_COLUMN_DISK_PERCENT) >= VITALS_DISK_MAX_PERCENT)
        alerts |= 1u << DEVICE_ALERT_DISK;
    if (db_int(rows, DEVICE_COLUMN_TEMPERATURE) >= VITALS_TEMPERATURE_MAX)
        alerts |= 1u << DEVICE_ALERT_TEMPERATURE;
    return alerts;
}

const char *device_alert_name(enum device_alert alert)
{
    static const char *const names[DEVICE_ALERTS] = {"silent", "outbox", "clock", "disk", "temperature"};
    return (unsigned)alert < DEVICE_ALERTS ? names[alert] : "unknown";
}
