/** REST and server-sent events over the live view. */
@NullMarked
package io.trainwatt.collector.live.rest;

import org.jspecify.annotations.NullMarked;
