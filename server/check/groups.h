/* The checks, a file each group. */
#ifndef GH_SERVER_CHECK_GROUPS_H
#define GH_SERVER_CHECK_GROUPS_H

#include "check/check.h"
#include "check/finding.h"

/* database.c */
void check_database(const struct check_case *c, struct check_finding *out);
void check_schema(const struct check_case *c, struct check_finding *out);
void check_integrity(const struct check_case *c, struct check_finding *out);
void check_clock(const struct check_case *c, struct check_finding *out);
/* trail.c */
void check_audit_signed(const struct check_case *c, struct check_finding *out);
void check_audit_verified(const struct check_case *c, struct check_finding *out);
void check_booths(const struct check_case *c, struct check_finding *out);
/* keys.c */
void check_keys(const struct check_case *c, struct check_finding *out);
void check_key_permissions(const struct check_case *c, struct check_finding *out);
void check_key_age(const struct check_case *c, struct check_finding *out);
/* network.c */
void check_mail(const struct check_case *c, struct check_finding *out);
void check_sms(const struct check_case *c, struct check_finding *out);
void check_certificate(const struct check_case *c, struct check_finding *out);
/* campus.c: what the university has. check_campus_load() reads what two of the checks need, with the connection; NULL
 * where it can't be read. check_campus_free() takes NULL. */
struct check_campus *check_campus_load(const struct check_case *c);
void check_campus_free(struct check_campus *campus);
void check_directory(const struct check_case *c, struct check_finding *out);
void check_vacancies(const struct check_case *c, struct check_finding *out);
void check_wecom(const struct check_case *c, struct check_finding *out);
void check_sign_on(const struct check_case *c, struct check_finding *out);
/* storage.c */
void check_backup(const struct check_case *c, struct check_finding *out);
void check_disk_keys(const struct check_case *c, struct check_finding *out);
void check_disk_database(const struct check_case *c, struct check_finding *out);

#endif
