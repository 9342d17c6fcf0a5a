#include "wire/entry.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "wire/member.h"

const char *const override_reason_names[OVERRIDE_COUNT] = {
    [OVERRIDE_NONE] = "none",
    [OVERRIDE_PHONE_CONFIRMED] = "phone-confirmed",
    [OVERRIDE_HOST_PRESENT] = "host-present",
    [OVERRIDE_EMERGENCY] = "emergency",
    [OVERRIDE_DEVICE_FAULT] = "device-fault",
    [OVERRIDE_OFFICIAL_DUTY] = "official-duty",
    [OVERRIDE_OTHER] = "other",
};

static const char *const kind_names[] = {
    [ENTRY_ADMIT] = "admit",   [ENTRY_SHOWN] = "shown",       [ENTRY_DECIDE_ADMIT] = "decide-admit",
    [ENTRY_REFUSE] = "refuse", [ENTRY_OVERRIDE] = "override", [ENTRY_TAKE_BACK] = "take-back",
    [ENTRY_EXIT] = "exit",     [ENTRY_SIGN_IN] = "sign-in",   [ENTRY_SIGN_OUT] = "sign-out",
};

const char *override_reason_name(enum override_reason reason)
{
    return (unsigned)reason < OVERRIDE_COUNT ? override_reason_names[reason] : "unknown";
}

const char *entry_kind_name(enum entry_kind kind)
{
    return (unsigned)kind >= ENTRY_ADMIT && (unsigned)kind <= ENTRY_SIGN_OUT ? kind_names[kind] : "unknown";
}

bool entry_is_admission(const struct entry *entry)
{
    return entry->kind == ENTRY_ADMIT || entry->kind == ENTRY_DECIDE_ADMIT || entry->kind == ENTRY_OVERRIDE;
}

_Static_assert(sizeof((struct entry *)0)->code_digest == UUID_LEN, "a hash of a plate can be a subject");

bool entry_is_of_plate(const struct entry *e)
{
    return uuid_is_nil(&e->pass_id) && e->presented_as == PRESENTED_PLATE &&
           !sodium_is_zero(e->code_digest, sizeof e->code_digest);
}

struct uuid entry_subject(const struct entry *e)
{
    struct uuid subject = e->pass_id;
    if (entry_is_of_plate(e))
        memcpy(subject.b, e->code_digest, UUID_LEN);
    else if (uuid_is_nil(&e->pass_id))
        subject = e->kind == ENTRY_EXIT ? e->refers_to : e->id;
    return subject;
}

bool entry_has_sealed_note(const struct entry *e)
{
    return !sodium_is_zero(e->note_sealed, sizeof e->note_sealed);
}

/* The hashed bytes: a label with the version, the device with its length, then every field up to the note in the order
 * of struct entry at fixed width, big-endian; the note with its length last. Version 2 has a sealed note behind it. */
void entry_hash(const struct entry *e, const char *device, uint8_t out[static ENTRY_HASH_LEN])
{
    uint8_t buffer[512];
    struct writer w = writer_over(buffer, sizeof buffer);
    size_t note_len = strnlen(e->note, sizeof e->note), device_len = strnlen(device, DEVICE_ID_MAX);
    const bool sealed = entry_has_sealed_note(e);
    writer_put(&w, bytes_of_string(sealed ? "gatehouse entry 2" : "gatehouse entry 1"));
    writer_put_u8(&w, (uint8_t)device_len);
    writer_put(&w, BYTES(device, device_len));
    writer_put_uint(&w, 8, e->number);
    writer_put(&w, BYTES(e->previous, ENTRY_HASH_LEN));
    writer_put(&w, BYTES(e->id.b, UUID_LEN));
    writer_put_uint(&w, 8, (uint64_t)e->at);
    const uint8_t small[] = {e->clock_trusted, (uint8_t)e->kind,   (uint8_t)e->presented_as,    (uint8_t)e->direction,
                             e->gate,          (uint8_t)e->colour, (uint8_t)e->override_reason, e->uses_up,
                             e->live};
    writer_put(&w, BYTES(small, sizeof small));
    writer_put(&w, BYTES(e->pass_id.b, UUID_LEN));
    writer_put(&w, BYTES(e->group.b, UUID_LEN));
    writer_put(&w, BYTES(e->refers_to.b, UUID_LEN));
    writer_put_uint(&w, 4, (uint32_t)e->reason);
    writer_put_uint(&w, 4, e->reasons);
    writer_put_uint(&w, 4, e->guard);
    writer_put_uint(&w, 4, e->second_guard);
    writer_put_uint(&w, 8, (uint64_t)e->pass_expires);
    writer_put(&w, BYTES(e->code_digest, sizeof e->code_digest));
    writer_put_u8(&w, (uint8_t)note_len);
    writer_put(&w, BYTES(e->note, note_len));
    if (sealed)
        writer_put(&w, BYTES(e->note_sealed, sizeof e->note_sealed));
    struct bytes covered = writer_bytes(&w);
    /* Fails only for sizes out of range, which this constant is not. */
    (void)crypto_generichash(out, ENTRY_HASH_LEN, covered.data, covered.len, NULL, 0);
}

static const char *const presented_as_names[] = {
    [PRESENTED_CODE] = "code", [PRESENTED_SHORT_NUMBER] = "number", [PRESENTED_PLATE] = "plate"};
static const char *const directions[] = {[DIRECTION_IN] = "in", [DIRECTION_OUT] = "out"};
static const char *const colours[] = {[VERDICT_RED] = "red", [VERDICT_AMBER] = "amber", [VERDICT_GREEN] = "green"};

static const struct member members[] = {
    UINT(entry, number, "number", 1, JSON_INTEGER_MAX),
    ID(entry, id, "id"),
    MILLISECONDS(entry, at, "at", false),
    FLAG(entry, clock_trusted, "clock_trusted"),
    NAME(entry, kind, "kind", kind_names),
    NAME(entry, presented_as, "evidence", presented_as_names),
    NAME(entry, direction, "direction", directions),
    GATE(entry, gate, "gate"),
    ID_OPTIONAL(entry, pass_id, "pass"),
    ID_OPTIONAL(entry, group, "group"),
    ID_OPTIONAL(entry, refers_to, "refers_to"),
    NAME(entry, colour, "colour", colours),
    {.name = "reason", .form = MEMBER_UINT, AT(entry, reason), .max = REASON_COUNT - 1},
    NUMBER(entry, reasons, "reasons", UINT32_MAX),
    NUMBER(entry, guard, "guard", UINT32_MAX),
    NUMBER(entry, second_guard, "second_guard", UINT32_MAX),
    NAME(entry, override_reason, "override", override_reason_names),
    FLAG(entry, uses_up, "uses_up"),
    MILLISECONDS(entry, pass_expires, "pass_expires", true),
    FLAG(entry, live, "live"),
    HEX_OPTIONAL(entry, code_digest, "code_digest"),
    TEXT_OPTIONAL(entry, note, "note"),
    HEX_OPTIONAL(entry, note_sealed, "note_sealed"),
    HEX_OPTIONAL(entry, plate, "plate"),
    HEX(entry, previous, "previous"),
    HEX(entry, hash, "hash"),
};

static enum gh_status decode_object(json_t *root, struct entry *out, char why[static WIRE_ERROR_SIZE])
{
    struct entry entry;
    json_t *type = json_is_object(root) ? json_object_get(root, "t") : NULL;
    if (!json_is_string(type) || strcmp(json_string_value(type), "entry") != 0) {
        snprintf(why, WIRE_ERROR_SIZE, "t: not an entry");
        return json_is_string(type) ? GH_UNSUPPORTED : GH_MALFORMED;
    }
    memset(&entry, 0, sizeof entry);
    enum gh_status status = members_decode(members, COUNT(members), root, "t", &entry, why);
    if (!status && entry.note[0] && entry_has_sealed_note(&entry)) {
        snprintf(why, WIRE_ERROR_SIZE, "note_sealed: beside a note");
        status = GH_MALFORMED;
    }
    if (!status)
        *out = entry;
    return status;
}

enum gh_status entry_decode(struct bytes line, struct entry *out, char why[static WIRE_ERROR_SIZE])
{
    json_t *root = NULL;
    enum gh_status status = message_load(line, ENTRY_LINE_MAX, &root, why);
    if (status)
        return status;
    status = decode_object(root, out, why);
    json_decref(root);
    return status;
}

enum gh_status entry_encode(const struct entry *entry, char *line, size_t size)
{
    char why[WIRE_ERROR_SIZE];
    if (entry->note[0] && entry_has_sealed_note(entry))
        return GH_MALFORMED;
    json_t *root = json_object();
    if (root == NULL)
        return GH_NO_MEMORY;
    enum gh_status status = GH_NO_MEMORY;
    if (json_object_set_new(root, "t", json_string("entry")) == 0)
        status = members_encode(members, COUNT(members), entry, root, why);
    if (!status)
        status = message_dump(root, line, size);
    json_decref(root);
    return status;
}
