/* Calendar files (RFC 5545) with the periods of a visit. Pure. */
#ifndef GH_SERVER_FLOW_CALENDAR_FILE_H
#define GH_SERVER_FLOW_CALENDAR_FILE_H

#include "base/bytes.h"
#include "base/tick.h"

/* All texts are UTF-8 and borrowed. A line feed in a text becomes one in the calendar. */
struct calendar_event {
    const char *uid; /* the same for the same event in every file */
    tick from, to;   /* [from, to) */
    const char *summary, *location, *description, *url;
};

/* Append the head of a file, an event and the end of the file. Lines end with CR LF and have at most 75 octets
 * (RFC 5545 3.1). now: DTSTAMP, the time at which the file was made. */
void calendar_file_begin(struct writer *out);
void calendar_file_put(struct writer *out, const struct calendar_event *event, tick now);
void calendar_file_end(struct writer *out);

#endif
