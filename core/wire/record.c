/* The records of a replica's stream: a table of members for each, and checks that span members. */
#include "wire/record.h"

#include <stdio.h>
#include <string.h>

#include "wire/member.h"

#define VERSION(type) UINT(type, version, "version", 1, JSON_INTEGER_MAX)
#define TIME(type, field, text) SECONDS(type, field, text, 0, WIRE_SECONDS_MAX)

static const char *const kinds[] = {
    [PASS_PEDESTRIAN] = "pedestrian", [PASS_VEHICLE] = "vehicle", [PASS_RIDER] = "rider"};
static const char *const uses[] = {[PASS_SINGLE_USE] = "single", [PASS_MULTIPLE_USE] = "multiple"};
static const char *const states[] = {[ROW_VALID] = "valid", [ROW_BLOCKED] = "blocked", [ROW_REVOKED] = "revoked"};

static const struct member pass_members[] = {
    ID(wire_pass, claims.pass_id, "id"),
    VERSION(wire_pass),
    NAME(wire_pass, state, "state", states),
    TIME(wire_pass, claims.not_before, "nbf"),
    TIME(wire_pass, claims.expires, "exp"),
    TIME(wire_pass, claims.issued_at, "iat"),
    NAME(wire_pass, claims.kind, "kind", kinds),
    NAME(wire_pass, claims.uses, "uses", uses),
    UINT(wire_pass, claims.gates, "gates", 1, UINT16_MAX),
    GATE(wire_pass, claims.home_gate, "home"),
    HEX_FLAGGED(wire_pass, claims.holder, "holder", claims.has_holder),
    UINT(wire_pass, unit, "unit", 0, UINT32_MAX),
    ID_OPTIONAL(wire_pass, group, "group"),
    ID_OPTIONAL(wire_pass, walk_up, "walk_up"),
    DROPPED("person"), /* of older servers: a hash of the ID number, which no booth keeps */
    FLAG(wire_pass, barred, "barred"),
    SECONDS_OPTIONAL(wire_pass, barred_until, "barred_until", 0, WIRE_SECONDS_MAX),
    HEX_OPTIONAL(wire_pass, plate, "plate"),
    BLOB(wire_pass, display, "display", display_len, 1, true),
};

static const struct member revoke_members[] = {
    ID(wire_revoke, pass_id, "id"),
    VERSION(wire_revoke),
    TIME(wire_revoke, at, "at"),
};

static const struct member bar_members[] = {
    BOOL(wire_bar, plate, "plate"),
    BOOL(wire_bar, lifted, "lifted"),
    SECONDS_OPTIONAL(wire_bar, until, "until", 0, WIRE_SECONDS_MAX),
    VERSION(wire_bar),
    HEX(wire_bar, hash, "hash"),
};

static const struct member use_members[] = {
    ID(wire_use, entry_id, "entry"),
    ID(wire_use, pass_id, "id"),
    TIME(wire_use, at, "at"),
    GATE(wire_use, gate, "gate"),
    BOOL(wire_use, taken_back, "taken_back"),
};

static const struct member gate_members[] = {
    GATE(wire_gate, gate, "gate"),
    UINT(wire_gate, campus, "campus", 0, UINT8_MAX),
    VERSION(wire_gate),
    TEXT(wire_gate, name_zh, "name_zh"),
    TEXT(wire_gate, name_en, "name_en"),
    TEXT(wire_gate, campus_zh, "campus_zh"),
    TEXT(wire_gate, campus_en, "campus_en"),
};

static const struct member unit_members[] = {
    UINT(wire_unit, unit, "unit", 0, UINT32_MAX), VERSION(wire_unit),
    TEXT(wire_unit, name_zh, "name_zh"),          TEXT(wire_unit, name_en, "name_en"),
    TEXT_OPTIONAL(wire_unit, pinyin, "pinyin"),
};

static const struct member guard_members[] = {
    UINT(wire_guard, guard, "guard", 1, UINT32_MAX),
    VERSION(wire_guard),
    BOOL(wire_guard, active, "active"),
    UINT(wire_guard, rights, "rights", 0, GUARD_ADMIT | GUARD_OVERRIDE | GUARD_SETTINGS),
    TEXT(wire_guard, name, "name"),
    HEX(wire_guard, salt, "salt"),
    HEX(wire_guard, verifier, "verifier"),
    UINT(wire_guard, ops, "ops", 1, GUARD_OPS_MAX),
    UINT(wire_guard, mem_kib, "mem_kib", GUARD_MEM_KIB_MIN, GUARD_MEM_KIB_MAX),
    FLAG(wire_guard, badge, "badge"),
    FLAG(wire_guard, bound, "bound"),
    BLOB(wire_guard, wrapped, "wrapped", wrapped_len, GUARD_WRAPPED_ONE, true),
};

/* Wider than any policy; policy_check() has the true ranges. */
#define LENGTH(field) SECONDS(wire_policy, policy.field, #field, 0, 100000 * INT64_C(86400))

/* Named "evidence_keep" on the wire: booths in the field refuse a member that they do not know. */
#define CAR_PICTURE_KEEP                                                                                               \
    SECONDS_OPTIONAL(wire_policy, policy.car_picture_keep, "evidence_keep", 0, 100000 * INT64_C(86400))

/* Left out for booths that do not know it (parameter "policy" of a pull). */
#define PERSONAL_KEEP SECONDS_OPTIONAL(wire_policy, policy.personal_keep, "personal_keep", 0, 100000 * INT64_C(86400))

static const struct member policy_members[] = {
    VERSION(wire_policy),
    LENGTH(fresh_for),
    LENGTH(stale_for),
    LENGTH(clock_skew),
    LENGTH(take_back_within),
    BOOL(wire_policy, policy.live_code_required, "live_code_required"),
    BOOL(wire_policy, policy.touch_before_admit, "touch_before_admit"),
    BOOL(wire_policy, policy.second_guard, "second_guard"),
    FLAG(wire_policy, policy.emergency_admission, "emergency_admission"),
    LENGTH(journal_keep),
    LENGTH(privacy_timeout),
    LENGTH(green_shown_for),
    CAR_PICTURE_KEEP,
    PERSONAL_KEEP,
};

static const struct member keyset_members[] = {
    BLOB(wire_keyset, signed_set, "set", len, 1, false),
    HEX_OPTIONAL(wire_keyset, sealing, "sealing"),
};

static const char *const walk_up_states[] = {
    [WALK_UP_UNIT] = "unit-review",  [WALK_UP_SECURITY] = "security-review",
    [WALK_UP_APPROVED] = "approved", [WALK_UP_REFUSED] = "refused",
    [WALK_UP_ENDED] = "ended",
};
static const char *const walk_up_reasons[] = {
    [WALK_UP_BY_PEOPLE] = "people", [WALK_UP_UNREADABLE] = "unreadable", [WALK_UP_INCOMPLETE] = "incomplete",
    [WALK_UP_BARRED] = "barred",    [WALK_UP_QUOTA] = "quota-exceeded",  [WALK_UP_OVER] = "over",
};

static const char *const emergency_states[] = {
    [EMERGENCY_OPEN] = "open", [EMERGENCY_CONFIRMED] = "confirmed", [EMERGENCY_OBJECTED] = "objected"};

static const struct member walk_up_members[] = {
    ID(wire_walk_up, id, "id"),
    VERSION(wire_walk_up),
    NAME(wire_walk_up, state, "state", walk_up_states),
    NAME(wire_walk_up, reason, "reason", walk_up_reasons),
    TIME(wire_walk_up, at, "at"),
    NAME_OPTIONAL(wire_walk_up, emergency, "emergency", emergency_states),
    BLOB(wire_walk_up, note, "note", note_len, 1, true),
};

const char *walk_up_state_name(enum walk_up_state state)
{
    if (state == WALK_UP_RECEIVED)
        return "received";
    return (unsigned)state < WALK_UP_STATE_COUNT ? walk_up_states[state] : "unknown";
}

const char *walk_up_reason_name(enum walk_up_reason reason)
{
    return (unsigned)reason < WALK_UP_REASON_COUNT ? walk_up_reasons[reason] : "unknown";
}

/* 0, the first, for a word that is none of them. */
static int index_of(struct bytes name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (names[i] && bytes_equal(name, bytes_of_string(names[i])))
            return i;
    return 0;
}

enum walk_up_state walk_up_state_from_name(struct bytes name)
{
    return (enum walk_up_state)index_of(name, walk_up_states, WALK_UP_STATE_COUNT);
}

enum walk_up_reason walk_up_reason_from_name(struct bytes name)
{
    return (enum walk_up_reason)index_of(name, walk_up_reasons, WALK_UP_REASON_COUNT);
}

const char *emergency_state_name(enum emergency_state state)
{
    return state > EMERGENCY_NONE && state < EMERGENCY_STATE_COUNT ? emergency_states[state] : "";
}

enum emergency_state emergency_state_from_name(struct bytes name)
{
    return (enum emergency_state)index_of(name, emergency_states, EMERGENCY_STATE_COUNT);
}

static const struct member box_settled_members[] = {
    NAME(wire_box_settled, kind, "kind", box_kind_names),
    ID(wire_box_settled, id, "id"),
};

static const struct member presence_members[] = {
    ID(wire_presence, subject, "id"),
    ID(wire_presence, entry, "entry"),
    ID_OPTIONAL(wire_presence, car, "car"),
    FLAG(wire_presence, pass, "pass"),
    FLAG(wire_presence, vehicle, "vehicle"),
    BOOL(wire_presence, inside, "inside"),
    MILLISECONDS(wire_presence, at, "at", false),
    GATE(wire_presence, gate, "gate"),
    TIME(wire_presence, until, "until"),
    HEX_OPTIONAL(wire_presence, plate, "plate"),
};

static const struct member booth_members[] = {
    ID(wire_booth, id, "id"),           GATE(wire_booth, gate, "gate"),
    TEXT(wire_booth, name, "name"),     TIME(wire_booth, heard, "heard"),
    FLAG(wire_booth, own, "own"),       NUMBER(wire_booth, acknowledged, "acknowledged", JSON_INTEGER_MAX),
    FLAG(wire_booth, forked, "forked"),
};

static const char *const roll_call_states[ROLL_CALL_STATE_COUNT] = {
    [ROLL_CALL_RUNS] = "running", [ROLL_CALL_ENDED] = "ended", [ROLL_CALL_MERGED] = "merged"};

static const struct member roll_call_members[] = {
    ID(wire_roll_call, id, "id"),
    VERSION(wire_roll_call),
    NAME(wire_roll_call, state, "state", roll_call_states),
    MILLISECONDS(wire_roll_call, at, "at", false),
    TEXT_OPTIONAL(wire_roll_call, by, "by"),
    MILLISECONDS(wire_roll_call, ended, "ended", true),
    TEXT_OPTIONAL(wire_roll_call, ended_by, "ended_by"),
};

static const struct member roll_row_members[] = {
    ID(wire_roll_row, roll_call, "roll_call"),
    ID(wire_roll_row, subject, "id"),
    VERSION(wire_roll_row),
    ID_OPTIONAL(wire_roll_row, car, "car"),
    FLAG(wire_roll_row, pass, "pass"),
    FLAG(wire_roll_row, vehicle, "vehicle"),
    MILLISECONDS(wire_roll_row, since, "since", false),
    GATE(wire_roll_row, gate, "gate"),
    NAME(wire_roll_row, mark, "mark", roll_mark_names),
    FLAG(wire_roll_row, mine, "mine"),
    NUMBER(wire_roll_row, counted, "counted", JSON_INTEGER_MAX),
    BLOB(wire_roll_row, display, "display", display_len, 1, true),
};

static const struct member closed_days_members[] = {
    UINT(closed_days, first, "first", 0, WIRE_SECONDS_MAX / 86400),
    BLOB(closed_days, bits, "closed", len, 1, true),
};

static const struct member history_members[] = {
    HEX(wire_history, lineage, "lineage"),
    UINT(wire_history, position, "position", 0, JSON_INTEGER_MAX),
    HEX(wire_history, stamp, "stamp"),
};

static const struct member mark_members[] = {
    UINT(wire_mark, position, "position", 0, JSON_INTEGER_MAX),
    {.name = "until", .form = MEMBER_SECONDS, AT(wire_mark, until), .max = WIRE_SECONDS_MAX, .optional = true},
    TEXT_OPTIONAL(wire_mark, scope, "scope"),
};

static const struct member end_members[] = {
    UINT(wire_end, position, "position", 0, JSON_INTEGER_MAX),
    TIME(wire_end, server_time, "server_time"),
    {.name = "until", .form = MEMBER_SECONDS, AT(wire_end, until), .max = WIRE_SECONDS_MAX, .optional = true},
    TEXT_OPTIONAL(wire_end, scope, "scope"),
};

static const struct message {
    const char *name;
    const struct member *members;
    size_t count, offset;
} messages[] = {
#define MESSAGE(type)                                                                                                  \
    {                                                                                                                  \
#type, type##_members, COUNT(type##_members), offsetof(struct wire_record, type)                               \
    }
    [WIRE_PASS] = MESSAGE(pass),
    [WIRE_REVOKE] = MESSAGE(revoke),
    [WIRE_BAR] = MESSAGE(bar),
    [WIRE_USE] = MESSAGE(use),
    [WIRE_GATE] = MESSAGE(gate),
    [WIRE_UNIT] = MESSAGE(unit),
    [WIRE_GUARD] = MESSAGE(guard),
    [WIRE_POLICY] = MESSAGE(policy),
    [WIRE_KEYSET] = MESSAGE(keyset),
    [WIRE_WALK_UP] = MESSAGE(walk_up),
    [WIRE_BOX_SETTLED] = MESSAGE(box_settled),
    [WIRE_PRESENCE] = MESSAGE(presence),
    [WIRE_BOOTH] = MESSAGE(booth),
    [WIRE_ROLL_CALL] = MESSAGE(roll_call),
    [WIRE_ROLL_ROW] = MESSAGE(roll_row),
    [WIRE_CLOSED_DAYS] = MESSAGE(closed_days),
    [WIRE_HISTORY] = MESSAGE(history),
    [WIRE_MARK] = MESSAGE(mark),
    [WIRE_END] = MESSAGE(end),
};

static enum gh_status say(char why[static WIRE_ERROR_SIZE], enum gh_status status, const char *what)
{
    snprintf(why, WIRE_ERROR_SIZE, "%s", what);
    return status;
}

const char *wire_type_name(enum wire_type type)
{
    return (size_t)type < COUNT(messages) && messages[type].name != NULL ? messages[type].name : "unknown";
}

/* Checks what no single member shows. */
static enum gh_status check_whole(const struct wire_record *record, char why[static WIRE_ERROR_SIZE])
{
    const char *field;
    switch (record->type) {
    case WIRE_PASS:
        if (record->pass.claims.not_before > record->pass.claims.expires)
            return say(why, GH_MALFORMED, "exp: before nbf");
        if (record->pass.claims.live)
            return say(why, GH_MALFORMED, "live: a stored pass is never a presentation token");
        return GH_OK;
    case WIRE_POLICY:
        if (policy_check(&record->policy.policy, &field)) {
            snprintf(why, WIRE_ERROR_SIZE, "%s: out of its range", field);
            return GH_MALFORMED;
        }
        return GH_OK;
    default:
        return GH_OK;
    }
}

static enum gh_status decode_type(json_t *root, enum wire_type *type, char why[static WIRE_ERROR_SIZE])
{
    json_t *name = json_is_object(root) ? json_object_get(root, "t") : NULL;
    if (!json_is_string(name))
        return say(why, GH_MALFORMED, "t: missing or not a string");
    for (size_t i = 0; i < COUNT(messages); i++) {
        if (messages[i].name != NULL && strcmp(messages[i].name, json_string_value(name)) == 0) {
            *type = (enum wire_type)i;
            return GH_OK;
        }
    }
    return say(why, GH_UNSUPPORTED, "t: unknown kind of record");
}

static enum gh_status decode_root(json_t *root, struct wire_record *out, char why[static WIRE_ERROR_SIZE])
{
    struct wire_record record;
    memset(&record, 0, sizeof(record));
    enum gh_status status = decode_type(root, &record.type, why);
    if (status)
        return status;
    const struct message *message = &messages[record.type];
    status = members_decode(message->members, message->count, root, "t", (char *)&record + message->offset, why);
    if (!status)
        status = check_whole(&record, why);
    if (!status)
        *out = record;
    return status;
}

enum gh_status wire_record_decode(struct bytes line, struct wire_record *out, char why[static WIRE_ERROR_SIZE])
{
    json_t *root = NULL;
    enum gh_status status = message_load(line, WIRE_LINE_MAX, &root, why);
    if (status)
        return status;
    status = decode_root(root, out, why);
    json_decref(root);
    return status;
}

enum gh_status wire_record_encode(const struct wire_record *record, char *line, size_t size)
{
    char why[WIRE_ERROR_SIZE];
    if ((size_t)record->type >= COUNT(messages) || messages[record->type].name == NULL || check_whole(record, why))
        return GH_MALFORMED;
    const struct message *message = &messages[record->type];
    json_t *root = json_object();
    if (root == NULL)
        return GH_NO_MEMORY;
    enum gh_status status = GH_NO_MEMORY;
    if (json_object_set_new(root, "t", json_string(message->name)) == 0)
        status = members_encode(message->members, message->count, (const char *)record + message->offset, root, why);
    if (!status)
        status = message_dump(root, line, size);
    json_decref(root);
    return status;
}
