gatehouse_unit_test(intake USES gh_devices gh_wire gh_base)
