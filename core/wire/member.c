#include "wire/member.h"

#include <stdio.h>
#include <string.h>

#include "wire/text.h"

enum gh_status message_load(struct bytes line, size_t max, json_t **out, char why[static WIRE_ERROR_SIZE])
{
    struct json_fault fault;
    char text[JSON_FAULT_SIZE];
    enum gh_status status = json_read(line, max, out, &fault);
    if (status) {
        json_fault_text(&fault, text);
        snprintf(why, WIRE_ERROR_SIZE, "line: %s", text);
    }
    return status;
}

enum gh_status message_dump(json_t *object, char *line, size_t size)
{
    char buffer[WIRE_LINE_MAX];
    size_t len = json_dumpb(object, buffer, sizeof(buffer), JSON_COMPACT);
    if (len == 0)
        return GH_NO_MEMORY;
    if (len > sizeof(buffer) || len >= size)
        return GH_TOO_LONG;
    memcpy(line, buffer, len);
    line[len] = '\0';
    return GH_OK;
}

static enum gh_status fault(char why[static WIRE_ERROR_SIZE], enum gh_status status, const char *name, const char *what)
{
    snprintf(why, WIRE_ERROR_SIZE, "%s: %s", name, what);
    return status;
}

static void *at(void *base, size_t offset)
{
    return (char *)base + offset;
}

static const void *from(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void store_uint(void *place, size_t size, uint64_t value)
{
    uint8_t u8 = (uint8_t)value;
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;
    const void *sources[] = {[1] = &u8, [2] = &u16, [4] = &u32, [8] = &value};
    memcpy(place, sources[size], size);
}

static uint64_t load_uint(const void *place, size_t size)
{
    uint8_t u8 = 0;
    uint16_t u16 = 0;
    uint32_t u32 = 0;
    uint64_t u64 = 0;
    void *targets[] = {[1] = &u8, [2] = &u16, [4] = &u32, [8] = &u64};
    memcpy(targets[size], place, size);
    return (uint64_t)u8 | u16 | u32 | u64;
}

static bool all_zero(const void *place, size_t size)
{
    const uint8_t *bytes = place;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

static size_t blob_len(const struct member *m, const void *base)
{
    size_t len;
    memcpy(&len, from(base, m->aux), sizeof(len));
    return len;
}

static bool absent(const struct member *m, const void *base)
{
    if (m->flagged)
        return !*(const bool *)from(base, m->aux);
    if (!m->optional)
        return false;
    if (m->form == MEMBER_DROPPED)
        return true;
    if (m->form == MEMBER_BLOB)
        return blob_len(m, base) == 0;
    return all_zero(from(base, m->offset), m->form == MEMBER_TEXT ? 1 : m->size);
}

static json_t *encode_hex(const void *place, size_t len)
{
    char digits[WIRE_LINE_MAX + 1];
    if (len > (sizeof digits - 1) / 2)
        return NULL; /* no line holds it */
    hex_encode(BYTES(place, len), digits);
    return json_string(digits);
}

static json_t *encode_uint(const struct member *m, const void *place)
{
    uint64_t value = load_uint(place, m->size);
    bool fits = value >= (uint64_t)m->min && value <= (uint64_t)m->max;
    return fits ? json_integer((json_int_t)value) : NULL;
}

static json_t *encode_tick(const struct member *m, const void *place)
{
    tick value = *(const tick *)place;
    return value >= m->min && value <= m->max ? json_integer(value) : NULL;
}

static json_t *encode_seconds(const struct member *m, const void *place)
{
    tick value = *(const tick *)place;
    int64_t seconds = tick_to_seconds(value);
    bool fits = value % TICK_SECOND == 0 && seconds >= m->min && seconds <= m->max;
    return fits ? json_integer(seconds) : NULL;
}

static json_t *encode_name(const struct member *m, const void *place)
{
    int value = *(const int *)place;
    bool named = value >= m->min && (size_t)value < m->names_count && m->names[value] != NULL;
    return named ? json_string(m->names[value]) : NULL;
}

static json_t *encode_uuid(const void *place)
{
    char text[UUID_TEXT_SIZE];
    if (uuid_is_nil(place))
        return NULL;
    uuid_format(place, text);
    return json_string(text);
}

static json_t *encode_blob(const struct member *m, const void *base)
{
    size_t len = blob_len(m, base);
    bool fits = len >= (size_t)m->min && len <= m->size;
    return fits ? encode_hex(from(base, m->offset), len) : NULL;
}

static json_t *encode_text(const struct member *m, const void *place)
{
    size_t len = strnlen(place, m->size);
    bool fits = len < m->size && len >= (size_t)m->min && wire_text_ok(BYTES(place, len));
    return fits ? json_stringn(place, len) : NULL;
}

/* Returns NULL for a value outside its form, or without memory. */
static json_t *encode_value(const struct member *m, const void *base)
{
    const void *place = from(base, m->offset);
    switch (m->form) {
    case MEMBER_BOOL:
        return json_boolean(*(const bool *)place);
    case MEMBER_UINT:
        return encode_uint(m, place);
    case MEMBER_TICK:
        return encode_tick(m, place);
    case MEMBER_SECONDS:
        return encode_seconds(m, place);
    case MEMBER_NAME:
        return encode_name(m, place);
    case MEMBER_UUID:
        return encode_uuid(place);
    case MEMBER_HEX:
        return encode_hex(place, m->size);
    case MEMBER_BLOB:
        return encode_blob(m, base);
    case MEMBER_TEXT:
        return encode_text(m, place);
    case MEMBER_DROPPED:
        break;
    }
    return NULL;
}

enum gh_status members_encode(const struct member *members, size_t count, const void *base, json_t *object,
                              char why[static WIRE_ERROR_SIZE])
{
    for (size_t i = 0; i < count; i++) {
        if (absent(&members[i], base))
            continue;
        json_t *value = encode_value(&members[i], base);
        if (value == NULL)
            return fault(why, GH_MALFORMED, members[i].name, "out of its range");
        if (json_object_set_new(object, members[i].name, value) != 0)
            return fault(why, GH_NO_MEMORY, members[i].name, "out of memory");
    }
    return GH_OK;
}

static enum gh_status decode_integer(const struct member *m, json_t *value, void *base,
                                     char why[static WIRE_ERROR_SIZE])
{
    if (!json_is_integer(value))
        return fault(why, GH_MALFORMED, m->name, "not an integer");
    json_int_t number = json_integer_value(value);
    if (number < m->min || number > m->max)
        return fault(why, GH_MALFORMED, m->name, "out of its range");
    if (m->form == MEMBER_SECONDS)
        *(tick *)at(base, m->offset) = tick_from_seconds(number);
    else if (m->form == MEMBER_TICK)
        *(tick *)at(base, m->offset) = number;
    else
        store_uint(at(base, m->offset), m->size, (uint64_t)number);
    return GH_OK;
}

static enum gh_status decode_name(const struct member *m, struct bytes text, void *base,
                                  char why[static WIRE_ERROR_SIZE])
{
    for (size_t i = (size_t)m->min; i < m->names_count; i++) {
        if (m->names[i] != NULL && bytes_equal(bytes_of_string(m->names[i]), text)) {
            *(int *)at(base, m->offset) = (int)i;
            return GH_OK;
        }
    }
    return fault(why, GH_UNSUPPORTED, m->name, "unknown value");
}

static enum gh_status decode_uuid(const struct member *m, struct bytes text, void *base,
                                  char why[static WIRE_ERROR_SIZE])
{
    struct uuid id;
    char canonical[UUID_TEXT_SIZE];
    if (uuid_parse(text, &id))
        return fault(why, GH_MALFORMED, m->name, "not a UUID");
    uuid_format(&id, canonical);
    if (uuid_is_nil(&id) || !bytes_equal(bytes_of_string(canonical), text))
        return fault(why, GH_NOT_CANONICAL, m->name, "nil or not lower case");
    *(struct uuid *)at(base, m->offset) = id;
    return GH_OK;
}

static enum gh_status decode_hex(const struct member *m, struct bytes text, void *base,
                                 char why[static WIRE_ERROR_SIZE])
{
    size_t len = m->form == MEMBER_HEX ? m->size : text.len / 2;
    if (len > m->size)
        return fault(why, GH_TOO_LONG, m->name, "too long");
    if (m->form == MEMBER_BLOB && len < (size_t)m->min)
        return fault(why, GH_MALFORMED, m->name, "too short");
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= 'A' && text.data[i] <= 'F')
            return fault(why, GH_NOT_CANONICAL, m->name, "upper-case hexadecimal");
    }
    if (hex_decode(text, at(base, m->offset), len))
        return fault(why, GH_MALFORMED, m->name, "not hexadecimal of its length");
    if (m->form == MEMBER_BLOB)
        memcpy(at(base, m->aux), &len, sizeof(len));
    return GH_OK;
}

static enum gh_status decode_text(const struct member *m, struct bytes text, void *base,
                                  char why[static WIRE_ERROR_SIZE])
{
    if (text.len >= m->size)
        return fault(why, GH_TOO_LONG, m->name, "too long");
    if (text.len < (size_t)m->min)
        return fault(why, GH_MALFORMED, m->name, "empty");
    if (!wire_text_ok(text))
        return fault(why, GH_MALFORMED, m->name, "control or direction character");
    memcpy(at(base, m->offset), text.data, text.len);
    return GH_OK;
}

static enum gh_status decode_value(const struct member *m, json_t *value, void *base, char why[static WIRE_ERROR_SIZE])
{
    if (m->form == MEMBER_BOOL) {
        if (!json_is_boolean(value))
            return fault(why, GH_MALFORMED, m->name, "not true or false");
        *(bool *)at(base, m->offset) = json_is_true(value);
        return GH_OK;
    }
    if (m->form == MEMBER_UINT || m->form == MEMBER_SECONDS || m->form == MEMBER_TICK)
        return decode_integer(m, value, base, why);
    if (m->form == MEMBER_DROPPED)
        return GH_OK;
    if (!json_is_string(value))
        return fault(why, GH_MALFORMED, m->name, "not a string");
    struct bytes text = BYTES(json_string_value(value), json_string_length(value));
    switch (m->form) {
    case MEMBER_NAME:
        return decode_name(m, text, base, why);
    case MEMBER_UUID:
        return decode_uuid(m, text, base, why);
    case MEMBER_HEX:
    case MEMBER_BLOB:
        return decode_hex(m, text, base, why);
    default:
        return decode_text(m, text, base, why);
    }
}

/* The member's name comes from outside and goes into a log: keep it short and printable. */
static enum gh_status refuse_unknown(const char *name, char why[static WIRE_ERROR_SIZE])
{
    char shown[33];
    size_t len = strnlen(name, sizeof(shown) - 1);
    for (size_t i = 0; i < len; i++)
        shown[i] = (char)(name[i] > ' ' && name[i] < 0x7f ? name[i] : '?');
    shown[len] = '\0';
    return fault(why, GH_UNSUPPORTED, shown, "unknown member");
}

static bool named(const struct member *members, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0)
            return true;
    }
    return false;
}

enum gh_status members_decode(const struct member *members, size_t count, json_t *object, const char *already,
                              void *base, char why[static WIRE_ERROR_SIZE])
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (strcmp(name, already) != 0 && !named(members, count, name))
            return refuse_unknown(name, why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct member *m = &members[i];
        value = json_object_get(object, m->name);
        if (value == NULL && (m->optional || m->flagged))
            continue;
        if (value == NULL)
            return fault(why, GH_MALFORMED, m->name, "missing");
        enum gh_status status = decode_value(m, value, base, why);
        if (status)
            return status;
        if (m->flagged)
            *(bool *)at(base, m->aux) = true;
    }
    return GH_OK;
}
