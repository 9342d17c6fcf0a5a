#include <stdio.h>
#include <string.h>

#include "fixtures.h"
#include "screens/screens.h"

#define PUT(field, text) snprintf(field, sizeof(field), "%s", text)

static const struct civil_date today = {2026, 11, 24};

static struct form_person *person(struct model *m, size_t i, const char *name, const char *number)
{
    struct form_person *p = &m->walk_up.form.persons[i];
    PUT(p->name, name);
    PUT(p->number, number);
    PUT(p->mobile, "13900139000");
    p->sex = 'M';
    return p;
}

/* Everything is filled in; the page is at a step. */
static void at(struct model *m, enum walk_up_step step)
{
    struct walk_up_form *f = &m->walk_up.form;
    m->page = PAGE_WALK_UP;
    form_begin(f);
    f->category_known = f->vehicle = true;
    f->purpose = 3;
    f->unit = 2;
    PUT(f->unit_zh, "物理学院（凝聚态与材料物理研究所）");
    PUT(f->unit_en, "School of Physics (Institute of Condensed Matter and Materials)");
    PUT(f->host, "欧阳教授");
    PUT(f->plate, "京AD12345");
    person(m, 0, "买买提·艾山", "440308199901100034");
    f->duration = 1;
    f->step = step;
    m->walk_up.ime_works = true;
    m->walk_up.check = form_check(f, today, &m->walk_up.message);
}

static void units(struct model *m)
{
    static const char *const names[][2] = {
        {"物理学院（凝聚态与材料物理研究所）", "School of Physics (Institute of Condensed Matter and Materials)"},
        {"数学科学学院", "School of Mathematical Sciences"},
        {"后勤保障部", "Logistics"},
        {"国际合作与交流处", "Office of International Relations"},
        {"图书馆", "Library"},
    };
    m->walk_up.units.count = m->walk_up.units.total = 5;
    m->walk_up.units_known = true;
    for (size_t i = 0; i < 5; i++) {
        m->walk_up.units.units[i].unit = (uint32_t)i + 1;
        PUT(m->walk_up.units.units[i].name_zh, names[i][0]);
        PUT(m->walk_up.units.units[i].name_en, names[i][1]);
    }
}

static void candidates(struct model *m)
{
    static const char *const words[IME_CANDIDATES_MAX] = {"卫国", "为国", "伟国", "维国", "威国", "卫", "为"};
    struct ime_state *ime = &m->walk_up.ime;
    ime->works = true;
    PUT(ime->composition, "wei guo");
    ime->count = IME_CANDIDATES_MAX;
    for (size_t i = 0; i < IME_CANDIDATES_MAX; i++)
        PUT(ime->candidates[i], words[i]);
    ime->first_page = true;
}

static void start(struct model *m)
{
    form_begin(&m->walk_up.form);
}

static void start_pictures(struct model *m)
{
    start(m);
    m->booth.policy.car_picture_keep = 7 * TICK_DAY;
}

static void start_days(struct model *m)
{
    start_pictures(m);
    m->booth.policy.personal_keep = 180 * TICK_DAY;
}

static void start_closed(struct model *m)
{
    start(m);
    m->booth.closed_today = true;
}

static void category(struct model *m)
{
    at(m, STEP_CATEGORY);
}

static void category_low(struct model *m)
{
    at(m, STEP_CATEGORY);
    m->walk_up.low = true;
}

static void purpose(struct model *m)
{
    at(m, STEP_PURPOSE);
}

static void unit(struct model *m)
{
    at(m, STEP_UNIT);
    units(m);
    PUT(m->walk_up.form.search, "wu");
}

static void unit_none(struct model *m)
{
    at(m, STEP_UNIT);
    m->walk_up.form.unit = 0;
    m->walk_up.units_known = true;
    PUT(m->walk_up.form.search, "xyz");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void host(struct model *m)
{
    at(m, STEP_HOST);
    PUT(m->walk_up.form.host, "张");
    candidates(m);
}

static void plate(struct model *m)
{
    at(m, STEP_PLATE);
}

static void plate_empty(struct model *m)
{
    at(m, STEP_PLATE);
    m->walk_up.form.plate[0] = '\0';
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void name_latin(struct model *m)
{
    at(m, STEP_NAME);
    m->walk_up.latin = true;
    PUT(m->walk_up.form.persons[0].name, "Anne-Marie Dupont");
}

static void name_suffix(struct model *m)
{
    name_latin(m);
    PUT(m->walk_up.form.persons[0].name, "Henry Ford 3rd");
}

static void document(struct model *m)
{
    at(m, STEP_DOCUMENT);
}

static void document_wrong(struct model *m)
{
    at(m, STEP_DOCUMENT);
    PUT(m->walk_up.form.persons[0].number, "440308199901100035");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void document_passport(struct model *m)
{
    at(m, STEP_DOCUMENT);
    m->walk_up.form.persons[0].document = DOCUMENT_PASSPORT;
    PUT(m->walk_up.form.persons[0].number, "12AB34567");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void sex(struct model *m)
{
    at(m, STEP_SEX);
}

static void mobile(struct model *m)
{
    at(m, STEP_MOBILE);
    PUT(m->walk_up.form.persons[0].mobile, "2390013");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void mobile_abroad(struct model *m)
{
    at(m, STEP_MOBILE);
    PUT(m->walk_up.form.persons[0].mobile, "+8529123456");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void mobile_countries(struct model *m)
{
    mobile_abroad(m);
    m->walk_up.countries = true;
}

static void people(struct model *m)
{
    at(m, STEP_PEOPLE);
    m->walk_up.form.person_count = 3;
    person(m, 1, "Alexandra Montgomery-Fotheringham", "440308199901100034");
    person(m, 2, "王小明", "440308199901100034");
}

static void guardian(struct model *m)
{
    at(m, STEP_GUARDIAN);
    PUT(m->walk_up.form.guardian, "赵卫国");
    m->walk_up.check = FORM_GOOD;
    m->walk_up.message = N_("A parent or guardian consents for visitors under 14.");
}

static void duration(struct model *m)
{
    at(m, STEP_DURATION);
}

static void review(struct model *m)
{
    at(m, STEP_REVIEW);
}

static void review_failed(struct model *m)
{
    at(m, STEP_REVIEW);
    m->walk_up.failed = GH_IO;
}

static void still_there(struct model *m)
{
    at(m, STEP_MOBILE);
    m->walk_up.seconds_left = 18;
}

static void sent(struct model *m)
{
    form_begin(&m->walk_up.form);
    m->walk_up.form.step = STEP_SENT;
    m->walk_up.receipt.number = 427;
    PUT(m->walk_up.receipt.link, "0123456789abcdefABCDEF");
    m->sync.known = true;
    PUT(m->sync.status.problem, "none");
    PUT(m->sync.status.server, "https://visit.example.edu.cn");
}

static void sent_offline(struct model *m)
{
    sent(m);
    PUT(m->sync.status.problem, "unreachable");
}

static void sent_again(struct model *m)
{
    sent(m);
    m->walk_up.receipt.again = true;
    m->walk_up.receipt.link[0] = '\0';
}

static void sent_low(struct model *m)
{
    sent(m);
    m->walk_up.low = true;
}

static void review_low(struct model *m)
{
    review(m);
    m->walk_up.low = true;
}

static void receipt_paper_states(struct model *m, enum model_print print, enum printed printed)
{
    at(m, STEP_SENT);
    m->settings.printer = true;
    PUT(m->sync.status.server, "https://visit.example.edu.cn");
    m->walk_up.receipt.number = 427;
    PUT(m->walk_up.receipt.link, "0123456789abcdefABCDEF");
    m->walk_up.print = print;
    m->walk_up.printed = printed;
}

static void receipt_print(struct model *m)
{
    receipt_paper_states(m, MODEL_PRINT_NONE, PRINTED_WELL);
}

static void receipt_printed(struct model *m)
{
    receipt_paper_states(m, MODEL_PRINT_DONE, PRINTED_WELL);
}

static void receipt_no_paper(struct model *m)
{
    receipt_paper_states(m, MODEL_PRINT_FAILED, PRINTED_NO_PAPER);
}

static void walk_ups(struct model *m)
{
    static const struct walk_up_row rows[] = {
        {.number = 431},
        {.number = 430, .sent = true, .state = WALK_UP_UNIT},
        {.number = 429, .sent = true, .state = WALK_UP_SECURITY},
        {.number = 427, .sent = true, .state = WALK_UP_APPROVED, .passes = 2, .entered = 1},
        {.number = 426, .sent = true, .state = WALK_UP_REFUSED, .reason = WALK_UP_INCOMPLETE},
        {.number = 423,
         .sent = true,
         .state = WALK_UP_REFUSED,
         .note = "本单位今日没有安排接待，请访客与接待人另约时间。"},
        {.number = 425, .sent = true, .state = WALK_UP_APPROVED, .passes = 1, .entered = 1},
        {.number = 424, .sent = true, .state = WALK_UP_ENDED},
    };
    m->walk_ups.page.count = sizeof rows / sizeof rows[0];
    m->walk_ups.known = true;
    for (size_t i = 0; i < m->walk_ups.page.count; i++) {
        m->walk_ups.page.rows[i] = rows[i];
        m->walk_ups.page.rows[i].at = m->now - (tick)(3 + 7 * i) * TICK_MINUTE;
    }
}

static void walk_ups_empty(struct model *m)
{
    m->walk_ups.known = true;
}

static void walk_ups_emergency(struct model *m)
{
    walk_ups(m);
    m->booth.policy.emergency_admission = true;
    m->booth.rights = GUARD_ADMIT | GUARD_OVERRIDE;
    for (size_t i = 0; i < m->walk_ups.page.count; i++)
        m->walk_ups.page.rows[i].emergency = i >= 1 && i <= 3 ? (enum emergency_state)i : EMERGENCY_NONE;
}

static void emergency_at(struct model *m, enum emergency_step step)
{
    m->page = PAGE_EMERGENCY;
    m->booth.policy.emergency_admission = true;
    m->emergency.step = step;
    m->emergency.number = 427;
    m->devices.camera = CAMERA_LIVE;
    m->emergency.reason = step > EMERGENCY_WHY ? OVERRIDE_OFFICIAL_DUTY : OVERRIDE_NONE;
    m->walk_up.form.step = STEP_HOST;
    m->walk_up.ime_works = true;
    PUT(m->walk_up.form.host, step > EMERGENCY_WHO ? "司马相如·阿不都热依木" : "王");
    m->walk_up.check = form_check(&m->walk_up.form, today, &m->walk_up.message);
}

static void emergency_why(struct model *m)
{
    emergency_at(m, EMERGENCY_WHY);
}

static void emergency_who(struct model *m)
{
    emergency_at(m, EMERGENCY_WHO);
    candidates(m);
}

static void emergency_slip(struct model *m)
{
    emergency_at(m, EMERGENCY_SLIP);
}

static void emergency_slip_taken(struct model *m)
{
    emergency_at(m, EMERGENCY_SLIP);
    m->emergency.photo = true;
}

static void emergency_no_camera(struct model *m)
{
    emergency_at(m, EMERGENCY_SLIP);
    m->devices.camera = CAMERA_LOST;
}

static void emergency_still_there(struct model *m)
{
    emergency_at(m, EMERGENCY_WHO);
    m->emergency.seconds_left = 18;
}

static void emergency_let_in(struct model *m)
{
    emergency_at(m, EMERGENCY_LET_IN);
    m->emergency.photo = true;
}

static void emergency_second_guard(struct model *m)
{
    emergency_at(m, EMERGENCY_LET_IN);
    m->booth.policy.second_guard = true;
    m->booth.guard_count = 2;
    m->booth.guards[0].guard = m->booth.guard = 1;
    PUT(m->booth.guards[0].name, "李师傅");
    m->booth.guards[1].guard = m->sign_in.second_guard = 2;
    PUT(m->booth.guards[1].name, "赵师傅");
    m->sign_in.pin_len = 3;
}

static void scan_walk_ups(struct model *m)
{
    m->booth.walk_ups_approved = 2;
    m->booth.walk_ups_waiting = 3;
}

static void scan_walk_ups_waiting(struct model *m)
{
    m->booth.walk_ups_waiting = 12;
}

const struct fixture fixtures_walk_up[] = {
    {"walk-up-start", &screen_walk_up, start, false},
    {"walk-up-start-pictures", &screen_walk_up, start_pictures, false},
    {"walk-up-start-days", &screen_walk_up, start_days, false},
    {"walk-up-start-closed", &screen_walk_up, start_closed, false},
    {"walk-up-category", &screen_walk_up, category, false},
    {"walk-up-category-low", &screen_walk_up, category_low, false},
    {"walk-up-purpose", &screen_walk_up, purpose, false},
    {"walk-up-unit", &screen_walk_up, unit, false},
    {"walk-up-unit-none", &screen_walk_up, unit_none, false},
    {"walk-up-host", &screen_walk_up, host, false},
    {"walk-up-plate", &screen_walk_up, plate, false},
    {"walk-up-plate-empty", &screen_walk_up, plate_empty, false},
    {"walk-up-name-latin", &screen_walk_up, name_latin, false},
    {"walk-up-name-suffix", &screen_walk_up, name_suffix, false},
    {"walk-up-document", &screen_walk_up, document, false},
    {"walk-up-document-wrong", &screen_walk_up, document_wrong, false},
    {"walk-up-document-passport", &screen_walk_up, document_passport, false},
    {"walk-up-sex", &screen_walk_up, sex, false},
    {"walk-up-mobile", &screen_walk_up, mobile, false},
    {"walk-up-mobile-abroad", &screen_walk_up, mobile_abroad, false},
    {"walk-up-mobile-countries", &screen_walk_up, mobile_countries, false},
    {"walk-up-people", &screen_walk_up, people, false},
    {"walk-up-guardian", &screen_walk_up, guardian, false},
    {"walk-up-duration", &screen_walk_up, duration, false},
    {"walk-up-review", &screen_walk_up, review, false},
    {"walk-up-review-failed", &screen_walk_up, review_failed, false},
    {"walk-up-still-there", &screen_walk_up, still_there, false},
    {"walk-up-sent", &screen_walk_up, sent, false},
    {"walk-up-sent-offline", &screen_walk_up, sent_offline, false},
    {"walk-up-sent-again", &screen_walk_up, sent_again, false},
    {"walk-up-review-low", &screen_walk_up, review_low, false},
    {"walk-up-sent-low", &screen_walk_up, sent_low, false},
    {"walk-up-receipt-print", &screen_walk_up, receipt_print, false},
    {"walk-up-receipt-printed", &screen_walk_up, receipt_printed, false},
    {"walk-up-receipt-no-paper", &screen_walk_up, receipt_no_paper, false},
    {"walk-ups", &screen_walk_ups, walk_ups, false},
    {"walk-ups-empty", &screen_walk_ups, walk_ups_empty, false},
    {"walk-ups-emergency", &screen_walk_ups, walk_ups_emergency, false},
    {"emergency-why", &screen_emergency, emergency_why, false},
    {"emergency-who", &screen_emergency, emergency_who, false},
    {"emergency-slip", &screen_emergency, emergency_slip, false},
    {"emergency-slip-taken", &screen_emergency, emergency_slip_taken, false},
    {"emergency-no-camera", &screen_emergency, emergency_no_camera, false},
    {"emergency-still-there", &screen_emergency, emergency_still_there, false},
    {"emergency-let-in", &screen_emergency, emergency_let_in, false},
    {"emergency-second-guard", &screen_emergency, emergency_second_guard, false},
    {"scan-walk-ups", &screen_scan, scan_walk_ups, false},
    {"scan-walk-ups-waiting", &screen_scan, scan_walk_ups_waiting, false},
    {NULL, NULL, NULL, false},
};
