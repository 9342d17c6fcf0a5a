/* Up: what the booth says of itself, once a minute. */
#include <jansson.h>

#include "sync/agent_internal.h"

bool agent_report_waits(const struct agent *a, enum agent_slot slot)
{
    (void)a;
    (void)slot;
    return true;
}

void agent_report_start(struct agent *a, enum agent_slot slot)
{
    struct replica_stat stat = {0};
    bool known = a->replica && replica_stat(a->replica, &stat) == GH_OK;
    json_t *json = json_pack("{s:s, s:i, s:I, s:I, s:I, s:I}", "program", a->options.program, "pass_format",
                             CLAIMS_FORMAT_NEWEST, "position", (json_int_t)(known ? stat.position : 0), "synced_at",
                             (json_int_t)stat.ages.passes, "waiting", (json_int_t)a->state.waiting, "clock_offset_ms",
                             (json_int_t)(agent_wall(a) - os_clock_read(&a->options.clock).wall));
    if (json && a->disk_percent >= 0)
        (void)json_object_set_new(json, "disk_percent", json_integer(a->disk_percent));
    if (json && a->temperature != INT32_MIN)
        (void)json_object_set_new(json, "temperature", json_integer(a->temperature));
    if (json && a->state.other_history)
        (void)json_object_set_new(json, "other_history", json_true());
    if (json && known)
        (void)json_object_set_new(json, "pin_guards", json_integer((json_int_t)stat.pin_guards));
    if (json && a->options.hardware)
        (void)json_object_set_new(json, "hardware", json_string(a->options.hardware));
    if (json && a->checks[0])
        (void)json_object_set_new(json, "checks", json_string(a->checks));
    char body[512 + HEALTH_TEXT_SIZE];
    size_t len = json ? json_dumpb(json, body, sizeof body, JSON_COMPACT) : 0;
    json_decref(json);
    enum gh_status status = len == 0 || len > sizeof body
                                ? GH_NO_MEMORY
                                : agent_send(a, slot, "POST", "/device/status", "application/json", BYTES(body, len));
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
}

void agent_report_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    int wanted = 0;
    json_t *json = outcome->is_json ? agent_answer_json(&a->exchanges[slot]) : NULL;
    if (json && !json_unpack(json, "{s:b}", "rotate_key", &wanted) && wanted && !a->key_wanted)
        agent_rotate_key(a);
    json_decref(json);
    agent_succeeded(a, slot, agent_now_ns(a) + AGENT_REPORT_EVERY_NS);
}
