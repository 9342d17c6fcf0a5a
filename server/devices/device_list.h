/* Booths and guards for administrators. The caller of a query ends rows after any outcome. */
#ifndef GH_SERVER_DEVICES_DEVICE_LIST_H
#define GH_SERVER_DEVICES_DEVICE_LIST_H

#include "base/uuid.h"
#include "db/scope.h"
#include "records/guard_protection.h"

#define DEVICE_DISK_UNKNOWN (-1)
#define DEVICE_TEMPERATURE_UNKNOWN (-1000)

/* Columns of devices_query() and device_query(). */
enum device_column {
    DEVICE_COLUMN_ID,
    DEVICE_COLUMN_NAME,
    DEVICE_COLUMN_CAMPUS,
    DEVICE_COLUMN_GATE,
    DEVICE_COLUMN_PUBLIC_KEY,
    DEVICE_COLUMN_GATE_NAME,
    DEVICE_COLUMN_GATE_NAME_EN,
    DEVICE_COLUMN_STATE,
    DEVICE_COLUMN_CREATED_AT,
    DEVICE_COLUMN_REVOKED_AT, /* NULL: active */
    DEVICE_COLUMN_SEEN_AT,    /* NULL: never */
    DEVICE_COLUMN_PROGRAM,
    DEVICE_COLUMN_POSITION,
    DEVICE_COLUMN_SYNCED_AT, /* 0: never */
    DEVICE_COLUMN_WAITING,
    DEVICE_COLUMN_CLOCK_OFFSET_MS,
    DEVICE_COLUMN_DISK_PERCENT,  /* or DEVICE_DISK_UNKNOWN */
    DEVICE_COLUMN_TEMPERATURE,   /* tenths of a degree, or DEVICE_TEMPERATURE_UNKNOWN */
    DEVICE_COLUMN_FORKED_AT,     /* NULL: only one journal was seen */
    DEVICE_COLUMN_OTHER_HISTORY, /* 1: it syncs from the beginning, and goes by its old replica until then */
    DEVICE_COLUMN_KEY_SINCE,
    DEVICE_COLUMN_KEY_WANTED,     /* 1: it was asked to replace its key */
    DEVICE_COLUMN_HARDWARE,       /* as reported: "none", "file" or "tpm"; NULL: it did not say */
    DEVICE_COLUMN_HAS_BINDING,    /* 1: it enrolled with a hardware secret */
    DEVICE_COLUMN_PIN_GUARDS,     /* as reported: guards that it holds whose PIN alone opens its data; NULL */
    DEVICE_COLUMN_PIN_SENT,       /* digits of the shortest PIN alone that it gets; NULL: it gets none */
    DEVICE_COLUMN_PIN_ANY,        /* of those, also, that it gets no more; NULL: there is none */
    DEVICE_COLUMN_LEAST,          /* enum guard_protection: the least that the policy asks for */
    DEVICE_COLUMN_SILENT_MINUTES, /* after which a booth counts as silent */
    DEVICE_COLUMN_CHECKS          /* what its own checks found (wire/health.h); NULL: it did not say */
};
/* Selects the booths within scope, active ones first. */
enum gh_status GH_MUST_USE devices_query(struct db *db, struct db_rows *rows, const struct scope *scope);
/* Selects one booth, if it is within scope. */
enum gh_status GH_MUST_USE device_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                        const struct uuid *id);

/* Returns the weakest protection among the guards' records on the booth of the current row. A booth that did not say
 * what it holds counts as up to date. Without a record that a PIN alone opens: PROTECTION_BADGE. */
enum guard_protection device_protection(struct db_rows *rows);
/* Returns where the booth's hardware secret lies: "none", "file" or "tpm". */
const char *device_hardware(struct db_rows *rows);

/* What is wrong with a booth, by what it reported last. */
enum device_alert {
    DEVICE_ALERT_SILENT = 0,
    DEVICE_ALERT_OUTBOX, /* many entries wait for their upload */
    DEVICE_ALERT_CLOCK,
    DEVICE_ALERT_DISK,
    DEVICE_ALERT_TEMPERATURE,
    DEVICE_ALERTS
};
/* Returns the alerts of the booth of the current row at `now`, a bit each. A revoked booth has none. */
unsigned device_alerts(struct db_rows *rows, tick now);
/* Returns a stable name: "silent", "outbox", "clock", "disk", "temperature"; "unknown" outside the enum. */
const char *device_alert_name(enum device_alert alert);

enum guard_column {
    GUARD_COLUMN_ID,
    GUARD_COLUMN_NAME,
    GUARD_COLUMN_RIGHTS,
    GUARD_COLUMN_ACTIVE,
    GUARD_COLUMN_CAMPUS,
    GUARD_COLUMN_MAY_CHANGE, /* 1: the guard is within scope; 0: of all campuses, so only shown */
    GUARD_COLUMN_BADGE,      /* 1: signs in with a badge and a PIN */
    GUARD_COLUMN_PIN_DIGITS,
    GUARD_COLUMN_WITHHELD /* 1: the policy refuses it at booths */
};
/* Selects the guards within scope and those of all campuses, active ones first. */
enum gh_status GH_MUST_USE guards_query(struct db *db, struct db_rows *rows, const struct scope *scope);
/* Selects one of them. */
enum gh_status GH_MUST_USE guard_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t id);

#endif
