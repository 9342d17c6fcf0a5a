/* The OpenAPI 3.1 description of the interface, from openapi.json. A test compares it with routes.c and with real
 * answers. */
#ifndef GH_SERVER_HTTP_OPENAPI_H
#define GH_SERVER_HTTP_OPENAPI_H

/* The description in one string. */
extern const char *const openapi_text[];

#endif
