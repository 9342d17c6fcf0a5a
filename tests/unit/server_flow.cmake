gatehouse_unit_test(flow USES gh_flow)
gatehouse_unit_test(import USES gh_flow)
gatehouse_unit_test(calendar USES gh_flow)
gatehouse_unit_test(pass_kind USES gh_flow)
add_test(NAME unit.flow_readme COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:gatehouse-flow-diagram>
    "-DREADME=${PROJECT_SOURCE_DIR}/server/flow/README.md" -P "${CMAKE_CURRENT_LIST_DIR}/flow_readme.cmake")
set_tests_properties(unit.flow_readme PROPERTIES LABELS fast)
gatehouse_unit_test(party USES gh_act gh_base)
