/* The sources of a directory behind one interface: each reads units and people into a snapshot. */
#ifndef GH_SERVER_DIRECTORY_SOURCE_H
#define GH_SERVER_DIRECTORY_SOURCE_H

#include "client/http_client.h"
#include "directory/settings.h"
#include "directory/snapshot.h"

/* What the server's options give. All texts are borrowed. */
struct directory_place {
    const char *ca_file;     /* PEM of the trust anchors, or NULL for the system's */
    const char *without_tls; /* hosts that may be called without TLS, or NULL */
    const char *files;       /* the folder of CSV files, or NULL */
};

/* Reads the source that the settings name and ends the snapshot. Holds no database connection. GH_UNAVAILABLE: as
 * *fault says. The caller frees *out after any outcome. */
enum gh_status GH_MUST_USE directory_read(const struct directory_place *place,
                                          const struct directory_settings *settings, struct directory_snapshot *out,
                                          struct directory_fault *fault);

/* The sources, called by directory_read() alone. */
enum gh_status GH_MUST_USE directory_read_ldap(const struct directory_place *place,
                                               const struct directory_settings *settings,
                                               struct directory_snapshot *out, struct directory_fault *fault);
enum gh_status GH_MUST_USE directory_read_csv(const struct directory_place *place,
                                              const struct directory_settings *settings, struct directory_snapshot *out,
                                              struct directory_fault *fault);
enum gh_status GH_MUST_USE directory_read_rest(const struct directory_place *place,
                                               const struct directory_settings *settings,
                                               struct directory_snapshot *out, struct directory_fault *fault);

/* Fills what libldap needs from the settings, which must outlive *out. */
void directory_ldap_place(const struct directory_place *place, const struct directory_settings *settings,
                          struct ldap_place *out);
/* Fills a fault from the client's. Returns GH_UNAVAILABLE. */
enum gh_status directory_fail_ldap(struct directory_fault *fault, const struct ldap_client *client);

#endif
