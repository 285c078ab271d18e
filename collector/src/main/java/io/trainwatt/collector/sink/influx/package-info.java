/** Writes results to InfluxDB; the only importer of its client. */
@NullMarked
package io.trainwatt.collector.sink.influx;

import org.jspecify.annotations.NullMarked;
