/* Writes calendar files. */
#include "flow/calendar_file.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"

#define LINE_OCTETS 75

/* A content line in progress; column counts the octets since its last break. */
struct line {
    struct writer *out;
    size_t column;
};

/* Appends one whole character, and folds the line before it when it would become too long. */
static void put_character(struct line *l, struct bytes character)
{
    if (l->column + character.len > LINE_OCTETS) {
        writer_put(l->out, bytes_of_string("\r\n "));
        l->column = 1;
    }
    writer_put(l->out, character);
    l->column += character.len;
}

static size_t character_len(const char *at)
{
    size_t len = 1;
    while (((unsigned char)at[len] & 0xC0) == 0x80)
        len++;
    return len;
}

static void put_raw(struct line *l, const char *text)
{
    for (size_t len; *text; text += len) {
        len = character_len(text);
        put_character(l, BYTES(text, len));
    }
}

/* Escapes what a value of type TEXT can't hold as it is (RFC 5545 3.3.11), and drops control characters. */
static void put_text(struct line *l, const char *text)
{
    for (size_t len; *text; text += len) {
        len = character_len(text);
        if (*text == '\n')
            put_character(l, bytes_of_string("\\n"));
        else if (strchr("\\;,", *text))
            put_character(l, BYTES(((const char[]){'\\', *text}), 2));
        else if ((unsigned char)*text >= 0x20 && *text != 0x7F)
            put_character(l, BYTES(text, len));
    }
}

static void put_line(struct writer *out, const char *name, const char *value, bool text)
{
    struct line l = {.out = out};
    if (!*value)
        return;
    put_raw(&l, name);
    put_raw(&l, ":");
    if (text)
        put_text(&l, value);
    else
        put_raw(&l, value);
    writer_put(out, bytes_of_string("\r\n"));
}

static void put_time(struct writer *out, const char *name, tick at)
{
    char value[48];
    struct civil c = civil_of(at, 0);
    (void)snprintf(value, sizeof value, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute,
                   c.second);
    put_line(out, name, value, false);
}

void calendar_file_begin(struct writer *out)
{
    put_line(out, "BEGIN", "VCALENDAR", false);
    put_line(out, "VERSION", "2.0", false);
    put_line(out, "PRODID", "-//Gatehouse//Visitor pass//EN", false);
    put_line(out, "METHOD", "PUBLISH", false);
}

void calendar_file_put(struct writer *out, const struct calendar_event *event, tick now)
{
    put_line(out, "BEGIN", "VEVENT", false);
    put_line(out, "UID", event->uid, true);
    put_time(out, "DTSTAMP", now);
    put_time(out, "DTSTART", event->from);
    put_time(out, "DTEND", event->to);
    put_line(out, "SUMMARY", event->summary, true);
    put_line(out, "LOCATION", event->location, true);
    put_line(out, "DESCRIPTION", event->description, true);
    put_line(out, "URL", event->url, false);
    put_line(out, "END", "VEVENT", false);
}

void calendar_file_end(struct writer *out)
{
    put_line(out, "END", "VCALENDAR", false);
}
