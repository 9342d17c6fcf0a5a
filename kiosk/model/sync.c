#include "model/sync.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/questions.h"

#define FAILING_AFTER_MS 8000 /* without an answer while the daemon says that the network fails */
#define AGAIN_MS 5000         /* between two tries to enrol while the network comes up */
#define AGAIN_TIMES 24
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

/* ---- Enrolment ---- */

enum gh_status model_hold_scanned(struct model *m, struct bytes text)
{
    enum gh_status status = enrol_code_parse(text, &m->sync.scanned);
    if (status)
        return status;
    m->sync.has_scanned = true;
    m->sync.asked = false;
    model_changed(m);
    return GH_OK;
}

void model_forget_scanned(struct model *m)
{
    sodium_memzero(&m->sync.scanned, sizeof m->sync.scanned);
    m->sync.has_scanned = m->sync.asked = false;
}

static void ask_with_scanned(struct model *m, struct model_effects *fx)
{
    const struct enrol_code *code = &m->sync.scanned;
    struct sync_command *command = &model_effect(fx, EFFECT_SYNC)->sync;
    command->kind = SYNC_COMMAND_ENROL;
    memcpy(command->code, code->code, sizeof command->code);
    memcpy(command->server, code->server, sizeof command->server);
    memcpy(command->root, code->root, sizeof command->root);
    m->sync.asked_ms = m->private_.mono_ms;
}

/* A network that was set a moment ago takes a while: tries again until the server is reached, for two minutes. */
static void ask_again(struct model *m, struct model_effects *fx)
{
    const char *word = m->sync.status.enrolment;
    bool unreached = strcmp(word, "unreachable") == 0 || strcmp(word, "timed-out") == 0;
    if (!m->sync.asked || !unreached || m->sync.tries_left == 0 || m->private_.mono_ms - m->sync.asked_ms < AGAIN_MS)
        return;
    m->sync.tries_left--;
    ask_with_scanned(m, fx);
}

void model_on_enrol(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (!model_may_enrol(m))
        return;
    if (m->sync.has_scanned) {
        if (!m->sync.asked && m->sync.scanned.network.given && m->settings.sets_network)
            model_effect(fx, EFFECT_NETWORK)->network = m->sync.scanned.network;
        m->sync.asked = true;
        m->sync.tries_left = AGAIN_TIMES;
        ask_with_scanned(m, fx);
        return;
    }
    if (strlen(m->sync.code) < MODEL_ENROL_LEN)
        return;
    struct sync_command *command = &model_effect(fx, EFFECT_SYNC)->sync;
    command->kind = SYNC_COMMAND_ENROL;
    memcpy(command->code, m->sync.code, strlen(m->sync.code) + 1);
    memcpy(command->server, m->sync.status.server, sizeof command->server);
    sodium_memzero(m->sync.code, sizeof m->sync.code);
}

void model_on_enrol_cancel(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    model_forget_scanned(m);
}

/* ---- The daemon's status ---- */

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
    if (sync->enrolled && !sync->revoked) {
        sodium_memzero(m->sync.code, sizeof m->sync.code);
        model_forget_scanned(m);
    }
    ask_again(m, fx);
    /* Other pages show only that the booth is out of service, or that its list is of another history. */
    if (m->page == PAGE_SYNC || m->page == PAGE_SIGN_IN || model_out_of_service(m) != was_out ||
        sync->other_history != was_other)
        model_changed(m);
}
