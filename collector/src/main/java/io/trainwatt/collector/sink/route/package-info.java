/** Tells people and other systems about alerts: a consumer of the alerts for each route. */
@NullMarked
package io.trainwatt.collector.sink.route;

import org.jspecify.annotations.NullMarked;
