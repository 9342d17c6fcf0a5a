/* Chinese input by pinyin, through librime, in a thread of its own: what is typed goes in, compositions and candidates
 * come out. It learns nothing: its user folder lies in memory, holds no dictionary, and is removed with it (a killed
 * process's by the next one), and a session ends with every IME_CLEAR, so that no visitor sees what another one typed.
 */
#ifndef GH_KIOSK_IME_IME_H
#define GH_KIOSK_IME_IME_H

#include "base/status.h"
#include "ime/ime_state.h"

struct ime;

struct ime_options {
    const char *shared_folder; /* "/usr/share/rime-data"; borrowed for the call */
    void (*wake)(void *ctx);   /* on the IME's thread: ime_take has something; borrowed ctx */
    void *ctx;
};

/* GH_UNSUPPORTED: built without librime; GH_NOT_FOUND: its data are not installed; GH_NO_MEMORY, GH_IO. */
enum gh_status GH_MUST_USE ime_open(const struct ime_options *options, struct ime **out);
void ime_close(struct ime *ime); /* takes NULL */
/* Never blocks; what is over IME_QUEUE waiting asks is dropped. NULL: nothing happens. */
void ime_ask(struct ime *ime, const struct ime_ask *ask);
/* The oldest answer; false when there is none. */
bool ime_take(struct ime *ime, struct ime_state *out);

#endif
