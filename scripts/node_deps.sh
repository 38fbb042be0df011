# Node and the npm packages of package-lock.json, for the scripts that source this file from the top of the checkout.
# Knows npm's failures well enough to say each in a sentence; refuses to print npm's own log, which names hosts.

started=$(date +%s)

# progress TEXT...: one line with the seconds since the script began.
progress() {
  printf '[%3ds] %s\n' "$(($(date +%s) - started))" "$*"
}

# fail TEXT...: one sentence on stderr, then the end.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Fails unless Node 20 or newer and npm are there.
require_node() {
  command -v node >/dev/null 2>&1 || fail "Node is missing: install Node 20 or newer (https://nodejs.org)."
  node_major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$node_major" -ge 20 ] || fail "Node $node_major is too old: Rota needs Node 20 or newer."
  command -v npm >/dev/null 2>&1 || fail "npm is missing: it comes with Node, install it and try again."
}

# Runs `npm ci` when node_modules is missing or older than package-lock.json. Then node_modules/.bin leads PATH,
# because wrangler wants a newer Node than 20 and the packages bring one along. A linked node_modules is its owner's
# business: `npm ci` would empty the folder that the link points to.
ensure_node_deps() {
  require_node
  lock=node_modules/.package-lock.json
  if [ -L node_modules ]; then
    progress "node_modules is a link: using it as it is"
  elif [ ! -f "$lock" ] || [ package-lock.json -nt "$lock" ] || [ ! -x node_modules/.bin/wrangler ]; then
    install_node_deps
  fi
  PATH="$PWD/node_modules/.bin:$PATH"
  export PATH
}

install_node_deps() {
  progress "installing the npm packages (a minute or two the first time)"
  npm_log=$(mktemp)
  npm ci --no-audit --no-fund --loglevel=error >"$npm_log" 2>&1 &
  npm_pid=$!
  trap 'kill "$npm_pid" 2>/dev/null; rm -f "$npm_log"; exit 130' INT TERM
  waited=0
  while kill -0 "$npm_pid" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    [ $((waited % 15)) -ne 0 ] || progress "still installing"
  done
  if wait "$npm_pid"; then npm_status=0; else npm_status=$?; fi
  trap - INT TERM
  if [ "$npm_status" -eq 0 ]; then
    touch node_modules/.package-lock.json
    rm -f "$npm_log"
    return
  fi
  if grep -q -E 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|ENOTCACHED' "$npm_log"; then
    rm -f "$npm_log"
    fail "npm could not reach its registry: check the network (or the proxy settings of npm) and try again."
  fi
  code=$(sed -n 's/^npm \(error\|ERR!\) code \([A-Z0-9_]*\).*/\2/p' "$npm_log" | head -n 1)
  rm -f "$npm_log"
  fail "npm ci failed (${code:-exit $npm_status}): run it by hand to see why."
}

# run_script NAME ARGUMENT...: scripts/NAME in this shell's place, with the packages; for its --help they are not needed.
# ROTA_FROM tells it where the caller's relative paths begin. It needs a newer Node than 20; the packages bring one along.
run_script() {
  script=$1
  shift
  for argument in "$@"; do
    case $argument in -h | --help) exec node "scripts/$script" --help ;; esac
  done
  ensure_node_deps
  exec node "scripts/$script" "$@"
}
