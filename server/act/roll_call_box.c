/* Opens what booths hand up of roll calls and stores it. */
#include "act/roll_call_box.h"

#include <sodium.h>
#include <stdlib.h>

#include "act/box_key.h"
#include "devices/roll_call.h"
#include "records/record.h"

static enum gh_status open_box(const struct act_context *c, struct bytes sealed, struct roll_box *out,
                               struct roll_subject *subjects)
{
    struct sealing_key key;
    enum gh_status status = box_key_of(c, sealed, &key);
    if (status)
        return status;
    status = roll_box_open(sealed, key.public_key, key.secret_key, out, subjects);
    sodium_memzero(&key, sizeof key);
    return !status || status == GH_NO_MEMORY ? status : GH_DENIED;
}

enum gh_status roll_call_box_take(const struct act_context *context, const struct box_arrival *arrival,
                                  struct box_answer *answer)
{
    struct roll_box event;
    struct roll_subject *subjects = calloc(ROLL_BOX_SUBJECTS, sizeof *subjects);
    enum gh_status status = subjects ? open_box(context, arrival->sealed, &event, subjects) : GH_NO_MEMORY;
    if (!status && !(status = db_begin(context->db)))
        status = record_finish(context->db, roll_call_take(context->db, arrival->device, &arrival->box.id, &event,
                                                           subjects, context->now));
    free(subjects);
    answer->taken = status == GH_OK;
    return status;
}
