#include "app/receipt.h"

#include <stdlib.h>

#include "screens/receipt_paper.h"

enum gh_status app_print_receipt(struct app *app)
{
    struct paper *paper = calloc(1, sizeof *paper);
    enum gh_status status = paper && app->printer ? GH_OK : GH_NO_MEMORY;
    if (!status) {
        receipt_paper(app->ui, app->model, paper);
        status = printer_print(app->printer, paper);
    }
    free(paper);
    return status;
}
