gatehouse_unit_test(journal USES gh_store)
gatehouse_unit_test(replica USES gh_store)
gatehouse_unit_test(walk_up USES gh_store)
gatehouse_unit_test(replica_stream USES gh_store)
