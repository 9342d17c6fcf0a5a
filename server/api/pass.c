/* Endpoints of the pass page: page, live code, style and script. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/endpoints.h"
#include "api/qr_svg.h"
#include "base/catalog.h"
#include "http/server.h"
#include "issue/pass_list.h"
#include "issue/visit_link.h"
#include "records/place_list.h"
#include "records/places.h"
#include "records/setting.h"

/* State of a pass at this moment. */
enum standing { STANDING_ACTIVE, STANDING_EARLY, STANDING_EXPIRED, STANDING_REVOKED, STANDING_BLOCKED };

static const struct {
    const char *name, *title, *advice;
} standings[] = {
    [STANDING_ACTIVE] = {"active", N_("Show this code at the gate"), N_("Bring the ID document that you registered.")},
    [STANDING_EARLY] = {"too-early", N_("Not valid yet"), N_("Come in the time given below; the code appears then.")},
    [STANDING_EXPIRED] = {"expired", N_("This pass has expired"), N_("Ask your host for a new visit.")},
    [STANDING_REVOKED] = {"revoked", N_("No longer valid"), N_("Ask your host, or the office at the gate.")},
    [STANDING_BLOCKED] = {"blocked", N_("Blocked for now"), N_("Please see the office at the gate.")},
};

static enum standing stand(const struct pass *p, tick now)
{
    if (p->state == PASS_STATE_REVOKED)
        return STANDING_REVOKED;
    if (p->state == PASS_STATE_BLOCKED)
        return STANDING_BLOCKED;
    if (now >= p->to)
        return STANDING_EXPIRED;
    return now < p->from ? STANDING_EARLY : STANDING_ACTIVE;
}

/* Escapes a text for HTML, in the request's memory. */
static const char *escape(struct request *rq, const char *text)
{
    char *out = request_alloc(rq, 6 * strlen(text) + 1);
    size_t used = 0;
    for (; *text; text++) {
        const char *entity = *text == '<'    ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '&'  ? "&amp;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\'' ? "&#39;"
                                             : NULL;
        if (!entity)
            out[used++] = *text;
        for (; entity && *entity; entity++)
            out[used++] = *entity;
    }
    return out;
}

static const char *format_time(struct request *rq, const struct calendar *calendar, tick at)
{
    char date[CALENDAR_DATE_SIZE];
    int64_t day = calendar_day_of(calendar, at);
    int minute = (int)((at - calendar_day_start(calendar, day)) / TICK_MINUTE);
    calendar_format_date(day, date);
    return request_text(rq, "%s %02d:%02d", date, minute / 60, minute % 60);
}

/* The content of the page besides the code. */
struct shown {
    const char *name, *plate, *gates, *from, *to;
    struct campus campus;
    int64_t picture_days; /* days that car pictures are kept; 0: none are taken */
};

static enum gh_status load_gates(struct request *rq, uint16_t gates, const char **out)
{
    struct db_rows rows = {0};
    bool english = rq->language == LANGUAGE_ENGLISH;
    const char *list = "";
    enum gh_status status = gates_query(rq->db, &rows, PLACES_ALL, 0);
    while (!status && !(status = db_next(&rows)))
        if (gates >> (db_int(&rows, GATE_COLUMN_BIT) & 15) & 1)
            list = request_text(rq, "%s%s%s", list, *list ? (english ? ", " : "、") : "",
                                request_copy(rq, db_bytes(&rows, english ? GATE_COLUMN_NAME_EN : GATE_COLUMN_NAME)));
    db_rows_end(&rows);
    *out = list;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_shown(struct request *rq, const struct pass *p, struct shown *out)
{
    struct db_rows rows = {0};
    int64_t campus = 0;
    enum gh_status status = pass_holder_query(rq->db, &rows, &p->id);
    if (!status && !(status = db_next(&rows))) {
        campus = db_int(&rows, PASS_HOLDER_CAMPUS);
        out->name = request_copy(rq, db_bytes(&rows, PASS_HOLDER_NAME));
        out->plate = request_copy(rq, db_bytes(&rows, PASS_HOLDER_PLATE));
    }
    db_rows_end(&rows);
    if (!status)
        status = campus_load(rq->db, campus, rq->now, &out->campus);
    if (!status)
        status = load_gates(rq, p->gates, &out->gates);
    if (!status)
        status = setting_load(rq->db, SETTING_GATE_CAR_PICTURE_DAYS, &out->picture_days);
    if (status)
        return status;
    out->from = format_time(rq, &out->campus.calendar, p->from);
    out->to = format_time(rq, &out->campus.calendar, p->to);
    return GH_OK;
}

/* Tells visitors by car that pictures of the car may be taken. */
static const char *privacy_text(struct request *rq, const struct shown *shown)
{
    static const char *const text =
        N_("If a guard has to let this vehicle in by hand, its picture is kept for %d days for the security office.");
    const char *const format = request_tr(rq, text);
    const char *days = strstr(format, "%d");
    if (!shown->plate[0] || shown->picture_days == 0 || !days)
        return "";
    return request_text(rq, "<p class=\"other\">%.*s%lld%s</p>", (int)(days - format), format,
                        (long long)shown->picture_days, days + 2);
}

static const char *page_text(struct request *rq, const struct shown *shown, enum standing standing, const char *svg)
{
    bool english = rq->language == LANGUAGE_ENGLISH;
    const char *campus = english ? shown->campus.name_en : shown->campus.name;
    const char *plate = !shown->plate[0] ? ""
                                         : request_text(rq, "<dt>%s</dt><dd>%s</dd>", request_tr(rq, N_("Plate")),
                                                        escape(rq, shown->plate));
    return request_text(
        rq,
        "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\">"
        "<title>%s</title><link rel=\"stylesheet\" href=\"/p/pass.css\"></head><body class=\"%s\"><main><h1>%s</h1>"
        "<p class=\"who\">%s</p><div id=\"code\">%s</div><p id=\"age\" role=\"status\"></p><p>%s</p><dl><dt>%s</dt>"
        "<dd>%s</dd><dt>%s</dt><dd>%s</dd>%s<dt>%s</dt><dd>%s<br>%s</dd></dl>%s<p class=\"other\"><a "
        "href=\"?lang=%s\">%s"
        "</a></p></main>%s</body></html>",
        english ? "en" : "zh-CN", request_tr(rq, N_("Visitor pass")), standings[standing].name,
        request_tr(rq, standings[standing].title), escape(rq, shown->name), svg,
        request_tr(rq, standings[standing].advice), request_tr(rq, N_("Campus")), escape(rq, campus),
        request_tr(rq, N_("Gates")), escape(rq, shown->gates), plate, request_tr(rq, N_("Valid")), shown->from,
        shown->to, privacy_text(rq, shown), english ? "zh" : "en", english ? "中文" : "English",
        standing == STANDING_ACTIVE ? "<script src=\"/p/pass.js\" defer></script>" : "");
}

/* Finds the pass that a link shows now: the one that is valid, else the next one, else the last. */
static enum gh_status find_pass(struct request *rq, struct pass *out)
{
    struct visit_pass *passes = request_alloc(rq, VISIT_PASSES_MAX * sizeof *passes);
    char link[VISIT_LINK_SIZE];
    struct visit visit;
    size_t count = 0, chosen = 0;
    if (visit_link_read(bytes_of_string(rq->parameters[0]), link) != VISIT_LINK_WHOLE)
        return GH_NOT_FOUND;
    enum gh_status status = visit_find(rq->db, rq->server->vault, link, &visit);
    if (!status)
        status = visit_passes_load(rq->db, &visit, passes, &count);
    if (status)
        return status;
    while (chosen + 1 < count && stand(&passes[chosen].pass, rq->now) > STANDING_EARLY)
        chosen++;
    *out = passes[chosen].pass;
    if (visit.replaced)
        out->state = PASS_STATE_REVOKED;
    return GH_OK;
}

enum gh_status pass_page_get(struct request *rq, struct reply *reply)
{
    struct pass *p = request_alloc(rq, sizeof *p);
    struct shown *shown = request_alloc(rq, sizeof *shown);
    const char *svg = "";
    enum gh_status status = find_pass(rq, p);
    if (!status)
        status = load_shown(rq, p, shown);
    enum standing standing = status ? STANDING_REVOKED : stand(p, rq->now);
    if (!status && standing == STANDING_ACTIVE)
        status = qr_svg(rq, p->token, &svg);
    if (status)
        return status;
    reply_header(reply, "X-Robots-Tag", "noindex, nofollow");
    return reply_bytes(rq, reply, 200, "text/html; charset=utf-8",
                       bytes_of_string(page_text(rq, shown, standing, svg)));
}

enum gh_status pass_code_get(struct request *rq, struct reply *reply)
{
    struct pass *p = request_alloc(rq, sizeof *p);
    char text[TOKEN_TEXT_MAX + 1] = "";
    const char *svg = "";
    enum gh_status status = find_pass(rq, p);
    if (status)
        return status;
    enum standing standing = stand(p, rq->now);
    bool live = standing == STANDING_ACTIVE && rq->server->issuer;
    if (live)
        status = pass_present(p, rq->server->issuer, rq->now, text);
    if (!status && live)
        status = qr_svg(rq, text, &svg);
    if (status)
        return status;
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:s, s:b, s:I, s:I}", "state", standings[standing].name, "svg", svg, "text",
                                text, "live", (int)live, "issued_at", (json_int_t)rq->now, "expires_at",
                                (json_int_t)(rq->now + CLAIMS_LIVE_MS)));
}

enum gh_status pass_style_get(struct request *rq, struct reply *reply)
{
    static const char css[] =
        ":root{color-scheme:light dark}body{margin:0;font:18px/1.5 \"Noto Sans CJK SC\",\"PingFang SC\","
        "\"Microsoft YaHei\",sans-serif;text-align:center}main{max-width:30rem;margin:auto;padding:1rem}h1{font-size:"
        "1.5rem;margin:.5rem 0}.who{font-size:1.4rem;margin:.2rem 0}#code svg{width:min(88vw,24rem);height:auto;"
        "background:#fff;border-radius:.5rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem;text-align:"
        "left}dt{opacity:.8}dd{margin:0;font-weight:600}.revoked h1,.expired h1,.blocked h1{border:3px solid;padding:"
        ".5rem}a{display:inline-block;padding:.8rem;color:inherit}";
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/css; charset=utf-8", bytes_of_string(css));
}

/* Renews the code every 30 s. Offline, the last code stays and the page shows its age. */
enum gh_status pass_script_get(struct request *rq, struct reply *reply)
{
    static const char script[] =
        "(function(){var box=document.getElementById('code'),age=document.getElementById('age'),en=document."
        "documentElement.lang==='en',since=0;function say(){if(!since){return}var "
        "s=Math.round((Date.now()-since)/1000);"
        "age.textContent=s<45?'':en?'Offline: this code is '+s+' s old':'断网：此码已生成 '+s+' 秒'}function renew(){"
        "fetch(location.pathname+'/code',{cache:'no-store'}).then(function(r){return r.json()}).then(function(c){if(c."
        "state!=='active'){location.reload();return}if(c.live){var d=new DOMParser().parseFromString(c.svg,'image/svg+"
        "xml');box.replaceChildren(document.importNode(d.documentElement,true))}since=Date.now();say()}).catch(say)}"
        "renew();setInterval(renew,30000);setInterval(say,5000)})();";
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/javascript; charset=utf-8", bytes_of_string(script));
}
