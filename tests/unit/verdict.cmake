gatehouse_unit_test(policy USES gh_verdict gh_base)
gatehouse_unit_test(verdict_table USES gh_verdict gh_token gh_base)
gatehouse_unit_test(verdict_every USES gh_verdict gh_token gh_base)
