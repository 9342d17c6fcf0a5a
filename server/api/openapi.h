/* The description of the interface (OpenAPI 3.1), from openapi.json; a test holds it against routes.c and against what
 * is answered. */
#ifndef GH_SERVER_HTTP_OPENAPI_H
#define GH_SERVER_HTTP_OPENAPI_H

/* One text. */
extern const char *const openapi_text[];

#endif
