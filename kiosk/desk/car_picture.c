/* Pictures of vehicles for the office: sealed to the server's key at once, kept in the outbox until the server has them
 * or the policy keeps them no longer. */
#include <stdlib.h>

#include "desk/car_picture.h"
#include "desk/clock.h"
#include "desk/outbox.h"
#include "desk/say.h"
#include "wire/car_picture.h"

static enum gh_status keep(struct desk *desk, const struct desk_command *command)
{
    struct box box = {.kind = BOX_CAR_PICTURE, .id = command->id};
    uint8_t key[SEALING_KEY_LEN], *sealed = NULL;
    size_t len = 0;
    if (desk->synced.policy.car_picture_keep <= 0 || !command->photo)
        return GH_DENIED;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    box.at = desk_now(desk, &box.clock_trusted);
    enum gh_status status = desk_sealing_key(desk, key);
    if (!status)
        status = car_picture_seal(&command->id, BYTES(command->photo, command->photo_len), key, &sealed, &len);
    if (!status)
        status = journal_put_box(desk->stores.journal, &box, BYTES(sealed, len));
    free(sealed);
    return status;
}

void desk_car_picture(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = keep(desk, command);
    if (status)
        desk_fail(desk, COMMAND_CAR_PICTURE, status);
}
