gatehouse_unit_test(trusted_time USES gh_os gh_base)
gatehouse_unit_test(os_file USES gh_os gh_base)
gatehouse_unit_test(os_log USES gh_os gh_base)
