# Debian packages by CPack (packaging/build-packages): one for each component, with what only packages have: manual pages,
# completion, configuration under /etc, scripts of the maintainer.
set(packages cli syncd kiosk server)
set(GATEHOUSE_PACKAGE_VERSION "${PROJECT_VERSION}" CACHE STRING "Version of the packages; packaging/build-packages gives each commit its own")
set(GATEHOUSE_MAINTAINER "Gatehouse operators <gatehouse@invalid.invalid>" CACHE STRING "Who answers for the packages: NAME <ADDRESS>")
if(EXISTS "${GATEHOUSE_PLATES}/recognition.onnx")
    list(APPEND packages models)
endif()
set(made "${CMAKE_BINARY_DIR}/packages")
file(MAKE_DIRECTORY "${made}")
set(docs "${CMAKE_INSTALL_DATADIR}/doc")
file(STRINGS /etc/os-release release REGEX "^VERSION_ID=")
string(REGEX REPLACE "[^0-9]" "" debian "${release}")
set(ENV{TZ} UTC)
string(TIMESTAMP stamp "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH, where it is set

# gatehouse_zipped(COMPONENT FILE PLACE [NAME])
function(gatehouse_zipped component file place)
    get_filename_component(name "${file}" NAME)
    if(ARGN)
        set(name ${ARGN})
    endif()
    add_custom_command(OUTPUT "${made}/${component}/${name}.gz"
        COMMAND sh -c "mkdir -p '${made}/${component}' && gzip -9 -n -c '${file}' >'${made}/${component}/${name}.gz'"
        DEPENDS "${file}" VERBATIM)
    set_property(GLOBAL APPEND PROPERTY gatehouse_made "${made}/${component}/${name}.gz")
    install(FILES "${made}/${component}/${name}.gz" DESTINATION "${place}" COMPONENT ${component})
endfunction()

# What packaging/manual writes about a program: gatehouse_manual(COMPONENT OUTPUT PROGRAM-TARGET WORD...)
function(gatehouse_manual component output target)
    add_custom_command(OUTPUT "${output}"
        COMMAND sh -c "mkdir -p \"$(dirname \"$1\")\" && out=$1 && shift && \"$@\" >\"$out.new\" && mv \"$out.new\" \"$out\""
            - "${output}" "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_SOURCE_DIR}/manual" ${ARGN}
        DEPENDS ${target} "${CMAKE_CURRENT_SOURCE_DIR}/manual" VERBATIM)
    set_property(GLOBAL APPEND PROPERTY gatehouse_made "${output}")
endfunction()

function(gatehouse_program component target)
    gatehouse_manual(${component} "${made}/man/${target}.1" ${target} page $<TARGET_FILE:${target}> ${PROJECT_VERSION})
    gatehouse_zipped(${component} "${made}/man/${target}.1" share/man/man1)
    gatehouse_manual(${component} "${made}/completion/${target}" ${target} completion $<TARGET_FILE:${target}>)
    install(FILES "${made}/completion/${target}" DESTINATION share/bash-completion/completions COMPONENT ${component})
endfunction()

gatehouse_program(cli gatehouse)
gatehouse_program(syncd gatehouse-syncd)
gatehouse_program(kiosk gatehouse-kiosk)
gatehouse_program(kiosk gatehouse-read)
gatehouse_program(server gatehouse-server)
configure_file(backup "${made}/gatehouse-backup" COPYONLY)
gatehouse_manual(server "${made}/man/gatehouse-backup.8" gatehouse-server page "${made}/gatehouse-backup" ${PROJECT_VERSION})
gatehouse_zipped(server "${made}/man/gatehouse-backup.8" share/man/man8)
gatehouse_manual(cli "${made}/man/booth.ini.5" gatehouse page config $<TARGET_FILE:gatehouse> ${PROJECT_VERSION})
gatehouse_zipped(cli "${made}/man/booth.ini.5" share/man/man5)
gatehouse_manual(syncd "${made}/booth.ini" gatehouse sample $<TARGET_FILE:gatehouse>)
install(FILES "${made}/booth.ini" DESTINATION "${docs}/gatehouse-syncd/examples" COMPONENT syncd)
install(FILES handheld/cage.conf DESTINATION "${docs}/gatehouse-kiosk/examples" COMPONENT kiosk)
install(DIRECTORY DESTINATION /etc/gatehouse COMPONENT syncd)
install(FILES deb/models.lintian DESTINATION share/lintian/overrides RENAME gatehouse-models COMPONENT models)
install(FILES proxy/nginx.conf proxy/nginx-several.conf proxy/Caddyfile DESTINATION "${docs}/gatehouse-server/examples" COMPONENT server)
install(FILES deb/server.env DESTINATION /etc/gatehouse COMPONENT server)
install(PROGRAMS deb/first-keys DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}/gatehouse" COMPONENT server)
install(FILES deb/cn.edu.gatehouse.kiosk.metainfo.xml DESTINATION share/metainfo COMPONENT kiosk)
install(FILES deb/cn.edu.gatehouse.kiosk.desktop DESTINATION share/applications COMPONENT kiosk)
install(FILES "${PROJECT_SOURCE_DIR}/server/web/src/assets/icon.svg" DESTINATION share/icons/hicolor/scalable/apps
    RENAME cn.edu.gatehouse.kiosk.svg COMPONENT kiosk)

# gatehouse_package_of(COMPONENT PACKAGE SUMMARY TEXT DEPENDS): control file, scripts, copyright, changelog.
function(gatehouse_package_of component package summary text)
    string(TOUPPER "${component}" upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package} PARENT_SCOPE)
    set(CPACK_COMPONENT_${upper}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
    set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
    set(PACKAGE ${package})
    set(MORE_COPYRIGHT "${ARGN}")
    configure_file(deb/copyright.in "${made}/${component}/copyright" @ONLY)
    file(WRITE "${made}/${component}/changelog.Debian"
        "${package} (${GATEHOUSE_PACKAGE_VERSION}-1~deb${debian}) unstable; urgency=medium\n\n  * What changed stands in /usr/share/doc/${package}/changelog.gz.\n\n -- ${GATEHOUSE_MAINTAINER}  ${stamp}\n")
    install(FILES "${made}/${component}/copyright" DESTINATION "${docs}/${package}" COMPONENT ${component})
    gatehouse_zipped(${component} "${made}/${component}/changelog.Debian" "${docs}/${package}")
    gatehouse_zipped(${component} "${PROJECT_SOURCE_DIR}/CHANGELOG.md" "${docs}/${package}" changelog)
    gatehouse_zipped(${component} "${PROJECT_SOURCE_DIR}/NOTICE" "${docs}/${package}")
endfunction()

# gatehouse_scripts(COMPONENT PACKAGE "UNIT..." "KEPT..." BEFORE): what runs when the package is installed and removed.
function(gatehouse_scripts component PACKAGE UNITS KEPT POSTINST_BEFORE)
    string(TOUPPER "${component}" upper)
    set(scripts "")
    foreach(script postinst prerm postrm)
        configure_file(deb/${script}.in "${made}/${component}/${script}" @ONLY
            FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
        list(APPEND scripts "${made}/${component}/${script}")
    endforeach()
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/deb/${component}.conffiles")
        file(COPY_FILE "${CMAKE_CURRENT_SOURCE_DIR}/deb/${component}.conffiles" "${made}/${component}/conffiles")
        list(APPEND scripts "${made}/${component}/conffiles")
    endif()
    set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA "${scripts}" PARENT_SCOPE)
endfunction()

gatehouse_package_of(cli gatehouse "keys, passes and health of a campus gate"
    "The command line of Gatehouse: makes and lists keys, signs and verifies passes,\nshows a booth's replica and journal, enrols a booth and says what is wrong.")
gatehouse_package_of(syncd gatehouse-syncd "sync daemon of a gate's booth"
    "Brings passes and revocations to a booth and takes its entries and applications\nto the server. Works for days without a network, also by USB stick.")
gatehouse_package_of(kiosk gatehouse-kiosk "screen of a gate: scans passes and plates"
    "Full-screen program for a gate's touchscreen and camera: reads QR codes and\nplates, checks signed passes against a local replica, logs every entry, takes\nwalk-up applications.")
gatehouse_package_of(server gatehouse-server "visitor applications, approval and passes"
    "The server of Gatehouse: pages and interface for applications, approval by unit\nand security office, passes, messages, entries and exceptions. Starts on SQLite\nand listens on this machine alone until it is told otherwise.")
gatehouse_package_of(models gatehouse-models "models of the plate reader of Gatehouse"
    "PP-OCRv4 models, their dictionary and ONNX Runtime, by which gatehouse-kiosk\nreads plates. Without them it says that plate reading is off."
    "
Files: usr/lib/gatehouse/plates/*
Copyright: PaddlePaddle Authors
License: Apache-2.0

Files: usr/lib/gatehouse/plates/libonnxruntime.so.1
Copyright: Microsoft Corporation
License: Expat

License: Expat
 Permission is hereby granted, free of charge, to any person obtaining a copy
 of this software and associated documentation files (the \"Software\"), to deal
 in the Software without restriction, including without limitation the rights
 to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 copies of the Software, and to permit persons to whom the Software is
 furnished to do so, subject to the following conditions:
 .
 The above copyright notice and this permission notice shall be included in all
 copies or substantial portions of the Software.
 .
 THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 SOFTWARE.
")

set(booth_users "systemd-sysusers /usr/lib/sysusers.d/gatehouse-booth.conf")
gatehouse_scripts(syncd gatehouse-syncd "gatehouse-syncd.service" "/var/lib/gatehouse /etc/gatehouse/booth.ini" "${booth_users}")
gatehouse_scripts(kiosk gatehouse-kiosk "gatehouse-kiosk.service gatehouse-doctor.timer" "/var/lib/gatehouse" "${booth_users}")
gatehouse_scripts(server gatehouse-server "gatehouse-server.service" "/var/lib/gatehouse-server /etc/gatehouse/root"
    "systemd-sysusers /usr/lib/sysusers.d/gatehouse-server.conf\n/usr/libexec/gatehouse/first-keys")

set(same "(= ${GATEHOUSE_PACKAGE_VERSION}-1~deb${debian})")
set(users "systemd | systemd-standalone-sysusers")
set(CPACK_DEBIAN_SYNCD_PACKAGE_DEPENDS "gatehouse ${same}, ca-certificates, ${users}")
set(CPACK_DEBIAN_SYNCD_PACKAGE_SUGGESTS "tpm2-tools, chrony")
set(CPACK_DEBIAN_KIOSK_PACKAGE_DEPENDS "gatehouse-syncd ${same}, fonts-noto-cjk, gstreamer1.0-plugins-base, gstreamer1.0-plugins-good, tzdata, ${users}")
set(CPACK_DEBIAN_KIOSK_PACKAGE_RECOMMENDS "gatehouse-models ${same}")
set(CPACK_DEBIAN_KIOSK_PACKAGE_SUGGESTS "gstreamer1.0-libcamera")
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "gatehouse ${same}, ca-certificates, python3, tzdata, ${users}")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "age")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS "postgresql, postgresql-client, nginx | caddy, kannel")

get_property(everything GLOBAL PROPERTY gatehouse_made)
add_custom_target(package_extras ALL DEPENDS ${everything})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gatehouse)
set(CPACK_PACKAGE_VENDOR Gatehouse)
set(CPACK_PACKAGE_CONTACT "${GATEHOUSE_MAINTAINER}")
set(CPACK_PACKAGE_VERSION "${GATEHOUSE_PACKAGE_VERSION}")
set(CPACK_DEBIAN_PACKAGE_RELEASE "1~deb${debian}")
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
    set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL ${packages})
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
