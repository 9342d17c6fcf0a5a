gatehouse_unit_test(flow USES gh_flow)
gatehouse_unit_test(import USES gh_flow)
