# Finds Catch2, version 3 or Debian 12's version 2, and makes both look the same: tests include version 3's headers.
find_package(Catch2 QUIET)
if(NOT Catch2_FOUND)
  message(FATAL_ERROR "Catch2 is missing (on Debian: apt install catch2): install it, or configure with "
    "-DROTA_TESTS=OFF.")
endif()

add_library(rota_catch2 INTERFACE)
target_link_libraries(rota_catch2 INTERFACE Catch2::Catch2WithMain)
if(Catch2_VERSION VERSION_LESS 3)
  # Version 2 is one header, catch2/catch.hpp: give it the names that version 3 splits it into, and the one matcher
  # that version 3 renamed.
  set(compatible "${CMAKE_BINARY_DIR}/catch2_headers")
  file(CONFIGURE OUTPUT "${compatible}/catch2/version_2.hpp" CONTENT [[
#pragma once
#include <catch2/catch.hpp>
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& part) { return Contains(part); }
}
]] @ONLY)
  foreach(header
      catch_all catch_approx catch_message catch_session catch_template_test_macros catch_test_macros catch_tostring
      generators/catch_generators generators/catch_generators_adapters generators/catch_generators_all
      generators/catch_generators_random generators/catch_generators_range
      matchers/catch_matchers matchers/catch_matchers_all matchers/catch_matchers_floating_point
      matchers/catch_matchers_string matchers/catch_matchers_vector)
    file(CONFIGURE OUTPUT "${compatible}/catch2/${header}.hpp" CONTENT "#include <catch2/version_2.hpp>\n" @ONLY)
  endforeach()
  target_include_directories(rota_catch2 SYSTEM INTERFACE "${compatible}")
endif()
