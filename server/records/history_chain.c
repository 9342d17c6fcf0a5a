#include "records/history_chain.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PURPOSE_LINK "history-link"
#define PURPOSE_REMARK "history-remark"
#define PURPOSE_CHANGES "history-changes"
#define STEP_MAX 1024 /* bytes of a step; its texts have 400 at most */

static void put_text(struct writer *w, struct bytes text)
{
    writer_put_uint(w, 2, text.len);
    writer_put(w, text);
}

void history_content_hash(const struct vault *vault, struct bytes remark, struct bytes changes,
                          uint8_t out[static VAULT_HASH_LEN])
{
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, PURPOSE_REMARK, remark, hash);
    memcpy(out, hash, VAULT_HASH_LEN / 2);
    vault_hash(vault, PURPOSE_CHANGES, changes, hash);
    memcpy(out + VAULT_HASH_LEN / 2, hash, VAULT_HASH_LEN / 2);
}

void history_link_hash(const struct vault *vault, const uint8_t before[static VAULT_HASH_LEN],
                       const struct history_step *step, uint8_t out[static VAULT_HASH_LEN])
{
    uint8_t bytes[STEP_MAX];
    struct writer w = writer_over(bytes, sizeof bytes);
    const int64_t numbers[] = {step->version, step->at, step->account, step->for_account, step->to_account};
    const struct bytes texts[] = {step->role, step->action, step->from_state, step->to_state, step->address};
    writer_put(&w, BYTES(before, VAULT_HASH_LEN));
    writer_put(&w, BYTES(step->content, VAULT_HASH_LEN));
    writer_put(&w, BYTES(step->id.b, UUID_LEN));
    writer_put(&w, BYTES(step->application.b, UUID_LEN));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        writer_put_uint(&w, 8, (uint64_t)numbers[i]);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        put_text(&w, texts[i]);
    /* Longer texts than any that is written leave the rest out, on both sides. */
    vault_hash(vault, PURPOSE_LINK, BYTES(bytes, w.len), out);
}

enum gh_status history_newest_link(struct db *db, const struct uuid *application, uint8_t out[static VAULT_HASH_LEN])
{
    struct db_rows rows = {0};
    memset(out, 0, VAULT_HASH_LEN);
    enum gh_status status =
        db_query(db, &rows, "SELECT link FROM history WHERE application = $1 ORDER BY version DESC LIMIT 1",
                 DB_UUID(application));
    if (!status && !(status = db_next(&rows)) && !db_is_null(&rows, 0))
        status = db_copy_blob(&rows, 0, out, VAULT_HASH_LEN);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- Checking ---- */

enum column {
    ID,
    APPLICATION,
    VERSION,
    AT,
    ACCOUNT,
    FOR_ACCOUNT,
    TO_ACCOUNT,
    ROLE,
    ACTION,
    FROM_STATE,
    TO_STATE,
    ADDRESS,
    REMARK,
    CHANGES,
    CONTENT,
    LINK,
    STATE
};
#define STEPS                                                                                                          \
    "SELECT h.id, h.application, h.version, h.at, h.account, h.for_account, h.to_account, h.role, h.action, "          \
    "h.from_state, h.to_state, h.address, h.remark, h.changes_sealed, h.content, h.link, a.state FROM history h "      \
    "JOIN application a ON a.id = h.application ORDER BY h.application, h.version"

struct walk {
    const struct vault *vault;
    struct history_report *report;
    struct uuid application;
    uint8_t link[VAULT_HASH_LEN];
    bool begun, linked; /* a step was seen; the application's last one is linked */
    char to_state[40], state[40];
    int64_t version;
};

static void fault(struct walk *w, const char *what)
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&w->application, id);
    if (!w->report->fault[0])
        (void)snprintf(w->report->fault, HISTORY_FAULT_SIZE, "application %s, step %lld: %s", id, (long long)w->version,
                       what);
}

static void end_application(struct walk *w)
{
    if (w->begun && w->linked && strcmp(w->to_state, w->state) != 0)
        fault(w, "later steps were deleted, or the state was changed without a step");
}

/* Remark and changes that are still there must be those of the hash. */
static enum gh_status check_content(struct walk *w, struct db_rows *rows, const struct history_step *step)
{
    const struct bytes remark = db_bytes(rows, REMARK), box = db_bytes(rows, CHANGES);
    uint8_t hash[VAULT_HASH_LEN];
    size_t len = 0;
    uint8_t *plain = calloc(1, box.len + 1);
    if (!plain)
        return GH_NO_MEMORY;
    if (box.len && vault_open_box(w->vault, "history.changes", &step->id, box, plain, box.len + 1, &len))
        fault(w, "its changes do not open");
    history_content_hash(w->vault, remark, BYTES(plain, len), hash);
    if (remark.len && memcmp(hash, step->content, sizeof hash / 2) != 0)
        fault(w, "its remark was altered");
    if (box.len && memcmp(hash + sizeof hash / 2, step->content + sizeof hash / 2, sizeof hash / 2) != 0)
        fault(w, "its changes were altered");
    sodium_memzero(plain, box.len + 1);
    free(plain);
    return GH_OK;
}

static enum gh_status read_step(struct db_rows *rows, struct history_step *out)
{
    *out = (struct history_step){.version = db_int(rows, VERSION),
                                 .at = db_int(rows, AT),
                                 .account = db_int(rows, ACCOUNT),
                                 .for_account = db_int(rows, FOR_ACCOUNT),
                                 .to_account = db_int(rows, TO_ACCOUNT),
                                 .role = db_bytes(rows, ROLE),
                                 .action = db_bytes(rows, ACTION),
                                 .from_state = db_bytes(rows, FROM_STATE),
                                 .to_state = db_bytes(rows, TO_STATE),
                                 .address = db_bytes(rows, ADDRESS)};
    enum gh_status status = db_copy_blob(rows, ID, out->id.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, APPLICATION, out->application.b, UUID_LEN);
    return status || db_is_null(rows, CONTENT) ? status : db_copy_blob(rows, CONTENT, out->content, VAULT_HASH_LEN);
}

static enum gh_status take_step(struct walk *w, struct db_rows *rows)
{
    struct history_step step;
    uint8_t link[VAULT_HASH_LEN];
    enum gh_status status = read_step(rows, &step);
    if (status)
        return status;
    if (!w->begun || !uuid_equal(&step.application, &w->application)) {
        end_application(w);
        *w = (struct walk){.vault = w->vault, .report = w->report, .application = step.application, .begun = true};
    }
    w->version = step.version;
    if (!(status = db_copy_text(rows, TO_STATE, w->to_state, sizeof w->to_state)))
        status = db_copy_text(rows, STATE, w->state, sizeof w->state);
    if (status || db_is_null(rows, LINK)) {
        if (w->linked)
            fault(w, "it is not linked to the one before it");
        w->report->unlinked++;
        return status;
    }
    status = db_copy_blob(rows, LINK, link, sizeof link);
    history_link_hash(w->vault, w->link, &step, w->link);
    if (!status && memcmp(link, w->link, sizeof link) != 0)
        fault(w, "it was altered, or one before it is missing or was inserted");
    memcpy(w->link, link, sizeof link);
    w->linked = true;
    w->report->linked++;
    return status ? status : check_content(w, rows, &step);
}

enum gh_status history_verify(struct db *db, const struct vault *vault, struct history_report *out)
{
    struct walk w = {.vault = vault, .report = out};
    struct db_rows rows = {0};
    *out = (struct history_report){.linked = 0};
    enum gh_status status = db_query(db, &rows, STEPS);
    while (!status && !(status = db_next(&rows)) && !out->fault[0])
        status = take_step(&w, &rows);
    db_rows_end(&rows);
    end_application(&w);
    return status == GH_NOT_FOUND ? GH_OK : status;
}
