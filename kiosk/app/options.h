/* The command line of gatehouse-kiosk. */
#ifndef GH_KIOSK_APP_OPTIONS_H
#define GH_KIOSK_APP_OPTIONS_H

#include <stdbool.h>

#include "base/status.h"
#include "ui/choice.h"

struct app_options {
    const char *config_path; /* borrowed from argv; NULL: the usual place */
    bool headless;           /* SDL's offscreen driver and the software renderer */
    bool windowed;
    int width, height; /* 0, 0: the whole screen, or 1280x800 headless */
    bool has_language, has_theme;
    enum ui_language language;
    enum ui_theme theme;
    const char *script_path;    /* NULL: none */
    const char *screenshot_dir; /* "." */
    double exit_after_seconds;  /* 0: does not */
    bool exit_at_end;           /* after the script, or the end of a video */
    bool trace;                 /* a line on stdout for every verdict */
    bool help, version;
};

extern const char app_usage[];

/* Parses the command line. GH_MALFORMED with *why (a sentence in English, borrowed) and *argument (from argv) saying
 * what is wrong. */
enum gh_status GH_MUST_USE app_options_parse(int argc, char **argv, struct app_options *out, const char **why,
                                             const char **argument);

#endif
