/* Raises the limit of open files. */
#include "open_files.h"

#include <sys/resource.h>

void open_files_allow(unsigned wanted, const struct os_log *log)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
        return;
    files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < wanted)
        OS_LOG(log, OS_LOG_WARNING, "open-file-limit-low", os_log_integer("allowed", (int64_t)files.rlim_cur),
               os_log_integer("wanted", (int64_t)wanted));
}
