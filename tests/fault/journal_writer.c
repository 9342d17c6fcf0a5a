/* Appends admissions to a journal, as a busy gate does: journal_writer JOURNAL DEVICE COUNT. Exit code 0 when all are
 * on disk, 1 otherwise. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "store/journal.h"

static bool append(struct journal *journal)
{
    struct entry e;
    uint8_t random[10];
    memset(&e, 0, sizeof e);
    randombytes_buf(random, sizeof random);
    const struct os_clock clock = os_clock_system(false);
    e.at = os_clock_read(&clock).wall;
    e.id = uuid_v7(e.at, random);
    e.kind = ENTRY_ADMIT;
    e.colour = VERDICT_GREEN;
    e.reason = REASON_OK;
    return journal_append(journal, &e) == GH_OK;
}

int main(int argc, char **argv)
{
    struct journal *journal;
    if (argc != 4 || sodium_init() < 0 || journal_open(argv[1], argv[2], &journal))
        return 1;
    bool good = true;
    for (long left = strtol(argv[3], NULL, 10); good && left > 0; left--)
        good = append(journal);
    journal_close(journal);
    return good ? 0 : 1;
}
