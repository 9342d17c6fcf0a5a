#include "desk/card.h"

#include <string.h>

#include "token/short_number.h"

bool desk_open_display(const struct desk *desk, const struct replica_pass *row, struct display *out)
{
    if (!desk->session.keys || desk->mode.unattended || !row->display_len)
        return false;
    struct bytes sealed = BYTES(row->display, row->display_len);
    return display_open(sealed, desk->session.keys->data_key, &row->claims.pass_id, row->version, out) == GH_OK;
}

void desk_fill_card(const struct desk *desk, const struct replica_pass *row, struct pass_card *out)
{
    char number[SHORT_NUMBER_LEN + 1];
    memset(out, 0, sizeof *out);
    short_number_of(&row->claims.pass_id, number);
    short_number_format(number, out->number);
    out->pass_id = row->claims.pass_id;
    out->kind = row->claims.kind;
    out->uses = row->claims.uses;
    out->not_before = row->claims.not_before;
    out->expires = row->claims.expires;
    out->gates = row->claims.gates;
    out->home_gate = row->claims.home_gate;
    out->live = row->claims.live;
    out->row = row->state;
    out->personal = desk_open_display(desk, row, &out->display);
}
