#include "capture/source.h"

#include "capture/source_ops.h"

enum gh_status source_start(struct source *source)
{
    return source->ops->start(source);
}

void source_status(struct source *source, struct source_status *out)
{
    source->ops->status(source, out);
}

void source_close(struct source *source)
{
    if (source)
        source->ops->close(source);
}
