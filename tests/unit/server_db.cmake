gatehouse_unit_test(db USES gh_db)
set_tests_properties(unit.db PROPERTIES LABELS "fast;threads" SKIP_RETURN_CODE 77)
add_test(NAME unit.db_postgres COMMAND "${PROJECT_SOURCE_DIR}/tests/support/postgres.sh" $<TARGET_FILE:test_db>)
set_tests_properties(unit.db_postgres PROPERTIES LABELS "fast" SKIP_RETURN_CODE 77 TIMEOUT 60)
