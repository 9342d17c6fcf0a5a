#include "model/sync.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/questions.h"

#define FAILING_AFTER_MS 8000  /* without an answer while the daemon says that the network fails */
#define OFFLINE_AFTER_MS 30000 /* a quiet server answers every 21 s: SYNC_WAIT_MAX */

/* A download counts as an answer with each record, since its request may last for minutes. */
static void note_contact(struct model *m, const struct sync_status *sync)
{
    int64_t now = m->private_.mono_ms;
    if (!sync->enrolled) {
        m->sync.heard = false;
        return;
    }
    bool downloads = sync->syncing && sync->received > m->sync.status.received;
    if (downloads || (!sync->contact_at && !m->sync.heard))
        m->sync.heard_ms = now;
    else if (sync->contact_at)
        m->sync.heard_ms = now - (int64_t)sync->contact_ago * 1000;
    m->sync.heard = true;
}

/* The daemon names the trouble as soon as a link falls silent; a try that succeeds at once is not worth a word. */
static bool network_fails(const struct sync_status *s)
{
    static const char *const problems[] = {"unreachable", "timed-out", "cut"};
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (strcmp(s->problem, problems[i]) == 0)
            return true;
    return false;
}

bool model_server_answers(const struct model *m)
{
    return m->sync.known && !m->sync.offline && strcmp(m->sync.status.problem, "none") == 0;
}

void model_sync_timer(struct model *m)
{
    int64_t silence = model_server_silence_ms(m);
    bool offline = m->sync.heard && !model_out_of_service(m) &&
                   (silence > OFFLINE_AFTER_MS || (silence > FAILING_AFTER_MS && network_fails(&m->sync.status)));
    if (offline == m->sync.offline)
        return;
    m->sync.offline = offline;
    model_changed(m);
}

void model_take_sync(struct model *m, const struct sync_status *sync, struct model_effects *fx)
{
    if (!sync) {
        if (m->sync.known)
            model_changed(m);
        m->sync.known = false;
        return;
    }
    if (sync->clock_known)
        model_command(fx, COMMAND_SERVER_TIME)->at = sync->server_time;
    bool was_out = model_out_of_service(m), was_other = m->sync.status.other_history;
    note_contact(m, sync);
    m->sync.status = *sync;
    m->sync.known = true;
    m->sync.at_ms = m->private_.mono_ms;
    model_sync_timer(m);
    if (sync->enrolled)
        sodium_memzero(m->sync.code, sizeof m->sync.code);
    /* Other pages show only that the booth is out of service, or that its list is of another history. */
    if (m->page == PAGE_SYNC || m->page == PAGE_SIGN_IN || model_out_of_service(m) != was_out ||
        sync->other_history != was_other)
        model_changed(m);
}

void model_on_stick(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (model_may_exchange(m))
        model_effect(fx, EFFECT_SYNC)->sync.kind = SYNC_COMMAND_STICK;
}

void model_on_sync_now(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (!m->sync.known)
        return;
    model_effect(fx, EFFECT_SYNC)->sync.kind = SYNC_COMMAND_NOW;
    model_toast(m, TOAST_ASKING_SERVER, GH_OK);
}

void model_type_sync_code(struct model *m, const char *text)
{
    size_t have = strlen(m->sync.code);
    if (!model_may_enrol(m))
        return;
    for (; *text && have < MODEL_ENROL_LEN; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            m->sync.code[have++] = c;
    }
    m->sync.code[have] = 0;
}

/* The text is CODE, or CODE@ADDRESS as the server's page shows it. */
void model_on_enrol(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    const char *text = a->text[0] ? a->text : m->sync.code, *at = strchr(text, '@');
    size_t len = at ? (size_t)(at - text) : strlen(text);
    if (!model_may_enrol(m) || len < MODEL_ENROL_LEN || len >= SYNC_CODE_MAX ||
        (at && strlen(at + 1) >= SYNC_SERVER_MAX))
        return;
    struct sync_command *command = &model_effect(fx, EFFECT_SYNC)->sync;
    command->kind = SYNC_COMMAND_ENROL;
    memcpy(command->code, text, len);
    if (at)
        memcpy(command->server, at + 1, strlen(at + 1) + 1);
    else
        memcpy(command->server, m->sync.status.server, sizeof command->server);
    sodium_memzero(m->sync.code, sizeof m->sync.code);
}
