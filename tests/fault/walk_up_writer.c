/* Submits an application as the kiosk does: walk_up_writer JOURNAL DEVICE REPLICA < JSON, sealed to what the replica
 * says. Prints its id and number. Exit code 0 when it is on disk, 1 otherwise. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "os/clock.h"
#include "store/journal.h"
#include "store/replica.h"

static bool seal(const char *path, struct walk_up *w)
{
    static char text[WALK_UP_PLAIN_MAX];
    struct replica *replica = NULL;
    uint8_t key[SEALING_KEY_LEN];
    size_t len = fread(text, 1, sizeof text, stdin);
    bool good = replica_open(path, REPLICA_READ, &replica) == GH_OK && replica_sealing_key(replica, key) == GH_OK &&
                walk_up_seal(BYTES(text, len), key, w->sealed, &w->sealed_len) == GH_OK;
    replica_close(replica);
    return good;
}

int main(int argc, char **argv)
{
    static struct walk_up w;
    struct journal *journal;
    uint8_t random[10];
    char id[UUID_TEXT_SIZE];
    const struct os_clock clock = os_clock_system(false);
    if (argc != 4 || sodium_init() < 0 || journal_open(argv[1], argv[2], &journal))
        return 1;
    w.at = os_clock_read(&clock).wall;
    randombytes_buf(random, sizeof random);
    w.id = uuid_v7(w.at, random);
    bool good = seal(argv[3], &w) && journal_submit(journal, &w) == GH_OK;
    journal_close(journal);
    uuid_format(&w.id, id);
    if (good)
        printf("%s %llu\n", id, (unsigned long long)w.number);
    return good ? 0 : 1;
}
