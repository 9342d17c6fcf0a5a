/* Opens walk-up applications from booths, then submits them or stores their refusal. */
#include "act/walk_up.h"

#include <sodium.h>
#include <string.h>

#include "act/act_internal.h"
#include "act/box_key.h"
#include "act/shared_account.h"
#include "act/tell_visitor.h"
#include "devices/aside.h"
#include "people/person_name.h"
#include "records/application_input.h"
#include "records/change.h"
#include "records/record.h"
#include "wire/walk_up.h"
#include "wire/walk_up_notice.h"
#include "json/json_read.h"

#define FORM 1
#define DISPLAY_NAME "\xe7\x8e\xb0\xe5\x9c\xba\xe7\x94\xb3\xe8\xaf\xb7 Walk-up" /* 现场申请 */

/* ---- Opening a box ---- */

struct opened {
    json_t *json; /* owned */
    char link[WALK_UP_LINK_LEN + 1];
    char language[VISITOR_LANGUAGE_SIZE]; /* in which it was filled in; "": not said */
    const json_t *application;            /* borrowed from json */
    int64_t notice, days;                 /* wire/walk_up_notice.h; 0: not said */
    char guardian[PERSON_NAME_SIZE];      /* of children who come alone; "": not said */
};

static void close_opened(struct opened *o)
{
    json_decref(o->json);
    sodium_memzero(o, sizeof *o);
}

static enum gh_status open_box(const struct act_context *context, struct bytes sealed, struct opened *out)
{
    struct sealing_key key;
    uint8_t *plain = NULL;
    size_t len = 0;
    struct opened o = {0};
    int64_t form = 0;
    const char *link = NULL;
    enum gh_status status = box_key_of(context, sealed, &key);
    if (!status)
        status = walk_up_open(sealed, key.public_key, key.secret_key, &plain, &len);
    sodium_memzero(&key, sizeof key);
    if (status)
        return status;
    status = json_read(BYTES(plain, len), WALK_UP_PLAIN_MAX, &o.json, NULL);
    seal_wipe(plain, len);
    if (status)
        return status;
    if (json_read_integer(o.json, "form", FORM, FORM, &form) || json_unpack(o.json, "{s:s}", "link", &link) != 0 ||
        strlen(link) != WALK_UP_LINK_LEN || !json_is_object(o.application = json_object_get(o.json, "application"))) {
        close_opened(&o);
        return GH_MALFORMED;
    }
    memcpy(o.link, link, sizeof o.link);
    const char *language = json_string_value(json_object_get(o.json, "language"));
    if (language && visitor_language_known(language))
        memcpy(o.language, language, strlen(language) + 1);
    if (json_read_integer(json_object_get(o.json, "consent"), "notice", 1, INT64_MAX, &o.notice))
        o.notice = 0;
    if (json_read_integer(json_object_get(o.json, "consent"), "days", 1, WALK_UP_NOTICE_DAYS_MAX, &o.days))
        o.days = 0;
    const char *guardian = json_string_value(json_object_get(json_object_get(o.json, "consent"), "guardian"));
    if (!guardian || person_name_check(bytes_of_string(guardian), o.guardian) != PERSON_NAME_OK)
        o.guardian[0] = '\0';
    *out = o;
    sodium_memzero(&o, sizeof o);
    return GH_OK;
}

/* ---- Taking one ---- */

struct taking {
    const struct act_context *context;
    const struct box_arrival *arrival;
    int64_t account;
    struct application made; /* of the box; no persons where it can't be read */
    bool closed;             /* refused because the campus takes no visitors today */
};

static enum gh_status insert_row(const struct taking *t, const struct opened *o, enum walk_up_state state,
                                 enum walk_up_reason reason)
{
    uint8_t hash[VAULT_HASH_LEN];
    int64_t position;
    const struct act_context *c = t->context;
    const struct box *w = &t->arrival->box;
    if (o)
        vault_hash(c->vault, "walk-up", BYTES(o->link, WALK_UP_LINK_LEN), hash);
    enum gh_status status = change_reserve(c->db, 1, &position);
    if (status)
        return status;
    return db_query(
        c->db, NULL,
        "INSERT INTO walk_up (id, device, number, at, arrived_at, link_hash, state, reason, state_at, "
        "row_version, position, language, closed_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $5, 1, $9, $10, $11)",
        DB_UUID(&w->id), DB_UUID(&t->arrival->device->id), DB_INT((int64_t)w->number), DB_INT(w->at), DB_INT(c->now),
        o ? DB_BLOB(hash, sizeof hash) : DB_NULL, DB_TEXT(walk_up_state_name(state)),
        DB_TEXT(walk_up_reason_name(reason)), DB_INT(position), DB_TEXT(o ? o->language : ""), DB_INT(t->closed));
}

static bool is_closed(const struct field_errors *errors)
{
    for (size_t i = 0; i < errors->count && i < FIELD_ERRORS_MAX; i++)
        if (strcmp(errors->items[i].code, "closed") == 0)
            return true;
    return false;
}

/* A closed day has the reason of a day that is full: booths of earlier versions refuse a stream with a new word. */
static enum walk_up_reason reason_of(enum flow_answer answer, bool closed)
{
    if (closed)
        return WALK_UP_QUOTA;
    switch (answer) {
    case FLOW_ALLOWED:
        return WALK_UP_BY_PEOPLE;
    case FLOW_OVER:
        return WALK_UP_OVER;
    case FLOW_BARRED:
        return WALK_UP_BARRED;
    case FLOW_QUOTA_EXCEEDED:
        return WALK_UP_QUOTA;
    default:
        return WALK_UP_INCOMPLETE;
    }
}

/* The visitors alone, where a wrong value elsewhere makes the whole unusable. */
static enum gh_status fill_visitors(const struct opened *o, struct application *a)
{
    struct field_errors errors = {0};
    json_t *persons = json_object_get(o->application, "persons");
    json_t *visitors = persons ? json_pack("{s:O}", "persons", persons) : json_object();
    enum gh_status status = visitors ? application_input(visitors, a, &errors) : GH_NO_MEMORY;
    json_decref(visitors);
    return status;
}

/* Fills the application. The booth decides campus and gate, and a walk-up is a single visit. */
static enum gh_status fill(const struct taking *t, const struct opened *o, struct application *a,
                           enum walk_up_reason *reason)
{
    struct field_errors errors = {0};
    enum gh_status status = application_input(o->application, a, &errors);
    if (!status && errors.count)
        status = fill_visitors(o, a);
    a->id = t->arrival->box.id;
    a->applicant = t->account;
    a->campus = t->arrival->device->campus;
    a->gates = (uint16_t)(1u << t->arrival->device->gate);
    memcpy(a->kind, "visit", sizeof "visit");
    a->state = FLOW_DRAFT;
    a->walk_up = true;
    a->submitted_at = a->decided_at = 0;
    for (size_t i = 0; i < a->person_count; i++)
        memcpy(a->persons[i].language, o->language, sizeof o->language);
    bool unit = false;
    if (!status)
        status = unit_known(t->context->db, a->unit, &unit);
    *reason = errors.count || !unit ? WALK_UP_INCOMPLETE : WALK_UP_BY_PEOPLE;
    return status;
}

/* The touch under the notice on the first page of the form. Booths of earlier versions name no notice. */
static struct consent_given consent_of(const struct opened *o, struct notice *notice)
{
    const bool english = strcmp(o->language, "en") == 0;
    char text[WALK_UP_NOTICE_SIZE];
    if (!walk_up_notice(o->notice, o->days, english, text) ||
        notice_of(bytes_of_string(text), english ? WORDS_ENGLISH : WORDS_CHINESE, notice))
        return (struct consent_given){.by = CONSENT_NOT_RECORDED, .channel = "kiosk", .guardian = ""};
    return (struct consent_given){
        .by = CONSENT_SELF, .notice = notice, .channel = "kiosk", .ticked = true, .guardian = o->guardian};
}

/* Submits inside a transaction. The caller must roll it back unless *reason is WALK_UP_BY_PEOPLE. */
static enum gh_status submit(struct taking *t, const struct opened *o, enum walk_up_reason *reason)
{
    struct act_result result;
    const struct session session = {.account = t->account};
    struct notice notice;
    const struct consent_given given = consent_of(o, &notice);
    enum gh_status status = fill(t, o, &t->made, reason);
    if (!status && *reason == WALK_UP_BY_PEOPLE && !(status = insert_row(t, o, WALK_UP_UNIT, *reason)) &&
        !(status = act_submit_new(t->context, &session, &t->made, &given, &result))) {
        t->closed = result.answer == FLOW_INCOMPLETE && is_closed(&result.errors);
        *reason = reason_of(result.answer, t->closed);
    }
    return status;
}

/* Quarantines the refused application for the office, without its link, which only the applicant may have. */
static enum gh_status keep_refused(const struct taking *t, const struct opened *o, enum walk_up_reason reason)
{
    static const char *const codes[WALK_UP_REASON_COUNT] = {
        [WALK_UP_UNREADABLE] = "application-unreadable",
        [WALK_UP_INCOMPLETE] = "application-incomplete",
        [WALK_UP_BARRED] = "application-barred",
        [WALK_UP_QUOTA] = "application-quota",
        [WALK_UP_OVER] = "application-over",
    };
    char *text = o ? json_dumps(o->application, JSON_COMPACT) : NULL;
    const struct act_context *c = t->context;
    enum gh_status status =
        aside_keep(c->db, c->vault, t->arrival->device, text ? bytes_of_string(text) : t->arrival->sealed, 0,
                   t->closed ? "application-closed-day" : codes[reason], c->now);
    if (text)
        sodium_memzero(text, strlen(text));
    free(text);
    return status;
}

static enum gh_status tell(const struct taking *t, enum walk_up_reason reason)
{
    const struct act_context *c = t->context;
    struct campus *campus = malloc(sizeof *campus);
    enum gh_status status = campus ? campus_load(c->db, t->made.campus, c->now, campus) : GH_NO_MEMORY;
    if (!status)
        status = tell_refused_on_arrival(c, &t->made, campus, reason, t->closed);
    free(campus);
    return status == GH_NOT_FOUND ? GH_OK : status; /* the campus is unknown */
}

static enum gh_status refuse(const struct taking *t, const struct opened *o, enum walk_up_reason reason)
{
    enum gh_status status = db_begin(t->context->db);
    if (status)
        return status;
    status = insert_row(t, o, WALK_UP_REFUSED, reason);
    if (!status)
        status = keep_refused(t, o, reason);
    if (!status && t->made.person_count > 0)
        status = tell(t, reason);
    return record_finish(t->context->db, status);
}

static enum gh_status take_opened(struct taking *t, const struct opened *o, enum walk_up_reason *reason)
{
    enum gh_status status = db_begin(t->context->db);
    if (status)
        return status;
    status = shared_account(t->context->db, WALK_UP_ACCOUNT, DISPLAY_NAME, t->context->now, &t->account);
    if (!status)
        status = submit(t, o, reason);
    if (!status && *reason == WALK_UP_BY_PEOPLE)
        return db_commit(t->context->db);
    db_rollback(t->context->db);
    return status ? status : refuse(t, o, *reason);
}

enum gh_status walk_up_take(const struct act_context *context, const struct box_arrival *arrival,
                            struct box_answer *answer)
{
    struct taking t = {.context = context, .arrival = arrival};
    struct opened o = {0};
    enum gh_status status = open_box(context, arrival->sealed, &o);
    if (status == GH_NO_MEMORY)
        return status;
    if (status) {
        answer->reason = WALK_UP_UNREADABLE;
        status = refuse(&t, NULL, answer->reason);
    } else {
        status = take_opened(&t, &o, &answer->reason);
        close_opened(&o);
    }
    application_free(&t.made);
    answer->taken = !status && answer->reason == WALK_UP_BY_PEOPLE;
    return status;
}
