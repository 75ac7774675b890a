#!/usr/bin/env bash
# The whole program, hurt: full disk, clock that jumps, slow connections, a database that goes away, clicks at once. Each is a
# script in hurt/; ASHAR names the program.
set -uo pipefail
cd "$(dirname "$0")/hurt"
failed=0
for t in ${@:-twice slow full_disk clock lost_database}; do
  for name in $t; do
    PYTHONSAFEPATH= timeout 1800 /usr/bin/python3 -B "$name.py" || { echo "not ok $name ends with $?"; failed=1; }
  done
done
exit $failed
