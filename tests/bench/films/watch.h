/* Frames as the kiosk reads them: how much work each deserves, several frames while nothing moves. */
#ifndef GH_TESTS_BENCH_WATCH_H
#define GH_TESTS_BENCH_WATCH_H

#include "codes/reader.h"

struct watch;
struct watch *watch_new(const char *text); /* text: what verifies. NULL without memory */
void watch_free(struct watch *watch);      /* takes NULL */
/* Reads the next frame; 1 with the first code in out, else 0. */
int watch_read(struct watch *watch, const struct grey *picture, int64_t now_ms, struct reading *out);

#endif
