#include "app/torch.h"

#include <stdio.h>

/* The file belongs to the kernel: write it in place, never replace it. */
void app_switch_torch(const struct app *app, bool on)
{
    FILE *file = fopen(app->setup.torch_file, "w");
    bool good = file && fputs(on ? "1" : "0", file) >= 0;
    if (file)
        good = fclose(file) == 0 && good;
    if (!good)
        OS_LOG(&app->log, OS_LOG_WARNING, "torch-not-switched", os_log_path("file", app->setup.torch_file));
}
