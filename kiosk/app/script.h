/* A script of inputs and expectations, one a line, that drives the kiosk through the same path as fingers, keys and
 * scanner guns. The language is described in tests/e2e/README.md. */
#ifndef GH_KIOSK_APP_SCRIPT_H
#define GH_KIOSK_APP_SCRIPT_H

#include "model/model.h"
#include "ui/ui.h"

#define SCRIPT_LINES_MAX 400
#define SCRIPT_LINE_MAX 512

/* How the script reaches the app. */
struct script_ops {
    void *ctx;                                 /* borrowed */
    void (*type)(void *ctx, const char *text); /* keyboard, slowly */
    void (*gun)(void *ctx, const char *text);  /* scanner gun: a burst and Enter */
    void (*key)(void *ctx, const char *name);  /* "enter", "backspace", "escape", "tab" */
};

enum script_state { SCRIPT_RUNNING, SCRIPT_DONE, SCRIPT_FAILED };

struct script;

/* Reads and checks the whole file. A line that waits does so for 20 s, or as many as GATEHOUSE_SCRIPT_PATIENCE says.
 * GH_NOT_FOUND, GH_TOO_LONG or GH_MALFORMED, with *line (0 for the file itself). */
enum gh_status GH_MUST_USE script_open(const char *path, const char *screenshot_dir, const struct script_ops *ops,
                                       struct script **out, int *line);
void script_close(struct script *script); /* takes NULL */
/* Goes on as far as possible without waiting. Call it once after every drawn frame. */
enum script_state script_step(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms);
/* Returns, after SCRIPT_FAILED, the line and what was found instead, in English. */
const char *script_failure(const struct script *script);

#endif
