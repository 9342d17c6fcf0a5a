gatehouse_unit_test(agent USES gh_sync gh_base)
gatehouse_unit_test(sync_backoff USES gh_sync gh_base)
gatehouse_unit_test(sync_link USES gh_wire gh_os gh_base)
gatehouse_unit_test(enrolment USES gh_sync_daemon gh_sync gh_os gh_base)
