/* A neural network in the ONNX format, run by ONNX Runtime on one thread of the processor. The runtime loads with the
 * first network, so that a kiosk without it starts all the same. */
#ifndef GH_KIOSK_PLATES_ONNX_NET_H
#define GH_KIOSK_PLATES_ONNX_NET_H

#include <stdint.h>

#include "base/bytes.h"

#define ONNX_MESSAGE_MAX 160 /* bytes with NUL; English, for the person on call */
#define ONNX_DIMENSIONS_MAX 4

struct onnx_runtime;
struct onnx_net;

/* Loads the runtime. library: path or name of the shared library. GH_NOT_FOUND when it can't be loaded, GH_UNSUPPORTED
 * for one that is too old or a build without ONNX Runtime's header, GH_IO when it does not start; why in message. */
enum gh_status GH_MUST_USE onnx_runtime_open(const char *library, struct onnx_runtime **out,
                                             char message[static ONNX_MESSAGE_MAX]);
void onnx_runtime_close(struct onnx_runtime *runtime); /* after its networks; takes NULL */

/* Opens a network of one input and one output of floats. The runtime is borrowed and must outlive it; model is borrowed
 * for the call. GH_MALFORMED for any other model; message has the reason. */
enum gh_status GH_MUST_USE onnx_net_open(struct onnx_runtime *runtime, struct bytes model, struct onnx_net **out,
                                         char message[static ONNX_MESSAGE_MAX]);
void onnx_net_close(struct onnx_net *net); /* takes NULL */

struct onnx_output {
    const float *values; /* borrowed; until the next run or close */
    int64_t sides[ONNX_DIMENSIONS_MAX];
    int dimensions;
};

/* Runs the network on one picture, whose four sides are 1, planes, height, width. GH_IO when the network fails. */
enum gh_status GH_MUST_USE onnx_net_run(struct onnx_net *net, const float *input, const int64_t sides[static 4],
                                        struct onnx_output *out);

#endif
