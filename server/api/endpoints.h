/* The table of routes (routes.c) and its endpoints, by the file that holds them. Each answers as the OpenAPI
 * description says; see http/route.h for their form. */
#ifndef GH_SERVER_HTTP_ENDPOINTS_H
#define GH_SERVER_HTTP_ENDPOINTS_H

#include "http/route.h"

/* Everything that the server answers. Ends with a NULL method. */
const struct route *route_table(void);

/* session.c: signing in and out */
endpoint session_post, session_get, session_delete, session_password_put;
/* delegations.c: who decides for whom */
endpoint delegations_get, deputies_get, delegation_post, delegation_remove;
/* totp.c: one's second factor */
endpoint session_totp_post, session_totp_put;
/* places.c: what forms offer */
endpoint campuses_get, units_get, kinds_get;
/* application.c: one application */
endpoint application_post, application_get, application_put, application_remove, application_copy_post,
    application_action_post, application_check_post;
/* applications.c: lists of them */
endpoint applications_get, applications_counts_get, applications_action_post;
/* pass.c: what a visitor opens */
endpoint pass_page_get, pass_code_get, pass_style_get, pass_script_get;
/* visitors.c: visitors that the account has applied for before */
endpoint visitors_get;
/* invitations.c: links for visitors to fill in themselves */
endpoint invitation_post, invitations_get, invitation_remove, invitation_link_get, invited_get, invited_put;
/* import.c: a list of visitors from a spreadsheet */
endpoint import_post;
/* persons.c: personal data in the clear, audited */
endpoint person_reveal_post;
/* passes.c: what the office does to a single one */
endpoint pass_action_post;
/* barred.c: who may not enter */
endpoint barred_get, barred_post, barred_remove;
/* messages.c: the outbox */
endpoint messages_get, message_resend_post;
/* hooks.c: what gateways tell us later */
endpoint kannel_report_get;
/* accounts.c: who may sign in, in which roles */
endpoint accounts_get, account_get, account_post, account_put, account_reset_post;
/* admin.c: units, campuses, gates and days as administrators keep them */
endpoint admin_units_get, admin_unit_post, admin_unit_put, admin_campuses_get, admin_campus_put, admin_gates_get,
    admin_gate_get, admin_gate_put, admin_days_get, admin_days_put;
/* settings.c: what can be changed while the server runs */
endpoint settings_get, settings_put, settings_rules_get;
/* subjects.c: all that is held of one person */
endpoint subject_find_post, subject_export_post, subject_erase_post;
/* audit.c: who did and saw what */
endpoint audit_get;
/* openapi.c: the description of all this */
endpoint openapi_get;
/* entries.c: what the gates recorded */
endpoint entries_get, entries_csv_get, entries_aside_get, entries_aside_settle_post, entry_settle_post;
/* devices.c: booths and guards, as people keep them */
endpoint devices_get, device_code_post, device_put, device_revoke_post, guards_get, guard_post, guard_put;
/* stick.c: what is carried to booths without a network, and back */
endpoint device_snapshot_post, device_carried_post;
/* device.c: what booths ask and hand up */
endpoint device_enrol_post, device_changes_get, device_entries_post, device_status_post;
/* boxes.c: what booths seal beside entries */
endpoint device_box_post, device_applications_post, device_emergency_post, device_evidence_post, emergency_photo_get,
    entry_picture_get;
/* emergency.c: who was let in before an approval */
endpoint emergencies_get, emergency_action_post;
/* walk_up.c: the page of who applied at a gate */
endpoint walk_up_page_get;
/* web.c: pages and health */
endpoint web_get, web_asset_get, web_root_get, health_get;

#endif
