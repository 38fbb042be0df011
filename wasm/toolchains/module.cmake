# The module rota.wasm, with WASI's libraries or Emscripten's. Included by the top CMakeLists.txt.

rota_read_flags(compile-wasm compile_wasm_flags)
rota_read_flags(link-${rota_platform} link_flags)
rota_read_flags(export exported_names)
set(exported_functions ${exported_names})
list(REMOVE_ITEM exported_functions memory _initialize)

add_executable(rota ${rota_sources})
target_link_libraries(rota PRIVATE rota_headers)
target_compile_options(rota PRIVATE ${compile_flags} ${compile_wasm_flags} ${warning_flags})
set_target_properties(rota PROPERTIES SUFFIX ".wasm" LINK_DEPENDS "${CMAKE_SOURCE_DIR}/wasm/flags.list")
# A build type would add -O at link time, at which clang runs whichever wasm-opt is in PATH. flags.list decides alone.
set(CMAKE_CXX_FLAGS_RELEASE "")

set(surface_options "")
if(rota_platform STREQUAL "emscripten")
  list(TRANSFORM exported_functions PREPEND "_" OUTPUT_VARIABLE symbols)
  string(REPLACE ";" "," symbols "${symbols}")
  target_link_options(rota PRIVATE ${link_flags} "-sEXPORTED_FUNCTIONS=${symbols}")
  set(surface_options --emscripten)
else()
  list(TRANSFORM exported_functions PREPEND "-Wl,--export=" OUTPUT_VARIABLE export_flags)
  target_link_options(rota PRIVATE ${link_flags} ${export_flags})
endif()

# The same check of imports and exports that the shipped module passes.
find_program(ROTA_NODE NAMES node REQUIRED)
add_custom_command(TARGET rota POST_BUILD
  COMMAND "${ROTA_NODE}" "${CMAKE_SOURCE_DIR}/scripts/surface.mjs" ${surface_options} "$<TARGET_FILE:rota>"
  VERBATIM)
