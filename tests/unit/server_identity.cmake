gatehouse_unit_test(breaker USES gh_identity Threads::Threads)
gatehouse_unit_test(jose USES gh_identity gh_json PkgConfig::JANSSON)
gatehouse_unit_test(directory_csv USES gh_directory)
gatehouse_unit_test(identity_rule USES gh_identity)
