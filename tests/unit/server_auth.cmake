gatehouse_unit_test(brake USES gh_auth gh_db gh_vault Threads::Threads)
set_tests_properties(unit.brake PROPERTIES LABELS "fast;threads" SKIP_RETURN_CODE 77)
add_test(NAME unit.brake_postgres COMMAND "${PROJECT_SOURCE_DIR}/tests/support/postgres.sh" $<TARGET_FILE:test_brake>)
set_tests_properties(unit.brake_postgres PROPERTIES LABELS "fast" SKIP_RETURN_CODE 77 TIMEOUT 300)
