gatehouse_unit_test(intake USES gh_devices gh_wire gh_base)
gatehouse_unit_test(waiting USES gh_listener gh_records)
set_tests_properties(unit.waiting PROPERTIES LABELS "fast;threads")
gatehouse_unit_test(request_signing USES gh_notify gh_base)
