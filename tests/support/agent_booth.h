/* The sync core of a booth with its stores, and a server of a few lines. */
#ifndef GH_TESTS_SUPPORT_AGENT_BOOTH_H
#define GH_TESTS_SUPPORT_AGENT_BOOTH_H

#include "support/attester.h"
#include "sync/agent.h"

#define NOON ((tick)1790000000000)
#define WAIT_SECONDS 20
#define PING_SECONDS 3

struct agent_booth {
    char directory[64];
    struct replica *replica;
    struct journal *journal;
    struct os_reading reading;
    struct agent *agent;
    uint64_t seed;
    char target[AGENT_SLOTS][512]; /* of the last request of each */
    char nonce[AGENT_SLOTS][HTTP_NONCE_TEXT + 1];
    struct attester server;
    uint64_t pieces, since; /* of the answer to the last pull */
    int started[AGENT_SLOTS], cancelled[AGENT_SLOTS];
};

int agent_booth_set_up(void **state); /* gives a struct agent_booth whose first pull is under way */
int agent_booth_tear_down(void **state);
void agent_booth_open_journal(struct agent_booth *b);
struct replica_stat agent_booth_held(struct agent_booth *b);
/* Brings a piece as the server sends it, the first one after the key set. */
enum gh_status agent_booth_piece(struct agent_booth *b, const char *lines);
/* The server's answer to the last request of a slot, with its seal. */
void agent_booth_answer(struct agent_booth *b, enum agent_slot slot, int status, const char *body);
void agent_booth_ping(struct agent_booth *b);
void agent_booth_second(struct agent_booth *b); /* passes, and the agent looks at its journal */
void agent_booth_seconds(struct agent_booth *b, int seconds);
void agent_booth_entry(struct agent_booth *b, uint8_t n); /* appends one to the journal */

#endif
