#include <stdio.h>
#include <string.h>

#include "fixtures.h"
#include "screens/screens.h"

#define PUT(field, text) snprintf(field, sizeof(field), "%s", text)

/* ---- The roll call ---- */

static void running(struct model *m)
{
    m->booth.roll_call = (struct roll_status){
        .running = true, .at = FIXTURE_NOW - 4 * TICK_MINUTE, .total = 231, .found = 12, .people = 217, .cars = 2};
    PUT(m->booth.roll_call.by, "欧阳建国");
}

static void put(struct model *m, const char *name, const char *plate, enum roll_mark mark)
{
    static const char *const units[][2] = {
        {"物理学院", "School of Physics"},
        {"国家重点实验室仪器共享与技术服务中心", "Centre for Instrument Sharing and Technical Service"}};
    struct model_roll_call *r = &m->roll_call;
    struct roll_item *item = &r->items[r->count];
    *item = (struct roll_item){.id = {{1, (uint8_t)r->count}},
                               .since = FIXTURE_NOW - (tick)(r->count + 1) * 17 * TICK_MINUTE,
                               .gate = (uint8_t)(r->count % 2),
                               .mark = mark,
                               .personal = true};
    PUT(item->name, name);
    PUT(item->plate, plate);
    PUT(item->unit_zh, units[r->count % 2][0]);
    PUT(item->unit_en, units[r->count % 2][1]);
    r->count++;
}

static void roll_call(struct model *m)
{
    running(m);
    m->page = PAGE_ROLL_CALL;
    m->roll_call.known = true;
    m->roll_call.tab = ROLL_EVERYBODY;
    m->roll_call.status = m->booth.roll_call;
    put(m, "张*", "", ROLL_OPEN);
    put(m, "买买提·**", "浙A12345", ROLL_SAFE);
    m->roll_call.items[1].mine = true;
    put(m, "Alexandra M*********-F********", "", ROLL_MISSING);
    put(m, "李*", "", ROLL_SAFE);
    put(m, "", "", ROLL_OPEN);
    put(m, "王*", "", ROLL_AWAY);
    put(m, "赵*", "", ROLL_OPEN);
    m->roll_call.items[6].left = true;
    for (int i = 0; i < 12; i++)
        put(m, "周**", "浙AD12345", ROLL_OPEN);
}

static void roll_call_away(struct model *m)
{
    roll_call(m);
    m->booth.away_count = 2;
    for (size_t i = 0; i < 2; i++) {
        m->booth.away[i].heard = FIXTURE_NOW - 2 * TICK_HOUR;
        PUT(m->booth.away[i].name, "东门二号岗");
    }
}

static void roll_call_alone(struct model *m)
{
    roll_call(m);
    m->roll_call.status.alone = m->booth.roll_call.alone = true;
    m->roll_call.status.by[0] = '\0';
    m->roll_call.tab = ROLL_TO_FIND;
    m->booth.presence_old = true;
    m->sync.offline = true;
}

static void roll_call_cars(struct model *m)
{
    roll_call(m);
    m->roll_call.tab = ROLL_CARS;
    put(m, "", "浙AD12345", ROLL_OPEN);
    put(m, "", "", ROLL_OPEN);
    m->roll_call.items[m->roll_call.count - 1].vehicle = m->roll_call.items[m->roll_call.count - 2].vehicle = true;
}

static void roll_call_found(struct model *m)
{
    roll_call(m);
    m->roll_call.tab = ROLL_TO_FIND;
    m->roll_call.count = 0;
    m->roll_call.status.people = 0;
}

static void roll_call_hidden(struct model *m)
{
    roll_call(m);
    m->roll_call.count = 0;
    m->roll_call.known = false;
}

static void none(struct model *m)
{
    m->page = PAGE_ROLL_CALL;
    m->booth.rights = GUARD_ADMIT;
    m->roll_call.known = true;
}

static void none_offline(struct model *m)
{
    none(m);
    m->booth.presence_old = true;
    m->sync.offline = true;
    m->booth.away_count = 2;
}

static void ask_start(struct model *m)
{
    none(m);
    m->over.dialog = DIALOG_ROLL_START;
}

static void ask_offline(struct model *m)
{
    none_offline(m);
    m->over.dialog = DIALOG_ROLL_START_OFFLINE;
}

static void ask_end(struct model *m)
{
    roll_call(m);
    m->booth.rights = GUARD_ADMIT;
    m->over.dialog = DIALOG_ROLL_END_OPEN;
}

static void ask_end_found(struct model *m)
{
    roll_call_found(m);
    m->over.dialog = DIALOG_ROLL_END;
}

static void ask_end_offline(struct model *m)
{
    ask_end(m);
    m->sync.offline = true;
    m->over.dialog = DIALOG_ROLL_END_OFFLINE;
}

static void ended(struct model *m)
{
    none(m);
    m->roll_call.status.ended = FIXTURE_NOW - 9 * TICK_MINUTE;
    PUT(m->roll_call.status.ended_by, "欧阳建国");
}

static void ended_offline(struct model *m)
{
    ended(m);
    none_offline(m);
    m->roll_call.status.alone = true;
}

/* A guard ended it here without a network, and others went on. */
static void runs_on(struct model *m)
{
    roll_call_away(m);
    m->booth.rights = GUARD_ADMIT;
    m->roll_call.status.ended = FIXTURE_NOW - 2 * TICK_MINUTE;
}

static void elsewhere(struct model *m)
{
    roll_call(m);
    m->over.toast = TOAST_ROLL_ELSEWHERE;
}

/* ---- Every other page says so ---- */

static void scan(struct model *m)
{
    running(m);
    m->page = PAGE_SCAN;
}

static void green(struct model *m)
{
    running(m);
    fixture_scan(m, SCAN_ADMITTED, REASON_OK);
}

static void red(struct model *m)
{
    running(m);
    fixture_scan(m, SCAN_WAITING, REASON_EXPIRED);
}

static void settings(struct model *m)
{
    running(m);
    m->page = PAGE_SETTINGS;
}

static void sign_in(struct model *m)
{
    running(m);
    m->page = PAGE_SIGN_IN;
    m->booth.guard = 0;
}

static void self_scan(struct model *m)
{
    running(m);
    m->mode = MODE_SELF_SCAN;
    m->page = PAGE_SELF_SCAN;
}

static void walk_up(struct model *m)
{
    running(m);
    m->mode = MODE_WALK_UP;
    m->page = PAGE_WALK_UP;
}

const struct fixture fixtures_roll_call[] = {
    {"roll-call", &screen_roll_call, roll_call, false},
    {"roll-call-away", &screen_roll_call, roll_call_away, false},
    {"roll-call-alone", &screen_roll_call, roll_call_alone, false},
    {"roll-call-cars", &screen_roll_call, roll_call_cars, false},
    {"roll-call-found", &screen_roll_call, roll_call_found, false},
    {"roll-call-hidden", &screen_roll_call, roll_call_hidden, false},
    {"roll-call-none", &screen_roll_call, none, false},
    {"roll-call-none-offline", &screen_roll_call, none_offline, false},
    {"roll-call-ask", &screen_roll_call, ask_start, false},
    {"roll-call-ask-offline", &screen_roll_call, ask_offline, false},
    {"roll-call-ask-end", &screen_roll_call, ask_end, false},
    {"roll-call-ask-end-found", &screen_roll_call, ask_end_found, false},
    {"roll-call-ask-end-offline", &screen_roll_call, ask_end_offline, false},
    {"roll-call-ended", &screen_roll_call, ended, false},
    {"roll-call-ended-offline", &screen_roll_call, ended_offline, false},
    {"roll-call-runs-on", &screen_roll_call, runs_on, false},
    {"roll-call-elsewhere", &screen_roll_call, elsewhere, false},
    {"evacuation-scan", &screen_scan, scan, false},
    {"evacuation-green", &screen_verdict, green, false},
    {"evacuation-red", &screen_verdict, red, false},
    {"evacuation-settings", &screen_settings, settings, false},
    {"evacuation-sign-in", &screen_sign_in, sign_in, false},
    {"evacuation-self-scan", &screen_self_scan, self_scan, false},
    {"evacuation-walk-up", &screen_walk_up, walk_up, false},
    {NULL, NULL, NULL, false},
};
