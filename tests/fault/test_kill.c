/* kill -9 in a loop. A process appends and reports each committed number over a pipe. Whenever it dies, the reported
 * entries are there, and the chain goes on. (This tests recovery and the lock, not the disk: the page cache survives.
 * Power cuts are tested beside.)
 *
 * test_kill ROUNDS */
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <signal.h>

#include "store/journal.h"

#define NOON ((tick)1790000000000)

static void append_for_ever(const char *path, int out)
{
    struct journal *j;
    if (journal_open(path, "booth-1", &j) != GH_OK)
        _exit(3);
    for (;;) {
        uint8_t random[10];
        randombytes_buf(random, sizeof random);
        struct entry e = {.id = uuid_v7(NOON, random),
                          .at = NOON,
                          .clock_trusted = true,
                          .kind = ENTRY_ADMIT,
                          .colour = VERDICT_GREEN,
                          .reason = REASON_OK,
                          .uses_up = true,
                          .pass_expires = NOON + TICK_DAY};
        memcpy(e.pass_id.b, random, sizeof random);
        if (journal_append(j, &e) != GH_OK)
            _exit(4);
        if (write(out, &e.number, sizeof e.number) != sizeof e.number)
            _exit(5);
    }
}

/* Returns the highest number reported before the death, or 0 when the process failed by itself. */
static uint64_t run_and_kill(const char *path, uint64_t told)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0)
        return 0;
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        append_for_ever(path, ends[1]);
    }
    (void)close(ends[1]);
    /* Half of them die while they open the journal, half once they write. With a fixed time none would write on a busy
     * machine. */
    struct pollfd begun = {.fd = ends[0], .events = POLLIN};
    if (randombytes_uniform(2))
        (void)poll(&begun, 1, 5000);
    struct timespec life = {0, (long)randombytes_uniform(20000000) + 2000000};
    (void)nanosleep(&life, NULL);
    (void)kill(child, SIGKILL);
    uint64_t number;
    while (read(ends[0], &number, sizeof number) == sizeof number)
        told = number;
    (void)close(ends[0]);
    if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) {
        printf("the writer ended by itself: %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
        return 0;
    }
    return told;
}

/* Returns true when every reported entry is there and the chain is whole. */
static bool whole(const char *path, uint64_t told)
{
    struct journal *j;
    struct journal_fault fault;
    struct journal_counts counts = {0};
    uint64_t checked = 0;
    if (journal_open(path, "booth-1", &j) != GH_OK)
        return false;
    bool good = journal_verify(j, &fault, &checked) == GH_OK && journal_counts(j, 0, &counts) == GH_OK &&
                counts.last_number >= told && counts.admitted_today == counts.last_number;
    journal_close(j);
    return good;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/gatehouse-kill-XXXXXX", path[64], command[96];
    int rounds = argc > 1 ? atoi(argv[1]) : 200, done = 0;
    uint64_t told = 0;
    if (sodium_init() < 0 || !mkdtemp(folder))
        return 2;
    (void)snprintf(path, sizeof path, "%s/journal.db", folder);
    for (; done < rounds; done++) {
        uint64_t now = run_and_kill(path, told);
        if ((told > 0 && now == 0) || !whole(path, now))
            break;
        told = now;
    }
    printf("%d kills, %llu entries told, %s\n", done, (unsigned long long)told,
           done == rounds ? "none lost" : "LOST or broken");
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 && done == rounds && told > (uint64_t)rounds ? 0 : 1;
}
