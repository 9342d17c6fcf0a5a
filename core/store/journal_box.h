/* The journal's outbox: sealed boxes (wire/box.h) of every kind, until the server has them. Only the kiosk writes it.
 * The sync daemon reads it, uploads the boxes and notes in the replica which ones are settled (replica_settle_box()).
 */
#ifndef GH_STORE_JOURNAL_BOX_H
#define GH_STORE_JOURNAL_BOX_H

#include "store/journal.h"
#include "wire/box.h"

/* Appends a box in a transaction of its own, on disk when it returns GH_OK; fills number. GH_MALFORMED: no id, or a
 * length that no box of its kind has. GH_TOO_LONG: too many of its kind wait already. GH_CONFLICT: that id, or what it
 * is about, has a box of this kind. GH_NOT_FOUND: the entry that it belongs to is not here (BOX_NEEDS_ENTRY). */
enum gh_status GH_MUST_USE journal_put_box(struct journal *j, struct box *box, struct bytes sealed);
/* journal_append() and journal_put_box() in one transaction. The box gets the entry's id and time. */
enum gh_status GH_MUST_USE journal_append_with_box(struct journal *j, struct entry *entry, struct box *box,
                                                   struct bytes sealed);

/* Lists those below number `before` (0: from the newest), newest first, settled ones too. */
enum gh_status GH_MUST_USE journal_boxes(struct journal *j, enum box_kind kind, uint64_t before, struct box *out,
                                         size_t max, size_t *count);
/* Lists those that wait above number `after`, in order. */
enum gh_status GH_MUST_USE journal_waiting_boxes(struct journal *j, enum box_kind kind, uint64_t after, struct box *out,
                                                 size_t max, size_t *count);
/* Finds the box of that kind about an application (struct box). GH_NOT_FOUND: none. */
enum gh_status GH_MUST_USE journal_find_box_about(struct journal *j, enum box_kind kind, const struct uuid *about,
                                                  struct box *out);
/* Reads the sealed bytes. *out: owned by the caller (free). GH_NOT_FOUND: settled, or no such box. */
enum gh_status GH_MUST_USE journal_box_sealed(struct journal *j, enum box_kind kind, const struct uuid *id,
                                              uint8_t **out, size_t *out_len);

/* Deletes the sealed bytes of a box that the server has settled. The rest of the row stays as a record of it. */
enum gh_status GH_MUST_USE journal_settle_box(struct journal *j, enum box_kind kind, const struct uuid *id);
/* Deletes settled boxes older than `before`, and waiting ones too if their kind expires. */
enum gh_status GH_MUST_USE journal_prune_boxes(struct journal *j, enum box_kind kind, tick before);

#endif
