/* How many files the process may have open: each waiting booth and each person needs a connection. */
#ifndef GH_SERVER_OPEN_FILES_H
#define GH_SERVER_OPEN_FILES_H

#include "os/log.h"

/* Raises the limit of open files to `wanted`, as far as the system allows, and logs when that is less. */
void open_files_allow(unsigned wanted, const struct os_log *log);

#endif
