#include "plates/onnx_net.h"

#include <dlfcn.h>
#include <onnxruntime_c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API_LEAST 16 /* of ONNX Runtime 1.16; all that is called here */
#define NAME_SIZE 128

struct onnx_runtime {
    void *library;
    const OrtApi *api;
    OrtEnv *env;
    OrtMemoryInfo *memory;
};

struct onnx_net {
    struct onnx_runtime *runtime; /* borrowed */
    OrtSession *session;
    OrtValue *output; /* of the last run */
    char input_name[NAME_SIZE], output_name[NAME_SIZE];
};

/* True for success; else writes the message and releases the status. */
static bool went_well(const struct onnx_runtime *r, OrtStatus *status, char message[static ONNX_MESSAGE_MAX])
{
    if (!status)
        return true;
    snprintf(message, ONNX_MESSAGE_MAX, "ONNX Runtime: %s", r->api->GetErrorMessage(status));
    r->api->ReleaseStatus(status);
    return false;
}

enum gh_status onnx_runtime_open(const char *library, struct onnx_runtime **out, char message[static ONNX_MESSAGE_MAX])
{
    struct onnx_runtime *r = calloc(1, sizeof *r);
    if (!r)
        return GH_NO_MEMORY;
    enum gh_status status = GH_OK;
    r->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *symbol = r->library ? dlsym(r->library, "OrtGetApiBase") : NULL;
    const OrtApiBase *(*base)(void) = NULL;
    memcpy(&base, &symbol, sizeof base); /* ISO C has no cast from void * to a function */
    if (!base) {
        const char *why = dlerror();
        snprintf(message, ONNX_MESSAGE_MAX, "ONNX Runtime is not there: %s", why ? why : library);
        status = GH_NOT_FOUND;
    } else if (!(r->api = base()->GetApi(API_LEAST))) {
        snprintf(message, ONNX_MESSAGE_MAX, "ONNX Runtime %s is too old", base()->GetVersionString());
        status = GH_UNSUPPORTED;
    } else if (!went_well(r, r->api->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "gatehouse", &r->env), message) ||
               !went_well(r, r->api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &r->memory), message)) {
        status = GH_IO;
    }
    if (status) {
        onnx_runtime_close(r);
        return status;
    }
    *out = r;
    return GH_OK;
}

void onnx_runtime_close(struct onnx_runtime *r)
{
    if (!r)
        return;
    if (r->memory)
        r->api->ReleaseMemoryInfo(r->memory);
    if (r->env)
        r->api->ReleaseEnv(r->env);
    /* The library stays loaded: code in it frees its thread-local data when a thread ends. */
    free(r);
}

/* Copies a name that ONNX Runtime allocated; false for one that is too long. */
static bool take_name(const struct onnx_runtime *r, OrtAllocator *allocator, char *name, char out[static NAME_SIZE])
{
    bool fits = snprintf(out, NAME_SIZE, "%s", name) < NAME_SIZE;
    OrtStatus *status = r->api->AllocatorFree(allocator, name);
    if (status)
        r->api->ReleaseStatus(status);
    return fits;
}

static bool read_names(struct onnx_net *net, char message[static ONNX_MESSAGE_MAX])
{
    const struct onnx_runtime *r = net->runtime;
    OrtAllocator *allocator;
    size_t inputs = 0, outputs = 0;
    char *name = NULL;
    if (!went_well(r, r->api->GetAllocatorWithDefaultOptions(&allocator), message) ||
        !went_well(r, r->api->SessionGetInputCount(net->session, &inputs), message) ||
        !went_well(r, r->api->SessionGetOutputCount(net->session, &outputs), message))
        return false;
    if (inputs != 1 || outputs != 1) {
        snprintf(message, ONNX_MESSAGE_MAX, "the network has %zu inputs and %zu outputs instead of one each", inputs,
                 outputs);
        return false;
    }
    return went_well(r, r->api->SessionGetInputName(net->session, 0, allocator, &name), message) &&
           take_name(r, allocator, name, net->input_name) &&
           went_well(r, r->api->SessionGetOutputName(net->session, 0, allocator, &name), message) &&
           take_name(r, allocator, name, net->output_name);
}

static bool open_session(struct onnx_net *net, struct bytes model, char message[static ONNX_MESSAGE_MAX])
{
    const struct onnx_runtime *r = net->runtime;
    OrtSessionOptions *options = NULL;
    if (!went_well(r, r->api->CreateSessionOptions(&options), message))
        return false;
    bool ok =
        went_well(r, r->api->SetIntraOpNumThreads(options, 1), message) &&
        went_well(r, r->api->SetInterOpNumThreads(options, 1), message) &&
        went_well(r, r->api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL), message) &&
        went_well(r, r->api->DisableCpuMemArena(options), message) &&
        went_well(r, r->api->DisableMemPattern(options), message) &&
        went_well(r, r->api->CreateSessionFromArray(r->env, model.data, model.len, options, &net->session), message);
    r->api->ReleaseSessionOptions(options);
    return ok;
}

enum gh_status onnx_net_open(struct onnx_runtime *runtime, struct bytes model, struct onnx_net **out,
                             char message[static ONNX_MESSAGE_MAX])
{
    struct onnx_net *net = calloc(1, sizeof *net);
    if (!net)
        return GH_NO_MEMORY;
    net->runtime = runtime;
    if (!open_session(net, model, message) || !read_names(net, message)) {
        onnx_net_close(net);
        return GH_MALFORMED;
    }
    *out = net;
    return GH_OK;
}

void onnx_net_close(struct onnx_net *net)
{
    if (!net)
        return;
    if (net->output)
        net->runtime->api->ReleaseValue(net->output);
    if (net->session)
        net->runtime->api->ReleaseSession(net->session);
    free(net);
}

static bool run(struct onnx_net *net, const float *input, const int64_t sides[static 4],
                char message[static ONNX_MESSAGE_MAX])
{
    const struct onnx_runtime *r = net->runtime;
    const char *inputs[] = {net->input_name}, *outputs[] = {net->output_name};
    size_t bytes = (size_t)(sides[0] * sides[1] * sides[2] * sides[3]) * sizeof *input;
    OrtValue *in = NULL;
    if (net->output)
        r->api->ReleaseValue(net->output);
    net->output = NULL;
    /* ONNX Runtime only reads the input; its interface lacks the const. */
    void *data;
    memcpy(&data, &input, sizeof data);
    if (!went_well(r,
                   r->api->CreateTensorWithDataAsOrtValue(r->memory, data, bytes, sides, 4,
                                                          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &in),
                   message))
        return false;
    const OrtValue *values[] = {in};
    bool ok = went_well(r, r->api->Run(net->session, NULL, inputs, values, 1, outputs, 1, &net->output), message);
    r->api->ReleaseValue(in);
    return ok;
}

/* Takes the output's sides and values. False unless they are floats of few dimensions. */
static bool read_output(struct onnx_net *net, struct onnx_output *out, char message[static ONNX_MESSAGE_MAX])
{
    const struct onnx_runtime *r = net->runtime;
    OrtTensorTypeAndShapeInfo *shape = NULL;
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    size_t dimensions = 0;
    void *values = NULL;
    if (!went_well(r, r->api->GetTensorTypeAndShape(net->output, &shape), message))
        return false;
    bool ok = went_well(r, r->api->GetTensorElementType(shape, &type), message) &&
              went_well(r, r->api->GetDimensionsCount(shape, &dimensions), message) &&
              type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && dimensions <= ONNX_DIMENSIONS_MAX &&
              went_well(r, r->api->GetDimensions(shape, out->sides, dimensions), message) &&
              went_well(r, r->api->GetTensorMutableData(net->output, &values), message);
    r->api->ReleaseTensorTypeAndShapeInfo(shape);
    out->values = values;
    out->dimensions = (int)dimensions;
    return ok;
}

enum gh_status onnx_net_run(struct onnx_net *net, const float *input, const int64_t sides[static 4],
                            struct onnx_output *out)
{
    char message[ONNX_MESSAGE_MAX];
    *out = (struct onnx_output){0};
    return run(net, input, sides, message) && read_output(net, out, message) ? GH_OK : GH_IO;
}
