/* What messages to visitors look like: the texts that are sent now, about a made-up visit. */
#include "api/endpoints.h"
#include "api/message_demo.h"
#include "flow/sms_parts.h"
#include "flow/visitor_text.h"

static const struct {
    const char *purpose;
    enum message_kind kind;
} samples[] = {
    {"approved", MESSAGE_PASS_ISSUED}, {"revoked", MESSAGE_PASS_REVOKED}, {"cancelled", MESSAGE_VISIT_CANCELLED}};
#define SAMPLES (sizeof samples / sizeof samples[0])

static enum gh_status put_sample(struct request *rq, size_t which, enum words_language language, json_t *items)
{
    const struct message_text_key key = {samples[which].kind, MESSAGE_SMS, language};
    char written[MESSAGE_TEMPLATE_SIZE], out[OUTBOX_TEXT_SIZE] = "";
    int64_t version;
    enum gh_status status = message_text_load(rq->db, &key, written, &version);
    if (!status)
        status = message_demo_write(rq, rq->db, &key, written, out);
    if (status && status != GH_TOO_LONG) /* then the parts say it */
        return status;
    json_t *one = json_pack("{s:s, s:s, s:s, s:I}", "purpose", samples[which].purpose, "language",
                            language == WORDS_ENGLISH ? "en" : "zh", "text", out, "parts",
                            (json_int_t)sms_parts(out, VISITOR_SIGNATURE_ROOM));
    return json_array_append_new(items, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status message_samples_get(struct request *rq, struct reply *reply)
{
    json_t *items = json_array();
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < 2 * SAMPLES; i++)
        status = put_sample(rq, i % SAMPLES, (enum words_language)(i / SAMPLES), items);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}
