#include "screens/presence_words.h"

#include <stdio.h>

size_t presence_troubles(const struct model *model)
{
    const struct booth_status *b = &model->booth;
    return model->booth_known ? (size_t)b->presence_old + b->away_count : 0;
}

static const char *own_trouble(const struct ui *ui, const struct model *model, bool brief, char out[static WORDS_MAX])
{
    char time[WORDS_MAX];
    tick at = model->booth.held.ages.presence;
    if (at == 0) {
        snprintf(out, WORDS_MAX, "%s",
                 ui_say(ui, brief ? N_("Other gates: not known")
                                  : N_("Only this booth's entries: nothing is known of other gates")));
        return out;
    }
    const struct text_arg args[] = {{"time", words_when(ui, model, at, time)}};
    return ui_say_args(ui, out, WORDS_MAX,
                       brief ? N_("Other gates: as of {time}")
                             : N_("Offline since {time}: what other gates did since is missing"),
                       args, 1);
}

static const char *more_trouble(const struct ui *ui, size_t count, char out[static WORDS_MAX])
{
    char more[24];
    snprintf(more, sizeof more, "%zu", count);
    return ui_say_args(ui, out, WORDS_MAX, N_("and {n} more booths"), (struct text_arg[]){{"n", more}}, 1);
}

const char *presence_trouble(const struct ui *ui, const struct model *model, size_t i, bool brief,
                             char out[static WORDS_MAX])
{
    const struct booth_status *b = &model->booth;
    char gate[WORDS_MAX], time[WORDS_MAX];
    if (b->presence_old && i == 0)
        return own_trouble(ui, model, brief, out);
    i -= b->presence_old;
    if (i >= DESK_AWAY_MAX)
        return more_trouble(ui, b->away_count - DESK_AWAY_MAX, out);
    const struct booth_away *away = &b->away[i];
    const struct text_arg args[] = {{"gate", words_gate(ui, model, away->gate, gate)},
                                    {"booth", away->name},
                                    {"time", words_when(ui, model, away->heard, time)}};
    return ui_say_args(ui, out, WORDS_MAX,
                       brief ? N_("{gate} offline since {time}")
                             : N_("{gate} ({booth}) offline since {time}: its entries may be missing"),
                       args, 3);
}

const char *presence_vehicles(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    char count[16];
    snprintf(count, sizeof count, "%u", model->booth.vehicles_inside);
    return ui_say_args(ui, out, WORDS_MAX, N_("inside, {n} cars"), (struct text_arg[]){{"n", count}}, 1);
}

const char *presence_age(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    char time[WORDS_MAX];
    return ui_say_args(ui, out, WORDS_MAX, N_("All gates, as of {time}"),
                       (struct text_arg[]){{"time", words_time(model, model->booth.held.ages.presence, time)}}, 1);
}

const char *presence_detail(const struct ui *ui, const struct model *model, const struct log_row *row,
                            char out[static WORDS_MAX])
{
    char gate[WORDS_MAX], span[WORDS_MAX], where[WORDS_MAX];
    words_join(where, words_gate(ui, model, row->gate, gate),
               words_span(ui, model->booth.now > row->at ? model->booth.now - row->at : 0, span), NULL);
    const char *more = row->overdue                                      ? ui_say(ui, N_("Expired"))
                       : row->vehicle && !row->pass_number[0]            ? ui_say(ui, N_("no reservation"))
                       : row->lone_car                                   ? ui_say(ui, N_("riders not recorded"))
                       : !row->vehicle && row->personal && row->plate[0] ? row->plate
                                                                         : "";
    return words_join(out, where, more, NULL);
}
