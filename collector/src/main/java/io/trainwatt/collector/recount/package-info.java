/** A run's account made once more from the log, on demand. */
@NullMarked
package io.trainwatt.collector.recount;

import org.jspecify.annotations.NullMarked;
