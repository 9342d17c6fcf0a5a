# gh_hard_set comes from bench/, which the tests' CMakeLists.txt reads after this folder: targets are linked by name.
add_executable(test_reader_e2e test_reader.c)
target_include_directories(test_reader_e2e PRIVATE "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(test_reader_e2e PRIVATE GATEHOUSE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(test_reader_e2e PRIVATE gh_hard_set gh_codes gh_image_file PkgConfig::PNG PkgConfig::JANSSON
    PkgConfig::CMOCKA gatehouse_flags)
add_test(NAME e2e.reader COMMAND test_reader_e2e $<TARGET_FILE:gatehouse-read>)
set_tests_properties(e2e.reader PROPERTIES LABELS e2e TIMEOUT 300 ENVIRONMENT "GATEHOUSE_SHARED=$ENV{GATEHOUSE_SHARED}")
