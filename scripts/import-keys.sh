#!/bin/sh
# Imports lists of upstream keys through the admin API.
# Knows only how to get Node and the packages ready; scripts/import_keys.mjs does the rest.
set -eu
ROTA_FROM=$PWD
export ROTA_FROM
cd "$(dirname "$0")/.."
. scripts/node_deps.sh
run_script import_keys.mjs "$@"
