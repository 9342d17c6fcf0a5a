if(TARGET gh_recognise)
    gatehouse_unit_test(reader USES gh_recognise gh_base PkgConfig::QRENCODE m)
    gatehouse_unit_test(image_file USES gh_image_file gh_base PkgConfig::PNG)
endif()
