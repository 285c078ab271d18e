/**
 * A bounded view of the results, read by every instance from all partitions of accounts, series and
 * alerts, so that every instance gives the same answer.
 */
@NullMarked
package io.trainwatt.collector.live;

import org.jspecify.annotations.NullMarked;
