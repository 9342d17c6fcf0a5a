/* Unfolds the lines of a calendar and collects its events. */
#include "flow/ics.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "flow/calendar.h"

#define DAYS_MAX 400 /* of a DURATION */
#define DATE_LEN 8

/* Lines are unfolded into the sheet's text, one after the other, and cells are cut from there. */
struct reader {
    struct bytes all;
    size_t at, line; /* line: of the next line, from 1 */
    struct writer kept;
};

struct property {
    struct bytes name, value;
    size_t line;
};

struct event {
    struct bytes start, end, duration, summary, repeats;
    size_t line;
    bool cancelled;
};

static bool is_name(struct bytes name, const char *word)
{
    return name.len == strlen(word) && strncasecmp((const char *)name.data, word, name.len) == 0;
}

/* ---- Lines ---- */

static bool at_break(const struct reader *r, size_t *len)
{
    *len = r->all.data[r->at] == '\r' && r->at + 1 < r->all.len && r->all.data[r->at + 1] == '\n' ? 2 : 1;
    return r->all.data[r->at] == '\n' || r->all.data[r->at] == '\r';
}

/* Unfolds the next line: a break before a blank or tab does not count. False: the text has ended. */
static bool read_line(struct reader *r, struct bytes *out, size_t *line)
{
    if (r->at >= r->all.len)
        return false;
    const size_t start = r->kept.len;
    *line = r->line;
    while (r->at < r->all.len) {
        size_t len;
        if (!at_break(r, &len)) {
            writer_put_u8(&r->kept, r->all.data[r->at++]);
            continue;
        }
        r->at += len;
        r->line++;
        if (r->at >= r->all.len || (r->all.data[r->at] != ' ' && r->all.data[r->at] != '\t'))
            break;
        r->at++;
    }
    *out = BYTES(r->kept.data + start, r->kept.len - start);
    return true;
}

/* Cuts a line into name and value. Parameters are skipped; quoted ones may hold colons. */
static bool read_property(struct reader *r, struct property *out)
{
    struct bytes line;
    while (read_line(r, &line, &out->line)) {
        size_t name = 0, colon;
        bool quoted = false;
        while (name < line.len && line.data[name] != ':' && line.data[name] != ';')
            name++;
        for (colon = name; colon < line.len && (quoted || line.data[colon] != ':'); colon++)
            quoted ^= line.data[colon] == '"';
        if (colon >= line.len)
            continue;
        out->name = BYTES(line.data, name);
        out->value = BYTES(line.data + colon + 1, line.len - colon - 1);
        return true;
    }
    return false;
}

/* ---- Values ---- */

/* Undoes the escapes of a text: \n \, \; and \\. */
static struct bytes unescaped(struct reader *r, struct bytes value)
{
    const size_t start = r->kept.len;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t byte = value.data[i];
        if (byte == '\\' && i + 1 < value.len) {
            byte = value.data[++i];
            byte = byte == 'n' || byte == 'N' ? ' ' : byte;
        }
        writer_put_u8(&r->kept, byte == '\t' ? ' ' : byte);
    }
    return BYTES(r->kept.data + start, r->kept.len - start);
}

static struct bytes put_day(struct reader *r, int64_t day)
{
    char date[CALENDAR_DATE_SIZE];
    const size_t start = r->kept.len;
    calendar_format_date(day, date);
    writer_put(&r->kept, bytes_of_string(date));
    return r->kept.overflow ? BYTES(r->kept.data, 0) : BYTES(r->kept.data + start, r->kept.len - start);
}

/* Reads a DURATION of whole days or weeks: P3D, P1W. 0: another form. */
static int64_t days_of(struct bytes duration)
{
    int64_t days = 0;
    if (duration.len < 3 || duration.len > 5 || duration.data[0] != 'P')
        return 0;
    for (size_t i = 1; i + 1 < duration.len; i++) {
        if (duration.data[i] < '0' || duration.data[i] > '9')
            return 0;
        days = days * 10 + (duration.data[i] - '0');
    }
    const uint8_t unit = duration.data[duration.len - 1];
    days *= unit == 'W' ? 7 : unit == 'D' ? 1 : 0;
    return days <= DAYS_MAX ? days : 0;
}

/* The last day of the event; an end of another form is copied, so that the row shows it. */
static struct bytes last_day(struct reader *r, const struct event *e)
{
    int64_t first, after;
    if (e->duration.len > 0) {
        int64_t days = days_of(e->duration);
        return days > 0 && sheet_date(e->start, &first) ? put_day(r, first + days - 1) : e->duration;
    }
    if (e->end.len != DATE_LEN || !sheet_date(e->end, &after))
        return e->end;
    if (sheet_date(e->start, &first) && after <= first)
        return e->start;
    return put_day(r, after - 1);
}

/* ---- Events ---- */

static void end_event(struct reader *r, const struct event *e, struct sheet *out)
{
    if (e->cancelled)
        return;
    if (out->count >= SHEET_ROWS_MAX) {
        out->left_out++;
        return;
    }
    struct sheet_row *row = &out->rows[out->count++];
    *row = (struct sheet_row){.line = e->line};
    row->cells[ICS_FROM] = e->start;
    row->cells[ICS_TO] = last_day(r, e);
    row->cells[ICS_SUMMARY] = unescaped(r, e->summary);
    row->cells[ICS_REPEATS] = e->repeats;
}

static void take(struct event *e, const struct property *p)
{
    if (is_name(p->name, "DTSTART"))
        e->start = p->value;
    else if (is_name(p->name, "DTEND"))
        e->end = p->value;
    else if (is_name(p->name, "DURATION"))
        e->duration = p->value;
    else if (is_name(p->name, "SUMMARY"))
        e->summary = p->value;
    else if (is_name(p->name, "RRULE") || is_name(p->name, "RDATE"))
        e->repeats = p->value;
    else if (is_name(p->name, "STATUS"))
        e->cancelled = is_name(p->value, "CANCELLED");
}

/* Reads the properties of all components; only those of an event itself count. */
static bool read_events(struct reader *r, struct sheet *out)
{
    struct property p;
    struct event e = {.line = 0};
    size_t depth = 0, event_depth = 0;
    bool closed = false;
    while (read_property(r, &p)) {
        if (is_name(p.name, "BEGIN")) {
            depth++;
            if (event_depth == 0 && is_name(p.value, "VEVENT")) {
                event_depth = depth;
                e = (struct event){.line = p.line};
            }
        } else if (is_name(p.name, "END") && depth > 0) {
            if (depth == event_depth) {
                end_event(r, &e, out);
                event_depth = 0;
            }
            closed = --depth == 0;
        } else if (event_depth > 0 && depth == event_depth) {
            take(&e, &p);
        }
    }
    return closed && depth == 0;
}

bool ics_is_calendar(struct bytes text)
{
    static const char begin[] = "BEGIN:VCALENDAR";
    if (bytes_starts_with(text, BYTES("\xEF\xBB\xBF", 3)))
        text = BYTES(text.data + 3, text.len - 3);
    return text.len >= sizeof begin - 1 && strncasecmp((const char *)text.data, begin, sizeof begin - 1) == 0;
}

enum gh_status ics_parse(struct bytes text, struct sheet *out)
{
    size_t characters;
    if (text.len > SHEET_TEXT_MAX)
        return GH_TOO_LONG;
    if (utf8_count(text, &characters) || memchr(text.data, 0, text.len) || !ics_is_calendar(text))
        return GH_MALFORMED;
    if (bytes_starts_with(text, BYTES("\xEF\xBB\xBF", 3)))
        text = BYTES(text.data + 3, text.len - 3);
    struct reader r = {.all = text, .line = 1, .kept = writer_over(out->text, sizeof out->text)};
    memset(out->has, 0, sizeof out->has);
    out->count = out->left_out = 0;
    bool closed = read_events(&r, out);
    if (r.kept.overflow)
        return GH_TOO_LONG;
    return closed ? GH_OK : GH_MALFORMED;
}
