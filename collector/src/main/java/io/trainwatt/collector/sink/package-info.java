/** What all sinks share: how they wait after a failure. */
@NullMarked
package io.trainwatt.collector.sink;

import org.jspecify.annotations.NullMarked;
