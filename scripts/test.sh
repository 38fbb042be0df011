#!/bin/sh
# Runs every test, part by part, goes on after a part that fails, and ends with the counts.
# Knows how each part is started and where its counts stand in its output; what is tested is the parts' business.
set -u
cd "$(dirname "$0")/.."

# What other parts have done in another way: by name only.
by_name="gcc units stories handful"
# What proves a change in minutes: the units without sanitizers, the stories on what ships, the Worker in a few tests.
quick="tidy node module units stories handful"
parts="tidy packages node lint module native wasi emscripten conversations simulation abi translation bench fuzz worker agents ui scripts"

usage() {
  cat <<'HELP'
Usage: ./scripts/test.sh [quick | PART]...

quick proves a change in under five minutes on two cores: tidy, node, module, units, stories, handful.
Otherwise runs the named parts, or all of them in this order:
  tidy           the rules of the house: scripts/tidy.mjs
  packages       Debian's compilers and Catch2, installed when missing (needs root and apt-get)
  node           the npm packages, installed when missing
  lint           clang-tidy over the core (.clang-tidy), ESLint over the rest (scripts/eslint.config.mjs)
  module         builds js-shim/rota.wasm, what ships; the first time by the deployment of a clean clone
  native         unit tests, tests/growth and tests/echo (a dialect more): address sanitizer; undefined-behaviour sanitizer in the core
  wasi           builds the module with Debian's clang-19, or with wasi-sdk if WASI_SDK_PATH is set
  emscripten     builds the module with Emscripten
  conversations  tests/conversations, natively with sanitizers and on every module that is built
  simulation     tests/simulation: 1,000 seeds, 30 of them with sanitizers, and a storm of 429 by strategy
  abi            tests/abi: the boundary of the module that ships
  translation    tests/translation: every recorded request and answer through the module that ships
  bench          tests/bench/pool_bench, in seconds: that it runs, never how fast
  fuzz           tests/fuzz: each target for some seconds, always with the same seed
  worker         tests/worker: the Worker in workerd, with real clients and a scripted upstream
  agents         tests/agents: coding agents, installed from npm into build/agents (1.3 GB), do a task on the Worker
  ui             tests/ui: the panel in Chromium, on made-up data and on the Worker
  scripts        tests/scripts, and the shell scripts' syntax
Only by name:
  gcc            the unit tests once more, built by g++, which warns of other things than clang
  units          the unit tests, built without sanitizers by clang-19 if it is there
  stories        tests/conversations on the module that ships, each once
  handful        of tests/worker: a chat, a stream, a failover, a change of a key, a trap
Output goes to test-output/PART.log; of a part that fails, its end is shown. JOBS=N: compilers at once (default 2).
HELP
}

for argument in "$@"; do
  shift
  case $argument in
    quick)
      set -- "$@" $quick
      continue
      ;;
    -h | --help)
      usage
      exit 0
      ;;
  esac
  case " $parts $by_name " in
    *" $argument "*) ;;
    *)
      printf '"%s" is not a part; see ./scripts/test.sh --help.\n' "$argument" >&2
      exit 2
      ;;
  esac
  set -- "$@" "$argument"
done
whole=
[ $# -gt 0 ] || { set -- $parts && whole=1; }
deployed=test-output/deployed

. scripts/node_deps.sh
debian="cmake g++ catch2 libsqlite3-dev clang-19 clang-tidy-19 lld-19 wasi-libc libc++-19-dev-wasm32 libclang-rt-19-dev-wasm32 libclang-rt-19-dev emscripten chromium fonts-noto-cjk"

missing_packages() {
  for package in $debian; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status:.* installed$' || printf '%s ' "$package"
  done
}

part_tidy() {
  node scripts/tidy.mjs
}

part_packages() {
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "This is no Debian: install the like of $debian by hand."
    for tool in cmake clang++-19 clang-tidy-19 emcmake; do command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing."; done
    return
  fi
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] || fail "Missing: $missing- run as root: apt-get install $missing"
  # apt's own output names hosts.
  DEBIAN_FRONTEND=noninteractive apt-get update >/dev/null 2>&1 || fail "apt-get update failed: is the network up?"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 ||
    fail "apt-get could not install $missing"
}

part_node() {
  ensure_node_deps
}

part_lint() {
  outcome=0
  eslint --config scripts/eslint.config.mjs js-shim scripts tests || outcome=1
  cmake -B build/lint -DCMAKE_CXX_COMPILER=clang++-19 -DROTA_SANITIZE=OFF -DROTA_TESTS=OFF -DROTA_UNITY=ON >/dev/null ||
    return 1
  printf '%s\n' build/lint/unit_*.cpp wasm/core/dialect/table.cpp | xargs -n 1 -P "${JOBS:-2}" clang-tidy-19 -p build/lint --quiet || outcome=1
  node_tests tests/lint/*.test.mjs || outcome=1
  return $outcome
}

# Compiling is most of what a clean clone's deployment takes: where nothing is built yet, its module is the one that all
# else is tested with, and part_scripts need not try it again.
part_module() {
  if [ -n "$whole" ] && [ ! -f js-shim/rota.wasm ]; then
    node_tests tests/scripts/deployment.test.mjs || return 1
    touch "$deployed"
  fi
  node scripts/build.mjs
}

part_native() {
  ./scripts/build-all.sh native || return 1
  outcome=0
  # In halves, each on a processor of its own. What counts steps needs no quiet: beside them.
  (
    build/native/unit_tests 'F*' || outcome=1
    build/native/echo_tests tests/echo || outcome=1
    exit $outcome
  ) >test-output/native_f.log 2>&1 &
  half=$!
  build/native/growth_tests >test-output/growth.log 2>&1 &
  growth=$!
  build/native/unit_tests '~F*' || outcome=1
  wait $half || outcome=1
  wait $growth || outcome=1
  cat test-output/native_f.log test-output/growth.log
  return $outcome
}

part_gcc() {
  cmake -B build/gcc -DCMAKE_CXX_COMPILER=g++ -DROTA_SANITIZE=OFF -DROTA_UNITY=ON &&
    cmake --build build/gcc --parallel "${JOBS:-2}" && build/gcc/unit_tests
}

part_units() {
  compiler=$(command -v clang++-19 || command -v "${CXX:-c++}") || fail "A C++ compiler is missing."
  cmake -B build/quick -DCMAKE_CXX_COMPILER="$compiler" -DROTA_SANITIZE=OFF -DROTA_UNITY=ON &&
    cmake --build build/quick --parallel "${JOBS:-2}" --target unit_tests || return 1
  # In halves, each on a processor of its own.
  build/quick/unit_tests 'F*' >test-output/units_f.log 2>&1 &
  half=$!
  outcome=0
  build/quick/unit_tests '~F*' || outcome=1
  wait $half || outcome=1
  cat test-output/units_f.log
  return $outcome
}

part_wasi() {
  ./scripts/build-all.sh wasi
}

part_emscripten() {
  ./scripts/build-all.sh emscripten
}

part_conversations() {
  outcome=0
  ./scripts/build-all.sh native || return 1
  # Each replays all cuts for a minute: side by side.
  build/native/conversation_runner >test-output/stories_native.log 2>&1 &
  native=$!
  echo js-shim/rota.wasm
  node tests/conversations/run.mjs js-shim/rota.wasm || outcome=1
  echo "native, with sanitizers"
  wait $native || outcome=1
  cat test-output/stories_native.log
  # What cuts of a stream change, they change in all builds of one source.
  for module in build/wasi/rota.wasm build/emscripten/rota.wasm; do
    echo "$module"
    node tests/conversations/run.mjs --once "$module" || outcome=1
  done
  node_tests tests/conversations/*.test.mjs || outcome=1
  return $outcome
}

part_stories() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node tests/conversations/run.mjs --once js-shim/rota.wasm
}

part_simulation() {
  ./scripts/build-all.sh native || return 1
  outcome=0
  build/native/simulation_sanitized --seeds 30 --quiet >test-output/sanitized.log 2>&1 &
  sanitized=$!
  build/native/simulation --seeds 1000 --quiet --report || outcome=1
  echo "with sanitizers"
  wait $sanitized || outcome=1
  cat test-output/sanitized.log
  return $outcome
}

# node_tests FILE...: runs them with node:test, two files at a time.
node_tests() {
  node --test --test-reporter=spec --test-concurrency=2 --test-timeout=900000 "$@"
}

# patient_tests AT_ONCE FILE...: as node_tests, so many files at a time, for they wait for much of their time. On two cores
# workerds, browsers and compilers may starve each other: a file with a failure runs once more, by itself, and what fails
# then has failed. The log has both; what only the second try passed is told in stalled().
patient_tests() {
  at_once=$1
  shift
  # A client that keeps a connection open must not keep the run open. Nowhere else: leaving by force may cut tests off.
  if node_tests --test-force-exit --test-concurrency="$at_once" "$@" >"$log.first" 2>&1; then
    cat "$log.first"
    return
  fi
  files=$(sed -n 's/^test at \(tests[^:]*\):.*/\1/p' "$log.first" | sort -u)
  if [ -z "$files" ]; then
    cat "$log.first"
    return 1
  fi
  set -- $(counts "$log.first")
  tests=$(($1 + $2))
  sed -e 's/^\([^ ]*\) \(pass\|fail\|cancelled\) /\1 at first: \2 /' -e 's/ failing tests:$/ failed at first:/' "$log.first"
  outcome=0
  # shellcheck disable=SC2086
  node_tests --test-force-exit --test-concurrency=1 $files >"$log.second" 2>&1 || outcome=1
  sed 's/^\([^ ]*\) \(pass\|fail\|cancelled\) /\1 alone: \2 /' "$log.second"
  set -- $(counts "$log.second")
  printf '%d passed, %d failed\n' "$((tests - $2))" "$2"
  return $outcome
}

# stalled LOG: the failures that a second try did away with.
stalled() {
  [ -f "$1.second" ] || return 0
  sed -n '/ failing tests:$/,$p' "$1.first" | sed -n 's/^✖ \(.*\) (.*ms)$/   | only by itself: \1/p' | sort -u
}

part_abi() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node_tests tests/abi/*.test.mjs
}

part_translation() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node_tests tests/translation/*.test.mjs
}

part_bench() {
  ./scripts/build-all.sh native && build/native/pool_bench --quick && node tests/bench/pool_bench.mjs --quick
}

part_fuzz() {
  node tests/fuzz/run.mjs --smoke
}

part_worker() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  patient_tests 3 tests/worker/*.test.mjs
}

part_handful() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node_tests --test-force-exit \
    --test-name-pattern="E5 the envelope" \
    --test-name-pattern="D5 each piece is sent on when it comes" \
    --test-name-pattern="A5 F6 a minute's limit" \
    --test-name-pattern="B1 added one by one" \
    --test-name-pattern="S1 a trap at a request's head or body" \
    tests/worker/chat.test.mjs tests/worker/failover.test.mjs tests/worker/admin.test.mjs tests/worker/trap.test.mjs ||
    return 1
  grep -q '^[^ ]* pass 5$' "$log" || fail "A test of the handful has another name now: see part_handful in this script."
}

part_agents() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node tests/agents/install.mjs || return 1
  patient_tests 2 tests/agents/*.test.mjs
}

part_ui() {
  [ -f js-shim/rota.wasm ] || fail "js-shim/rota.wasm is missing: run the part module first."
  node scripts/build-admin.mjs || return 1
  patient_tests 2 tests/ui/*.test.mjs
}

part_scripts() {
  outcome=0
  for script in scripts/*.sh; do sh -n "$script" || outcome=1; done
  for test in tests/scripts/*.test.mjs; do
    if [ -f "$deployed" ] && [ "$test" = tests/scripts/deployment.test.mjs ]; then continue; fi
    set -- "$@" "$test"
  done
  node_tests "$@" || outcome=1
  return $outcome
}

# counts LOG: "PASSED FAILED", summed over what Catch2, node:test and the conversation runners say.
counts() {
  awk '
    /^All tests passed \(/ { for (i = 1; i <= NF; i++) if ($i == "in") passed += $(i + 1) }
    /^test cases:/ {
      for (i = 2; i <= NF; i++) { if ($i == "passed") passed += $(i - 1); if ($i == "failed") failed += $(i - 1) }
    }
    /^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
    /^[^ ]+ pass [0-9]+$/ { passed += $3 }
    /^[^ ]+ (fail|cancelled) [0-9]+$/ { failed += $3 }
    END { print passed + 0, failed + 0 }
  ' "$1"
}

# why LOG: what a failing part said of its failures: a sanitizer's, and node:test's summary of them, Catch2's, the stories that
# failed, or the end. A program that a sanitizer ended has counted nothing.
why() {
  grep -A 12 '^==[0-9]*==ERROR: ' "$1" | sed 's/^/   | /'
  if grep -q ' failing tests:$' "$1"; then
    sed -n '/ failing tests:$/,$p' "$1"
  elif grep -q ': FAILED:$' "$1"; then
    grep -B 6 -A 12 ': FAILED:$' "$1"
  elif grep -q '^FAIL ' "$1"; then
    grep -v '^ok ' "$1"
  else
    tail -n 60 "$1"
  fi | head -n 200 | sed 's/^/   | /'
}

mkdir -p test-output
rm -f "$deployed"
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
total_passed=0
total_failed=0
for part in "$@"; do
  log=test-output/$part.log
  rm -f "$log.first" "$log.second"
  printf '== %s\n' "$part"
  part_started=$(date +%s)
  if ("part_$part") >"$log" 2>&1; then status=0; else status=$?; fi
  set -- $(counts "$log")
  passed=$1
  failed=$2
  if [ "$status" -ne 0 ]; then
    [ "$failed" -gt 0 ] || failed=1
    why "$log"
  else
    stalled "$log"
  fi
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  printf '   %d passed, %d failed in %d s\n' "$passed" "$failed" "$(($(date +%s) - part_started))"
done

printf '\n%d passed, %d failed\n' "$total_passed" "$total_failed"
[ "$total_failed" -eq 0 ]
