gatehouse_unit_test(pin USES gh_guard gh_wire gh_base PkgConfig::SODIUM)
gatehouse_unit_test(throttle USES gh_guard gh_base)
