#include "read_directory.h"

#include "usage.h"

bool read_directory_start(const struct options *options, struct server *server, struct directory_job **out)
{
    const struct directory_job_options o = {.pool = server->pool,
                                            .vault = server->vault,
                                            .place = {.ca_file = options->directory_ca_file,
                                                      .without_tls = options->without_tls,
                                                      .files = options->directory_files},
                                            .clock = server->clock,
                                            .log = server->log};
    if (directory_job_start(&o, out))
        return usage_complain("directory", "its thread did not start");
    server->directory = (struct server_bell){directory_job_wake, *out};
    return true;
}
