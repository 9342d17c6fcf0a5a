/* Everything that the server answers. */
#include "http/endpoints.h"

#define SIGNED_IN ROLE_ANY
#define OFFICE (ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)

static const struct route routes[] = {
    {"GET", "/healthz", health_get, 0, ROUTE_READS, 0, false},
    {"GET", "/api/openapi.json", openapi_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/", web_root_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app", web_root_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app/", web_root_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app/assets/{file}", web_asset_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app/{page}", web_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app/{page}/{more}", web_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/app/{page}/{more}/{still}", web_get, 0, ROUTE_NO_DB, 0, false},

    {"GET", "/p/pass.css", pass_style_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/p/pass.js", pass_script_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/p/{link}", pass_page_get, 0, ROUTE_READS, 0, false},
    {"GET", "/p/{link}/code", pass_code_get, 0, ROUTE_READS, 0, false},

    {"POST", "/api/session", session_post, 0, ROUTE_NO_DB, 4096, true},
    {"GET", "/api/session", session_get, SIGNED_IN, ROUTE_READS, 0, true},
    {"DELETE", "/api/session", session_delete, SIGNED_IN, ROUTE_WRITES, 0, true},
    {"PUT", "/api/session/password", session_password_put, SIGNED_IN, ROUTE_NO_DB, 4096, true},

    {"POST", "/api/session/totp", session_totp_post, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"PUT", "/api/session/totp", session_totp_put, SIGNED_IN, ROUTE_WRITES, 4096, false},

    {"GET", "/api/delegations", delegations_get, ROLE_UNIT_APPROVER, ROUTE_READS, 0, false},
    {"GET", "/api/delegations/deputies", deputies_get, ROLE_UNIT_APPROVER, ROUTE_READS, 0, false},
    {"POST", "/api/delegations", delegation_post, ROLE_UNIT_APPROVER, ROUTE_WRITES, 4096, false},
    {"DELETE", "/api/delegations/{id}", delegation_remove, ROLE_UNIT_APPROVER, ROUTE_WRITES, 0, false},

    {"GET", "/api/campuses", campuses_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"GET", "/api/units", units_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"GET", "/api/kinds", kinds_get, SIGNED_IN, ROUTE_NO_DB, 0, false},

    {"GET", "/api/applications", applications_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"GET", "/api/applications/counts", applications_counts_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"POST", "/api/applications", application_post, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"POST", "/api/applications/check", application_check_post, SIGNED_IN, ROUTE_READS, 0, false},
    {"POST", "/api/applications/actions", applications_action_post, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"GET", "/api/applications/{id}", application_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"PUT", "/api/applications/{id}", application_put, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"DELETE", "/api/applications/{id}", application_remove, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"POST", "/api/applications/{id}/copy", application_copy_post, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"POST", "/api/applications/{id}/actions", application_action_post, SIGNED_IN, ROUTE_WRITES, 0, false},

    {"POST", "/api/applications/{id}/invitations", invitation_post, SIGNED_IN, ROUTE_WRITES, 4096, false},
    {"GET", "/api/applications/{id}/invitations", invitations_get, SIGNED_IN, ROUTE_READS, 0, false},
    {"DELETE", "/api/invitations/{id}", invitation_remove, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"GET", "/i/{link}", invitation_link_get, 0, ROUTE_NO_DB, 0, false},
    {"GET", "/api/invited/{token}", invited_get, 0, ROUTE_READS, 0, false},
    {"PUT", "/api/invited/{token}", invited_put, 0, ROUTE_WRITES, 4096, false},
    {"GET", "/api/visitors", visitors_get, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"POST", "/api/import", import_post, SIGNED_IN, ROUTE_NO_DB, 0, false},
    {"POST", "/api/persons/{id}/reveal", person_reveal_post, SIGNED_IN, ROUTE_WRITES, 0, false},

    {"POST", "/api/passes/{id}/actions", pass_action_post, OFFICE, ROUTE_WRITES, 4096, false},
    {"GET", "/api/barred", barred_get, OFFICE, ROUTE_READS, 0, false},
    {"POST", "/api/barred", barred_post, OFFICE, ROUTE_WRITES, 4096, false},
    {"DELETE", "/api/barred/{id}", barred_remove, OFFICE, ROUTE_WRITES, 0, false},
    {"GET", "/api/messages", messages_get, OFFICE, ROUTE_READS, 0, false},
    {"POST", "/api/messages/{id}/resend", message_resend_post, SIGNED_IN, ROUTE_WRITES, 0, false},
    {"GET", "/hooks/kannel", kannel_report_get, 0, ROUTE_WRITES, 0, false},

    {"GET", "/api/accounts", accounts_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"POST", "/api/accounts", account_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/accounts/{id}", account_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"PUT", "/api/accounts/{id}", account_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"POST", "/api/accounts/{id}/reset", account_reset_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/admin/units", admin_units_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"POST", "/api/admin/units", admin_unit_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"PUT", "/api/admin/units/{id}", admin_unit_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/admin/campuses", admin_campuses_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"PUT", "/api/admin/campuses/{id}", admin_campus_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/admin/campuses/{id}/days", admin_days_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"PUT", "/api/admin/campuses/{id}/days", admin_days_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/admin/gates", admin_gates_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"GET", "/api/admin/gates/{bit}", admin_gate_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"PUT", "/api/admin/gates/{bit}", admin_gate_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/settings", settings_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {"PUT", "/api/settings", settings_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false},
    {"GET", "/api/settings/rules", settings_rules_get, ROLE_ADMINISTRATOR, ROUTE_NO_DB, 0, false},
    {"POST", "/api/subjects/find", subject_find_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false},
    {"POST", "/api/subjects/export", subject_export_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false},
    {"POST", "/api/subjects/erase", subject_erase_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false},
    {"GET", "/api/audit", audit_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false},
    {0},
};

const struct route *route_table(void)
{
    return routes;
}
