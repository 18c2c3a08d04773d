# One small static library per room. The link list of a room is its include rule: what is not linked must not be
# included (tests/tidy reads the includes, since CMake alone does not stop a stray Qt header).

add_library(sluice_options INTERFACE)
target_compile_options(sluice_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(SLUICE_WERROR)
    target_compile_options(sluice_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_FLAGS MATCHES "FORTIFY_SOURCE")
    # Fortified, GCC 12 warns wrongly of std::string's own copying of a literal.
    target_compile_options(sluice_options INTERFACE -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict)
endif()
if(SLUICE_SANITIZE)
    target_compile_options(sluice_options INTERFACE -fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
    target_link_options(sluice_options INTERFACE -fsanitize=${SLUICE_SANITIZE})
endif()
target_include_directories(sluice_options INTERFACE ${PROJECT_SOURCE_DIR}/app)
target_compile_definitions(sluice_options INTERFACE QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_FROM_BYTEARRAY
                                                    QT_NO_URL_CAST_FROM_STRING)

# The headers that most files read, compiled once for all targets of a kind: it halves the time of a build from nothing.
# sluice_precompile(<kind> <targets to link…>) makes what target_precompile_headers(… REUSE_FROM precompiled_<kind>) needs.
function(sluice_precompile kind)
    set(empty ${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp)
    if(NOT EXISTS ${empty})
        file(WRITE ${empty} "")
    endif()
    add_library(precompiled_${kind} STATIC ${empty})
    target_link_libraries(precompiled_${kind} PRIVATE sluice_options ${ARGN})
    target_precompile_headers(precompiled_${kind} PRIVATE ${PROJECT_SOURCE_DIR}/.cmake/precompiled/${kind}.h)
endfunction()
sluice_precompile(core Qt6::Core)
if(SLUICE_UI)
    sluice_precompile(widgets Qt6::Widgets)
endif()

# sluice_room(<name> SOURCES <files…> LINKS <targets…>): the static library `<name>` of folder app/<name>.
# A room that links nothing of Qt is built without moc.
function(sluice_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
    add_library(${name} STATIC ${ROOM_SOURCES})
    target_link_libraries(${name} PUBLIC sluice_options ${ROOM_LINKS})
    set_target_properties(${name} PROPERTIES PREFIX "libsluice_")
    if("${ROOM_LINKS}" MATCHES "Qt6::")
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
        target_precompile_headers(${name} REUSE_FROM precompiled_core)
    endif()
endfunction()

# What every test runs in: no display, no proxy, no logind, and what libraries below us never free by design.
set(SLUICE_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;no_proxy=*;DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nowhere;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/leaks.supp:print_suppressions=0;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/threads.supp")

# sluice_test(<name> LINKS <targets…> [LABELS <labels…>] [SOURCES <files…>] [LAUNCHER <words…>]): the Qt Test program
# <name>.cpp of this folder, run behind the launcher's words.
function(sluice_test name)
    cmake_parse_arguments(TEST "" "" "SOURCES;LINKS;LABELS;LAUNCHER" ${ARGN})
    add_executable(${name} ${name}.cpp ${TEST_SOURCES})
    target_link_libraries(${name} PRIVATE sluice_options ${TEST_LINKS} Qt6::Test)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_compile_definitions(${name} PRIVATE SLUICE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
                                               SLUICE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    if("${TEST_LINKS}" MATCHES "ui_fakes")
        target_precompile_headers(${name} REUSE_FROM precompiled_widgets)
    else()
        target_precompile_headers(${name} REUSE_FROM precompiled_core)
    endif()
    add_test(NAME ${name} COMMAND ${TEST_LAUNCHER} $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 ENVIRONMENT "${SLUICE_TEST_ENVIRONMENT}")
    if(TEST_LABELS)
        set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
    endif()
endfunction()
