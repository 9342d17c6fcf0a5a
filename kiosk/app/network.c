#include "app/network.h"

#include <sodium.h>

#include "os/file.h"

void app_set_network(const struct app *app, const struct enrol_network *network)
{
    char path[OS_PATH_SIZE], text[ENROL_NETWORK_TEXT_MAX];
    enum gh_status status = os_path_join(app->setup.network_folder, "request", path);
    if (!status)
        status = enrol_network_format(network, text, sizeof text);
    if (!status)
        status = os_file_write(path, bytes_of_string(text), 0600);
    OS_LOG(&app->log, status ? OS_LOG_ERROR : OS_LOG_NOTICE, "network-settings", os_log_status("status", status));
    sodium_memzero(text, sizeof text);
}
