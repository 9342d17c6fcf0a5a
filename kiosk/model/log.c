#include "model/log.h"

#include <string.h>

#include "model/change.h"

void model_query_log(struct model *m, uint64_t before_number, struct model_effects *fx)
{
    struct log_query *query = &model_command(fx, COMMAND_LOG)->query;
    query->inside_only = m->log.tab == LOG_INSIDE;
    query->colour = m->log.colour;
    query->before_number = before_number;
    memcpy(query->search, m->log.search, sizeof query->search);
    m->log.waiting = true;
}

void model_on_log_tab(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    m->log.tab = a->number ? LOG_INSIDE : LOG_TODAY;
    m->log.known = false;
    m->log.count = 0;
    model_query_log(m, 0, fx);
}

void model_on_log_colour(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    m->log.colour = a->number >= VERDICT_RED && a->number <= VERDICT_GREEN ? (int)a->number : -1;
    model_query_log(m, 0, fx);
}

void model_on_log_more(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (m->log.more && !m->log.waiting && m->log.count)
        model_query_log(m, m->log.tab == LOG_INSIDE ? m->log.count : m->log.rows[m->log.count - 1].number, fx);
}

void model_on_open_entry(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    const struct log_row *rows = m->page == PAGE_LOG ? m->log.rows : m->booth.last;
    size_t count = m->page == PAGE_LOG ? m->log.count : m->booth.last_count;
    if (a->number < 0 || (size_t)a->number >= count)
        return;
    m->entry = rows[a->number];
    model_show(m, PAGE_ENTRY);
}

void model_take_log(struct model *m, const struct log_page *page)
{
    if (page->query.inside_only != (m->log.tab == LOG_INSIDE) || strcmp(page->query.search, m->log.search) != 0 ||
        page->query.colour != m->log.colour || m->private_.hidden)
        return; /* answers an older question */
    if (page->query.before_number == 0)
        m->log.count = 0;
    for (size_t i = 0; i < page->count && m->log.count < MODEL_LOG_ROWS_MAX; i++)
        m->log.rows[m->log.count++] = page->rows[i];
    m->log.more = page->more && m->log.count < MODEL_LOG_ROWS_MAX;
    m->log.known = true;
    m->log.waiting = false;
    for (size_t i = 0; i < m->log.count; i++)
        if (m->page == PAGE_ENTRY && uuid_equal(&m->log.rows[i].entry, &m->entry.entry))
            m->entry = m->log.rows[i];
    model_changed(m);
}
