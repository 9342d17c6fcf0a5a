gatehouse_unit_test(catalog USES gh_base)
gatehouse_unit_test(civil USES gh_base)
