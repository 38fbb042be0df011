#!/bin/sh
# Applies schema.sql to the D1 database and verifies it.
# Knows only how to get Node and the packages ready; scripts/init_db.mjs does the rest.
set -eu
ROTA_FROM=$PWD
export ROTA_FROM
cd "$(dirname "$0")/.."
. scripts/node_deps.sh
run_script init_db.mjs "$@"
