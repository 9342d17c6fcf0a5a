/* Booths and outbox as metrics. A booth is named by its id; gatehouse_booth_info tells which one that is. */
#include "api/metrics_data.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "devices/device_list.h"
#include "notify/outbox_list.h"
#include "wire/health.h"

#define BOOTHS_MAX 2000 /* more are left out, and gatehouse_booths_left_out says how many */
#define NAME_MAX_BYTES 256

struct booth {
    char id[UUID_TEXT_SIZE], name[NAME_MAX_BYTES], campus[24], gate[24], program[NAME_MAX_BYTES];
    char checks[HEALTH_TEXT_SIZE];
    double seen_s, waiting, clock_s, disk, temperature, other_journal;
};

struct booths {
    struct booth *list;
    size_t count, left_out;
};

static double seconds_since(const struct request *rq, tick at)
{
    return (double)(rq->now - at) / (double)TICK_SECOND;
}

static enum gh_status read_booth(const struct request *rq, struct db_rows *rows, struct booth *b)
{
    struct uuid id;
    enum gh_status status = db_copy_blob(rows, DEVICE_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, DEVICE_COLUMN_NAME, b->name, sizeof b->name);
    if (!status)
        status = db_copy_text(rows, DEVICE_COLUMN_PROGRAM, b->program, sizeof b->program);
    if (status)
        return status;
    uuid_format(&id, b->id);
    (void)snprintf(b->campus, sizeof b->campus, "%lld", (long long)db_int(rows, DEVICE_COLUMN_CAMPUS));
    (void)snprintf(b->gate, sizeof b->gate, "%lld", (long long)db_int(rows, DEVICE_COLUMN_GATE));
    const int64_t disk = db_int(rows, DEVICE_COLUMN_DISK_PERCENT), heat = db_int(rows, DEVICE_COLUMN_TEMPERATURE);
    const tick seen =
        db_int(rows, db_is_null(rows, DEVICE_COLUMN_SEEN_AT) ? DEVICE_COLUMN_CREATED_AT : DEVICE_COLUMN_SEEN_AT);
    b->seen_s = seconds_since(rq, seen);
    b->waiting = (double)db_int(rows, DEVICE_COLUMN_WAITING);
    b->clock_s = (double)db_int(rows, DEVICE_COLUMN_CLOCK_OFFSET_MS) / (double)TICK_SECOND;
    b->disk = disk == DEVICE_DISK_UNKNOWN ? NAN : (double)disk / 100;
    b->temperature = heat == DEVICE_TEMPERATURE_UNKNOWN ? NAN : (double)heat / 10;
    const struct bytes checks = db_bytes(rows, DEVICE_COLUMN_CHECKS);
    if (checks.len > 0 && checks.len < sizeof b->checks)
        memcpy(b->checks, checks.data, checks.len);
    b->other_journal = !db_is_null(rows, DEVICE_COLUMN_FORKED_AT);
    return GH_OK;
}

static enum gh_status read_booths(struct request *rq, struct db *db, struct booths *out)
{
    const struct scope all = {.all = true};
    struct db_rows rows = {0};
    out->list = request_alloc(rq, BOOTHS_MAX * sizeof *out->list);
    enum gh_status status = devices_query(db, &rows, &all);
    while (!status && !(status = db_next(&rows))) {
        if (!db_is_null(&rows, DEVICE_COLUMN_REVOKED_AT))
            continue;
        if (out->count == BOOTHS_MAX)
            out->left_out++;
        else
            status = read_booth(rq, &rows, &out->list[out->count++]);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void put_booth_checks(struct exposition *e, const struct booths *booths)
{
    static const char name[] = "gatehouse_booth_check";
    exposition_family(
        e, name, "gauge",
        "A check of the booth that is not well: 1 a warning, 2 a fault. Checks that are well have no sample.");
    for (size_t i = 0; i < booths->count; i++) {
        const struct booth *b = &booths->list[i];
        struct health health;
        if (health_read(bytes_of_string(b->checks), &health))
            continue;
        for (size_t k = 0; k < health.count; k++)
            EXPOSITION(e, name, "", health.checks[k].state, {"booth", b->id}, {"check", health.checks[k].name});
    }
}

static void put_booths(struct exposition *e, const struct booths *booths)
{
    static const struct {
        const char *name, *help;
        size_t field;
    } families[] = {
        {"gatehouse_booth_last_contact_seconds", "Time since the booth's last request, or since it enrolled.",
         offsetof(struct booth, seen_s)},
        {"gatehouse_booth_unsent_entries", "Entries that the booth had not handed up when it last reported.",
         offsetof(struct booth, waiting)},
        {"gatehouse_booth_clock_offset_seconds", "The booth's clock against the server's when it last reported.",
         offsetof(struct booth, clock_s)},
        {"gatehouse_booth_disk_used_ratio", "Used part of the booth's disk; no sample where it does not say.",
         offsetof(struct booth, disk)},
        {"gatehouse_booth_temperature_celsius", "The booth's temperature; no sample where it does not say.",
         offsetof(struct booth, temperature)},
        {"gatehouse_booth_other_journal", "1 while another journal of the booth waits for a person to look into it.",
         offsetof(struct booth, other_journal)},
    };
    exposition_family(e, "gatehouse_booth_info", "gauge", "The booth's name, campus, gate and program; always 1.");
    for (size_t i = 0; i < booths->count; i++) {
        const struct booth *b = &booths->list[i];
        EXPOSITION(e, "gatehouse_booth_info", "", 1, {"booth", b->id}, {"name", b->name}, {"campus", b->campus},
                   {"gate", b->gate}, {"program", b->program});
    }
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        exposition_family(e, families[f].name, "gauge", families[f].help);
        for (size_t i = 0; i < booths->count; i++) {
            double value;
            memcpy(&value, (const char *)&booths->list[i] + families[f].field, sizeof value);
            if (!isnan(value))
                EXPOSITION(e, families[f].name, "", value, {"booth", booths->list[i].id});
        }
    }
    put_booth_checks(e, booths);
    exposition_single(e, "gatehouse_booths_left_out", "gauge", "Booths beyond the number that is reported.",
                      (double)booths->left_out);
}

static void put_outbox(struct request *rq, struct exposition *e, const char *const *channels,
                       const struct outbox_figures *figures, size_t count)
{
    exposition_family(e, "gatehouse_outbox_waiting", "gauge", "Messages that are not sent yet.");
    for (size_t i = 0; i < count; i++)
        EXPOSITION(e, "gatehouse_outbox_waiting", "", (double)figures[i].waiting, {"channel", channels[i]});
    exposition_family(e, "gatehouse_outbox_failed", "gauge", "Messages given up, as long as they are kept.");
    for (size_t i = 0; i < count; i++)
        EXPOSITION(e, "gatehouse_outbox_failed", "", (double)figures[i].failed, {"channel", channels[i]});
    exposition_family(e, "gatehouse_outbox_oldest_seconds", "gauge",
                      "Age of the oldest message that is not sent yet; 0: none waits.");
    for (size_t i = 0; i < count; i++)
        EXPOSITION(e, "gatehouse_outbox_oldest_seconds", "",
                   figures[i].oldest ? seconds_since(rq, figures[i].oldest) : 0, {"channel", channels[i]});
}

enum gh_status metrics_data(struct request *rq, struct db *db, struct exposition *e)
{
    static const char *const channels[] = {"sms", "email"};
    struct outbox_figures figures[2];
    struct booths booths = {0};
    enum gh_status status = read_booths(rq, db, &booths);
    if (!status)
        put_booths(e, &booths);
    for (size_t i = 0; !status && i < 2; i++)
        status = outbox_figures(db, channels[i], &figures[i]);
    if (!status)
        put_outbox(rq, e, channels, figures, 2);
    return status;
}
