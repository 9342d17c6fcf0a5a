#include "capture/wedge.h"

#include <string.h>

void wedge_init(struct wedge *wedge)
{
    memset(wedge, 0, sizeof *wedge);
}

static void begin_anew(struct wedge *wedge)
{
    /* An ID card's code may be personal: wipe it. */
    memset(wedge->text, 0, wedge->len < sizeof wedge->text ? wedge->len : sizeof wedge->text);
    wedge->len = 0;
    wedge->taken = false;
}

static void hold(struct wedge *wedge, char character, int64_t now_ms)
{
    if (wedge->len < sizeof wedge->text)
        wedge->text[wedge->len] = character;
    if (wedge->len <= sizeof wedge->text)
        wedge->len++;
    wedge->last_ms = now_ms;
}

static int64_t last_moment(const struct wedge *wedge)
{
    return wedge->last_ms + (wedge->len >= WEDGE_SCAN_MIN ? WEDGE_STALL_MS : WEDGE_GAP_MS);
}

static bool is_late(const struct wedge *wedge, int64_t now_ms)
{
    return now_ms > last_moment(wedge);
}

enum wedge_answer wedge_character(struct wedge *wedge, char character, int64_t now_ms)
{
    if (wedge->taken)
        begin_anew(wedge);
    if ((unsigned char)character < 0x20 || character == 0x7f)
        return WEDGE_SWALLOW;
    bool typed = wedge->len > 0 && is_late(wedge, now_ms);
    if (typed)
        begin_anew(wedge);
    hold(wedge, character, now_ms);
    return typed ? WEDGE_TYPED : WEDGE_HELD;
}

enum wedge_answer wedge_end(struct wedge *wedge, int64_t now_ms)
{
    if (wedge->taken)
        begin_anew(wedge);
    if (wedge->len == 0 && wedge->any_scan && now_ms - wedge->scanned_ms <= WEDGE_ECHO_MS)
        return WEDGE_SWALLOW;
    if (wedge->len >= WEDGE_SCAN_MIN && !is_late(wedge, now_ms)) {
        wedge->taken = wedge->any_scan = true;
        wedge->scanned_ms = now_ms;
        return WEDGE_SCAN;
    }
    begin_anew(wedge);
    return WEDGE_TYPED;
}

enum wedge_answer wedge_expire(struct wedge *wedge, int64_t now_ms)
{
    if (wedge->taken || wedge->len == 0 || !is_late(wedge, now_ms))
        return WEDGE_HELD;
    begin_anew(wedge);
    return WEDGE_TYPED;
}

int64_t wedge_due(const struct wedge *wedge)
{
    return wedge->taken || wedge->len == 0 ? -1 : last_moment(wedge) + 1;
}

struct bytes wedge_text(const struct wedge *wedge)
{
    return BYTES(wedge->text, wedge->len < sizeof wedge->text ? wedge->len : sizeof wedge->text);
}
