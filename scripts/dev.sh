#!/bin/sh
# Runs Rota locally: installs what is missing, builds the Wasm and the panel, starts `wrangler dev`. Ctrl-C stops everything.
# Knows only how to get Node and the packages ready; scripts/dev.mjs does the rest.
set -eu
cd "$(dirname "$0")/.."

for argument in "$@"; do
  case $argument in
    -h | --help)
      cat <<'HELP'
Usage: ./scripts/dev.sh [--port N]

Runs Rota on http://127.0.0.1:8787 (or port N) with local storage under .wrangler/. Ctrl-C stops it.

Settings come from .dev.vars (written with random secrets when there is none; see .dev.vars.example).
A setting given in the environment wins over .dev.vars, for example
  API_KEYS=AIza...,AIza... ./scripts/dev.sh
Without API_KEYS a mock upstream is started, so nothing but the npm packages is needed.
ROTA_STATE=FOLDER keeps the local storage in another folder.
HELP
      exit 0
      ;;
  esac
done

. scripts/node_deps.sh
progress "Rota, local development"
ensure_node_deps
ROTA_STARTED=$started
export ROTA_STARTED
exec node scripts/dev.mjs "$@"
