gatehouse_unit_test(ui_model USES gh_ui_model)
gatehouse_unit_test(civil USES gh_civil)
gatehouse_unit_test(decider_verdicts SOURCES ../support/booth.c USES gh_decider)
gatehouse_unit_test(decider_decisions SOURCES ../support/booth.c USES gh_decider)
