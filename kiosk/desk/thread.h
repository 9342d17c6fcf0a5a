/* The desk's thread: from a command to facts, verdict, journal and an event that carries its data. It alone holds the
 * journal (to write) and the replica (to read), the guard's session and the data key. Commands come by a bounded queue.
 * Events leave by a callback on this thread. An admission is on disk (journal_append, synchronous=FULL) before its
 * event goes out. No SDL, no text for people. */
#ifndef GH_KIOSK_DESK_THREAD_H
#define GH_KIOSK_DESK_THREAD_H

#include "desk/options.h"

#define DESK_QUEUE_MAX 16  /* commands waiting; a full queue refuses, so that the screen never waits */
#define DESK_CODE_MAX 8859 /* bytes of a code's text; READER_TEXT_MAX and WEDGE_TEXT_MAX fit */

struct desk_thread;

/* Copies options. GH_NO_MEMORY. The thread opens the stores: a missing or damaged one is part of the status, not an
 * error here. */
enum gh_status GH_MUST_USE desk_thread_new(const struct desk_options *options, struct desk_thread **out);
enum gh_status GH_MUST_USE desk_thread_start(struct desk_thread *thread); /* GH_NO_MEMORY, GH_IO */
/* Copies the command, PIN and code included, and takes its photo and views over. From any thread. GH_FULL when
 * DESK_QUEUE_MAX commands wait: the caller keeps everything. */
enum gh_status GH_MUST_USE desk_thread_submit(struct desk_thread *thread, const struct desk_command *command);
/* Submits COMMAND_SCAN. captured_ns: CLOCK_MONOTONIC of the frame, 0 for a scanner gun. Every code gets a verdict: the
 * desk looks at the first DESK_CODE_MAX bytes, which is more than any pass has. GH_FULL as above, and nothing else. */
enum gh_status GH_MUST_USE desk_thread_scan(struct desk_thread *thread, struct bytes text, int64_t captured_ns);
/* True for the text of a pass that a key of this booth's key set has signed. From any thread, at once: for a reader
 * that asks which of several texts is the right one. */
bool desk_thread_vouches(struct desk_thread *thread, struct bytes text);
/* Asks the thread to end after the command that it runs; returns at once. */
void desk_thread_interrupt(struct desk_thread *thread);
/* Waits until the thread has ended; returns at once when it was never started. */
void desk_thread_join(struct desk_thread *thread);
/* Wipes keys and closes the stores; the thread must have been joined or never started. Takes NULL. */
void desk_thread_free(struct desk_thread *thread);

#endif
