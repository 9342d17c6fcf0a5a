/* The notice about the handling of personal data, and the declaration that an applicant makes with a submission. */
#include <string.h>

#include "api/consent_json.h"
#include "api/endpoints.h"
#include "base/catalog.h"
#include "records/fields.h"
#include "records/setting.h"

static enum words_language words_of(const struct request *rq)
{
    return rq->language == LANGUAGE_ENGLISH ? WORDS_ENGLISH : WORDS_CHINESE;
}

enum gh_status notice_get(struct request *rq, struct reply *reply)
{
    struct notice *notice = request_alloc(rq, sizeof *notice);
    const enum words_language language = words_of(rq);
    enum gh_status status = notice_now(rq->db, language, notice);
    if (status)
        return status;
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:s, s:s, s:s}", "version", notice->version, "language",
                                language == WORDS_ENGLISH ? "en" : "zh", "text", notice->text, "declaration",
                                notice_declaration(language), "guardian_declaration",
                                notice_guardian_declaration(language)));
}

/* Finds the notice in the language in which the page showed it. */
static enum gh_status find_shown(struct request *rq, const char *version, struct notice *out, bool *found)
{
    enum gh_status status = GH_OK;
    *found = false;
    for (int language = WORDS_CHINESE; !status && !*found && language <= WORDS_ENGLISH; language++) {
        status = notice_now(rq->db, (enum words_language)language, out);
        *found = !status && strcmp(out->version, version) == 0;
    }
    return status;
}

static void check_minors(const json_t *minors, struct field_errors *errors)
{
    size_t i;
    const json_t *one;
    if (minors && !json_is_null(minors) && !json_is_array(minors))
        fields_wrong_type(errors, "consent.minors", FIELD_LIST);
    json_array_foreach(minors, i, one) if (!json_is_integer(one) || i >= APPLICATION_PERSONS_MAX)
    {
        fields_wrong_type(errors, "consent.minors", FIELD_NUMBER);
        return;
    }
}

/* Reads a declaration that the applicant ticked under a notice. */
static enum gh_status read_ticked(struct request *rq, const json_t *json, struct consent_given *out,
                                  struct notice *notice, struct field_errors *errors)
{
    bool current = false;
    const char *version = json_string_value(json_object_get(json, "notice"));
    const json_t *minors = json_object_get(json, "minors");
    if (!json_is_true(json_object_get(json, "declared")))
        field_errors_add(errors, "not-declared",
                         N_("Confirm that the visitors have the notice on personal data and consent."),
                         "consent.declared");
    if (!version)
        fields_wrong_type(errors, "consent.notice", FIELD_TEXT);
    check_minors(minors, errors);
    enum gh_status status = errors->count ? GH_OK : find_shown(rq, version, notice, &current);
    if (!status && !errors->count && !current)
        field_errors_add(errors, "notice-changed",
                         N_("The notice on personal data has changed. Read it again, then submit."), "consent.notice");
    out->channel = "web";
    out->ticked = true;
    out->minors = json_is_array(minors) ? minors : NULL;
    return status;
}

enum gh_status consent_read(struct request *rq, const json_t *json, struct consent_given *out,
                            struct field_errors *errors)
{
    struct notice *notice = request_alloc(rq, sizeof *notice);
    int64_t needed = 0;
    *out = (struct consent_given){
        .by = CONSENT_APPLICANT, .notice = notice, .channel = "api", .account = rq->session->account, .guardian = ""};
    if (json_is_object(json))
        return read_ticked(rq, json, out, notice, errors);
    if (json && !json_is_null(json))
        fields_wrong_type(errors, "consent", FIELD_OBJECT);
    enum gh_status status = setting_load(rq->db, SETTING_CONSENT_DECLARED, &needed);
    if (!status && needed && !errors->count)
        field_errors_add(errors, "not-declared",
                         N_("Confirm that the visitors have the notice on personal data and consent."), "consent");
    return status ? status : notice_now(rq->db, words_of(rq), notice);
}

/* A guardian who is named has read the box; otherwise sending the page is the consent. */
static enum gh_status read_own(struct request *rq, const json_t *json, struct consent_given *out, struct notice *notice,
                               struct field_errors *errors)
{
    char *guardian = request_alloc(rq, APPLICATION_FIELD_SIZE);
    guardian[0] = '\0';
    fields_text(json, "guardian", "consent.guardian", guardian, APPLICATION_FIELD_SIZE, errors);
    enum gh_status status = read_ticked(rq, json, out, notice, errors);
    out->channel = "invitation";
    out->guardian = guardian;
    out->ticked = guardian[0] != '\0';
    out->minors = NULL;
    return status;
}

enum gh_status consent_read_own(struct request *rq, const json_t *json, struct consent_given *out,
                                struct field_errors *errors)
{
    struct notice *notice = request_alloc(rq, sizeof *notice);
    int64_t needed = 0;
    *out = (struct consent_given){.notice = notice, .channel = "invitation", .guardian = ""};
    if (json_is_object(json))
        return read_own(rq, json, out, notice, errors);
    if (json && !json_is_null(json))
        fields_wrong_type(errors, "consent", FIELD_OBJECT);
    enum gh_status status = setting_load(rq->db, SETTING_CONSENT_DECLARED, &needed);
    if (!status && needed && !errors->count)
        field_errors_add(errors, "not-declared",
                         N_("Confirm that you have read the notice on personal data and consent."), "consent");
    return status ? status : notice_now(rq->db, words_of(rq), notice);
}
