gatehouse_unit_test(breaker USES gh_identity Threads::Threads)
