/* Everything that the server answers. */
#include "http/endpoints.h"

#define SIGNED_IN ROLE_ANY
#define OFFICE (ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)
#define REVIEW (ROLE_REVIEWER | ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)

static const struct route routes[] = {
    {"GET", "/healthz", health_get, 0, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/openapi.json", openapi_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/", web_root_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app", web_root_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app/", web_root_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app/assets/{file}", web_asset_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app/{page}", web_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app/{page}/{more}", web_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/app/{page}/{more}/{still}", web_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},

    {"GET", "/p/pass.css", pass_style_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/p/pass.js", pass_script_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/p/{link}", pass_page_get, 0, ROUTE_READS, 0, false, ROUTE_LINK},
    {"GET", "/p/{link}/code", pass_code_get, 0, ROUTE_READS, 0, false, ROUTE_LINK},

    {"GET", "/w/{link}", walk_up_page_get, 0, ROUTE_READS, 0, false, ROUTE_LINK},

    {"POST", "/api/session", session_post, 0, ROUTE_NO_DB, 4096, true, ROUTE_PEOPLE},
    {"GET", "/api/session", session_get, SIGNED_IN, ROUTE_READS, 0, true, ROUTE_PEOPLE},
    {"DELETE", "/api/session", session_delete, SIGNED_IN, ROUTE_WRITES, 0, true, ROUTE_PEOPLE},
    {"PUT", "/api/session/password", session_password_put, SIGNED_IN, ROUTE_NO_DB, 4096, true, ROUTE_PEOPLE},

    {"POST", "/api/session/totp", session_totp_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/session/totp", session_totp_put, SIGNED_IN, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},

    {"GET", "/api/delegations", delegations_get, ROLE_UNIT_APPROVER, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/delegations/deputies", deputies_get, ROLE_UNIT_APPROVER, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/delegations", delegation_post, ROLE_UNIT_APPROVER, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"DELETE", "/api/delegations/{id}", delegation_remove, ROLE_UNIT_APPROVER, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},

    {"GET", "/api/campuses", campuses_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/units", units_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/kinds", kinds_get, SIGNED_IN, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},

    {"GET", "/api/applications", applications_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/applications/counts", applications_counts_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/applications", application_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/applications/check", application_check_post, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/applications/actions", applications_action_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/applications/{id}", application_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/applications/{id}", application_put, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"DELETE", "/api/applications/{id}", application_remove, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/applications/{id}/copy", application_copy_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/applications/{id}/actions", application_action_post, SIGNED_IN, ROUTE_WRITES, 0, false,
     ROUTE_PEOPLE},

    {"POST", "/api/applications/{id}/invitations", invitation_post, SIGNED_IN, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"GET", "/api/applications/{id}/invitations", invitations_get, SIGNED_IN, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"DELETE", "/api/invitations/{id}", invitation_remove, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/i/{link}", invitation_link_get, 0, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/invited/{token}", invited_get, 0, ROUTE_READS, 0, false, ROUTE_LINK},
    {"PUT", "/api/invited/{token}", invited_put, 0, ROUTE_WRITES, 4096, false, ROUTE_LINK},
    {"GET", "/api/visitors", visitors_get, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/import", import_post, SIGNED_IN, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/persons/{id}/reveal", person_reveal_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},

    {"POST", "/api/passes/{id}/actions", pass_action_post, OFFICE, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"GET", "/api/barred", barred_get, OFFICE, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/barred", barred_post, OFFICE, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"DELETE", "/api/barred/{id}", barred_remove, OFFICE, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/messages", messages_get, OFFICE, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/messages/{id}/resend", message_resend_post, SIGNED_IN, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/hooks/kannel", kannel_report_get, 0, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},

    {"POST", "/device/enrol", device_enrol_post, 0, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"GET", "/device/changes", device_changes_get, 0, ROUTE_READS, 0, false, ROUTE_DEVICE},
    {"POST", "/device/entries", device_entries_post, 0, ROUTE_WRITES, 0, false, ROUTE_DEVICE_ALSO_REVOKED},
    {"POST", "/device/applications", device_applications_post, 0, ROUTE_WRITES, 0, false, ROUTE_DEVICE},
    {"POST", "/device/emergencies/{id}", device_emergency_post, 0, ROUTE_WRITES, 0, false, ROUTE_DEVICE},
    {"POST", "/device/evidence/{id}", device_evidence_post, 0, ROUTE_WRITES, 0, false, ROUTE_DEVICE},
    {"POST", "/device/status", device_status_post, 0, ROUTE_WRITES, 4096, false, ROUTE_DEVICE_ALSO_REVOKED},

    {"GET", "/api/entries", entries_get, REVIEW, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/entries/csv", entries_csv_get, REVIEW, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/entries/aside", entries_aside_get, REVIEW, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/entries/aside/{id}/settle", entries_aside_settle_post, REVIEW, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/entries/{id}/settle", entry_settle_post, REVIEW, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/entries/{id}/picture", entry_picture_get, REVIEW, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/emergencies", emergencies_get, REVIEW, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/emergencies/{id}/photo", emergency_photo_get, REVIEW, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/emergencies/{id}/actions", emergency_action_post, ROLE_SECURITY_OFFICER, ROUTE_WRITES, 4096, false,
     ROUTE_PEOPLE},
    {"GET", "/api/devices", devices_get, OFFICE, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/devices/codes", device_code_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"PUT", "/api/devices/{id}", device_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"POST", "/api/devices/{id}/revoke", device_revoke_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/devices/{id}/snapshot", device_snapshot_post, OFFICE, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/devices/{id}/entries", device_carried_post, OFFICE, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/guards", guards_get, OFFICE, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/guards", guard_post, OFFICE, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"PUT", "/api/guards/{id}", guard_put, OFFICE, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},

    {"GET", "/api/accounts", accounts_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/accounts", account_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/accounts/{id}", account_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/accounts/{id}", account_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/accounts/{id}/reset", account_reset_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/admin/units", admin_units_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/admin/units", admin_unit_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/admin/units/{id}", admin_unit_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/admin/campuses", admin_campuses_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/admin/campuses/{id}", admin_campus_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/admin/campuses/{id}/days", admin_days_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/admin/campuses/{id}/days", admin_days_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/admin/gates", admin_gates_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/admin/gates/{bit}", admin_gate_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/admin/gates/{bit}", admin_gate_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/settings", settings_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {"PUT", "/api/settings", settings_put, ROLE_ADMINISTRATOR, ROUTE_WRITES, 0, false, ROUTE_PEOPLE},
    {"GET", "/api/settings/rules", settings_rules_get, ROLE_ADMINISTRATOR, ROUTE_NO_DB, 0, false, ROUTE_PEOPLE},
    {"POST", "/api/subjects/find", subject_find_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"POST", "/api/subjects/export", subject_export_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"POST", "/api/subjects/erase", subject_erase_post, ROLE_ADMINISTRATOR, ROUTE_WRITES, 4096, false, ROUTE_PEOPLE},
    {"GET", "/api/audit", audit_get, ROLE_ADMINISTRATOR, ROUTE_READS, 0, false, ROUTE_PEOPLE},
    {0},
};

const struct route *route_table(void)
{
    return routes;
}
