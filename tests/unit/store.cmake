gatehouse_unit_test(journal USES gh_store)
