/* Finds and loads what the page of a visitor's link shows. */
#include "api/pass_view.h"

#include <sodium.h>
#include <string.h>

#include "flow/visitor_text.h"
#include "http/server.h"
#include "issue/pass_list.h"
#include "people/mobile.h"
#include "records/host.h"
#include "records/place_list.h"
#include "records/record.h"
#include "records/setting.h"

static const char *const names[PASS_STANDING_COUNT] = {
    [PASS_STANDS_ACTIVE] = "active",    [PASS_STANDS_EARLY] = "too-early", [PASS_STANDS_USED] = "used",
    [PASS_STANDS_EXPIRED] = "expired",  [PASS_STANDS_REVOKED] = "revoked", [PASS_STANDS_BLOCKED] = "blocked",
    [PASS_STANDS_REPLACED] = "replaced"};

const char *pass_standing_name(enum pass_standing standing)
{
    return names[standing];
}

bool pass_shows_code(enum pass_standing standing)
{
    return standing == PASS_STANDS_ACTIVE || standing == PASS_STANDS_EARLY;
}

static enum pass_standing stand(const struct visit_pass *one, bool replaced, tick now)
{
    if (replaced)
        return PASS_STANDS_REPLACED;
    if (one->pass.state == PASS_STATE_REVOKED)
        return PASS_STANDS_REVOKED;
    if (one->pass.state == PASS_STATE_BLOCKED)
        return PASS_STANDS_BLOCKED;
    if (one->used && one->pass.uses == PASS_SINGLE_USE)
        return PASS_STANDS_USED;
    if (now >= one->pass.to)
        return PASS_STANDS_EXPIRED;
    return now < one->pass.from ? PASS_STANDS_EARLY : PASS_STANDS_ACTIVE;
}

/* Chooses the pass to show: see pass_view_find(). */
static enum gh_status choose(struct request *rq, struct pass_view *view)
{
    int64_t period = 0;
    enum gh_status status = request_query_number(rq, "period", 1, (int64_t)view->count, 0, &period);
    if (status == GH_MALFORMED) /* an old bookmark, or a link that was altered: show what fits now */
        period = 0;
    else if (status)
        return status;
    view->asked = period > 0;
    view->chosen = view->asked ? (size_t)period - 1 : 0;
    while (!view->asked && view->chosen + 1 < view->count && !pass_shows_code(view->standings[view->chosen]))
        view->chosen++;
    return GH_OK;
}

enum gh_status pass_view_find(struct request *rq, struct pass_view *out, enum visit_link_form *form)
{
    memset(out, 0, sizeof *out);
    out->language = rq->language == LANGUAGE_ENGLISH ? WORDS_ENGLISH : WORDS_CHINESE;
    *form = visit_link_read(bytes_of_string(rq->parameters[0]), out->link);
    if (*form != VISIT_LINK_WHOLE)
        return GH_NOT_FOUND;
    enum gh_status status = visit_find(rq->db, rq->server->vault, out->link, &out->visit);
    if (!status)
        status = visit_passes_load(rq->db, &out->visit, out->passes, &out->count);
    for (size_t i = 0; !status && i < out->count; i++)
        out->standings[i] = stand(&out->passes[i], out->visit.replaced, rq->now);
    return status ? status : choose(rq, out);
}

static enum gh_status load_gates(struct request *rq, struct pass_view *view)
{
    struct db_rows rows = {0};
    const bool english = view->language == WORDS_ENGLISH;
    const uint16_t gates = view->passes[view->chosen].pass.gates;
    enum gh_status status = gates_query(rq->db, &rows, PLACES_ALL, 0);
    while (!status && view->gate_count < GATE_COUNT && !(status = db_next(&rows))) {
        if (!(gates >> (db_int(&rows, GATE_COLUMN_BIT) & 15) & 1))
            continue;
        struct pass_view_gate *gate = &view->gates[view->gate_count++];
        gate->name = request_copy(rq, db_bytes(&rows, english ? GATE_COLUMN_NAME_EN : GATE_COLUMN_NAME));
        gate->directions =
            request_copy(rq, db_bytes(&rows, english ? GATE_COLUMN_DIRECTIONS_EN : GATE_COLUMN_DIRECTIONS));
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Shows the host's number when the host's account allows it. */
static enum gh_status show_host_mobile(struct request *rq, struct pass_view *view, const char *mobile,
                                       int64_t applicant)
{
    struct host host;
    char number[MOBILE_SIZE], shown[MOBILE_SHOWN_SIZE];
    view->host_mobile = "";
    enum gh_status status = host_find(rq->db, rq->server->vault, view->host, mobile, applicant, &host);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    if (host.share_mobile && mobile_check(bytes_of_string(host.mobile), number) == MOBILE_OK) {
        mobile_format(number, shown);
        view->host_mobile = request_copy(rq, bytes_of_string(shown));
    }
    sodium_memzero(&host, sizeof host);
    sodium_memzero(number, sizeof number);
    return GH_OK;
}

/* Opens the page in the visitor's language, unless the link names one. A vehicle has none. */
static void choose_language(struct request *rq, struct pass_view *view, const char *document, const char *chosen)
{
    enum document_kind kind;
    if (request_query(rq, "lang") || document_kind_from_name(bytes_of_string(document), &kind))
        return;
    const enum words_language language = visitor_language(chosen, kind, view->name);
    if (!*chosen && language == WORDS_CHINESE)
        return; /* nobody knows: the browser says */
    view->language = language;
    rq->language = language == WORDS_ENGLISH ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

static enum gh_status load_holder(struct request *rq, struct pass_view *view, int64_t *campus)
{
    struct db_rows rows = {0};
    char mobile[APPLICATION_FIELD_SIZE] = "";
    int64_t applicant = 0;
    enum gh_status status = visit_holder_query(rq->db, &rows, &view->visit);
    if (!status && !(status = db_next(&rows))) {
        *campus = db_int(&rows, VISIT_HOLDER_CAMPUS);
        applicant = db_int(&rows, VISIT_HOLDER_APPLICANT);
        view->name = request_copy(rq, db_bytes(&rows, VISIT_HOLDER_NAME));
        view->plate = request_copy(rq, db_bytes(&rows, VISIT_HOLDER_PLATE));
        view->host = request_copy(rq, db_bytes(&rows, VISIT_HOLDER_HOST));
        view->number = request_copy(rq, db_bytes(&rows, VISIT_HOLDER_NUMBER));
        choose_language(rq, view, request_copy(rq, db_bytes(&rows, VISIT_HOLDER_DOCUMENT)),
                        request_copy(rq, db_bytes(&rows, VISIT_HOLDER_LANGUAGE)));
        status = record_open(rq->server->vault, "application.host_mobile", &view->visit.application, &rows,
                             VISIT_HOLDER_HOST_MOBILE, mobile, sizeof mobile);
    }
    db_rows_end(&rows);
    if (!status)
        status = show_host_mobile(rq, view, mobile, applicant);
    sodium_memzero(mobile, sizeof mobile);
    return status;
}

enum gh_status pass_view_load(struct request *rq, struct pass_view *view)
{
    int64_t campus = 0;
    enum gh_status status = load_holder(rq, view, &campus);
    if (!status)
        status = campus_load(rq->db, campus, rq->now, &view->campus);
    if (!status)
        status = load_gates(rq, view);
    if (!status)
        status = setting_load(rq->db, SETTING_GATE_CAR_PICTURE_DAYS, &view->picture_days);
    if (!status)
        status = text_setting_load(
            rq->db, view->language == WORDS_ENGLISH ? TEXT_SETTING_UNIVERSITY_EN : TEXT_SETTING_UNIVERSITY,
            view->university);
    if (!status) {
        status = consent_load(rq->db, &view->visit.holder, &view->consent);
        view->has_consent = !status;
    }
    return status == GH_NOT_FOUND ? GH_OK : status;
}

void pass_view_number(const struct pass *pass, char out[static SHORT_NUMBER_TEXT_SIZE])
{
    char number[SHORT_NUMBER_LEN + 1];
    short_number_of(&pass->id, number);
    short_number_format(number, out);
}
