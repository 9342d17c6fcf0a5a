/* Chinese input by pinyin, with librime in its own thread: keys go in, compositions and candidates come out.
 *
 * It learns nothing, so that no visitor sees what another one typed: the user folder lies in memory, has no
 * dictionary and is removed at the end (after a kill, by the next process), and every IME_CLEAR ends the session. */
#ifndef GH_KIOSK_IME_IME_H
#define GH_KIOSK_IME_IME_H

#include "base/status.h"
#include "ime/ime_state.h"

struct ime;

struct ime_options {
    const char *shared_folder; /* "/usr/share/rime-data"; borrowed for the call */
    const char *rare_folder;   /* holds gatehouse_rare.dict.yaml, the characters that the simplified pinyin lacks; NULL:
                                * without them; borrowed for the call */
    const char *built_folder;  /* what gatehouse_ime_data built of both; NULL, or not whole: the thread builds it, which
                                * takes a slow processor some ten seconds; borrowed for the call */
    void (*wake)(void *ctx);   /* called on the IME's thread when ime_take() has something; ctx is borrowed */
    void *ctx;
};

/* Starts the thread. GH_UNSUPPORTED: built without librime; GH_NOT_FOUND: its data is not installed; GH_NO_MEMORY,
 * GH_IO. */
enum gh_status GH_MUST_USE ime_open(const struct ime_options *options, struct ime **out);
void ime_close(struct ime *ime); /* takes NULL */
/* Sends a key or a choice; never blocks. Drops it when IME_QUEUE of them wait, or when ime is NULL. */
void ime_ask(struct ime *ime, const struct ime_ask *ask);
/* Takes the oldest answer; false when there is none. */
bool ime_take(struct ime *ime, struct ime_state *out);
/* True while something that was asked has no answer yet, or its answer was not taken. ime may be NULL. */
bool ime_busy(struct ime *ime);

#endif
