#include "wire/health.h"

#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 11

static bool name_fits(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (name[i] != '-' && (name[i] < 'a' || name[i] > 'z'))
            return false;
    return len > 0 && len < HEALTH_NAME_SIZE;
}

void health_add(struct health *health, const char *name, enum health_state state)
{
    char written[HEALTH_NAME_SIZE];
    const size_t len = strlen(name);
    if (len >= sizeof written)
        return;
    for (size_t i = 0; i <= len; i++)
        written[i] = name[i] == ' ' ? '-' : name[i];
    if (!name_fits(written, len))
        return;
    for (size_t i = 0; i < health->count; i++) {
        if (strcmp(health->checks[i].name, written) == 0) {
            if (state > health->checks[i].state)
                health->checks[i].state = state;
            return;
        }
    }
    if (health->count == HEALTH_CHECKS_MAX)
        return;
    struct health_check *check = &health->checks[health->count++];
    memcpy(check->name, written, len + 1);
    check->state = state;
}

const char *health_state_name(enum health_state state)
{
    return state == HEALTH_FAULT ? "fault" : "warning";
}

void health_write(const struct health *health, char out[static HEALTH_TEXT_SIZE])
{
    int used = snprintf(out, HEALTH_TEXT_SIZE, "%lld", (long long)tick_to_seconds(health->at));
    for (size_t i = 0; i < health->count && used > 0 && used < HEALTH_TEXT_SIZE; i++)
        used += snprintf(out + used, HEALTH_TEXT_SIZE - (size_t)used, " %s=%s", health->checks[i].name,
                         health_state_name(health->checks[i].state));
}

static bool read_time(struct bytes *rest, tick *out)
{
    int64_t seconds = 0;
    size_t i = 0;
    for (; i < rest->len && i <= DIGITS_MAX && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
        seconds = 10 * seconds + (rest->data[i] - '0');
    if (i == 0 || i > DIGITS_MAX || rest->data[0] == '0')
        return false;
    *rest = BYTES(rest->data + i, rest->len - i);
    *out = tick_from_seconds(seconds);
    return true;
}

/* Reads " name=state". */
static bool read_check(struct bytes *rest, struct health *out)
{
    static const struct {
        const char *word;
        enum health_state state;
    } words[] = {{"warning", HEALTH_WARNING}, {"fault", HEALTH_FAULT}};
    char name[HEALTH_NAME_SIZE];
    const uint8_t *at = rest->data + 1;
    const size_t left = rest->len - 1, before = out->count;
    const uint8_t *sign = rest->data[0] == ' ' ? memchr(at, '=', left) : NULL;
    const size_t len = sign ? (size_t)(sign - at) : 0;
    if (!sign || len >= sizeof name)
        return false;
    memcpy(name, at, len);
    name[len] = '\0';
    if (!name_fits(name, len))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t size = strlen(words[i].word), end = len + 1 + size;
        if (left < end || memcmp(sign + 1, words[i].word, size) != 0 || (left > end && at[end] != ' '))
            continue;
        health_add(out, name, words[i].state);
        *rest = BYTES(at + end, left - end);
        return out->count == before + 1; /* once, and within the limit */
    }
    return false;
}

enum gh_status health_read(struct bytes text, struct health *out)
{
    struct health read = {.count = 0};
    if (text.len > 0 && text.data[text.len - 1] == '\n')
        text.len--;
    if (text.len >= HEALTH_TEXT_SIZE || !read_time(&text, &read.at))
        return GH_MALFORMED;
    while (text.len > 0)
        if (!read_check(&text, &read))
            return GH_MALFORMED;
    *out = read;
    return GH_OK;
}
