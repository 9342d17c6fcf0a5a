#include "layout.h"

#include <stdio.h>
#include <string.h>

#define TARGET_MIN 72
#define TARGET_GAP 12
#define CONTRAST_TEXT 4.5
#define CONTRAST_LARGE 3.0 /* WCAG: 24 px, or 19 px bold, at the least */
#define CONTRAST_SHAPE 3.0

static unsigned fault(const char *where, const char *what, const struct ui_drawn *d)
{
    printf("%s: %s: '%s' at %d,%d %dx%d size %d\n", where, what, d->id, d->rect.x, d->rect.y, d->rect.w, d->rect.h,
           d->size);
    return 1;
}

static bool inside(struct ui_rect in, struct ui_rect all)
{
    return in.x >= all.x && in.y >= all.y && in.x + in.w <= all.x + all.w && in.y + in.h <= all.y + all.h;
}

/* Returns the visible part: a list clips its rows. */
static struct ui_rect seen(const struct ui_drawn *d)
{
    int x0 = d->rect.x > d->clip.x ? d->rect.x : d->clip.x, y0 = d->rect.y > d->clip.y ? d->rect.y : d->clip.y;
    int x1 = d->rect.x + d->rect.w < d->clip.x + d->clip.w ? d->rect.x + d->rect.w : d->clip.x + d->clip.w;
    int y1 = d->rect.y + d->rect.h < d->clip.y + d->clip.h ? d->rect.y + d->rect.h : d->clip.y + d->clip.h;
    return (struct ui_rect){x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0};
}

/* Returns true for what a list's edge cuts: it is checked where it is scrolled in. */
static bool scrolled_off(const struct ui_drawn *d)
{
    struct ui_rect r = seen(d);
    return r.h < d->rect.h || r.w < d->rect.w;
}

static double contrast_of(const struct ui_drawn *d)
{
    double a = theme_contrast(d->ink, d->ground), b = theme_contrast(d->ink, d->ground_also);
    return a < b ? a : b;
}

static unsigned check_text(const struct ui_drawn *d, const char *where, struct ui_rect screen)
{
    unsigned faults = 0;
    bool large = d->size >= 32 || (d->bold && d->size >= 25);
    if (d->cut)
        faults += fault(where, "text is cut", d);
    if (d->size < TYPE_NOTE)
        faults += fault(where, "type too small", d);
    if (!inside(d->rect, screen) && inside(screen, d->clip))
        faults += fault(where, "text outside the screen", d);
    if (!d->off && contrast_of(d) < (large ? CONTRAST_LARGE : CONTRAST_TEXT)) {
        printf("%s: contrast %.2f: ", where, contrast_of(d));
        faults += fault(where, "contrast too low", d);
    }
    return faults;
}

static int gap_between(struct ui_rect a, struct ui_rect b)
{
    int dx = a.x > b.x + b.w ? a.x - b.x - b.w : b.x > a.x + a.w ? b.x - a.x - a.w : 0;
    int dy = a.y > b.y + b.h ? a.y - b.y - b.h : b.y > a.y + a.h ? b.y - a.y - a.h : 0;
    bool apart_x = a.x >= b.x + b.w || b.x >= a.x + a.w, apart_y = a.y >= b.y + b.h || b.y >= a.y + a.h;
    if (!apart_x && !apart_y)
        return -1;
    return dx > dy ? dx : dy;
}

static unsigned check_target(const struct ui_drawn *d, size_t left, const char *where, struct ui_rect screen)
{
    unsigned faults = 0;
    if (d->rect.w < TARGET_MIN || d->rect.h < TARGET_MIN)
        faults += fault(where, "target too small", d);
    if (!inside(d->clip, screen) || (!inside(d->rect, screen) && inside(screen, d->clip)))
        faults += fault(where, "target outside the screen", d);
    for (size_t i = 1; i <= left; i++) {
        const struct ui_drawn *other = d + i;
        if (other->kind != UI_DRAWN_TARGET || other->below)
            continue;
        struct ui_rect r = seen(other);
        int gap = r.h > 0 ? gap_between(seen(d), r) : TARGET_GAP;
        if (gap < TARGET_GAP)
            faults += fault(where, gap < 0 ? "targets overlap" : "targets too close", other);
    }
    return faults;
}

/* Lines are higher than their characters: the eye does not see a few units of overlap. */
static unsigned check_overlap(const struct ui_drawn *d, size_t left, const char *where)
{
    for (size_t i = 1; i <= left; i++) {
        const struct ui_drawn *o = d + i;
        int x0 = d->rect.x > o->rect.x ? d->rect.x : o->rect.x, y0 = d->rect.y > o->rect.y ? d->rect.y : o->rect.y;
        int x1 = d->rect.x + d->rect.w < o->rect.x + o->rect.w ? d->rect.x + d->rect.w : o->rect.x + o->rect.w;
        int y1 = d->rect.y + d->rect.h < o->rect.y + o->rect.h ? d->rect.y + d->rect.h : o->rect.y + o->rect.h;
        int slack = (d->size < o->size ? d->size : o->size) * 45 / 100;
        if (o->kind == UI_DRAWN_TEXT && !o->below && !o->over && !scrolled_off(o) && x1 - x0 > 4 && y1 - y0 > slack) {
            printf("over '%s' ", d->id);
            return fault(where, "texts overlap", o);
        }
    }
    return 0;
}

/* Checks that a text lies inside a target or beside it, never across its edge. */
static unsigned check_edges(const struct ui_drawn *all, size_t count, const struct ui_drawn *d, const char *where)
{
    for (size_t i = 0; i < count; i++) {
        const struct ui_drawn *t = &all[i];
        struct ui_rect r = {d->rect.x + 2, d->rect.y + d->size / 4, d->rect.w - 4, d->rect.h - d->size / 2};
        if (t->kind == UI_DRAWN_TARGET && !t->below && gap_between(r, seen(t)) < 0 && !inside(r, t->rect)) {
            printf("'%s' ", t->id);
            return fault(where, "text across a target's edge", d);
        }
    }
    return 0;
}

unsigned layout_check(struct ui *ui, const char *where)
{
    size_t count;
    const struct ui_drawn *drawn = ui_drawn(ui, &count);
    struct ui_rect screen = ui_size(ui);
    unsigned faults = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ui_drawn *d = &drawn[i];
        if (d->below || (scrolled_off(d) && d->kind != UI_DRAWN_TARGET))
            continue;
        if (d->kind == UI_DRAWN_TEXT) {
            faults += check_text(d, where, screen);
            faults += d->over ? 0 : check_edges(drawn, count, d, where);
            faults += check_overlap(d, count - i - 1, where);
        } else if (d->kind == UI_DRAWN_TARGET) {
            faults += check_target(d, count - i - 1, where, screen);
        } else if (!d->off && contrast_of(d) < CONTRAST_SHAPE) {
            printf("%s: contrast %.2f: ", where, contrast_of(d));
            faults += fault(where, d->kind == UI_DRAWN_EDGE ? "edge's contrast too low" : "icon's contrast too low", d);
        }
    }
    if (count == 0) {
        printf("%s: nothing was drawn\n", where);
        faults++;
    }
    return faults;
}
