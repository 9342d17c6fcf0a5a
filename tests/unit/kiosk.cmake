gatehouse_unit_test(ui_model USES gh_ui_model)
gatehouse_unit_test(civil USES gh_civil)
