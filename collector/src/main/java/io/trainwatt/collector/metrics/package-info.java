/** Registers meters; the only importer of Micrometer. */
@NullMarked
package io.trainwatt.collector.metrics;

import org.jspecify.annotations.NullMarked;
