/* A vehicle whose riders the guard marks. */
#include <stdio.h>
#include <string.h>

#include "fixtures.h"
#include "screens/screens.h"

#define PUT(field, text) snprintf(field, sizeof(field), "%s", text)

static struct shown_rider *add(struct model *m, const char *name, const char *tail, bool here)
{
    struct shown_rider *r = &m->shown.riders[m->shown.rider_count++];
    *r = (struct shown_rider){.pass = fixture_card(PASS_RIDER, name, 'M', tail),
                              .colour = VERDICT_GREEN,
                              .reason = REASON_OK,
                              .can_mark = true,
                              .here = here};
    return r;
}

static void car(struct model *m, const char *plate)
{
    fixture_scan(m, SCAN_TO_CONFIRM, REASON_OK);
    struct shown *s = &m->shown;
    s->presented_as = PRESENTED_PLATE;
    s->pass = fixture_card(PASS_VEHICLE, "赵*强", 'M', "4417");
    PUT(s->pass.display.plate, plate);
    PUT(s->pass.display.unit_zh, "后勤处");
    PUT(s->pass.display.unit_en, "Logistics");
    PUT(s->pass.display.host, "马*傅");
    s->marks = s->can_admit = true;
    m->devices.lane = m->devices.barrier = true;
    m->devices.car = (struct model_car){.there = true, .x = 420, .y = 520, .w = 190, .h = 110};
    PUT(m->devices.car.plate, plate);
}

static void some(struct model *m)
{
    car(m, "京A·D12345");
    add(m, "赵*强", "4417", true);
    add(m, "孙*", "0028", true);
    add(m, "周*敏", "309X", false);
}

static void nobody(struct model *m)
{
    car(m, "沪B·7K219");
    add(m, "赵*强", "4417", false);
    add(m, "孙*", "0028", false);
    m->shown.can_admit = false;
    m->devices.barrier = false;
}

/* A rider who is barred, one who is inside already, and two codes shown beside the car. */
static void mixed(struct model *m)
{
    some(m);
    m->shown.riders[0].by_code = true;
    struct shown_rider *r = add(m, "买**·艾*", "6641", false);
    r->colour = VERDICT_RED;
    r->reason = REASON_REVOKED;
    r->can_mark = false;
    r = add(m, "吴*", "7712", true);
    r->colour = VERDICT_AMBER;
    r->reason = REASON_ALREADY_INSIDE;
    r->inside = true;
    r = add(m, "Wolfeschlegelsteinhausenberger", "88X1", true);
    r->joined = r->by_code = true;
    r = add(m, "", "", false);
    memset(&r->pass, 0, sizeof r->pass);
    r->joined = r->by_code = true;
    r->can_mark = false;
    r->colour = VERDICT_RED;
    r->reason = REASON_NOT_A_PASS;
}

static void by_rider(struct model *m)
{
    some(m);
    m->shown.by_rider = m->shown.riders[0].by_code = true;
    m->shown.riders[1].here = false;
    m->devices.car.there = false;
}

static void coach(struct model *m)
{
    car(m, "粤Z·1234港");
    for (int i = 0; i < 48; i++)
        add(m, i % 3 ? "欧阳*娜" : "陈*红", "2203", i % 4 != 0);
    m->shown.missed = 7;
}

static void stale(struct model *m)
{
    some(m);
    m->shown.state = SCAN_WAITING;
    m->shown.verdict.colour = VERDICT_AMBER;
    m->shown.verdict.reason = REASON_STALE_REPLICA;
    for (size_t i = 0; i < m->shown.rider_count; i++) {
        m->shown.riders[i].colour = VERDICT_AMBER;
        m->shown.riders[i].reason = REASON_STALE_REPLICA;
    }
    PUT(m->shown.pass.display.unit_zh, "国际合作与交流处港澳台事务办公室联络科室");
    PUT(m->shown.pass.display.unit_en, "Office of International Cooperation");
    PUT(m->shown.pass.display.purpose, "出席中外联合实验室年度学术研讨会暨设备验收");
}

static void leaving(struct model *m)
{
    some(m);
    m->booth.direction = m->shown.direction = DIRECTION_OUT;
    m->shown.inside = true;
    m->shown.inside_since = FIXTURE_NOW - 3 * TICK_HOUR - 10 * TICK_MINUTE;
    for (size_t i = 0; i < 2; i++)
        m->shown.riders[i].inside = true;
}

static void hidden(struct model *m)
{
    some(m);
    memset(&m->shown.pass.display, 0, sizeof m->shown.pass.display);
    m->shown.pass.personal = false;
    for (size_t i = 0; i < m->shown.rider_count; i++) {
        m->shown.riders[i].pass.personal = false;
        memset(&m->shown.riders[i].pass.display, 0, sizeof m->shown.riders[i].pass.display);
    }
}

static void went_in(struct model *m)
{
    some(m);
    m->shown.state = SCAN_ADMITTED;
    m->shown.can_take_back = true;
    m->verdict.take_back_seconds = 600;
    m->verdict.seconds_left = 3;
}

static void went_out(struct model *m)
{
    leaving(m);
    m->shown.state = SCAN_WENT_OUT;
    m->verdict.seconds_left = 3;
}

/* A red vehicle to override: the riders are asked for before the reason. */
static void override_riders(struct model *m)
{
    some(m);
    struct shown *s = &m->shown;
    s->state = SCAN_WAITING;
    s->verdict.colour = VERDICT_RED;
    s->verdict.reason = REASON_EXPIRED;
    s->can_override = m->override.asks_riders = true;
    s->marks = s->can_admit = false;
    for (size_t i = 0; i < s->rider_count; i++) {
        s->riders[i].colour = VERDICT_RED;
        s->riders[i].reason = i == 2 ? REASON_REVOKED : REASON_EXPIRED;
        s->riders[i].can_mark = i != 2;
        s->riders[i].here = i == 0;
    }
}

static void override_nobody(struct model *m)
{
    override_riders(m);
    m->shown.riders[0].here = false;
}

const struct fixture fixtures_visit[] = {
    {"override-riders", &screen_override, override_riders, false},
    {"override-riders-none", &screen_override, override_nobody, true},
    {"visit", &screen_verdict, some, false},
    {"visit-nobody", &screen_verdict, nobody, true},
    {"visit-mixed", &screen_verdict, mixed, false},
    {"visit-by-rider", &screen_verdict, by_rider, false},
    {"visit-coach", &screen_verdict, coach, false},
    {"visit-stale", &screen_verdict, stale, true},
    {"visit-leaving", &screen_verdict, leaving, false},
    {"visit-hidden", &screen_verdict, hidden, false},
    {"visit-admitted", &screen_verdict, went_in, false},
    {"visit-went-out", &screen_verdict, went_out, false},
    {NULL, NULL, NULL, false},
};
