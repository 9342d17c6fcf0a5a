/* A box: what a booth seals for the server (seal.h) beside its entries. Every kind waits in the journal's one outbox
 * (store/journal_box.h), goes up by itself over the network or on a USB stick, and is settled by the server.
 *
 * Over the network the sealed bytes are the body of POST
 * /device/boxes/KIND/ID?number=1&at=MILLISECONDS&clock_trusted=1. On a stick a box is a line:
 * {"t":"box","kind":"emergency","id":...,"number":1,"at":MILLISECONDS,"sealed":HEX}. */
#ifndef GH_WIRE_BOX_H
#define GH_WIRE_BOX_H

#include "wire/record.h"

struct box {
    enum box_kind kind;
    uint64_t number;       /* 1, 2, 3, ... of its kind at this booth; 0: none yet */
    struct uuid id;        /* of a walk-up: the application; of the others: the journal's entry that it belongs to */
    struct uuid about;     /* of an emergency: the application that was let in; else nil. Not on the wire */
    uint64_t entry_number; /* of the journal's entry with this id; 0: none. Not on the wire */
    tick at;
    bool clock_trusted;
    bool waits; /* its sealed bytes are still at the booth. Not on the wire */
};

#define BOX_SEALED_MAX ((size_t)1024 + 384 * 1024 + SEAL_BYTES) /* the largest of all kinds */
#define BOX_LINE_MAX (2 * BOX_SEALED_MAX + 512)                 /* bytes of a line, without its newline */
#define BOX_TARGET_SIZE 160

/* Writes path and query of the request that hands the box up. */
void box_target(const struct box *box, char out[static BOX_TARGET_SIZE]);

/* The server's answer: {"taken":true}, or {"taken":false,"reason":"barred"}. Both mean that the box is settled. */
struct box_answer {
    bool taken;
    enum walk_up_reason reason; /* of a walk-up that was refused at once */
};
/* GH_MALFORMED: an answer that does not say whether the box was taken. */
enum gh_status GH_MUST_USE box_answer_decode(struct bytes body, struct box_answer *out);

/* Writes the line of a stick. *line: NUL-terminated, without its newline, owned by the caller (free). GH_MALFORMED for
 * a box that box_decode() would refuse, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE box_encode(const struct box *box, struct bytes sealed, char **line);
/* Reads the line of a stick, also one of a booth that knows applications alone: {"t":"application",...}. *sealed: owned
 * by the caller (free). On error outputs are untouched and why names the member at fault. Errors as
 * wire_record_decode(). */
enum gh_status GH_MUST_USE box_decode(struct bytes line, struct box *out, uint8_t **sealed, size_t *sealed_len,
                                      char why[static WIRE_ERROR_SIZE]);

#endif
