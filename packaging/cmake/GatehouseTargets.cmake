# How every target of the house is made: warnings as errors, sanitizers, private includes.

add_library(gatehouse_flags INTERFACE)
target_compile_options(gatehouse_flags INTERFACE
    -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wwrite-strings -Wvla
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
    -fno-common)
target_compile_definitions(gatehouse_flags INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE GATEHOUSE_VERSION="${PROJECT_VERSION}")
# mold links faster. What is shipped is linked by the linker of the distribution.
find_program(GATEHOUSE_MOLD mold)
if(GATEHOUSE_MOLD AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(gatehouse_flags INTERFACE -fuse-ld=mold)
endif()
# What makes an error in memory harder to use. Builds without optimisation and with sanitizers do without: FORTIFY needs
# the one, and the others check more. tests/e2e/test_hardening.py reads it from the programs.
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" AND NOT GATEHOUSE_SANITIZE AND NOT GATEHOUSE_FUZZ)
    include(CheckCCompilerFlag)
    include(CheckCSourceCompiles)
    include(CheckPIESupported)
    check_pie_supported(LANGUAGES C CXX)
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    set(CMAKE_REQUIRED_FLAGS "-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
    check_c_source_compiles("#include <string.h>\nint main(void) { return 0; }" GATEHOUSE_HAS_FORTIFY_3)
    unset(CMAKE_REQUIRED_FLAGS)
    set(fortify 2)
    if(GATEHOUSE_HAS_FORTIFY_3)
        set(fortify 3)
    endif()
    target_compile_options(gatehouse_flags INTERFACE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${fortify})
    foreach(flag -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard)
        string(MAKE_C_IDENTIFIER "GATEHOUSE_HAS${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(${known})
            target_compile_options(gatehouse_flags INTERFACE ${flag})
        endif()
    endforeach()
    target_link_options(gatehouse_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(GATEHOUSE_SANITIZE)
    target_compile_options(gatehouse_flags INTERFACE -fsanitize=${GATEHOUSE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(gatehouse_flags INTERFACE -fsanitize=${GATEHOUSE_SANITIZE})
    if(GATEHOUSE_SANITIZE MATCHES "undefined")
        target_compile_options(gatehouse_flags INTERFACE -fno-sanitize-recover=undefined)
    endif()
endif()

# gatehouse_module(NAME ROOT core|kiosk|server SOURCES ... USES ...): a static library of one folder.
# Headers are included by folder ("token/cose.h"); USES names the only other modules and packages it may link.
function(gatehouse_module name)
    cmake_parse_arguments(M "" "ROOT" "SOURCES;USES" ${ARGN})
    add_library(${name} STATIC ${M_SOURCES})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/${M_ROOT}")
    target_link_libraries(${name} PUBLIC ${M_USES} PRIVATE gatehouse_flags)
endfunction()
