gatehouse_unit_test(flow USES gh_flow)
