/* What the source files of the replica share. */
#ifndef GH_STORE_REPLICA_INTERNAL_H
#define GH_STORE_REPLICA_INTERNAL_H

#include "store/replica.h"
#include "store/sql.h"

struct replica {
    struct sql *sql; /* owned */
};

/* Numbers of enum row_state and enum pass_kind in SQL. They are literals because SQLite can't plan with a parameter,
 * and finds the index of blocked passes only by the literal. */
#define SQL_VALID "1"
#define SQL_BLOCKED "2"
#define SQL_REVOKED "3"
#define SQL_VEHICLE "2"
_Static_assert(ROW_VALID == 1 && ROW_BLOCKED == 2 && ROW_REVOKED == 3 && PASS_VEHICLE == 2, "SQL_VALID and so on");

/* The one row of table held. */
struct replica_held {
    uint64_t position;
    uint64_t passes;
    struct replica_ages ages; /* passes and revocations move together */
    tick until;
    char scope[WIRE_SCOPE_MAX];
    uint64_t acknowledged;
    uint64_t presence_position;
    struct wire_history history;
};

enum gh_status GH_MUST_USE replica_read_held(struct replica *r, struct replica_held *out);
enum gh_status GH_MUST_USE replica_write_held(struct replica *r, const struct replica_held *held);

/* replica_walk_up.c: inside the transaction of replica_write(). GH_ROLLBACK for a lower version. */
enum gh_status GH_MUST_USE replica_write_walk_up(struct replica *r, const struct wire_walk_up *walk_up);
enum gh_status GH_MUST_USE replica_write_walk_up_pass(struct replica *r, const struct uuid *walk_up,
                                                      const struct uuid *pass_id);
enum gh_status GH_MUST_USE replica_write_sealing_key(struct replica *r, const uint8_t key[static SEALING_KEY_LEN]);
/* replica_presence.c: inside the transaction of replica_write(). A stream begins, brings rows, and ends. The end moves
 * the position and the age of presence only where the stream brought booths: the server sends the requesting booth
 * itself with every answer that brings presence. */
enum gh_status GH_MUST_USE replica_begin_presence(struct replica *r);
enum gh_status GH_MUST_USE replica_write_presence(struct replica *r, const struct wire_presence *presence);
enum gh_status GH_MUST_USE replica_write_booth(struct replica *r, const struct wire_booth *booth);
enum gh_status GH_MUST_USE replica_end_presence(struct replica *r, struct replica_held *held, tick server_time);
/* replica_roll_call.c: inside the transaction of replica_write(). */
enum gh_status GH_MUST_USE replica_write_roll_call(struct replica *r, const struct wire_roll_call *call);
enum gh_status GH_MUST_USE replica_write_roll_row(struct replica *r, const struct wire_roll_row *row);
/* replica_box.c: inside a transaction or not. */
enum gh_status GH_MUST_USE replica_write_settled(struct replica *r, enum box_kind kind, const struct uuid *id);

/* Makes an unsigned value fit the signed column; values on the wire stay below 2^53. */
static inline int64_t replica_integer(uint64_t value)
{
    return (int64_t)(value & INT64_MAX);
}

#endif
