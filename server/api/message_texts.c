/* Endpoints for the texts of messages that administrators write. */
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/guide.h"
#include "api/message_demo.h"
#include "api/rows_json.h"
#include "auth/brake.h"
#include "base/catalog.h"
#include "db/db.h"
#include "flow/field_message.h"
#include "flow/sms_parts.h"
#include "flow/visitor_text.h"
#include "http/server.h"
#include "notify/test_message.h"
#include "people/mobile_written.h"
#include "records/fields.h"

#define DB_WAIT_MS 5000

/* ---- What is there ---- */

static json_t *placeholders_json(uint32_t placeholders)
{
    json_t *list = json_array();
    for (int i = 0; list && i < PLACEHOLDER_COUNT; i++)
        if (placeholders >> i & 1 && json_array_append_new(list, json_string(message_placeholder_name(i))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static enum gh_status append_text(struct request *rq, json_t *items, const struct message_text_key *key)
{
    char written[MESSAGE_TEMPLATE_SIZE];
    int64_t version = 0;
    const struct template_rule rule = message_kind_rule(key->kind, key->form);
    enum gh_status status = message_text_load(rq->db, key, written, &version);
    if (status)
        return status;
    json_t *one = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:b, s:b}", "kind", message_kind_row(key->kind)->name, "form",
        message_form_name(key->form), "language", key->language == WORDS_ENGLISH ? "en" : "zh", "text", written,
        "usual", message_kind_usual(key->kind, key->form, key->language), "version", (json_int_t)version,
        "placeholders", placeholders_json(rule.placeholders), "link", (int)rule.link, "lines", (int)rule.lines);
    return json_array_append_new(items, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status message_texts_get(struct request *rq, struct reply *reply)
{
    json_t *items = json_array();
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < MESSAGE_KIND_COUNT * MESSAGE_FORM_COUNT * 2; i++) {
        const struct message_text_key key = {(enum message_kind)(i / (2 * MESSAGE_FORM_COUNT)),
                                             (enum message_form)(i / 2 % MESSAGE_FORM_COUNT),
                                             (enum words_language)(i % 2)};
        if (message_kind_has(key.kind, key.form))
            status = append_text(rq, items, &key);
    }
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

/* Reads kind, form and language from the path. */
static enum gh_status read_path(const struct request *rq, struct message_text_key *key)
{
    const bool english = strcmp(rq->parameters[2], "en") == 0;
    key->kind = message_kind_find(rq->parameters[0]);
    key->form = message_form_find(rq->parameters[1]);
    key->language = english ? WORDS_ENGLISH : WORDS_CHINESE;
    if (key->kind == MESSAGE_KIND_COUNT || key->form == MESSAGE_FORM_COUNT || !message_kind_has(key->kind, key->form))
        return GH_NOT_FOUND;
    return english || strcmp(rq->parameters[2], "zh") == 0 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status message_text_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct message_text_key key;
    enum gh_status status = read_path(rq, &key);
    if (status)
        return status;
    status = message_text_history(rq->db, &rows, &key);
    return rows_reply(rq, reply, &rows, status, text_version_json);
}

/* ---- What is written ---- */

static void add_fault(struct field_errors *errors, enum template_fault fault, const char *word)
{
    static const struct {
        const char *code, *message;
    } faults[TEMPLATE_FAULT_COUNT] = {
        [TEMPLATE_FINE] = {"", ""},
        [TEMPLATE_TOO_LONG] = {"too-long", N_("This text is too long for a message.")},
        [TEMPLATE_BRACE] = {"brace", N_("A brace or bracket does not close, or [ ] has no placeholder in it.")},
        [TEMPLATE_UNKNOWN] = {"placeholder", N_("This message does not have the placeholder {values}.")},
        [TEMPLATE_NO_LINK] = {"no-link", N_("Add {link} outside [ ]: this message is of no use without its link.")},
        [TEMPLATE_SIGNS] = {"signs",
                            N_("Remove line breaks, control characters and 【】, which are for the signature.")},
    };
    if (fault == TEMPLATE_UNKNOWN)
        field_errors_add_named(errors, faults[fault].code, faults[fault].message, word, "text");
    else if (fault)
        field_errors_add(errors, faults[fault].code, faults[fault].message, "text");
}

/* Reads and checks the text, and fills it with made-up data. "" is the built-in text. */
static enum gh_status read_text(struct request *rq, struct db *db, const struct message_text_key *key,
                                const char **text, char out[static OUTBOX_TEXT_SIZE], struct field_errors *errors)
{
    char word[MESSAGE_PLACEHOLDER_SIZE] = "";
    const struct template_rule rule = message_kind_rule(key->kind, key->form);
    *text = json_string_value(json_object_get(rq->json, "text"));
    out[0] = '\0';
    if (!*text) {
        fields_wrong_type(errors, "text", FIELD_TEXT);
        return GH_OK;
    }
    if (**text)
        add_fault(errors, message_template_check(&rule, *text, word), word);
    if (errors->count)
        return GH_OK;
    enum gh_status status = message_demo_write(rq, db, key, *text, out);
    if (status != GH_TOO_LONG)
        return status;
    add_fault(errors, TEMPLATE_TOO_LONG, "");
    return GH_OK;
}

/* What an administrator has written: which text it is, the text, and the same filled with made-up data. */
struct written {
    struct message_text_key key;
    const char *text;
    char shown[OUTBOX_TEXT_SIZE];
};

static enum gh_status read_written(struct request *rq, struct written *out, struct field_errors *errors)
{
    const enum gh_status status = read_path(rq, &out->key);
    return status ? status : read_text(rq, rq->db, &out->key, &out->text, out->shown, errors);
}

enum gh_status message_text_put(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct written written;
    int64_t version = 0;
    enum gh_status status = read_written(rq, &written, errors);
    if (status)
        return status;
    if (json_read_integer(rq->json, "version", 0, INT32_MAX, &version))
        fields_wrong_type(errors, "version", FIELD_NUMBER);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    status = message_text_store(&act, &written.key, version, written.text);
    return status ? status : message_texts_get(rq, reply);
}

enum gh_status message_text_preview_post(struct request *rq, struct reply *reply)
{
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct written written;
    const enum gh_status status = read_written(rq, &written, errors);
    if (status)
        return status;
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    const struct sms_size size = sms_measure(written.shown, VISITOR_SIGNATURE_ROOM);
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "text", written.shown, "alphabet",
                                size.ucs2 ? "ucs-2" : "gsm-7", "units", (json_int_t)size.units, "per_part",
                                (json_int_t)size.per_part, "parts", (json_int_t)size.parts, "signature",
                                (json_int_t)VISITOR_SIGNATURE_ROOM));
}

/* ---- Test messages ---- */

/* Checks the text and counts the test, and notes it. *left: how long the next one has to wait. */
static enum gh_status prepare_test(struct request *rq, const struct message_text_key *key,
                                   char out[static OUTBOX_TEXT_SIZE], struct field_errors *errors, tick *left)
{
    struct brake_key brake;
    struct db *db;
    const char *text;
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    brake_setup_tests(&brake);
    status = db_now(db, &rq->now);
    if (!status)
        status = read_text(rq, db, key, &text, out, errors);
    if (!status && !errors->count)
        status = brake_take(db, &brake, 1, rq->now, left);
    message_text_subject(key, subject);
    if (!status && !errors->count && *left == 0)
        status = audit_write(
            db, &(struct audit_entry){rq->now, rq->session->account, "message-tested", subject, "", rq->address});
    db_pool_give(rq->server->pool, db);
    return status;
}

/* The recipient of a test: a mobile number of an SMS, else an e-mail address. */
static const char *read_recipient(struct request *rq, const struct message_text_key *key, struct field_errors *errors)
{
    const char *to = json_string_value(json_object_get(rq->json, "to"));
    char *mobile = request_alloc(rq, MOBILE_SIZE);
    bool repaired;
    if (!to) {
        fields_wrong_type(errors, "to", FIELD_TEXT);
        return "";
    }
    if (key->form != MESSAGE_SMS) {
        if (!strchr(to, '@') || strpbrk(to, "\r\n<> "))
            field_errors_add(errors, "email", N_("Type a complete e-mail address."), "to");
        return to;
    }
    const enum mobile_result fault = mobile_check_written(bytes_of_string(to), mobile, &repaired);
    if (fault)
        field_errors_add(errors, mobile_result_name(fault), field_mobile_message(fault), "to");
    return mobile;
}

enum gh_status message_text_test_post(struct request *rq, struct reply *reply)
{
    static const struct test_channels none = {.sms = {NULL, NULL, NULL}};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct channel_result result;
    struct message_text_key key;
    char shown[OUTBOX_TEXT_SIZE];
    tick left = 0;
    enum gh_status status = read_path(rq, &key);
    if (status)
        return status;
    const char *to = read_recipient(rq, &key, errors);
    status = prepare_test(rq, &key, shown, errors, &left);
    if (status)
        return status;
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    const struct test_message test = {.channel = key.form == MESSAGE_SMS ? CHANNEL_NAME_SMS : CHANNEL_NAME_EMAIL,
                                      .recipient = to,
                                      .text = shown,
                                      .subject = key.form == MESSAGE_SUBJECT ? shown : ""};
    const enum channel_outcome outcome =
        test_message_send(rq->server->channels ? rq->server->channels : &none, &test, &result);
    return reply_json(rq, reply, 200,
                      json_pack("{s:b, s:s}", "accepted", outcome == CHANNEL_ACCEPTED, "error", result.error));
}
