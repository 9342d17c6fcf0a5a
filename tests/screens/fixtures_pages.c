#include <stdio.h>
#include <string.h>

#include "fixtures.h"
#include "screens/screens.h"

#define PUT(field, text) snprintf(field, sizeof(field), "%s", text)

/* ---- Sign-in ---- */

static void guards(struct model *m)
{
    static const char *const names[] = {"李师傅", "赵师傅", "买买提·艾山", "王师傅", "欧阳师傅", "Alexandra Montgomery",
                                        "陈队长"};
    m->booth.guard = 0;
    m->booth.guard_count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < m->booth.guard_count; i++) {
        m->booth.guards[i].guard = (uint32_t)(i + 1);
        PUT(m->booth.guards[i].name, names[i]);
    }
}

static void sign_in(struct model *m)
{
    guards(m);
}

static void sign_in_pin(struct model *m)
{
    guards(m);
    m->sign_in.guard = 2;
    m->sign_in.pin_len = 3;
    m->mode = MODE_SELF_SCAN;
}

static void sign_in_badge(struct model *m)
{
    guards(m);
    m->sign_in.guard = 2;
    m->booth.guards[1].badge = true;
}

static void sign_in_wrong(struct model *m)
{
    guards(m);
    m->sign_in.guard = 2;
    m->sign_in.throttle_seconds = 30;
    m->sign_in.pin_wrong = true;
}

static void sign_in_empty(struct model *m)
{
    m->booth.guard = 0;
    m->booth.replica = REPLICA_STATE_MISSING;
}

/* ---- Look-up ---- */

static void lookup_number(struct model *m)
{
    PUT(m->lookup.number, "7KDM3");
}

static void lookup_wrong(struct model *m)
{
    PUT(m->lookup.number, "7KDM3WPX9");
    m->lookup.number_wrong = true;
}

static void lookup_province(struct model *m)
{
    m->lookup.by_plate = true;
}

static void lookup_near(struct model *m)
{
    static const char *const plates[] = {"京AD12345", "京A12845", "京AF12345", "粤Z1234港", "京A12385", "京A12346"};
    m->lookup.by_plate = true;
    PUT(m->lookup.plate, "京A12");
    m->lookup.near.count = sizeof plates / sizeof plates[0];
    for (size_t i = 0; i < m->lookup.near.count; i++)
        PUT(m->lookup.near.plates[i], plates[i]);
}

static void lookup_car(struct model *m)
{
    m->lookup.by_plate = m->lookup.plate_complete = true;
    PUT(m->lookup.plate, "粤Z1231港");
    m->lookup.near.seen = true;
    m->lookup.near.count = 1;
    PUT(m->lookup.near.plates[0], "粤Z1234港");
}

static void lookup_plate(struct model *m)
{
    m->lookup.by_plate = true;
    PUT(m->lookup.plate, "京A·D12345");
    m->lookup.plate_complete = true;
}

/* ---- Override ---- */

static void override(struct model *m)
{
    m->shown.state = SCAN_WAITING;
    m->shown.verdict.colour = VERDICT_RED;
    m->shown.verdict.reason = REASON_EXPIRED;
    m->override.reason = OVERRIDE_PHONE_CONFIRMED;
    m->booth.rights = GUARD_OVERRIDE;
}

static void override_second(struct model *m)
{
    guards(m);
    override(m);
    m->booth.guard = 1;
    m->shown.second_guard_needed = true;
}

static void override_second_pin(struct model *m)
{
    override_second(m);
    m->sign_in.second_guard = 2;
    m->sign_in.pin_len = 4;
}

static void override_note(struct model *m)
{
    override(m);
    m->override.reason = OVERRIDE_OTHER;
    m->override.note_focus = true;
    PUT(m->override.note, "HOST CALLED THE GATE");
}

/* ---- Log ---- */

static void logged(struct model *m)
{
    m->log.known = true;
    m->log.colour = -1;
    m->log.count = 12;
    for (size_t i = 0; i < m->log.count; i++) {
        m->log.rows[i] = m->booth.last[i % m->booth.last_count];
        PUT(m->log.rows[i].unit_zh, "国际合作与交流处港澳台事务办公室联络科室");
        PUT(m->log.rows[i].guard_name, "李师傅");
    }
    PUT(m->log.rows[0].name, "Wolfeschlegelsteinhausenberger");
    m->log.rows[1].kind = ENTRY_OVERRIDE;
    m->log.rows[1].override_reason = OVERRIDE_PHONE_CONFIRMED;
    m->log.rows[1].colour = VERDICT_RED;
    m->log.rows[1].reason = REASON_OTHER_GATE_OFFLINE;
    m->log.rows[2].taken_back = true;
}

/* Somebody who came in by that gate so long ago. */
static struct log_row *inside_row(struct model *m, const char *name, const char *plate, uint8_t gate, tick ago)
{
    struct log_row *row = &m->log.rows[m->log.count++];
    *row = (struct log_row){.kind = ENTRY_ADMIT,
                            .colour = VERDICT_GREEN,
                            .reason = REASON_OK,
                            .presence = true,
                            .inside = true,
                            .personal = true,
                            .has_kind = true,
                            .pass_kind = plate[0] ? PASS_RIDER : PASS_PEDESTRIAN,
                            .gate = gate,
                            .at = FIXTURE_NOW - ago};
    PUT(row->name, name);
    PUT(row->plate, plate);
    return row;
}

static void log_inside(struct model *m)
{
    m->log.known = true;
    m->log.colour = -1;
    m->log.tab = LOG_INSIDE;
    (void)inside_row(m, "张*三", "", 0, 5 * TICK_MINUTE);
    (void)inside_row(m, "欧阳*峰", "京A·D12345", 1, 2 * TICK_HOUR);
    inside_row(m, "Wolfeschlegelsteinhausenberger", "", 1, 26 * TICK_HOUR)->overdue = true;
    struct log_row *stranger = inside_row(m, "", "", 0, TICK_HOUR);
    stranger->has_kind = stranger->personal = false;
    struct log_row *car = inside_row(m, "", "京A·D12345", 1, 2 * TICK_HOUR);
    car->pass_kind = PASS_VEHICLE;
    car->vehicle = true;
    car = inside_row(m, "", "沪B·55555", 0, 30 * TICK_MINUTE);
    car->pass_kind = PASS_VEHICLE;
    car->vehicle = car->lone_car = true;
}

/* This booth and another one without the server. */
static void log_inside_offline(struct model *m)
{
    struct booth_status *b = &m->booth;
    log_inside(m);
    b->presence_old = true;
    b->held.ages.presence = FIXTURE_NOW - 3 * TICK_HOUR;
    b->away_count = 2;
    b->away[0] = (struct booth_away){.gate = 1, .name = "北门一号", .heard = FIXTURE_NOW - 4 * TICK_HOUR};
    b->away[1] = (struct booth_away){.gate = 2, .name = "East lane booth", .heard = FIXTURE_NOW - 30 * TICK_HOUR};
}

static void scan_away(struct model *m)
{
    m->booth.away_count = 1;
    m->booth.away[0] = (struct booth_away){.gate = 1, .name = "北门一号", .heard = FIXTURE_NOW - 4 * TICK_HOUR};
}

static void log_empty(struct model *m)
{
    m->log.known = true;
    m->log.colour = VERDICT_RED;
    m->log.tab = LOG_INSIDE;
    PUT(m->log.search, "ZHANG");
}

static void log_keyboard(struct model *m)
{
    logged(m);
    m->over.keyboard_open = true;
    PUT(m->log.search, "Z");
}

static void entry(struct model *m)
{
    logged(m);
    m->entry = m->log.rows[1];
    m->entry.number = 184467;
    m->entry.inside = m->entry.can_take_back = true;
    PUT(m->entry.note, "接待人王老师电话确认，已在门口等候，车辆临时更换");
}

static void entry_dialog(struct model *m)
{
    entry(m);
    m->over.dialog = DIALOG_TAKE_BACK;
}

static void entry_exit(struct model *m)
{
    entry(m);
    m->over.dialog = DIALOG_EXIT;
    m->over.privacy_seconds = 4;
}

/* ---- The rest ---- */

static void settings(struct model *m)
{
    m->booth.rights = GUARD_SETTINGS;
}

static void settings_sign_out(struct model *m)
{
    m->over.dialog = DIALOG_SIGN_OUT;
}

static void diagnostics(struct model *m)
{
    struct model_diagnostics *d = &m->diagnostics;
    d->camera_fps = 29.9;
    d->camera_width = 1280;
    d->camera_height = 720;
    d->frames_read = 184467;
    d->read_ms_median = 2.1;
    d->read_ms_p95 = 18.4;
    d->last_scan_to_screen_us = 23400;
    PUT(d->device, "booth-west-south-01");
    PUT(d->version, "0.1.0");
    PUT(d->video_driver, "KMSDRM");
    PUT(d->config_path, "/etc/gatehouse/booth.ini");
    PUT(d->camera_message, "Device '/dev/video0' went away");
    d->lane = true;
    PUT(d->plates_off, "recognition.onnx is damaged");
    d->camera_restarts = 2;
}

/* ---- Sync ---- */

static void sync_good(struct model *m)
{
    m->sync.known = m->sync.status.enrolled = true;
    PUT(m->sync.status.problem, "none");
    PUT(m->sync.status.server, "https://visit.example.edu.cn");
    PUT(m->sync.status.fingerprint, "E6D5-BB38-692B-296A");
    m->sync.status.contact_at = m->now;
    m->sync.status.contact_ago = 12;
    m->sync.status.acknowledged = 18446;
}

static void sync_offline(struct model *m)
{
    sync_good(m);
    PUT(m->sync.status.problem, "unreachable");
    m->sync.status.contact_ago = 7400;
    m->sync.offline = m->sync.heard = true;
    m->sync.heard_ms = m->private_.mono_ms - 7400 * 1000;
    m->sync.status.waiting = 1244;
    m->sync.status.next_try = 6;
    m->sync.status.aside = true;
    m->sync.status.applications = 3;
}

static void sync_fetching(struct model *m)
{
    sync_good(m);
    m->sync.status.syncing = true;
    m->sync.status.received = 482500;
}

static void sync_other_history(struct model *m)
{
    sync_good(m);
    PUT(m->sync.status.problem, "other-history");
    m->sync.status.other_history = true;
}

static void sync_stick(struct model *m)
{
    sync_offline(m);
    m->booth.guard = 1;
    m->sync.status.stick_tries = 1;
    PUT(m->sync.status.stick, "done");
    m->sync.status.stick_at = m->now - 3 * TICK_HOUR;
    m->sync.status.stick_written = 1244;
}

static void sync_stick_running(struct model *m)
{
    sync_stick(m);
    PUT(m->sync.status.stick, "running");
    m->sync.status.stick_percent = 40;
}

static void sync_stick_forged(struct model *m)
{
    sync_stick(m);
    PUT(m->sync.status.stick, "forged");
    m->sync.status.stick_at = 0;
}

static void sync_not_ours(struct model *m)
{
    sync_offline(m);
    PUT(m->sync.status.problem, "not-our-server");
}

static void sync_wrong_date(struct model *m)
{
    sync_offline(m);
    PUT(m->sync.status.problem, "certificate-date");
}

static void sync_forged(struct model *m)
{
    sync_offline(m);
    PUT(m->sync.status.problem, "forged");
}

static void sync_no_daemon(struct model *m)
{
    m->sync.known = false;
}

static void sync_new(struct model *m)
{
    m->sync.known = true;
    PUT(m->sync.status.problem, "not-enrolled");
    PUT(m->sync.code, "4Q7KX2");
}

static void sync_bad_code(struct model *m)
{
    sync_new(m);
    PUT(m->sync.status.enrolment, "bad-code");
}

static void sync_new_wrong_date(struct model *m)
{
    sync_new(m);
    PUT(m->sync.status.enrolment, "certificate-date");
}

static void sync_asking(struct model *m)
{
    sync_new(m);
    PUT(m->sync.status.enrolment, "running");
}

static void sync_scanned(struct model *m)
{
    struct enrol_code *code = &m->sync.scanned;
    sync_new(m);
    m->settings.sets_network = m->sync.has_scanned = code->network.given = true;
    PUT(code->server, "https://visit.example.edu.cn");
    PUT(code->root, "00112233445566778899aabbccddeeff");
    PUT(code->network.ssid, "校园设备网");
    PUT(code->network.passphrase, "not shown");
    PUT(code->network.address, "10.1.2.3");
    code->network.prefix = 24;
    PUT(code->network.router, "10.1.2.1");
    PUT(code->network.name_servers[0], "10.1.0.1");
}

static void sync_scanned_no_network(struct model *m)
{
    sync_scanned(m);
    m->settings.sets_network = false;
    m->sync.scanned.root[0] = 0;
    m->sync.asked = true;
    PUT(m->sync.status.enrolment, "unreachable");
}

static void sync_revoked(struct model *m)
{
    sync_good(m);
    m->sync.status.revoked = m->sync.status.wiped = true;
    PUT(m->sync.status.problem, "revoked");
}

static void sync_revoking(struct model *m)
{
    sync_revoked(m);
    m->sync.status.wiped = false;
}

static void revoked(struct model *m)
{
    sync_revoked(m);
    m->booth.replica = REPLICA_STATE_MISSING;
    m->booth.freshness = REPLICA_MISSING;
    m->booth.keys_held = false;
    m->booth.guard = m->booth.guard_count = m->booth.last_count = 0;
}

static void sign_in_new(struct model *m)
{
    sign_in_empty(m);
    sync_new(m);
}

static void scan_offline(struct model *m)
{
    sync_offline(m);
    m->sync.heard_ms = m->private_.mono_ms - 31 * 1000;
}

static void toast(struct model *m)
{
    m->over.toast = TOAST_NOT_SAVED;
    m->over.toast_status = GH_FULL;
}

const struct fixture fixtures_pages[] = {
    {"sign-in", &screen_sign_in, sign_in, false},
    {"sign-in-pin", &screen_sign_in, sign_in_pin, false},
    {"sign-in-badge", &screen_sign_in, sign_in_badge, false},
    {"sign-in-wrong", &screen_sign_in, sign_in_wrong, false},
    {"sign-in-empty", &screen_sign_in, sign_in_empty, false},
    {"lookup-number", &screen_lookup, lookup_number, false},
    {"lookup-near", &screen_lookup, lookup_near, false},
    {"lookup-car", &screen_lookup, lookup_car, false},
    {"lookup-wrong", &screen_lookup, lookup_wrong, false},
    {"lookup-province", &screen_lookup, lookup_province, false},
    {"lookup-plate", &screen_lookup, lookup_plate, false},
    {"override", &screen_override, override, false},
    {"override-second", &screen_override, override_second, false},
    {"override-second-pin", &screen_override, override_second_pin, false},
    {"override-note", &screen_override, override_note, false},
    {"log", &screen_log, logged, false},
    {"log-inside", &screen_log, log_inside, false},
    {"log-inside-offline", &screen_log, log_inside_offline, false},
    {"scan-away", &screen_scan, scan_away, false},
    {"log-empty", &screen_log, log_empty, false},
    {"log-keyboard", &screen_log, log_keyboard, false},
    {"entry", &screen_entry, entry, false},
    {"entry-dialog", &screen_entry, entry_dialog, false},
    {"entry-exit", &screen_entry, entry_exit, false},
    {"settings", &screen_settings, settings, false},
    {"settings-sign-out", &screen_settings, settings_sign_out, false},
    {"diagnostics", &screen_diagnostics, diagnostics, false},
    {"sync", &screen_sync, sync_good, false},
    {"sync-offline", &screen_sync, sync_offline, false},
    {"sync-fetching", &screen_sync, sync_fetching, false},
    {"sync-other-history", &screen_sync, sync_other_history, false},
    {"sync-stick", &screen_sync, sync_stick, false},
    {"sync-stick-running", &screen_sync, sync_stick_running, false},
    {"sync-stick-forged", &screen_sync, sync_stick_forged, false},
    {"sync-not-ours", &screen_sync, sync_not_ours, false},
    {"sync-wrong-date", &screen_sync, sync_wrong_date, false},
    {"sync-forged", &screen_sync, sync_forged, false},
    {"sync-no-daemon", &screen_sync, sync_no_daemon, false},
    {"sync-new", &screen_sync, sync_new, false},
    {"sync-bad-code", &screen_sync, sync_bad_code, false},
    {"sync-new-wrong-date", &screen_sync, sync_new_wrong_date, false},
    {"sync-asking", &screen_sync, sync_asking, false},
    {"sync-scanned", &screen_sync, sync_scanned, false},
    {"sync-scanned-no-network", &screen_sync, sync_scanned_no_network, false},
    {"sync-revoked", &screen_sync, sync_revoked, false},
    {"sync-revoking", &screen_sync, sync_revoking, false},
    {"sign-in-revoked", &screen_sign_in, revoked, false},
    {"scan-revoked", &screen_scan, revoked, false},
    {"scan-other-history", &screen_scan, sync_other_history, false},
    {"self-revoked", &screen_self_scan, revoked, false},
    {"sign-in-new", &screen_sign_in, sign_in_new, false},
    {"scan-offline", &screen_scan, scan_offline, false},
    {"scan-offline-long", &screen_scan, sync_offline, false},
    {"self-offline", &screen_self_scan, sync_offline, false},
    {"scan-toast", &screen_scan, toast, false},
    {NULL, NULL, NULL, false},
};
