/** Between the wire and the domain records; the only place that sees generated Protobuf classes. */
@NullMarked
package io.trainwatt.events.codec;

import org.jspecify.annotations.NullMarked;
