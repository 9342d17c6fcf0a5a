/* Writes metrics in Prometheus's text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
#ifndef GH_SERVER_METERS_EXPOSITION_H
#define GH_SERVER_METERS_EXPOSITION_H

#include <stdbool.h>
#include <stddef.h>

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* The text so far. Zero it before the first use. The caller frees text. */
struct exposition {
    char *text; /* owned; NUL-terminated; NULL before the first line */
    size_t len, cap;
    bool failed; /* no memory: the text lacks something */
};

struct exposition_label {
    const char *name, *value; /* UTF-8; the value is escaped */
};

/* Begins a family. Its samples follow, without another family's between them. type: "counter", "gauge", "histogram" or
 * "summary". help: a sentence. */
void exposition_family(struct exposition *e, const char *name, const char *type, const char *help);
/* Writes a sample. suffix: of the name, as "_bucket"; "" for none. */
void exposition_sample(struct exposition *e, const char *name, const char *suffix, double value,
                       const struct exposition_label *labels, size_t count);
/* As in EXPOSITION(&e, "gatehouse_booth_waiting", "", 3, {"booth", id}); needs at least one label. */
#define EXPOSITION(e, name, suffix, value, ...)                                                                        \
    exposition_sample((e), (name), (suffix), (value), (const struct exposition_label[]){__VA_ARGS__},                  \
                      sizeof((const struct exposition_label[]){__VA_ARGS__}) / sizeof(struct exposition_label))
/* A family of one sample without labels. */
void exposition_single(struct exposition *e, const char *name, const char *type, const char *help, double value);

#endif
