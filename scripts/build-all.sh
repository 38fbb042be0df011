#!/bin/sh
# Builds the core with every toolchain that must agree: the shipped module, WASI, Emscripten, and natively with tests.
# Knows which tools each needs; the builds themselves are in scripts/build.mjs and CMakeLists.txt.
set -eu
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
Usage: ./scripts/build-all.sh [native] [wasi] [emscripten] [yowasp]

Builds what is named, or all four:
  yowasp       js-shim/rota.wasm, with @yowasp/clang: what ships
  wasi         build/wasi/rota.wasm, with wasi-sdk (WASI_SDK_PATH) or Debian's clang-19
  emscripten   build/emscripten/rota.wasm, with emcmake
  native       build/native/unit_tests and its companions, with sanitizers (CXX chooses the compiler; clang-19 where it is
               there, for it takes half as long as g++)
JOBS=N sets how many compilers run at once (default 2).
HELP
}

started=$(date +%s)
progress() { printf '[%3ds] %s\n' "$(($(date +%s) - started))" "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
# need TOOL WHERE_TO_GET_IT
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: $2."; }

# build NAME [cmake argument...]: configures and builds in build/NAME; the log is shown only when something fails.
build() {
  name=$1
  shift
  log=build/$name.log
  mkdir -p build
  progress "$name: building (log in $log)"
  if ! { "$@" && cmake --build "build/$name" --parallel "${JOBS:-2}"; } >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "The $name build failed: see above, or all of $log."
  fi
}

build_yowasp() {
  need node "install Node 20 or newer (https://nodejs.org)"
  progress "yowasp: building"
  node scripts/build.mjs
}

build_wasi() {
  need cmake "on Debian: apt install cmake"
  need node "install Node 20 or newer (https://nodejs.org)"
  if [ -z "${WASI_SDK_PATH:-}" ]; then
    packages="clang-19 lld-19 wasi-libc libc++-19-dev-wasm32 libclang-rt-19-dev-wasm32"
    need clang++-19 "set WASI_SDK_PATH, or on Debian: apt install $packages"
    need wasm-ld-19 "on Debian: apt install $packages"
  fi
  build wasi cmake -B build/wasi -DROTA_TARGET=wasi
  node scripts/surface.mjs build/wasi/rota.wasm
}

build_emscripten() {
  need cmake "on Debian: apt install cmake"
  need emcmake "on Debian: apt install emscripten"
  build emscripten emcmake cmake -B build/emscripten
  node scripts/surface.mjs --emscripten build/emscripten/rota.wasm
}

build_native() {
  need cmake "on Debian: apt install cmake"
  compiler=${CXX:-$(command -v clang++-19 || echo c++)}
  need "$compiler" "on Debian: apt install g++ (or set CXX)"
  build native cmake -B build/native -DCMAKE_CXX_COMPILER="$compiler" -DROTA_UNITY=ON
}

for target in "$@"; do
  case $target in
    -h | --help)
      usage
      exit 0
      ;;
    native | wasi | emscripten | yowasp) ;;
    *) fail "\"$target\" is not one of native, wasi, emscripten, yowasp." ;;
  esac
done
[ $# -gt 0 ] || set -- yowasp wasi emscripten native
[ -f node_modules/@nozbe/simdjson/src/simdjson.cpp ] || fail "node_modules is missing or incomplete: run npm ci first."
for target in "$@"; do
  "build_$target"
done
progress "built: $*"
