/* Pictures of vehicles for the office: sealed to the server's key at once, kept in the journal until it has them or
 * their time is over. */
#include <stdlib.h>

#include "desk/car_picture.h"
#include "desk/clock.h"
#include "desk/say.h"
#include "wire/car_picture.h"

static enum gh_status keep(struct desk *desk, const struct desk_command *command)
{
    uint8_t key[SEALING_KEY_LEN], *box = NULL;
    size_t len = 0;
    bool trusted;
    if (desk->synced.policy.car_picture_keep <= 0 || !command->photo)
        return GH_DENIED;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = desk->stores.replica ? replica_sealing_key(desk->stores.replica, key) : GH_NOT_FOUND;
    if (!status)
        status = car_picture_seal(&command->id, BYTES(command->photo, command->photo_len), key, &box, &len);
    if (!status)
        status = journal_put_evidence(desk->stores.journal, &command->id, desk_now(desk, &trusted), BYTES(box, len));
    free(box);
    return status;
}

void desk_car_picture(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = keep(desk, command);
    if (status)
        desk_fail(desk, COMMAND_CAR_PICTURE, status);
}

void desk_settle_car_pictures(struct desk *desk)
{
    struct journal_evidence e = {0};
    while (desk->stores.journal && desk->stores.replica &&
           journal_next_evidence(desk->stores.journal, e.number, &e) == GH_OK) {
        bool settled = false;
        if (replica_evidence_is_settled(desk->stores.replica, &e.entry, &settled) == GH_OK && settled &&
            journal_drop_evidence(desk->stores.journal, &e.entry) != GH_OK)
            return; /* tried again with the next change */
    }
}

void desk_prune_car_pictures(struct desk *desk, tick now)
{
    if (desk->stores.journal &&
        journal_prune_evidence(desk->stores.journal, now - desk->synced.policy.car_picture_keep) != GH_OK)
        desk->chores.status_due = true; /* tried again in an hour */
}
