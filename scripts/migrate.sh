#!/bin/sh
# Moves another gateway's keys, clients, models and settings into Rota.
# Knows only how to get Node and the packages ready; scripts/migrate.mjs does the rest.
set -eu
ROTA_FROM=$PWD
export ROTA_FROM
cd "$(dirname "$0")/.."
. scripts/node_deps.sh
run_script migrate.mjs "$@"
