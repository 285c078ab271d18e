#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Device readings a second through the collector, with all its logic, broker and collector on this
# machine; and whether one costs the same with 80 and with 100 000 devices.
#
#   benchmarks/throughput.sh              # 800 devices, the figure the bar is about
#   benchmarks/throughput.sh 80 800 100000
#
# Settings of the collector come from the environment: TRAINWATT_STREAMS_THREADS=2,
# COLLECTOR_JAVA_OPTIONS='-Xmx1g'. Builds what is missing; TRAINWATT_BUILT=true builds nothing.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly root
readonly per_node=8
# About five million readings each: half a minute or so.
readonly readings=5000000
java=java
if [[ -n ${JAVA_HOME:-} ]]; then java=$JAVA_HOME/bin/java; fi

cd -- "$root"
if [[ ${TRAINWATT_BUILT:-} != true ]]; then
  mvn -q -B -Dquick -pl collector,benchmarks -am package
fi
if [[ $# -eq 0 ]]; then set -- 800; fi
for devices in "$@"; do
  nodes=$((devices / per_node))
  ticks=$((readings / devices))
  printf '%d devices on %d nodes, %d ticks\n' "$devices" "$nodes" "$ticks"
  "$java" -XX:+UseSerialGC -Xmx1g --sun-misc-unsafe-memory-access=allow -Dtrainwatt.root=. \
    -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
    io.trainwatt.benchmarks.CollectorThroughput \
    collector/target/quarkus-app/quarkus-run.jar "$nodes" "$ticks" 2> >(grep -v '^SLF4J\|^WARNING' >&2)
done
