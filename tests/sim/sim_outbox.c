/* P11: a message leaves once. It leaves twice only where the answer to the first try was lost or came
 * after its claim, and is marked then. It never leaves three times.
 *
 *     sim_outbox [--seeds N] [--from SEED] [--mutants]
 *
 * Servers on one database run the server's own outbox (notify/outbox.h) as its worker does. They stall and die between
 * any two steps, the database is away for a while, and the gateway refuses, answers late or not at all. Exit code: 0
 * all well, 1 the property is broken (or a mutant lives), 2 usage. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "notify/outbox.h"

#define SERVERS 3
#define MESSAGES 6
#define STEPS 120
#define HEALING_STEPS 400
#define MUTANT_SEEDS 300
#define CLOCK_AHEAD (150 * TICK_SECOND)

/* Planted defects, which show that the check can fail. */
enum mutant {
    MUTANT_NONE,
    MUTANT_FORGOTTEN, /* an answer that the database can't note is dropped */
    MUTANT_OWN_CLOCK, /* a server judges claims by its own clock, which is ahead */
    MUTANT_UNMARKED,  /* a try after a lost answer is not marked */
    MUTANT_LATE,      /* the outcome of an earlier try replaces that of a later one */
    MUTANT_COUNT
};
static const char *const mutant_names[MUTANT_COUNT] = {"none", "an answer is forgotten",
                                                       "claims by a server's own clock", "a second try without a mark",
                                                       "a late outcome counts"};

enum stage { IDLE, CLAIMED, ANSWERED };

struct sender {
    enum stage stage;
    struct outgoing message;
    enum channel_outcome outcome;
    tick claimed_at;
};

/* A message as the visitor's phone and the gateway see it. */
struct letter {
    struct uuid id;
    bool known; /* some server has claimed it */
    int arrived;
    bool excused; /* an answer was lost, or came after its claim */
};

struct world {
    uint64_t rng;
    enum mutant mutant;
    struct db *db;
    struct vault vault;
    tick now;
    bool away, healed; /* away: the database does not answer */
    struct sender servers[SERVERS];
    struct letter letters[MESSAGES];
    int put;
    const char *failure;
};

static uint32_t draw(struct world *w, uint32_t below)
{
    w->rng ^= w->rng << 13;
    w->rng ^= w->rng >> 7;
    w->rng ^= w->rng << 17;
    return (uint32_t)(w->rng >> 33) % below;
}

static void fail(struct world *w, const char *what)
{
    w->failure = w->failure ? w->failure : what;
}

static void must(struct world *w, enum gh_status status)
{
    if (status)
        fail(w, "the database works");
}

/* ---- Time ---- */

/* The database's clock is real. Moving the claims back is as if it had advanced. */
static void shift_claims(struct world *w, tick by)
{
    must(w, db_query(w->db, NULL, "UPDATE message SET claimed_until = claimed_until - $1 WHERE state = 'sending'",
                     DB_INT(by)));
}

static struct letter *letter_of(struct world *w, const struct uuid *id)
{
    for (int i = 0; i < MESSAGES; i++) {
        struct letter *l = &w->letters[i];
        if (l->known && uuid_equal(&l->id, id))
            return l;
        if (l->known)
            continue;
        *l = (struct letter){.id = *id, .known = true};
        return l;
    }
    fail(w, "there are no more messages than were put");
    return &w->letters[0];
}

static void excuse(struct world *w, const struct sender *s)
{
    if (s->stage != IDLE)
        letter_of(w, &s->message.id)->excused = true;
}

static void pass_time(struct world *w, tick by)
{
    w->now += by;
    shift_claims(w, by);
    for (int i = 0; i < SERVERS; i++)
        if (w->now - w->servers[i].claimed_at >= OUTBOX_CLAIM)
            excuse(w, &w->servers[i]);
}

/* ---- A server ---- */

static void claim(struct world *w, struct sender *s)
{
    bool ahead = w->mutant == MUTANT_OWN_CLOCK && s == &w->servers[1];
    if (ahead)
        shift_claims(w, CLOCK_AHEAD);
    enum gh_status status = outbox_claim(w->db, &w->vault, "", w->now, &s->message);
    if (ahead)
        shift_claims(w, -CLOCK_AHEAD);
    if (w->mutant == MUTANT_UNMARKED)
        must(w, db_query(w->db, NULL, "UPDATE message SET maybe_twice = 0"));
    if (status == GH_NOT_FOUND)
        return;
    must(w, status);
    s->stage = CLAIMED;
    s->claimed_at = w->now;
    (void)letter_of(w, &s->message.id);
}

static void send(struct world *w, struct sender *s)
{
    static const enum channel_outcome outcomes[] = {CHANNEL_ACCEPTED,  CHANNEL_ACCEPTED, CHANNEL_ACCEPTED,
                                                    CHANNEL_TRY_LATER, CHANNEL_REFUSED,  CHANNEL_UNKNOWN};
    s->outcome = w->healed ? CHANNEL_ACCEPTED : outcomes[draw(w, sizeof outcomes / sizeof outcomes[0])];
    s->stage = ANSWERED;
    struct letter *l = letter_of(w, &s->message.id);
    if (s->outcome == CHANNEL_ACCEPTED || (s->outcome == CHANNEL_UNKNOWN && draw(w, 2)))
        l->arrived++;
    if (s->outcome == CHANNEL_UNKNOWN)
        excuse(w, s);
    if (l->arrived > 2)
        fail(w, "P11: a message leaves at most twice");
    if (l->arrived > 1 && !l->excused)
        fail(w, "P11: a message whose answer came leaves once");
}

static void settle(struct world *w, struct sender *s)
{
    static const struct channel_result nothing;
    if (w->mutant == MUTANT_LATE) {
        struct db_rows rows = {0};
        must(w, db_query(w->db, &rows, "SELECT tries FROM message WHERE id = $1", DB_UUID(&s->message.id)));
        must(w, db_next(&rows));
        s->message.tries = db_int(&rows, 0);
        db_rows_end(&rows);
    }
    must(w, outbox_settle(w->db, &s->message, s->outcome, &nothing, w->now));
    s->stage = IDLE;
}

/* As notify/worker.c: an answer is kept until the database has noted it. */
static void work(struct world *w, struct sender *s)
{
    if (s->stage == CLAIMED) {
        send(w, s);
    } else if (!w->away) {
        if (s->stage == ANSWERED)
            settle(w, s);
        else
            claim(w, s);
    } else if (s->stage == ANSWERED && w->mutant == MUTANT_FORGOTTEN) {
        s->stage = IDLE;
    }
}

/* ---- A run ---- */

static void put(struct world *w)
{
    char dedupe[16];
    if (w->put == MESSAGES || w->away)
        return;
    (void)snprintf(dedupe, sizeof dedupe, "%d", w->put++);
    const struct message_new m = {
        .channel = "sms", .purpose = "pass-issued", .dedupe = dedupe, .recipient = "13800138000", .text = "link"};
    must(w, outbox_put(w->db, &w->vault, &m, w->now));
}

static void act(struct world *w)
{
    struct sender *s = &w->servers[draw(w, SERVERS)];
    switch (draw(w, 16)) {
    case 0:
    case 1:
        put(w);
        break;
    case 2:
        w->away = !w->away;
        break;
    case 3:
        excuse(w, s); /* the process dies */
        *s = (struct sender){.stage = IDLE};
        break;
    case 4:
    case 5:
        pass_time(w, (tick)draw(w, 150) * TICK_SECOND);
        break;
    default:
        work(w, s);
        break;
    }
}

static void check_rows(struct world *w)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(w->db, &rows, "SELECT id, state, maybe_twice FROM message");
    while (!status && !(status = db_next(&rows))) {
        struct uuid id;
        char state[16];
        must(w, db_copy_blob(&rows, 0, id.b, UUID_LEN));
        must(w, db_copy_text(&rows, 1, state, sizeof state));
        const struct letter *l = letter_of(w, &id);
        if (l->arrived > 1 && db_int(&rows, 2) == 0)
            fail(w, "P11: a message that left twice is marked");
        if (strcmp(state, "sent") == 0 ? l->arrived == 0 : strcmp(state, "failed") != 0)
            fail(w, "P11: every message is sent or has failed in the end");
    }
    db_rows_end(&rows);
}

static const char *run(struct db *db, uint64_t seed, enum mutant mutant)
{
    struct world w = {.rng = seed * UINT64_C(0x9e3779b97f4a7c15) | 1, .mutant = mutant, .db = db};
    static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
    vault_from_keys(master, campus, data, &w.vault);
    must(&w, db_now(db, &w.now));
    must(&w, db_query(db, NULL, "DELETE FROM message"));
    for (int i = 0; i < STEPS && !w.failure; i++)
        act(&w);
    w.away = false;
    w.healed = true;
    for (int i = 0; i < HEALING_STEPS && !w.failure; i++) {
        if (i % 20 == 0)
            pass_time(&w, OUTBOX_RETRY_CAP);
        work(&w, &w.servers[i % SERVERS]);
    }
    if (!w.failure)
        check_rows(&w);
    return w.failure;
}

static bool run_seeds(struct db *db, uint64_t from, uint64_t count)
{
    for (uint64_t seed = from; seed < from + count; seed++) {
        const char *failure = run(db, seed, MUTANT_NONE);
        if (failure) {
            printf("seed %" PRIu64 ": %s\n", seed, failure);
            return false;
        }
    }
    printf("%" PRIu64 " seeds from %" PRIu64 ": P11 holds\n", count, from);
    return true;
}

static bool run_mutants(struct db *db)
{
    bool all = true;
    for (int mutant = MUTANT_NONE + 1; mutant < MUTANT_COUNT; mutant++) {
        const char *failure = NULL;
        for (uint64_t seed = 1; seed <= MUTANT_SEEDS && !failure; seed++)
            failure = run(db, seed, (enum mutant)mutant);
        printf("%-32s %s\n", mutant_names[mutant], failure ? failure : "LIVES");
        all = all && failure;
    }
    return all;
}

static bool with_database(const char *folder, uint64_t from, uint64_t count, bool mutants)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char url[128], path[128];
    struct db *db = NULL;
    int version = 0;
    bool good = false;
    (void)snprintf(url, sizeof url, "sqlite:%s/outbox.db", folder);
    if (!db_open(url, DB_WRITE, &db) && !db_migrate(db, &version))
        good = mutants ? run_mutants(db) : run_seeds(db, from, count);
    db_close(db);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/outbox.db%s", folder, endings[i]);
        (void)unlink(path);
    }
    return good;
}

int main(int argc, char **argv)
{
    uint64_t from = 1, count = 100;
    bool mutants = false;
    char folder[64] = "/dev/shm/gatehouse-sim-XXXXXX";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            count = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0 && i + 1 < argc)
            from = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--mutants") == 0)
            mutants = true;
        else
            return 2;
    }
    if (sodium_init() < 0 || !mkdtemp(folder))
        return 1;
    bool good = with_database(folder, from, count, mutants);
    (void)rmdir(folder);
    return good ? 0 : 1;
}
