/* Loads for tests/bench/sync: as from a university with a million passes and five thousand booths.
 *
 * Every item is computed from its number, so that each program knows what another one has made. */
#ifndef GH_BENCH_SYNC_LOAD_H
#define GH_BENCH_SYNC_LOAD_H

#include <stdint.h>

#include "token/claims.h"
#include "token/keyset.h"

struct uuid load_uuid(unsigned kind, uint64_t number); /* kind: a namespace of the caller's */
enum load_kind { LOAD_PASS = 1, LOAD_PERSON, LOAD_DEVICE };
/* The key of a booth. Passes use number 0 of LOAD_PASS. */
void load_key(unsigned kind, uint64_t number, uint8_t public_key[static PUBLIC_KEY_LEN],
              uint8_t secret_key[static SECRET_KEY_LEN]);
double load_now_ms(void);                       /* wall clock */
int load_by_size(const void *a, const void *b); /* of doubles, for qsort */

/* Each prints its figures and returns an exit code. */
int load_passes(const char *database, uint64_t first, uint64_t count);
int load_devices(const char *database, uint64_t count);
int load_scans(const char *replica, uint64_t passes, double seconds);
int load_booths(int port, uint64_t count, const char *since, const char *until, const char *scope);

#endif
