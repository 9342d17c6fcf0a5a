#include "app/draw.h"

#include <string.h>

#include <sodium.h>

#include "app/cameras.h"
#include "app/trace.h"
#include "app/update.h"
#include "screens/table.h"

static void show_toast(struct app *app)
{
    if (app->model->over.toast == app->drawn.toast)
        return;
    enum ui_dot state;
    char text[256];
    screen_toast_text(app->ui, app->model, text, sizeof text, &state);
    ui_toast(app->ui, state, text);
    app->drawn.toast = app->model->over.toast;
}

void app_draw(struct app *app, int64_t now_ms)
{
    struct model *model = app->model;
    const struct screen *screen = screen_of_page(model->page);
    struct model_action action = {.kind = ACTION_NOTHING};
    bool personal = model_is_personal(model);
    /* Another verdict or question on the same page counts as another screen: a touch meant for the last one must not
     * decide it. */
    if (!app->drawn.once || app->drawn.page != model->page || app->drawn.scan != model->shown.scan ||
        app->drawn.step != model->walk_up.form.step || app->drawn.emergency != model->emergency.step)
        ui_changed_screen(app->ui);
    if (app->drawn.personal && !personal)
        ui_forget(app->ui);
    ui_set_theme(app->ui, model->theme);
    app->drawn.page = model->page;
    app->drawn.scan = model->shown.scan;
    app->drawn.step = model->walk_up.form.step;
    app->drawn.emergency = model->emergency.step;
    app->drawn.personal = personal;
    app->drawn.revision = model->revision;
    app->drawn.once = true;
    show_toast(app);
    ui_begin(app->ui, now_ms, screen->base ? screen->base(model) : THEME_PAPER);
    bool slip = model->page == PAGE_EMERGENCY && model->emergency.photo;
    bool fits = app->cameras.of_lane == app_shows_lane(app);
    screen->draw(app->ui, model, slip ? app->photo : fits ? app->cameras.picture : NULL, &action);
    screen_draw_over(app->ui, model, &action);
    ui_end(app->ui);
    app_trace(app);
    if (action.kind != ACTION_NOTHING)
        app_act(app, &action);
    sodium_memzero(&action, sizeof action);
}
