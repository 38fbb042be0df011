# Compiler and target for WASI: wasi-sdk when WASI_SDK_PATH is set (environment or -D), else Debian's packages
# clang-19 lld-19 wasi-libc libc++-19-dev-wasm32 libclang-rt-19-dev-wasm32.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
# CMake has no platform file of that name and would warn; wasm/toolchains/Platform/WASI.cmake is it.
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

if(NOT WASI_SDK_PATH AND DEFINED ENV{WASI_SDK_PATH})
  set(WASI_SDK_PATH "$ENV{WASI_SDK_PATH}")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES WASI_SDK_PATH)

if(WASI_SDK_PATH)
  set(CMAKE_CXX_COMPILER "${WASI_SDK_PATH}/bin/clang++")
  set(CMAKE_CXX_COMPILER_TARGET wasm32-wasip1)
  set(CMAKE_SYSROOT "${WASI_SDK_PATH}/share/wasi-sysroot")
  if(NOT EXISTS "${CMAKE_CXX_COMPILER}")
    message(FATAL_ERROR "WASI_SDK_PATH is ${WASI_SDK_PATH}, but there is no bin/clang++ in it.")
  endif()
else()
  find_program(ROTA_WASI_CLANG NAMES clang++-19)
  if(NOT ROTA_WASI_CLANG)
    message(FATAL_ERROR "No compiler for WASI: set WASI_SDK_PATH, or on Debian: apt install clang-19 lld-19 wasi-libc "
      "libc++-19-dev-wasm32 libclang-rt-19-dev-wasm32.")
  endif()
  set(CMAKE_CXX_COMPILER "${ROTA_WASI_CLANG}")
  set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
endif()

# CMake tries a compiler with a main(), which a module without a command line has no use for: a library will do.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
