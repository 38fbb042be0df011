#!/bin/sh
# Uploads a file of upstream keys to KV.
# Knows only how to get Node and the packages ready; scripts/update_keys.mjs does the rest.
set -eu
ROTA_FROM=$PWD
export ROTA_FROM
cd "$(dirname "$0")/.."
. scripts/node_deps.sh
run_script update_keys.mjs "$@"
