/* usage: sync_load passes SERVER.DB FIRST COUNT      copies of its newest pass, each with a code and a visitor of its
 * own sync_load devices SERVER.DB COUNT           copies of its first booth, each with a key of its own sync_load scans
 * REPLICA.DB PASSES SECONDS   from a code's text to its verdict, a hundred a second sync_load booths PORT COUNT SINCE
 * UNTIL SCOPE   that many booths wait for news: "ready", then how late it came */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load.h"

struct uuid load_uuid(unsigned kind, uint64_t number)
{
    const uint64_t seed[2] = {kind, number};
    uint8_t digest[16];
    (void)crypto_generichash(digest, sizeof digest, (const uint8_t *)seed, sizeof seed, NULL, 0);
    return uuid_v7(INT64_C(1764000000000) + (tick)number, digest);
}

void load_key(unsigned kind, uint64_t number, uint8_t public_key[static PUBLIC_KEY_LEN],
              uint8_t secret_key[static SECRET_KEY_LEN])
{
    const uint64_t words[2] = {kind, number};
    uint8_t seed[crypto_sign_SEEDBYTES];
    (void)crypto_generichash(seed, sizeof seed, (const uint8_t *)words, sizeof words, NULL, 0);
    (void)crypto_sign_seed_keypair(public_key, secret_key, seed);
}

double load_now_ms(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int load_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int usage(void)
{
    (void)fputs("usage: sync_load passes|devices|scans|booths ... (see main.c)\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0 || argc < 2)
        return usage();
    if (strcmp(argv[1], "passes") == 0 && argc == 5)
        return load_passes(argv[2], strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    if (strcmp(argv[1], "devices") == 0 && argc == 4)
        return load_devices(argv[2], strtoull(argv[3], NULL, 10));
    if (strcmp(argv[1], "scans") == 0 && argc == 5)
        return load_scans(argv[2], strtoull(argv[3], NULL, 10), strtod(argv[4], NULL));
    if (strcmp(argv[1], "booths") == 0 && argc == 7)
        return load_booths((int)strtol(argv[2], NULL, 10), strtoull(argv[3], NULL, 10), argv[4], argv[5], argv[6]);
    return usage();
}
