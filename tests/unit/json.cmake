gatehouse_unit_test(json_read USES gh_json gh_base)
