/* A build without ONNX Runtime's header (packaging/plates.sh): no network opens, and plate reading reports that it is
 * off. */
#include "plates/onnx_net.h"

#include <stdio.h>

enum gh_status onnx_runtime_open(const char *library, struct onnx_runtime **out, char message[static ONNX_MESSAGE_MAX])
{
    (void)library;
    (void)out;
    snprintf(message, ONNX_MESSAGE_MAX, "built without ONNX Runtime");
    return GH_UNSUPPORTED;
}

void onnx_runtime_close(struct onnx_runtime *runtime)
{
    (void)runtime;
}

enum gh_status onnx_net_open(struct onnx_runtime *runtime, struct bytes model, struct onnx_net **out,
                             char message[static ONNX_MESSAGE_MAX])
{
    (void)runtime;
    (void)model;
    (void)out;
    (void)message;
    return GH_UNSUPPORTED;
}

void onnx_net_close(struct onnx_net *net)
{
    (void)net;
}

enum gh_status onnx_net_run(struct onnx_net *net, const float *input, const int64_t sides[static 4],
                            struct onnx_output *out)
{
    (void)net;
    (void)input;
    (void)sides;
    (void)out;
    return GH_UNSUPPORTED;
}
