/* A growing text. */
#include "meters/exposition.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST ((size_t)16 * 1024)

static bool has_room(struct exposition *e, size_t more)
{
    size_t cap = e->cap ? e->cap : FIRST;
    while (cap - e->len <= more)
        cap *= 2;
    if (cap == e->cap)
        return true;
    char *grown = e->failed ? NULL : realloc(e->text, cap);
    if (!grown) {
        e->failed = true;
        return false;
    }
    e->text = grown;
    e->cap = cap;
    return true;
}

static void put(struct exposition *e, const char *text, size_t len)
{
    if (!has_room(e, len))
        return;
    memcpy(e->text + e->len, text, len);
    e->len += len;
    e->text[e->len] = '\0';
}

static void put_text(struct exposition *e, const char *text)
{
    put(e, text, strlen(text));
}

/* Label values escape backslash, quote and line feed. */
static void put_escaped(struct exposition *e, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            put(e, "\\n", 2);
        else if (*text == '\\' || *text == '"')
            put(e, (const char[]){'\\', *text}, 2);
        else
            put(e, text, 1);
    }
}

static void put_value(struct exposition *e, double value)
{
    char text[40];
    if (isnan(value) || isinf(value))
        (void)snprintf(text, sizeof text, " %s\n", isnan(value) ? "NaN" : value < 0 ? "-Inf" : "+Inf");
    else
        (void)snprintf(text, sizeof text, " %.15g\n", value);
    put_text(e, text);
}

void exposition_family(struct exposition *e, const char *name, const char *type, const char *help)
{
    const char *const parts[] = {"# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        put_text(e, parts[i]);
}

void exposition_sample(struct exposition *e, const char *name, const char *suffix, double value,
                       const struct exposition_label *labels, size_t count)
{
    put_text(e, name);
    put_text(e, suffix);
    for (size_t i = 0; i < count; i++) {
        put_text(e, i == 0 ? "{" : ",");
        put_text(e, labels[i].name);
        put_text(e, "=\"");
        put_escaped(e, labels[i].value);
        put_text(e, "\"");
    }
    put_text(e, count > 0 ? "}" : "");
    put_value(e, value);
}

void exposition_single(struct exposition *e, const char *name, const char *type, const char *help, double value)
{
    exposition_family(e, name, type, help);
    exposition_sample(e, name, "", value, NULL, 0);
}
