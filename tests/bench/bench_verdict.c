/* links: gh_store gh_wire gh_verdict gh_token gh_os gh_base PkgConfig::SODIUM */
/* Measures the way from a code's text to its verdict over a replica of 100,000 passes: parse, verify, look up, decide.
 * Each scan takes another pass, in no order, as visitors come. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "os/random.h"
#include "store/replica.h"
#include "verdict/verdict.h"

#define PASSES 100000
#define SCANS 5000
#define NOW (INT64_C(1764000000) * TICK_SECOND)
#define EXPECT_P99_US 200

enum part { PART_VERIFY, PART_LOOK_UP, PART_DECIDE, PART_ALL, PART_COUNT };
static const char *const part_names[] = {"verify", "look_up", "decide", "all"};

struct bench {
    struct keyset keys;
    uint8_t secret_key[SECRET_KEY_LEN];
    struct replica *replica;
    struct policy policy;
    char (*texts)[TOKEN_TEXT_MAX + 1];
    double *ns[PART_COUNT];
};

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static struct claims claims_of(unsigned n)
{
    uint64_t seed = n;
    uint8_t random[10];
    struct os_random fixed = os_random_fixed(&seed);
    os_random_fill(&fixed, random, sizeof random);
    return (struct claims){.pass_id = uuid_v7(NOW - TICK_DAY + n, random),
                           .not_before = NOW - TICK_HOUR,
                           .expires = NOW + TICK_HOUR,
                           .issued_at = NOW - TICK_DAY,
                           .kind = PASS_PEDESTRIAN,
                           .uses = PASS_SINGLE_USE,
                           .gates = 0xffff,
                           .home_gate = 1,
                           .has_holder = true};
}

static struct wire_record pass_record(unsigned n)
{
    struct wire_record record;
    memset(&record, 0, sizeof record);
    record.type = WIRE_PASS;
    record.pass.claims = claims_of(n);
    record.pass.version = 1;
    record.pass.state = ROW_VALID;
    record.pass.display_len = 256;
    memset(record.pass.display, 0xd1, record.pass.display_len);
    return record;
}

static enum gh_status fill_replica(struct bench *b)
{
    enum { BATCH = REPLICA_BATCH_MAX - 1 };
    struct wire_record *batch = calloc(BATCH + 1, sizeof *batch);
    enum gh_status status = batch == NULL ? GH_NO_MEMORY : GH_OK;
    const uint8_t no_root[PUBLIC_KEY_LEN] = {0};
    for (unsigned n = 0; n < PASSES && !status;) {
        size_t count = 0;
        while (count < BATCH && n < PASSES)
            batch[count++] = pass_record(n++);
        memset(&batch[count], 0, sizeof batch[count]);
        batch[count].type = WIRE_END;
        batch[count].end = (struct wire_end){.position = n, .server_time = NOW - TICK_MINUTE};
        status = replica_write(b->replica, batch, count + 1, no_root, NULL);
    }
    free(batch);
    return status;
}

static enum gh_status mint_scans(struct bench *b)
{
    b->keys.count = 1;
    b->keys.keys[0].not_after = INT64_MAX;
    if (crypto_sign_keypair(b->keys.keys[0].public_key, b->secret_key) != 0)
        return GH_IO;
    kid_of_public_key(b->keys.keys[0].public_key, b->keys.keys[0].kid);
    for (unsigned i = 0; i < SCANS; i++) {
        struct claims claims = claims_of(randombytes_uniform(PASSES));
        enum gh_status status = token_mint(&claims, b->keys.keys[0].kid, b->secret_key, b->texts[i]);
        if (status)
            return status;
    }
    return GH_OK;
}

static enum gh_status look_up(struct bench *b, struct facts *facts)
{
    struct replica_pass pass;
    enum gh_status status = replica_find_pass(b->replica, &facts->claims.pass_id, &pass);
    if (!status)
        status = replica_plate_is_barred(b->replica, pass.plate, facts->now, &facts->plate_barred);
    if (!status)
        status = replica_find_use(b->replica, &facts->claims.pass_id, &facts->use);
    if (!status)
        facts->person_barred = pass.barred;
    facts->row = pass.state;
    return status;
}

static int scan(struct bench *b, unsigned i)
{
    struct facts facts = {
        .replica_present = true, .passes_synced_at = NOW - TICK_MINUTE, .clock_trusted = true, .now = NOW, .gate = 1};
    double start = now_ns();
    facts.token = token_verify(bytes_of_string(b->texts[i]), &b->keys, &facts.claims);
    double verified = now_ns();
    enum gh_status status = look_up(b, &facts);
    double known = now_ns();
    struct verdict verdict = verdict_decide(&facts, &b->policy);
    double decided = now_ns();
    b->ns[PART_VERIFY][i] = verified - start;
    b->ns[PART_LOOK_UP][i] = known - verified;
    b->ns[PART_DECIDE][i] = decided - known;
    b->ns[PART_ALL][i] = decided - start;
    if (status || verdict.colour != VERDICT_GREEN) {
        (void)fprintf(stderr, "bench_verdict: %s, %s\n", gh_status_name(status), verdict_reason_name(verdict.reason));
        return -1;
    }
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(struct bench *b)
{
    printf("{\"bench\": \"verdict\", \"passes\": %d, \"scans\": %d", PASSES, SCANS);
    for (int part = 0; part < PART_COUNT; part++) {
        qsort(b->ns[part], SCANS, sizeof(double), by_size);
        printf(", \"%s_p50_us\": %.2f, \"%s_p99_us\": %.2f", part_names[part], b->ns[part][SCANS / 2] / 1e3,
               part_names[part], b->ns[part][SCANS * 99 / 100] / 1e3);
    }
    printf(", \"expect_all_p99_us_at_most\": %d}\n", EXPECT_P99_US);
}

static int run(struct bench *b, const char *path)
{
    enum gh_status status = replica_open(path, REPLICA_WRITE, &b->replica);
    if (!status)
        status = fill_replica(b);
    if (!status)
        status = mint_scans(b);
    /* Scans read the store as the kiosk does: as a reader. */
    replica_close(b->replica);
    b->replica = NULL;
    if (!status)
        status = replica_open(path, REPLICA_READ, &b->replica);
    if (status) {
        (void)fprintf(stderr, "bench_verdict: %s\n", gh_status_name(status));
        return 1;
    }
    int result = 0;
    for (unsigned i = 0; i < SCANS && result == 0; i++)
        result = scan(b, i);
    if (result == 0)
        report(b);
    return result == 0 ? 0 : 1;
}

static void remove_replica(const char *folder)
{
    static const char *const files[] = {"replica.db", "replica.db-wal", "replica.db-shm", "replica.db.lock"};
    char path[256];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int main(void)
{
    static struct bench b;
    char folder[] = "/tmp/gatehouse-bench-XXXXXX", path[64];
    if (sodium_init() < 0 || mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/replica.db", folder);
    policy_defaults(&b.policy);
    b.policy.live_code_required = false;
    int result = 1;
    b.texts = calloc(SCANS, sizeof *b.texts);
    bool memory = b.texts != NULL;
    for (int part = 0; part < PART_COUNT; part++) {
        b.ns[part] = calloc(SCANS, sizeof(double));
        memory = memory && b.ns[part] != NULL;
    }
    if (memory)
        result = run(&b, path);
    replica_close(b.replica);
    for (int part = 0; part < PART_COUNT; part++)
        free(b.ns[part]);
    free(b.texts);
    remove_replica(folder);
    return result;
}
