#include "wire/box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/member.h"

#define ANSWER_MAX 4096

static const struct member members[] = {
    ID(box, id, "id"),
    UINT(box, number, "number", 1, JSON_INTEGER_MAX),
    MILLISECONDS(box, at, "at", false),
    FLAG(box, clock_trusted, "clock_trusted"),
};

void box_target(const struct box *box, char out[static BOX_TARGET_SIZE])
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&box->id, id);
    (void)snprintf(out, BOX_TARGET_SIZE, "/device/boxes/%s/%s?number=%llu&at=%lld&clock_trusted=%d",
                   box_kind_name(box->kind), id, (unsigned long long)box->number, (long long)box->at,
                   box->clock_trusted);
}

/* Ignores other members, which a later server may add. */
enum gh_status box_answer_decode(struct bytes body, struct box_answer *out)
{
    char why[WIRE_ERROR_SIZE];
    json_t *root = NULL;
    enum gh_status status = message_load(body, ANSWER_MAX, &root, why);
    if (status)
        return GH_MALFORMED;
    const json_t *taken = json_object_get(root, "taken");
    const char *reason = json_string_value(json_object_get(root, "reason"));
    struct box_answer answer = {json_is_true(taken), WALK_UP_BY_PEOPLE};
    if (!answer.taken && reason)
        answer.reason = walk_up_reason_from_name(bytes_of_string(reason));
    status = json_is_boolean(taken) ? GH_OK : GH_MALFORMED;
    json_decref(root);
    if (!status)
        *out = answer;
    return status;
}

/* ---- The line of a stick ---- */

static enum gh_status encode_head(const struct box *box, char *line, size_t size)
{
    char why[WIRE_ERROR_SIZE];
    json_t *root = json_pack("{s:s, s:s}", "t", "box", "kind", box_kind_name(box->kind));
    if (!root)
        return GH_NO_MEMORY;
    enum gh_status status = members_encode(members, COUNT(members), box, root, why);
    if (!status)
        status = message_dump(root, line, size);
    json_decref(root);
    return status;
}

enum gh_status box_encode(const struct box *box, struct bytes sealed, char **line)
{
    static const char before[] = ",\"sealed\":\"", after[] = "\"}";
    char head[512];
    if (!box_length_fits(box->kind, sealed.len))
        return GH_MALFORMED;
    enum gh_status status = encode_head(box, head, sizeof head);
    if (status)
        return status;
    size_t head_len = strlen(head) - 1; /* without its brace: the bytes are too many for a table of members */
    char *text = malloc(head_len + sizeof before + 2 * sealed.len + sizeof after);
    if (!text)
        return GH_NO_MEMORY;
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the rest follows */
    memcpy(text, head, head_len);
    memcpy(text + head_len, before, sizeof before - 1);
    hex_encode(sealed, text + head_len + sizeof before - 1);
    memcpy(text + head_len + sizeof before - 1 + 2 * sealed.len, after, sizeof after);
    *line = text;
    return GH_OK;
}

static enum gh_status fault(char why[static WIRE_ERROR_SIZE], enum gh_status status, const char *what)
{
    (void)snprintf(why, WIRE_ERROR_SIZE, "%s", what);
    return status;
}

/* Reads the kind and takes its member out of the object. */
static enum gh_status take_kind(json_t *root, enum box_kind *out, char why[static WIRE_ERROR_SIZE])
{
    const char *type = json_string_value(json_object_get(root, "t"));
    if (!type)
        return fault(why, GH_MALFORMED, "t: missing");
    if (strcmp(type, "application") == 0) {
        *out = BOX_WALK_UP;
        return GH_OK;
    }
    if (strcmp(type, "box") != 0)
        return fault(why, GH_UNSUPPORTED, "t: not a box");
    const char *name = json_string_value(json_object_get(root, "kind"));
    *out = box_kind_from_name(bytes_of_string(name ? name : ""));
    if (!*out)
        return fault(why, name ? GH_UNSUPPORTED : GH_MALFORMED, "kind: unknown");
    (void)json_object_del(root, "kind");
    return GH_OK;
}

static enum gh_status take_sealed(json_t *root, enum box_kind kind, uint8_t **out, size_t *out_len,
                                  char why[static WIRE_ERROR_SIZE])
{
    const char *text = json_string_value(json_object_get(root, "sealed"));
    size_t len = text ? strlen(text) : 0;
    if (len < 2 || len % 2 || !box_length_fits(kind, len / 2))
        return fault(why, len / 2 > SEAL_BYTES ? GH_TOO_LONG : GH_MALFORMED, "sealed: length");
    uint8_t *sealed = malloc(len / 2);
    if (!sealed)
        return fault(why, GH_NO_MEMORY, "sealed: no memory");
    if (strcspn(text, "ABCDEF") != len || hex_decode(BYTES(text, len), sealed, len / 2)) {
        free(sealed);
        return fault(why, GH_NOT_CANONICAL, "sealed: not lower-case hexadecimal");
    }
    (void)json_object_del(root, "sealed");
    *out = sealed;
    *out_len = len / 2;
    return GH_OK;
}

static enum gh_status decode_object(json_t *root, struct box *out, uint8_t **sealed, size_t *sealed_len,
                                    char why[static WIRE_ERROR_SIZE])
{
    struct box box = {.waits = true};
    uint8_t *bytes = NULL;
    size_t len = 0;
    enum gh_status status = take_kind(root, &box.kind, why);
    if (!status)
        status = take_sealed(root, box.kind, &bytes, &len, why);
    if (!status)
        status = members_decode(members, COUNT(members), root, "t", &box, why);
    if (status) {
        free(bytes);
        return status;
    }
    *out = box;
    *sealed = bytes;
    *sealed_len = len;
    return GH_OK;
}

enum gh_status box_decode(struct bytes line, struct box *out, uint8_t **sealed, size_t *sealed_len,
                          char why[static WIRE_ERROR_SIZE])
{
    json_t *root = NULL;
    enum gh_status status = message_load(line, BOX_LINE_MAX, &root, why);
    if (status)
        return status;
    status = decode_object(root, out, sealed, sealed_len, why);
    json_decref(root);
    return status;
}
