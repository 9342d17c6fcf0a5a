gatehouse_unit_test(catalog USES gh_base)
