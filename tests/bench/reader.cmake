# The reader's bench and the hard set that it reads; the e2e tests use the same frames.
add_library(gh_hard_set STATIC hard_set.c)
target_include_directories(gh_hard_set PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(gh_hard_set PUBLIC PkgConfig::QRENCODE m PRIVATE gatehouse_flags)
# A frame is 100 ms of float loops: optimise it in every build type.
target_compile_options(gh_hard_set PRIVATE -O2)

add_executable(hard_set hard_set_main.c)
target_link_libraries(hard_set PRIVATE gh_hard_set PkgConfig::PNG gatehouse_flags)

add_library(gh_peers STATIC peers.c)
target_include_directories(gh_peers PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(gh_peers PUBLIC gh_codes PRIVATE gatehouse_flags)

add_executable(plate_set plate_set.c)
target_link_libraries(plate_set PRIVATE gh_plate_render gh_image_file PkgConfig::PNG gatehouse_flags)

add_executable(films films/main.c films/film.c)
target_include_directories(films PRIVATE films)
target_link_libraries(films PRIVATE gh_peers gh_lookout gh_codes gh_effort gh_os PkgConfig::QRENCODE m gatehouse_flags)
target_compile_options(films PRIVATE -O2)
