gatehouse_unit_test(issuer USES gh_issue gh_keys gh_token gh_db)
add_test(NAME unit.issuer_postgres COMMAND "${PROJECT_SOURCE_DIR}/tests/support/postgres.sh" $<TARGET_FILE:test_issuer>)
set_tests_properties(unit.issuer_postgres PROPERTIES LABELS "fast" SKIP_RETURN_CODE 77 TIMEOUT 300)
