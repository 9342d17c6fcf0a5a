gatehouse_unit_test(json_text USES gh_api gh_http gh_base)
gatehouse_unit_test(acceptor USES gh_http gh_base)
set_tests_properties(unit.acceptor PROPERTIES LABELS "fast;threads")
gatehouse_unit_test(body_stream USES gh_listener gh_http gh_base PkgConfig::MICROHTTPD)
