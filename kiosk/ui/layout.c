#include "ui/layout.h"

struct ui_rect ui_cut_top(struct ui_rect *r, int height, int gap)
{
    struct ui_rect part = {r->x, r->y, r->w, height};
    r->y += height + gap;
    r->h -= height + gap;
    return part;
}

struct ui_rect ui_cut_bottom(struct ui_rect *r, int height, int gap)
{
    struct ui_rect part = {r->x, r->y + r->h - height, r->w, height};
    r->h -= height + gap;
    return part;
}

struct ui_rect ui_cut_left(struct ui_rect *r, int width, int gap)
{
    struct ui_rect part = {r->x, r->y, width, r->h};
    r->x += width + gap;
    r->w -= width + gap;
    return part;
}

struct ui_rect ui_cut_right(struct ui_rect *r, int width, int gap)
{
    struct ui_rect part = {r->x + r->w - width, r->y, width, r->h};
    r->w -= width + gap;
    return part;
}

struct ui_rect ui_column(struct ui_rect r, int i, int n, int gap)
{
    int total = r.w - (n - 1) * gap;
    int from = total * i / n, to = total * (i + 1) / n;
    return (struct ui_rect){r.x + from + i * gap, r.y, to - from, r.h};
}

struct ui_rect ui_grid(struct ui_rect r, int i, int columns, int rows, int gap)
{
    struct ui_rect cell = ui_column(r, i % columns, columns, gap);
    int total = r.h - (rows - 1) * gap, row = i / columns;
    int from = total * row / rows, to = total * (row + 1) / rows;
    cell.y = r.y + from + row * gap;
    cell.h = to - from;
    return cell;
}

bool ui_overlap(struct ui_rect a, struct ui_rect b, struct ui_rect *common)
{
    int x0 = a.x > b.x ? a.x : b.x, y0 = a.y > b.y ? a.y : b.y;
    int x1 = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int y1 = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    *common = (struct ui_rect){x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0};
    return x1 > x0 && y1 > y0;
}

bool ui_inside(struct ui_rect r, int x, int y)
{
    return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}
