# The core as a static library, and the programs that test it. Included by the top CMakeLists.txt.

rota_read_flags(compile-x86 x86_flags)
set(machine_flags "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(machine_flags ${x86_flags})
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
endif()
# Some optimisation, for the sanitized tests stream each case at every split; line tables are enough for a report.
set(CMAKE_CXX_FLAGS_DEBUG "-O1")
if(ROTA_SANITIZE)
  string(APPEND CMAKE_CXX_FLAGS_DEBUG " -g1")
endif()

# Shared by everything native: the address sanitizer is in every part of a program or in none.
add_library(rota_native INTERFACE)
target_link_libraries(rota_native INTERFACE rota_headers)
target_compile_options(rota_native INTERFACE ${machine_flags} -fno-omit-frame-pointer)
target_compile_definitions(rota_native INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
set(behaviour_checks "")
if(ROTA_SANITIZE)
  # The core has no RTTI, which the vptr check would need.
  set(sanitizers -fsanitize=address -fno-sanitize-recover=all)
  set(behaviour_checks -fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_FLAGS "-fsanitize=address,undefined")
  check_cxx_source_compiles("int main() { return 0; }" ROTA_CAN_SANITIZE)
  unset(CMAKE_REQUIRED_FLAGS)
  if(NOT ROTA_CAN_SANITIZE)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} has no sanitizer libraries (on Debian: libclang-rt-14-dev for clang-14, "
      "libclang-rt-19-dev for clang-19): install them, or configure with -DROTA_SANITIZE=OFF.")
  endif()
  target_compile_options(rota_native INTERFACE ${sanitizers})
  target_link_options(rota_native INTERFACE ${sanitizers} ${behaviour_checks})
endif()

add_library(rota_core STATIC ${rota_sources})
target_link_libraries(rota_core PUBLIC rota_native)
target_compile_options(rota_core PRIVATE ${compile_flags} ${warning_flags} ${behaviour_checks})

if(NOT ROTA_TESTS)
  return()
endif()
enable_testing()

# A program from every .cpp below a folder of tests/; nothing when the folder has none. It may read files of the checkout.
function(rota_add_test_program name folder checks)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_SOURCE_DIR}/tests/${folder}")
  target_link_libraries(${name} PRIVATE rota_core ${ARGN})
  target_compile_options(${name} PRIVATE ${warning_flags} ${checks})
  target_compile_definitions(${name} PRIVATE
    ROTA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ROTA_SHARED_DIR="${ROTA_SHARED_DIR}")
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()

include(wasm/toolchains/catch2.cmake)
# What stands in for D1 (tests/host/d1.h).
find_package(SQLite3 QUIET)
if(NOT SQLite3_FOUND)
  message(FATAL_ERROR "SQLite is missing (on Debian: apt install libsqlite3-dev): install it, or configure with "
    "-DROTA_TESTS=OFF.")
endif()
rota_add_test_program(unit_tests unit "" rota_catch2 SQLite::SQLite3)
# The tests' own code is not optimised, for compiling it is most of their time, nor checked for undefined behaviour; the
# core that they run is. So it stands first: of functions that both have, the core's are taken. What every test begins with
# is parsed once: it is half of what a small test takes to compile.
target_compile_options(unit_tests PRIVATE $<$<CONFIG:Debug>:-O0>)
target_link_options(unit_tests PRIVATE -Wl,--whole-archive $<TARGET_FILE:rota_core> -Wl,--no-whole-archive)
target_precompile_headers(unit_tests PRIVATE <catch2/catch_all.hpp>)
rota_add_test_program(conversation_runner conversations "${behaviour_checks}")

# A fourth dialect by another table of dialects: the linker takes the program's own table.cpp before the library's.
file(GLOB echo_sources CONFIGURE_DEPENDS
  "${CMAKE_SOURCE_DIR}/tests/echo/*.cpp" "${CMAKE_SOURCE_DIR}/tests/conversations/*.cpp")
add_executable(echo_tests ${echo_sources})
target_include_directories(echo_tests PRIVATE
  "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_SOURCE_DIR}/tests/conversations" "${CMAKE_SOURCE_DIR}/tests/echo")
target_link_libraries(echo_tests PRIVATE rota_core)
target_compile_options(echo_tests PRIVATE ${warning_flags} ${behaviour_checks})
target_compile_definitions(echo_tests PRIVATE ROTA_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
add_test(NAME echo_tests COMMAND echo_tests tests/echo WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")

# The simulation, twice: with sanitizers for a few seeds, and optimised for a thousand. It derives from the core's
# classes, which have no RTTI. The pool's benchmark shares the optimised core.
rota_add_test_program(simulation_sanitized simulation "${behaviour_checks}")
target_compile_options(simulation_sanitized PRIVATE -fno-rtti)
file(GLOB simulation_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/simulation/*.cpp")
add_library(simulation_core OBJECT ${rota_unity_sources})
target_compile_options(simulation_core PRIVATE ${compile_flags})
add_executable(simulation ${simulation_sources} $<TARGET_OBJECTS:simulation_core>)
add_executable(pool_bench "${CMAKE_SOURCE_DIR}/tests/bench/pool_bench.cpp" $<TARGET_OBJECTS:simulation_core>)
target_compile_options(simulation PRIVATE -fno-rtti ${warning_flags})
target_compile_options(pool_bench PRIVATE ${warning_flags})
target_include_directories(simulation PRIVATE "${CMAKE_SOURCE_DIR}/tests")
target_compile_definitions(simulation PRIVATE ROTA_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
foreach(target simulation_core simulation pool_bench)
  target_link_libraries(${target} PRIVATE rota_headers)
  target_compile_options(${target} PRIVATE ${machine_flags} -O2)
  target_compile_definitions(${target} PRIVATE NDEBUG)
endforeach()

# What the core costs, counted (tests/growth/meter.h): every edge of it calls the meter, and so do its calls of the C
# library, which takes GNU's linker and malloc_usable_size().
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()
file(GLOB growth_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/growth/*.cpp")
add_library(growth_core OBJECT ${rota_unity_sources})
target_compile_options(growth_core PRIVATE ${compile_flags} -fsanitize-coverage=trace-pc)
add_executable(growth_tests ${growth_sources} $<TARGET_OBJECTS:growth_core>)
target_compile_options(growth_tests PRIVATE ${warning_flags})
target_include_directories(growth_tests PRIVATE "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_SOURCE_DIR}/tests/growth")
foreach(call malloc realloc free memcpy memmove memset memcmp memchr)
  target_link_options(growth_tests PRIVATE "-Wl,--wrap=${call}")
endforeach()
foreach(target growth_core growth_tests)
  target_link_libraries(${target} PRIVATE rota_headers)
  target_compile_options(${target} PRIVATE ${machine_flags} -O1)
  target_compile_definitions(${target} PRIVATE NDEBUG)
endforeach()
add_test(NAME growth_tests COMMAND growth_tests)
