#include "fixtures.h"

#include <stdio.h>
#include <string.h>

#include "screens/screens.h"

#define ZONE_MINUTES 480
/* 2026-03-05 07:42 at the campus. */
#define NOW FIXTURE_NOW
#define MIDNIGHT FIXTURE_MIDNIGHT

#define PUT(field, text) snprintf(field, sizeof(field), "%s", text)

static void put_gate(struct model *m, uint8_t gate, uint8_t campus, const char *zh, const char *en)
{
    struct wire_gate *g = &m->booth.gates[gate];
    g->gate = gate;
    g->campus = campus;
    PUT(g->name_zh, zh);
    PUT(g->name_en, en);
    PUT(g->campus_zh, campus == 0 ? "西城校区" : "大兴校区");
    PUT(g->campus_en, campus == 0 ? "West Campus" : "Daxing Campus");
}

static void put_entry(struct model *m, int ago_minutes, enum entry_kind kind, enum verdict_colour colour,
                      enum verdict_reason reason, const char *name, const char *unit)
{
    struct log_row *row = &m->booth.last[m->booth.last_count++];
    row->number = 200 - m->booth.last_count;
    row->at = NOW - ago_minutes * TICK_MINUTE;
    row->kind = kind;
    row->colour = colour;
    row->reason = reason;
    row->has_kind = true;
    row->pass_kind = PASS_PEDESTRIAN;
    row->personal = name[0] != '\0';
    PUT(row->name, name);
    PUT(row->unit_zh, unit);
    PUT(row->unit_en, unit[0] != '\0' ? "Office of Capital Construction" : "");
    PUT(row->pass_number, "7KD-M3W-PX9");
}

void fixture_base(struct model *m)
{
    memset(m, 0, sizeof *m);
    m->settings.zone_minutes = ZONE_MINUTES;
    m->settings.self_scan_help = true;
    PUT(m->settings.office_phone, "010-6888 0110");
    m->now = NOW;
    m->devices.camera = CAMERA_LIVE;
    m->booth_known = true;
    struct booth_status *b = &m->booth;
    put_gate(m, 0, 0, "南门", "South Gate");
    put_gate(m, 1, 0, "北门", "North Gate");
    put_gate(m, 2, 0, "东门车道", "East Gate lane");
    put_gate(m, 8, 1, "东门", "East Gate");
    put_gate(m, 9, 1, "西门", "West Gate");
    b->replica = REPLICA_STATE_OPEN;
    b->freshness = REPLICA_FRESH;
    b->held.ages.passes = NOW - TICK_MINUTE;
    b->held.ages.presence = NOW - TICK_MINUTE;
    b->keys_held = true;
    b->clock_trusted = true;
    b->personal = true;
    b->guard = 7;
    PUT(b->guard_name, "李师傅");
    b->counts.admitted_today = 128;
    b->now = NOW;
    b->persons_inside = 61;
    b->vehicles_inside = 7;
    b->disk_used_percent = 31;
    put_entry(m, 1, ENTRY_ADMIT, VERDICT_GREEN, REASON_OK, "张*三", "基建处");
    put_entry(m, 3, ENTRY_ADMIT, VERDICT_GREEN, REASON_OK, "赵*强", "后勤处");
    b->last[1].pass_kind = PASS_VEHICLE;
    b->last[1].riders = 3;
    PUT(b->last[1].plate, "京A·D12345");
    put_entry(m, 4, ENTRY_DECIDE_ADMIT, VERDICT_AMBER, REASON_NEW_PASS, "李*", "计算机学院");
    put_entry(m, 6, ENTRY_SHOWN, VERDICT_RED, REASON_EXPIRED, "", "");
    put_entry(m, 7, ENTRY_EXIT, VERDICT_GREEN, REASON_OK, "王*明", "土木学院");
}

/* ---- Scans ---- */

struct pass_card fixture_card(enum pass_kind kind, const char *name, char sex, const char *tail)
{
    struct pass_card c = {.kind = kind,
                          .uses = PASS_SINGLE_USE,
                          .not_before = MIDNIGHT + 8 * TICK_HOUR,
                          .expires = MIDNIGHT + 18 * TICK_HOUR,
                          .gates = 0x7,
                          .live = true,
                          .personal = true,
                          .row = ROW_VALID};
    PUT(c.number, "7KD-M3W-PX9");
    PUT(c.display.name, name);
    c.display.sex = sex;
    PUT(c.display.id_tail, tail);
    PUT(c.display.unit_zh, "基建处");
    PUT(c.display.unit_en, "Capital Construction");
    PUT(c.display.purpose, "工程验收");
    return c;
}

void fixture_scan(struct model *m, enum scan_state state, enum verdict_reason reason)
{
    struct shown *s = &m->shown;
    memset(s, 0, sizeof *s);
    s->scan = 12;
    s->state = state;
    s->verdict.reason = reason;
    s->verdict.colour = reason == REASON_OK            ? VERDICT_GREEN
                        : reason >= REASON_STORE_ERROR ? VERDICT_AMBER
                                                       : VERDICT_RED;
    s->at = NOW;
    s->has_pass = true;
    s->pass = fixture_card(PASS_PEDESTRIAN, "张*三", 'M', "2345");
    s->can_override = true;
}

static void green(struct model *m)
{
    fixture_scan(m, SCAN_ADMITTED, REASON_OK);
    m->shown.can_take_back = true;
    m->verdict.take_back_seconds = 600;
    m->verdict.seconds_left = 3;
}

static void green_foreign(struct model *m)
{
    green(m);
    PUT(m->shown.pass.display.name, "Wolfeschlegelsteinhausenberger");
    PUT(m->shown.pass.display.id_tail, "88X1");
    PUT(m->shown.pass.display.unit_zh, "国际合作与交流处港澳台事务办公室联络科室");
    PUT(m->shown.pass.display.unit_en, "Office of International Cooperation");
    PUT(m->shown.pass.display.purpose, "出席中外联合实验室年度学术研讨会暨设备验收");
    m->shown.pass.expires += 9 * TICK_DAY;
    m->shown.pass.gates = 0x307;
    m->shown.pass.uses = PASS_MULTIPLE_USE;
    m->shown.pass.display.sex = 'F';
}

static void green_minority(struct model *m)
{
    green(m);
    PUT(m->shown.pass.display.name, "买**·艾*");
    m->shown.verdict.freshness = REPLICA_STALE;
    m->booth.freshness = REPLICA_STALE;
    m->booth.held.ages.passes = NOW - 22 * TICK_MINUTE;
    m->booth.counts.waiting = 3;
    m->over.privacy_seconds = 4;
}

static void green_vehicle(struct model *m)
{
    static const char *const names[] = {"赵*强", "孙*", "周*敏", "吴*", "郑**", "买**·艾*", "Alexandra M*", "陈*红"};
    static const char *const tails[] = {"4417", "0028", "309X", "7712", "1180", "6641", "88X1", "2203"};
    green(m);
    m->shown.pass = fixture_card(PASS_VEHICLE, "赵*强", 'M', "4417");
    PUT(m->shown.pass.display.plate, "京A·D12345");
    PUT(m->shown.pass.display.unit_zh, "后勤处");
    m->shown.rider_count = 8;
    for (size_t i = 0; i < 8; i++) {
        m->shown.riders[i] = (struct shown_rider){.pass = fixture_card(PASS_RIDER, names[i], 'M', tails[i]),
                                                  .colour = VERDICT_GREEN,
                                                  .reason = REASON_OK,
                                                  .here = true};
    }
}

static void green_car(struct model *m)
{
    green_vehicle(m);
    PUT(m->shown.pass.display.plate, "沪B·7K219");
    m->shown.pass.display.name[0] = '\0';
    m->shown.rider_count = 1;
}

static void green_nameless(struct model *m)
{
    green(m);
    m->shown.pass.personal = false;
    memset(&m->shown.pass.display, 0, sizeof m->shown.pass.display);
    m->booth.guard = 0;
}

static void confirm(struct model *m)
{
    fixture_scan(m, SCAN_TO_CONFIRM, REASON_OK);
    m->shown.can_admit = true;
}

static void offline(struct model *m)
{
    m->booth.freshness = REPLICA_MISSING;
    m->booth.held.ages.passes = NOW - 27 * TICK_HOUR;
    m->booth.counts.waiting = 41;
}

static void amber_check(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_NEW_PASS);
    m->shown.pass.personal = false;
    memset(&m->shown.pass.display, 0, sizeof m->shown.pass.display);
    m->shown.verdict.advice = ADVICE_CHECK_HOLDER;
    m->shown.can_check_holder = true;
    m->shown.holder_tries_left = 3;
    PUT(m->verdict.holder, "041");
    offline(m);
}

static void amber_wrong(struct model *m)
{
    amber_check(m);
    PUT(m->verdict.holder, "");
    m->verdict.holder_wrong = true;
    m->shown.holder_tries_left = 1;
    m->shown.verdict.reason = REASON_OFFLINE_UNCONFIRMED;
}

static void amber_matched(struct model *m)
{
    amber_check(m);
    m->shown.holder_matched = true;
    m->shown.can_admit = true;
}

static void amber_inside(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_ALREADY_INSIDE);
    m->shown.verdict.advice = ADVICE_COMPARE_ID;
    m->shown.inside = true;
    m->shown.inside_since = NOW - 2 * TICK_HOUR;
    m->shown.can_admit = true;
}

static void amber_choose(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_CHOOSE);
    m->shown.has_pass = false;
    m->shown.candidate_count = 5;
    for (int i = 0; i < 5; i++) {
        m->shown.candidates[i] = fixture_card(PASS_VEHICLE, "周*敏", 'F', "309X");
        PUT(m->shown.candidates[i].display.plate, "京A·D12345");
        m->shown.candidates[i].pass_id.b[0] = (uint8_t)i;
    }
}

static void amber_store(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_STORE_ERROR);
    m->shown.fault = GH_FULL;
    m->shown.paper_log = true;
    m->booth.journal = GH_FULL;
    m->booth.disk_used_percent = 100;
    m->shown.can_admit = true;
}

static void paper_admitted(struct model *m)
{
    amber_store(m);
    m->shown.state = SCAN_ADMITTED;
}

static void red_used(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_ALREADY_USED);
    m->shown.use = (struct use){.used = true, .at = NOW - 21 * TICK_MINUTE, .gate = 1};
    m->booth.freshness = REPLICA_STALE;
    m->booth.held.ages.passes = NOW - 22 * TICK_MINUTE;
    m->shown.verdict.freshness = REPLICA_STALE;
}

static void red_gate(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_WRONG_GATE);
    m->shown.pass.gates = 0x300;
}

static void red_early(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_TOO_EARLY);
    m->shown.pass.not_before += 3 * TICK_DAY;
    m->shown.pass.expires += 12 * TICK_DAY;
    PUT(m->shown.pass.display.name, "Wolfeschlegelsteinhausenberger");
    PUT(m->shown.pass.display.unit_zh, "国际合作与交流处港澳台事务办公室联络科室");
}

static void red_not_a_pass(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_NOT_A_PASS);
    m->shown.has_pass = false;
    m->shown.can_override = false;
}

static void red_gun_changed(struct model *m)
{
    red_not_a_pass(m);
    m->shown.gun_changed = true;
}

static void red_stranger(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_NOT_EXPECTED);
    m->page = PAGE_VERDICT;
    m->shown.has_pass = false;
    m->shown.presented_as = PRESENTED_PLATE;
    PUT(m->shown.plate, "京A·D12345");
}

static void red_barred(struct model *m)
{
    fixture_scan(m, SCAN_WAITING, REASON_BARRED);
}

static void refused(struct model *m)
{
    fixture_scan(m, SCAN_REFUSED, REASON_NEW_PASS);
}

static void taken_back(struct model *m)
{
    fixture_scan(m, SCAN_TAKEN_BACK, REASON_OK);
}

/* ---- Waiting ---- */

static void scan_plain(struct model *m)
{
    m->settings.torch = false;
}

static void scan_lane(struct model *m)
{
    m->devices.lane = true;
}

static void scan_lane_car(struct model *m)
{
    m->devices.lane = true;
    m->devices.car = (struct model_car){.there = true, .x = 420, .y = 520, .w = 190, .h = 110};
    PUT(m->devices.car.plate, "京A·D12345");
}

static void scan_lane_unreadable(struct model *m)
{
    scan_lane_car(m);
    m->devices.car.unreadable = true;
}

static void scan_lane_off(struct model *m)
{
    m->devices.lane = true;
    PUT(m->diagnostics.plates_off, "recognition.onnx is damaged");
}

static void scan_torch(struct model *m)
{
    m->settings.torch = true;
    m->devices.torch_on = true;
    m->booth.direction = DIRECTION_OUT;
    m->booth.freshness = REPLICA_STALE;
    m->booth.held.ages.passes = NOW - 3 * TICK_HOUR;
    m->booth.counts.waiting = 1204;
    m->booth.disk_used_percent = 84;
}

static void scan_lost(struct model *m)
{
    m->devices.camera = CAMERA_LOST;
}

static void scan_no_camera(struct model *m)
{
    m->devices.camera = CAMERA_NONE;
    m->booth.last_count = 0;
}

/* Codes use the camera on screen; the lane has its own camera. */
static void scan_lane_lost(struct model *m)
{
    scan_plain(m);
    m->devices.lane_camera = CAMERA_LOST;
}

static void scan_starting(struct model *m)
{
    memset(&m->booth, 0, sizeof m->booth);
    m->booth_known = false;
    m->devices.camera = CAMERA_STARTING;
}

static void scan_new_booth(struct model *m)
{
    m->booth.replica = REPLICA_STATE_MISSING;
    m->booth.freshness = REPLICA_MISSING;
    m->booth.keys_held = false;
    m->booth.last_count = 0;
    memset(m->booth.gates, 0, sizeof m->booth.gates);
    m->settings.office_phone[0] = '\0';
}

static void scan_no_records(struct model *m)
{
    m->booth.journal = GH_READ_ONLY;
    m->booth.clock_trusted = false;
}

static void scan_records_gone(struct model *m)
{
    m->booth.journal = GH_GONE;
}

static void scan_records_back(struct model *m)
{
    m->booth.journal_put_back = true;
}

/* ---- Self-scan ---- */

static void self(struct model *m, enum model_self_phase phase)
{
    m->mode = MODE_SELF_SCAN;
    m->self_scan.phase = phase;
    m->self_scan.seconds_left = 4;
    m->diagnostics.sound = true;
}

static void self_waiting(struct model *m)
{
    self(m, SELF_WAITING);
}

static void self_no_camera(struct model *m)
{
    self(m, SELF_WAITING);
    m->devices.camera = CAMERA_LOST;
}

static void self_let_in(struct model *m)
{
    green(m);
    self(m, SELF_LET_IN);
}

static void self_see_guard(struct model *m)
{
    red_barred(m);
    self(m, SELF_SEE_GUARD);
}

static void self_not_now(struct model *m)
{
    red_gate(m);
    self(m, SELF_NOT_NOW);
}

static void self_help(struct model *m)
{
    self(m, SELF_HELP);
}

static void self_help_silent(struct model *m)
{
    self(m, SELF_HELP);
    m->diagnostics.sound = false;
}

static void self_waiting_silent(struct model *m)
{
    self_waiting(m);
    m->diagnostics.sound = false;
}

const struct fixture fixtures_scan[] = {
    {"scan", &screen_scan, scan_plain, false},
    {"scan-out-torch", &screen_scan, scan_torch, false},
    {"scan-lane", &screen_scan, scan_lane, false},
    {"scan-lane-car", &screen_scan, scan_lane_car, false},
    {"scan-lane-unreadable", &screen_scan, scan_lane_unreadable, false},
    {"scan-lane-off", &screen_scan, scan_lane_off, false},
    {"scan-lane-lost", &screen_scan, scan_lane_lost, false},
    {"scan-camera-lost", &screen_scan, scan_lost, false},
    {"scan-no-camera", &screen_scan, scan_no_camera, false},
    {"scan-starting", &screen_scan, scan_starting, false},
    {"scan-new-booth", &screen_scan, scan_new_booth, false},
    {"scan-no-records", &screen_scan, scan_no_records, false},
    {"scan-records-gone", &screen_scan, scan_records_gone, false},
    {"scan-records-back", &screen_scan, scan_records_back, false},
    {"green", &screen_verdict, green, false},
    {"green-foreign", &screen_verdict, green_foreign, false},
    {"green-stale", &screen_verdict, green_minority, false},
    {"green-vehicle", &screen_verdict, green_vehicle, false},
    {"green-car", &screen_verdict, green_car, false},
    {"green-nameless", &screen_verdict, green_nameless, false},
    {"confirm", &screen_verdict, confirm, false},
    {"amber-check", &screen_verdict, amber_check, false},
    {"amber-wrong", &screen_verdict, amber_wrong, false},
    {"amber-matched", &screen_verdict, amber_matched, false},
    {"amber-inside", &screen_verdict, amber_inside, false},
    {"amber-choose", &screen_verdict, amber_choose, false},
    {"amber-store", &screen_verdict, amber_store, false},
    {"paper-admitted", &screen_verdict, paper_admitted, false},
    {"red-used", &screen_verdict, red_used, false},
    {"red-gate", &screen_verdict, red_gate, false},
    {"red-early", &screen_verdict, red_early, false},
    {"red-not-a-pass", &screen_verdict, red_not_a_pass, false},
    {"red-gun-changed", &screen_verdict, red_gun_changed, false},
    {"red-stranger", &screen_verdict, red_stranger, false},
    {"red-barred", &screen_verdict, red_barred, false},
    {"refused", &screen_verdict, refused, false},
    {"taken-back", &screen_verdict, taken_back, false},
    {"self-waiting", &screen_self_scan, self_waiting, false},
    {"self-no-camera", &screen_self_scan, self_no_camera, false},
    {"self-let-in", &screen_self_scan, self_let_in, false},
    {"self-see-guard", &screen_self_scan, self_see_guard, false},
    {"self-not-now", &screen_self_scan, self_not_now, false},
    {"self-help", &screen_self_scan, self_help, false},
    {"self-help-silent", &screen_self_scan, self_help_silent, false},
    {"self-waiting-silent", &screen_self_scan, self_waiting_silent, false},
    {NULL, NULL, NULL, false},
};
