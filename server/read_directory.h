/* Starts the reading of the campus directory by the server's options (jobs/directory_job.h). */
#ifndef GH_SERVER_READ_DIRECTORY_H
#define GH_SERVER_READ_DIRECTORY_H

#include "http/server.h"
#include "jobs/directory_job.h"
#include "options.h"

/* Starts the thread, and has requests wake it. Call it before requests are served, and directory_job_stop() after.
 * False, and says why on stderr: the thread did not start. */
bool read_directory_start(const struct options *options, struct server *server, struct directory_job **out);

#endif
