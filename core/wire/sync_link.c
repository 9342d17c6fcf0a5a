#include "wire/sync_link.h"

#include <stdio.h>
#include <string.h>

#include "wire/member.h"

static const struct member status_members[] = {
    FLAG(sync_status, enrolled, "enrolled"),
    FLAG(sync_status, revoked, "revoked"),
    FLAG(sync_status, wiped, "wiped"),
    TEXT_OPTIONAL(sync_status, device, "device"),
    TEXT_OPTIONAL(sync_status, server, "server"),
    TEXT_OPTIONAL(sync_status, fingerprint, "fingerprint"),
    TEXT_OPTIONAL(sync_status, problem, "problem"),
    TEXT_OPTIONAL(sync_status, enrolment, "enrolment"),
    FLAG(sync_status, syncing, "syncing"),
    NUMBER(sync_status, received, "received", JSON_INTEGER_MAX),
    NUMBER(sync_status, position, "position", JSON_INTEGER_MAX),
    NUMBER(sync_status, acknowledged, "acknowledged", JSON_INTEGER_MAX),
    NUMBER(sync_status, waiting, "waiting", JSON_INTEGER_MAX),
    NUMBER(sync_status, applications, "applications", JSON_INTEGER_MAX),
    MILLISECONDS(sync_status, contact_at, "contact_at", true),
    NUMBER(sync_status, contact_ago, "contact_ago", UINT32_MAX),
    NUMBER(sync_status, next_try, "next_try", UINT32_MAX),
    FLAG(sync_status, clock_known, "clock_known"),
    MILLISECONDS(sync_status, server_time, "server_time", true),
    FLAG(sync_status, gap, "gap"),
    FLAG(sync_status, forked, "forked"),
    FLAG(sync_status, aside, "aside"),
    FLAG(sync_status, other_history, "other_history"),
    NUMBER(sync_status, enrol_tries, "enrol_tries", JSON_INTEGER_MAX),
    NUMBER(sync_status, stick_tries, "stick_tries", JSON_INTEGER_MAX),
    TEXT_OPTIONAL(sync_status, stick, "stick"),
    NUMBER(sync_status, stick_percent, "stick_percent", 100),
    NUMBER(sync_status, stick_written, "stick_written", JSON_INTEGER_MAX),
    MILLISECONDS(sync_status, stick_at, "stick_at", true),
};

static const char *const command_names[] = {
    [SYNC_COMMAND_NOW] = "now",           [SYNC_COMMAND_ENROL] = "enrol",
    [SYNC_COMMAND_STICK] = "stick",       [SYNC_COMMAND_LOOK] = "look",
    [SYNC_COMMAND_CLAIM] = "claim",       [SYNC_COMMAND_RELEASE] = "release",
    [SYNC_COMMAND_ROTATE] = "rotate-key", [SYNC_COMMAND_WRAPPED] = "campus-key-wrapped"};

static const struct member command_members[] = {
    NAME(sync_command, kind, "command", command_names),
    TEXT_OPTIONAL(sync_command, server, "server"),
    TEXT_OPTIONAL(sync_command, code, "code"),
    TEXT_OPTIONAL(sync_command, root, "root"),
    ID_OPTIONAL(sync_command, pass, "pass"),
};

static const char *const claim_names[] = {
    [SYNC_CLAIM_UNKNOWN] = "unknown", [SYNC_CLAIM_GRANTED] = "granted", [SYNC_CLAIM_HELD] = "held"};

static const struct member claim_members[] = {
    ID(sync_claim, pass, "pass"),
    NAME(sync_claim, outcome, "outcome", claim_names),
    NUMBER(sync_claim, gate, "gate", GATE_COUNT - 1),
    MILLISECONDS(sync_claim, at, "at", true),
};

static enum gh_status encode(const struct member *members, size_t count, const char *type, const void *base, char *line,
                             size_t size)
{
    char why[WIRE_ERROR_SIZE];
    json_t *root = json_object();
    if (!root)
        return GH_NO_MEMORY;
    enum gh_status status = json_object_set_new(root, "t", json_string(type)) == 0 ? GH_OK : GH_NO_MEMORY;
    if (!status)
        status = members_encode(members, count, base, root, why);
    if (!status)
        status = message_dump(root, line, size);
    json_decref(root);
    return status;
}

/* base: zeroed; holds what was read only when the outcome is GH_OK. */
static enum gh_status decode(const struct member *members, size_t count, const char *type, struct bytes line,
                             void *base, char why[static WIRE_ERROR_SIZE])
{
    json_t *root = NULL;
    enum gh_status status = message_load(line, SYNC_LINE_MAX, &root, why);
    if (status)
        return status;
    json_t *t = json_object_get(root, "t");
    if (!json_is_string(t) || strcmp(json_string_value(t), type) != 0) {
        (void)snprintf(why, WIRE_ERROR_SIZE, "t: not \"%s\"", type);
        status = GH_UNSUPPORTED;
    } else {
        status = members_decode(members, count, root, "t", base, why);
    }
    json_decref(root);
    return status;
}

enum gh_status sync_status_encode(const struct sync_status *status, char *line, size_t size)
{
    return encode(status_members, COUNT(status_members), "sync", status, line, size);
}

enum gh_status sync_status_decode(struct bytes line, struct sync_status *out, char why[static WIRE_ERROR_SIZE])
{
    struct sync_status read;
    memset(&read, 0, sizeof read);
    enum gh_status status = decode(status_members, COUNT(status_members), "sync", line, &read, why);
    if (!status)
        *out = read;
    return status;
}

bool sync_status_is_news(const struct sync_status *now, const struct sync_status *then)
{
    char line[SYNC_LINE_MAX + 1], before[SYNC_LINE_MAX + 1];
    struct sync_status as_old = *now;
    as_old.contact_ago = then->contact_ago;
    as_old.next_try = then->next_try;
    as_old.server_time = then->server_time;
    return sync_status_encode(&as_old, line, sizeof line) || sync_status_encode(then, before, sizeof before) ||
           strcmp(line, before) != 0;
}

enum gh_status sync_command_encode(const struct sync_command *command, char *line, size_t size)
{
    return encode(command_members, COUNT(command_members), "command", command, line, size);
}

enum gh_status sync_command_decode(struct bytes line, struct sync_command *out, char why[static WIRE_ERROR_SIZE])
{
    struct sync_command read;
    memset(&read, 0, sizeof read);
    enum gh_status status = decode(command_members, COUNT(command_members), "command", line, &read, why);
    if (!status)
        *out = read;
    return status;
}

const char *sync_claim_name(enum sync_claim_outcome outcome)
{
    return claim_names[outcome];
}

enum gh_status sync_claim_encode(const struct sync_claim *claim, char *line, size_t size)
{
    return encode(claim_members, COUNT(claim_members), "claim", claim, line, size);
}

enum gh_status sync_claim_decode(struct bytes line, struct sync_claim *out, char why[static WIRE_ERROR_SIZE])
{
    struct sync_claim read;
    memset(&read, 0, sizeof read);
    enum gh_status status = decode(claim_members, COUNT(claim_members), "claim", line, &read, why);
    if (!status)
        *out = read;
    return status;
}
