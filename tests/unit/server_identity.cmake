gatehouse_unit_test(breaker USES gh_identity Threads::Threads)
gatehouse_unit_test(jose USES gh_identity gh_json PkgConfig::JANSSON)
