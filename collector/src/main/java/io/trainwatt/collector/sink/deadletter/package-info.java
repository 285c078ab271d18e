/** Parks records that could not be used, with their cause. */
@NullMarked
package io.trainwatt.collector.sink.deadletter;

import org.jspecify.annotations.NullMarked;
