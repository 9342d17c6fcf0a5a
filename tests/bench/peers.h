/* The decoders that the bench holds the cascade against, as a program would use them out of the box, QR only. */
#ifndef GH_TESTS_BENCH_PEERS_H
#define GH_TESTS_BENCH_PEERS_H

#include "codes/reader.h"

struct peers;

struct peers *peers_new(void);        /* NULL without memory */
void peers_free(struct peers *peers); /* takes NULL */
/* 1 with text and len of the first code, else 0. Leaves the corners unchanged. */
int peers_zxing(struct peers *peers, const struct grey *picture, struct reading *out);
int peers_zbar(struct peers *peers, const struct grey *picture, struct reading *out);

#endif
