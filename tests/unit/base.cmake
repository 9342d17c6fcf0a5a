gatehouse_unit_test(catalog USES gh_base)
gatehouse_unit_test(civil USES gh_base)
gatehouse_unit_test(plain_call USES gh_base)
gatehouse_unit_test(secret USES gh_base)
