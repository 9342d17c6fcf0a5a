/* The route table (routes.c) and its endpoints, grouped by file. The OpenAPI description defines their answers;
 * http/route.h defines their form. */
#ifndef GH_SERVER_HTTP_ENDPOINTS_H
#define GH_SERVER_HTTP_ENDPOINTS_H

#include "http/route.h"

/* Returns all routes of the server. The table ends with a NULL method. */
const struct route *route_table(void);

/* session.c: signing in and out */
endpoint session_post, session_get, session_delete, session_password_put;
/* privacy.c: what is kept about people */
endpoint privacy_get, notice_get;
endpoint checks_get;
/* setup.c: the first-run set-up page */
endpoint setup_post, setup_put, setup_totp_post, setup_test_post, setup_finish_post;
/* wecom.c, wecom_hook.c: settings of WeCom, and what WeCom calls */
endpoint wecom_get, wecom_put, wecom_test_post, wecom_echo_get, wecom_event_post;
/* live.c: entries as they arrive */
endpoint live_get;
/* figures.c: figures of the security office */
endpoint figures_get;
/* saved_filters.c: filters that somebody saved for a list */
endpoint saved_filters_get, saved_filter_post, saved_filter_put, saved_filter_delete;
/* delegations.c: delegations and possible deputies */
endpoint delegations_get, deputies_get, delegation_post, delegation_remove;
/* totp.c: setting up the second factor */
endpoint session_totp_post, session_totp_put, session_recovery_post, session_preferences_put, session_confirm_post;
/* own_sessions.c: what protects one's own account */
endpoint session_security_get, session_end_remove, session_others_remove;
/* places.c: campuses, units and kinds for forms */
endpoint campuses_get, units_get, kinds_get, contact_get;
/* application.c: one application */
endpoint application_post, application_get, application_put, application_remove, application_copy_post,
    application_amend_post, application_action_post, application_check_post;
/* applications.c: lists of applications */
endpoint applications_get, applications_counts_get, applications_csv_get, applications_xlsx_get,
    applications_action_post;
/* pass.c: the pass page for visitors */
route_refusal pass_page_refuse;
endpoint pass_page_get, pass_none_get, pass_code_get, pass_picture_get, pass_calendar_get, pass_style_get,
    pass_script_get, pass_withdraw_get, pass_withdraw_post;
/* pass_feedback.c: remarks of visitors, on the pass page */
endpoint pass_feedback_get, pass_feedback_post, pass_feedback_script_get;
/* visitors.c: the account's earlier visitors */
endpoint visitors_get;
/* invitations.c: links for visitors to fill in their own data */
endpoint invitation_post, invitations_get, invitation_remove, invitation_link_get, invited_get, invited_put;
/* import.c: visitors from a spreadsheet */
endpoint import_post;
/* Puts the messages of such rows (records/import_rows.h) into the language of the request. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE import_rows_translate(const struct request *rq, json_t *rows);
endpoint mail_filings_get, mail_filing_get, mail_filing_take_post, mail_filing_delete;
/* persons.c: personal data in clear text, audited */
endpoint person_reveal_post;
endpoint application_remind_post, application_colleagues_get;
/* passes.c: actions on a single pass, and what gates say to it */
endpoint pass_action_post, pass_verdict_get, entry_why_get;
/* barred.c: the barred list */
endpoint barred_get, barred_post, barred_remove;
/* barred_list.c: the barred list as a file, and from one */
endpoint barred_import_post, barred_csv_get, barred_xlsx_get;
/* message_samples.c: messages to visitors about a made-up visit */
endpoint message_samples_get;
/* messages.c: the outbox */
endpoint messages_get, message_resend_post;
/* sso.c: to a provider of single sign-on and back; the end of sessions by it and at it */
endpoint sso_start_get, sso_callback_get, sso_ended_post, sso_code_post, sso_password_post, session_everywhere_remove;
/* sign_on_admin.c: providers and their rules; ways to sign in, for everybody */
endpoint ways_get, providers_get, provider_post, provider_put, provider_remove, provider_rules_put, provider_try_post;
/* hooks.c: delivery reports from gateways */
endpoint kannel_report_get;
/* accounts.c: accounts and their roles */
endpoint accounts_get, account_get, account_post, account_put, account_reset_post, account_unlock_post;
/* admin.c: units, campuses, gates and days for administrators */
endpoint settings_preview_post;
endpoint admin_kinds_get, admin_kind_post, admin_kind_put;
endpoint admin_units_get, admin_unit_post, admin_unit_put, admin_campuses_get, admin_campus_post, admin_campus_put,
    admin_gates_get, admin_gate_get, admin_gate_post, admin_gate_put, admin_days_get, admin_days_put;
/* units_list.c, accounts_list.c: units and accounts as files, and from files */
endpoint admin_units_import_post, admin_units_csv_get, admin_units_xlsx_get, accounts_import_post, accounts_csv_get,
    accounts_xlsx_get;
/* days_list.c: the calendar of a campus from a list */
endpoint admin_days_import_post;
/* settings.c: settings that can change while the server runs */
endpoint settings_get, settings_put, settings_rules_get;
/* subjects.c: all data stored about one person */
endpoint subject_find_post, subject_export_post, subject_erase_post;
/* audit.c: the audit trail */
endpoint audit_get;
/* openapi.c: the OpenAPI description */
endpoint openapi_get;
/* presence.c: who is inside a campus */
endpoint presence_get, presence_end_post, presence_csv_get, presence_xlsx_get;
/* roll_calls.c: evacuations */
endpoint roll_calls_get, roll_call_get, roll_call_post, roll_call_tick_post, roll_call_end_post;
/* entries.c: the entry log of the gates */
endpoint entries_get, entries_csv_get, entries_xlsx_get, entries_aside_get, entries_aside_reveal_post,
    entries_aside_settle_post, entry_settle_post;
/* devices.c: administration of booths and guards */
endpoint devices_get, device_code_post, device_put, device_revoke_post, device_rotate_key_post, device_key_post,
    device_journal_settled_post, guards_get, guard_post, guard_put;
/* stick.c: files carried to and from offline booths */
endpoint device_snapshot_post, device_carried_post;
/* device.c: requests of booths */
endpoint device_enrol_post, device_changes_get, device_entries_post, device_claims_post, device_status_post;
/* boxes.c: sealed boxes from booths */
endpoint device_box_post, device_applications_post, device_emergency_post, device_evidence_post, emergency_photo_get,
    entry_picture_get;
/* emergency.c: people admitted before an approval */
endpoint emergencies_get, emergency_action_post;
/* exceptions.c, exceptions_table.c: what somebody should look into */
endpoint exceptions_get, exceptions_count_get, exceptions_csv_get, exceptions_xlsx_get, exception_get,
    exception_action_post;
/* directory.c: the campus directory, for administrators */
endpoint directory_get, directory_put, directory_runs_get, directory_runs_post, directory_run_get,
    directory_run_action_post, directory_vacancies_get;
/* feedback_own.c, feedback.c: remarks about the system, of people and for administrators */
endpoint guide_get, page_texts_get, page_text_get, page_text_put;
/* message_texts.c: texts of messages that administrators write */
endpoint message_texts_get, message_text_get, message_text_put, message_text_preview_post, message_text_test_post;
endpoint card_get, card_post, card_style_get, portal_todo_get, portal_keys_get, portal_key_post, portal_key_remove_one;
endpoint feedback_post, feedback_own_get, feedback_list_get, feedback_count_get, feedback_get, feedback_picture_get,
    feedback_action_post;
/* walk_up.c: the page of a walk-up application */
endpoint walk_up_page_get, walk_up_withdraw_get, walk_up_withdraw_post;
/* wall.c: the wall screen of an office */
endpoint wall_get;

/* web.c: pages and health */
endpoint web_get, web_asset_get, web_root_get, health_get, ready_get;
endpoint help_get, help_root_get, help_address_get;
endpoint metrics_get;

#endif
