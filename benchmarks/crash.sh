#!/usr/bin/env bash
# Kills agents, collector, broker and InfluxDB at random instants under load and compares every total
# to the microjoule; what it does is told in docs/reference/exactness.md. Exits 1 at the first
# difference, 3 where something never came. A file `run/enough` in its folder ends the killing early.
# The fast form is CrashMatrixIT.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd -P)
kills=200 seed=$RANDOM folder='' built=false

usage() {
  printf 'usage: benchmarks/crash.sh [--kills N] [--seed S] [--folder DIR] [--built]\n' >&2
  printf '  --folder  for all files and logs, kept; a fresh one by default, removed when all is equal\n' >&2
  printf '  --built   what is in cli/target is used as it is\n' >&2
  exit 2
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --kills) kills=${2:?} && shift 2 ;;
    --seed) seed=${2:?} && shift 2 ;;
    --folder) folder=${2:?} && shift 2 ;;
    --built) built=true && shift ;;
    *) usage ;;
  esac
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [[ $built == false ]]; then
  (cd -- "$root" && mvn -q -B -pl cli -am -DskipTests package)
fi

keep=true
if [[ -z $folder ]]; then
  # Short: a Unix socket's path has a hundred bytes.
  folder=$(mktemp -d /tmp/crash.XXXXXX)
  keep=false
fi
mkdir -p -- "$folder"
# A copy, so that a build may go on beside it.
rm -rf -- "${folder:?}/home" "${folder:?}/classes"
cp -a -- "$root/cli/target/dist" "$folder/home"
cp -a -- "$root/cli/target/test-classes" "$folder/classes"

status=0
"$java" -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$folder/home/cli/lib/*" io.trainwatt.cli.crash.CrashMatrixMain \
  "$kills" "$seed" "$folder/run" "$folder/home" "$root" || status=$?
if [[ $status -eq 0 && $keep == false ]]; then
  rm -rf -- "$folder"
else
  printf 'files and logs: %s\n' "$folder"
fi
exit "$status"
