gatehouse_unit_test(config USES gh_config)
