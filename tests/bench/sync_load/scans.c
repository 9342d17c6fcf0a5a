/* Does what the kiosk does between a code and its verdict, while a sync fills the replica. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "load.h"
#include "store/replica.h"
#include "token/token.h"
#include "verdict/verdict.h"

#define EVERY_MS 10
#define SCANS_MAX 100000

struct scans {
    struct keyset keys;
    uint8_t secret_key[SECRET_KEY_LEN];
    struct replica *replica;
    struct policy policy;
    uint64_t passes, found;
    double us[SCANS_MAX];
    size_t count;
};

static struct claims claims_of(uint64_t number)
{
    tick now = tick_from_seconds(time(NULL));
    return (struct claims){.pass_id = load_uuid(LOAD_PASS, number),
                           .not_before = now - TICK_HOUR,
                           .expires = now + TICK_HOUR,
                           .issued_at = now - TICK_HOUR,
                           .kind = PASS_PEDESTRIAN,
                           .uses = PASS_SINGLE_USE,
                           .gates = 1,
                           .home_gate = 0};
}

/* Facts as the desk gathers them. */
static enum gh_status gather(struct scans *s, const char *text, struct facts *facts)
{
    struct replica_pass pass;
    facts->token = token_verify(bytes_of_string(text), &s->keys, &facts->claims);
    enum gh_status status = replica_find_pass(s->replica, &facts->claims.pass_id, &pass);
    if (status == GH_NOT_FOUND)
        return GH_OK;
    if (!status)
        status = replica_plate_is_barred(s->replica, pass.plate, facts->now, &facts->plate_barred);
    if (!status)
        status = replica_find_use(s->replica, &facts->claims.pass_id, &facts->use);
    if (!status) {
        facts->person_barred = pass.barred;
        facts->row = pass.state;
        s->found++;
    }
    return status;
}

static int scan(struct scans *s)
{
    char text[TOKEN_TEXT_MAX + 1];
    struct claims claims = claims_of((uint64_t)rand() % s->passes);
    if (token_mint(&claims, s->keys.keys[0].kid, s->secret_key, text))
        return 1;
    struct facts facts = {.replica_present = true,
                          .passes_synced_at = claims.issued_at,
                          .clock_trusted = true,
                          .now = claims.issued_at + TICK_HOUR};
    double began = load_now_ms();
    enum gh_status status = gather(s, text, &facts);
    (void)verdict_decide(&facts, &s->policy);
    s->us[s->count++] = (load_now_ms() - began) * 1e3;
    if (status)
        (void)fprintf(stderr, "sync_load: %s\n", gh_status_name(status));
    return status ? 1 : 0;
}

static void report(struct scans *s)
{
    qsort(s->us, s->count, sizeof s->us[0], load_by_size);
    printf("{\"scans\": %zu, \"found\": %llu, \"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f}\n", s->count,
           (unsigned long long)s->found, s->us[s->count / 2], s->us[s->count * 99 / 100], s->us[s->count - 1]);
}

int load_scans(const char *replica, uint64_t passes, double seconds)
{
    struct scans *s = calloc(1, sizeof *s);
    int result = s ? 0 : 1;
    if (s) {
        s->passes = passes;
        s->keys.count = 1;
        s->keys.keys[0].not_after = INT64_MAX;
        load_key(LOAD_PASS, 0, s->keys.keys[0].public_key, s->secret_key);
        kid_of_public_key(s->keys.keys[0].public_key, s->keys.keys[0].kid);
        policy_defaults(&s->policy);
        s->policy.live_code_required = false;
        result = replica_open(replica, REPLICA_READ, &s->replica) ? 1 : 0;
    }
    const struct timespec pause = {.tv_nsec = EVERY_MS * 1000000L};
    for (double end = load_now_ms() + seconds * 1e3; !result && load_now_ms() < end && s->count < SCANS_MAX;) {
        result = scan(s);
        (void)nanosleep(&pause, NULL);
    }
    if (!result && s->count > 0)
        report(s);
    if (s)
        replica_close(s->replica);
    free(s);
    return result;
}
