/* The outbox: boxes of every kind (wire/box.h), sealed for the server, until it has settled them. */
#ifndef GH_KIOSK_DESK_OUTBOX_H
#define GH_KIOSK_DESK_OUTBOX_H

#include "desk/desk.h"

/* Reads what boxes are sealed to. GH_NOT_FOUND: the server told no key yet. */
enum gh_status GH_MUST_USE desk_sealing_key(struct desk *desk, uint8_t key[static SEALING_KEY_LEN]);
/* Drops the sealed bytes of every box that the server has settled. */
void desk_settle_boxes(struct desk *desk);
/* Forgets boxes that were settled long ago, and pictures that the policy keeps no longer. */
void desk_prune_boxes(struct desk *desk, tick now);

#endif
