#include "screens/receipt_paper.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "screens/words.h"

static void add(struct paper *paper, enum paper_form form, const char *text)
{
    if (paper->count == PAPER_LINES_MAX || !text[0])
        return;
    struct paper_line *line = &paper->lines[paper->count++];
    line->form = form;
    size_t len = strnlen(text, sizeof line->text - 1);
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--; /* cut at a whole character */
    memcpy(line->text, text, len);
    line->text[len] = '\0';
}

static void add_both(const struct ui *ui, struct paper *paper, enum paper_form form, const char *msgid)
{
    add(paper, form, ui_say(ui, msgid));
    add(paper, form, ui_also(ui, msgid));
}

void receipt_paper(const struct ui *ui, const struct model *model, struct paper *out)
{
    const struct walk_up_receipt *receipt = &model->walk_up.receipt;
    char place[WORDS_MAX], when[WORDS_MAX], day[32], text[WORDS_MAX * 2], number[24];
    memset(out, 0, sizeof *out);
    struct model_clock clock = model_clock(model, model->now);
    (void)snprintf(day, sizeof day, "%04d-%02d-%02d", clock.year, clock.month, clock.day);
    add_both(ui, out, PAPER_TITLE, N_("Walk-up application"));
    (void)snprintf(number, sizeof number, "%04" PRIu64, receipt->number);
    add(out, PAPER_NUMBER, number);
    (void)snprintf(text, sizeof text, "%s %s", day, words_time(model, model->now, when));
    add(out, PAPER_TITLE, text);
    add(out, PAPER_TITLE, words_place(ui, model, model->booth.gate, place));
    if (receipt->link[0] && model->sync.status.server[0]) {
        (void)snprintf(text, sizeof text, "%s/w/%s", model->sync.status.server, receipt->link);
        add(out, PAPER_CODE, text);
        add_both(ui, out, PAPER_TITLE, N_("Scan to follow your application"));
    }
    add_both(
        ui, out, PAPER_TEXT,
        N_("Once it is approved, the guard sees your number. Keep your ID document ready. This slip is not a pass."));
}
