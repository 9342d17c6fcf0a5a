/* Providers of single sign-on as the administrator has set them up: rows of the database. */
#ifndef GH_SERVER_IDENTITY_PROVIDER_H
#define GH_SERVER_IDENTITY_PROVIDER_H

#include "db/db.h"
#include "identity/identity.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define IDENTITY_PROVIDERS_MAX 16

/* Releases the settings and wipes the secret. Takes a provider that is all zero. */
void identity_provider_end(struct identity_provider *provider);

/* Loads a provider with its secret. The caller ends *out. GH_NOT_FOUND: no such provider, or this server does not know
 * its kind. */
enum gh_status GH_MUST_USE identity_provider_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                                  struct identity_provider *out);
/* The same by its name in URLs. */
enum gh_status GH_MUST_USE identity_provider_find(struct db *db, const struct vault *vault, const char *name,
                                                  struct identity_provider *out);
/* Lists ids in the order of the buttons; at most IDENTITY_PROVIDERS_MAX. enabled: only those that are. */
enum gh_status GH_MUST_USE identity_provider_list(struct db *db, bool enabled,
                                                  struct uuid ids[static IDENTITY_PROVIDERS_MAX], size_t *count);

/* Applies the members of json to *provider: name, label, label_en, kind (of a new one), enabled, position, settings,
 * secret, link_to, link_attribute, link_privileged, provision. Absent members stay, but the
 * secret goes with a changed URL (fields_secret()). Adds faults to errors. URLs must be https, or of this machine. */
void identity_provider_input(const json_t *json, struct identity_provider *provider, struct field_errors *errors);

/* Stores a new provider, with id, or a changed one, and notes it in the audit trail, in one transaction. GH_CONFLICT:
 * the name is taken, or there are IDENTITY_PROVIDERS_MAX. */
enum gh_status GH_MUST_USE identity_provider_store(const struct audit_act *act, const struct vault *vault,
                                                   const struct identity_provider *provider, bool fresh);
/* Removes a provider with its links, rules, and the roles that they gave, and ends its sessions. */
enum gh_status GH_MUST_USE identity_provider_remove(const struct audit_act *act, const struct uuid *id);

#endif
