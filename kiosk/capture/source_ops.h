/* What an implementation of source.h provides. Only for implementations and source.c. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_OPS_H
#define GH_KIOSK_CAPTURE_SOURCE_OPS_H

#include "capture/source.h"

struct source_ops {
    enum gh_status (*start)(struct source *source);
    void (*status)(struct source *source, struct source_status *out);
    void (*close)(struct source *source);
};

/* First member of each implementation's own struct. */
struct source {
    const struct source_ops *ops;
};

#endif
