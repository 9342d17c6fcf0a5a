gatehouse_unit_test(wire_record USES gh_wire gh_verdict gh_base test_vectors)
gatehouse_unit_test(wire_display USES gh_wire gh_base PkgConfig::SODIUM)
gatehouse_unit_test(wire_entry USES gh_wire gh_verdict gh_base)
gatehouse_unit_test(http_signature USES gh_wire gh_base PkgConfig::SODIUM)
