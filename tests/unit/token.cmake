gatehouse_unit_test(base USES gh_base test_vectors)
gatehouse_unit_test(token USES gh_token)
