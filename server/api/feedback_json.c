#include "api/feedback_json.h"

#include <sodium.h>
#include <string.h>

#include "api/rows_json.h"
#include "base/utf8.h"
#include "http/server.h"
#include "records/feedback.h"
#include "records/record.h"
#include "wire/plain_jpeg.h"

enum problem feedback_picture_read(struct request *rq, const char *base64, size_t max, struct bytes *out)
{
    const char *end = NULL;
    size_t read = 0, len = 0;
    *out = BYTES(NULL, 0);
    if (!base64 || !*base64)
        return PROBLEM_COUNT;
    const size_t text = strlen(base64), room = text / 4 * 3 + 3;
    if (text / 4 * 3 > max)
        return PROBLEM_TOO_LARGE;
    uint8_t *raw = request_alloc(rq, room), *plain = request_alloc(rq, room);
    if (sodium_base642bin(raw, room, base64, text, NULL, &read, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        *end != '\0' || plain_jpeg(BYTES(raw, read), plain, &len))
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;
    *out = BYTES(plain, len);
    return PROBLEM_COUNT;
}

const char *feedback_agent(struct request *rq)
{
    char text[FEEDBACK_AGENT_MAX + 1] = "";
    if (rq->agent)
        (void)strncpy(text, rq->agent, FEEDBACK_AGENT_MAX);
    utf8_end_whole(text);
    return request_text(rq, "%s", text);
}

static enum gh_status open_text(struct request *rq, struct db_rows *rows, int id_at, int text_at, const char *column,
                                const char **out)
{
    struct uuid id;
    char *text = request_alloc(rq, FEEDBACK_TEXT_SIZE);
    enum gh_status status = db_copy_blob(rows, id_at, id.b, UUID_LEN);
    if (!status)
        status = record_open(rq->server->vault, column, &id, rows, text_at, text, FEEDBACK_TEXT_SIZE);
    *out = text;
    return status;
}

enum gh_status feedback_row_text(struct request *rq, struct db_rows *rows, const char **out)
{
    return open_text(rq, rows, FEEDBACK_COLUMN_ID, FEEDBACK_COLUMN_TEXT, "feedback.text", out);
}

enum gh_status feedback_step_text(struct request *rq, struct db_rows *rows, const char **out)
{
    return open_text(rq, rows, FEEDBACK_STEP_ID, FEEDBACK_STEP_TEXT, "feedback.answer", out);
}

enum gh_status feedback_answers(struct request *rq, const struct uuid *id, json_t *out)
{
    struct db_rows rows = {0};
    const char *text = "";
    enum gh_status status = feedback_steps(rq->db, &rows, id);
    while (!status && !(status = db_next(&rows))) {
        if (!bytes_equal(db_bytes(&rows, FEEDBACK_STEP_ACTION), bytes_of_string("answered")))
            continue;
        status = feedback_step_text(rq, &rows, &text);
        if (!status && json_array_append_new(
                           out, json_pack("{s:o, s:s}", "at", rows_number(&rows, FEEDBACK_STEP_AT), "text", text)) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}
