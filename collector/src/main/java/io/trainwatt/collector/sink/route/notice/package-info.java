/** What a route tells and how it ends: what the sink and its couriers share. */
@NullMarked
package io.trainwatt.collector.sink.route.notice;

import org.jspecify.annotations.NullMarked;
