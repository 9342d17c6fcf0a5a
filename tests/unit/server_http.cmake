gatehouse_unit_test(json_text USES gh_http gh_base)
