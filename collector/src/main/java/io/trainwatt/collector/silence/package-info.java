/** Which alerts nobody is told of for now: read by every collector, written by any. */
@NullMarked
package io.trainwatt.collector.silence;

import org.jspecify.annotations.NullMarked;
