/* Puts a box into the journal as the kiosk does, sealed to what the replica says:
 *     box_writer JOURNAL DEVICE REPLICA < JSON                          an application
 *     box_writer JOURNAL DEVICE REPLICA emergency APPLICATION < JPEG    an emergency admission and its entry
 *     box_writer JOURNAL DEVICE REPLICA car-picture < JPEG              a picture of a vehicle and its entry
 *     box_writer JOURNAL DEVICE REPLICA roll-call < BYTES               a list or tick of a roll call, as it stands in
 * the box Prints the box's id and number. Exit code 0 when it is on disk, 1 otherwise. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "store/journal_box.h"
#include "store/replica.h"
#include "wire/car_picture.h"
#include "wire/emergency.h"
#include "wire/walk_up.h"

struct content {
    uint8_t bytes[EMERGENCY_PHOTO_MAX];
    size_t len;
    uint8_t key[SEALING_KEY_LEN];
    struct entry entry; /* of an admission or a picture */
    struct uuid application;
};

static bool read_key(const char *path, uint8_t key[static SEALING_KEY_LEN])
{
    struct replica *replica = NULL;
    bool good = replica_open(path, REPLICA_READ, &replica) == GH_OK && replica_sealing_key(replica, key) == GH_OK;
    replica_close(replica);
    return good;
}

static enum gh_status seal(enum box_kind kind, const struct content *c, uint8_t **sealed, size_t *len)
{
    const struct bytes bytes = BYTES(c->bytes, c->len);
    const struct emergency emergency = {.id = c->entry.id,
                                        .application = c->application,
                                        .at = c->entry.at,
                                        .clock_trusted = true,
                                        .guard = 1,
                                        .reason = OVERRIDE_PHONE_CONFIRMED,
                                        .approver = "Chen"};
    return kind == BOX_WALK_UP     ? walk_up_seal(bytes, c->key, sealed, len)
           : kind == BOX_ROLL_CALL ? seal_bytes(bytes, BYTES(NULL, 0), c->key, sealed, len)
           : kind == BOX_EMERGENCY ? emergency_seal(&emergency, bytes, c->key, sealed, len)
                                   : car_picture_seal(&c->entry.id, bytes, c->key, sealed, len);
}

static enum gh_status put(struct journal *journal, struct content *c, struct box *box, struct bytes sealed)
{
    if (box->kind == BOX_WALK_UP || box->kind == BOX_ROLL_CALL)
        return journal_put_box(journal, box, sealed);
    return journal_append_with_box(journal, &c->entry, box, sealed);
}

/* Reads the command line. False: it names nothing that this program knows. */
static bool read_arguments(int argc, char **argv, struct content *c, struct box *box)
{
    const char *name = argc > 4 ? argv[4] : "walk-up";
    box->kind = box_kind_from_name(bytes_of_string(name));
    if (argc < 4 || !box->kind || (box->kind == BOX_EMERGENCY) != (argc == 6))
        return false;
    if (argc == 6 && uuid_parse(bytes_of_string(argv[5]), &c->application))
        return false;
    box->about = c->application;
    c->len = fread(c->bytes, 1, sizeof c->bytes, stdin);
    return read_key(argv[3], c->key);
}

static void fill_entry(struct content *c, const struct box *box)
{
    bool emergency = box->kind == BOX_EMERGENCY;
    c->entry = (struct entry){.id = box->id,
                              .at = box->at,
                              .clock_trusted = true,
                              .kind = emergency ? ENTRY_OVERRIDE : ENTRY_SHOWN,
                              .presented_as = emergency ? PRESENTED_SHORT_NUMBER : PRESENTED_PLATE,
                              .colour = VERDICT_RED,
                              .reason = REASON_NOT_EXPECTED,
                              .guard = 1,
                              .refers_to = c->application,
                              .override_reason = emergency ? OVERRIDE_PHONE_CONFIRMED : OVERRIDE_NONE};
}

int main(int argc, char **argv)
{
    static struct content c;
    struct box box = {.clock_trusted = true};
    uint8_t random[10], *sealed = NULL;
    size_t len = 0;
    struct journal *journal;
    char id[UUID_TEXT_SIZE];
    const struct os_clock clock = os_clock_system(false);
    if (sodium_init() < 0 || !read_arguments(argc, argv, &c, &box) || journal_open(argv[1], argv[2], &journal))
        return 1;
    box.at = os_clock_read(&clock).wall;
    randombytes_buf(random, sizeof random);
    box.id = uuid_v7(box.at, random);
    fill_entry(&c, &box);
    enum gh_status status = seal(box.kind, &c, &sealed, &len);
    if (!status)
        status = put(journal, &c, &box, BYTES(sealed, len));
    free(sealed);
    journal_close(journal);
    uuid_format(&box.id, id);
    if (!status)
        printf("%s %llu\n", id, (unsigned long long)box.number);
    return status ? 1 : 0;
}
