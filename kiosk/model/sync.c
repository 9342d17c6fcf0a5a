/* Sync on the screen: what the daemon says, asking it, and enrolment with a one-time code. */
#include <string.h>

#include <sodium.h>

#include "model/model_private.h"

bool model_may_enrol(const struct model *m)
{
    return m->page == PAGE_SYNC && m->sync_known && (!m->sync.enrolled || m->sync.revoked) &&
           strcmp(m->sync.enrolment, "running") != 0;
}

void model_take_sync(struct model *m, const struct sync_status *sync, struct model_effects *fx)
{
    if (!sync) {
        if (m->sync_known)
            model_changed(m);
        m->sync_known = false;
        return;
    }
    if (sync->clock_known)
        model_command(fx, COMMAND_SERVER_TIME)->at = sync->server_time;
    m->sync = *sync;
    m->sync_known = true;
    m->sync_ms = m->private_.mono_ms;
    if (sync->enrolled)
        sodium_memzero(m->sync_code, sizeof m->sync_code);
    /* Screens that do not speak of sync need not be drawn for it. */
    if (m->page == PAGE_SYNC || m->page == PAGE_SIGN_IN)
        model_changed(m);
}

/* What a gate recorded leaves with a stick: only a guard may take it out. A new booth has none before the first. */
bool model_may_exchange(const struct model *m)
{
    bool nobody_can_sign_in = m->booth_known && m->booth.guard_count == 0;
    return m->sync_known && m->sync.enrolled && !m->sync.revoked && strcmp(m->sync.stick, "running") != 0 &&
           (m->booth.guard != 0 || nobody_can_sign_in);
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
    if (!m->sync_known)
        return;
    model_effect(fx, EFFECT_SYNC)->sync.kind = SYNC_COMMAND_NOW;
    model_toast(m, TOAST_ASKING_SERVER, GH_OK);
}

void model_type_sync_code(struct model *m, const char *text)
{
    size_t have = strlen(m->sync_code);
    if (!model_may_enrol(m))
        return;
    for (; *text && have < MODEL_ENROL_LEN; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            m->sync_code[have++] = c;
    }
    m->sync_code[have] = 0;
}

/* CODE, or CODE@ADDRESS as the server's page shows it. */
void model_on_enrol(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    const char *text = a->text[0] ? a->text : m->sync_code, *at = strchr(text, '@');
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
        memcpy(command->server, m->sync.server, sizeof command->server);
    sodium_memzero(m->sync_code, sizeof m->sync_code);
}
