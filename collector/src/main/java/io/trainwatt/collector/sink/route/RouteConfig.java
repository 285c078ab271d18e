package io.trainwatt.collector.sink.route;

import io.trainwatt.collector.sink.route.courier.Receiver;

/**
 * One route.
 *
 * @param name of letters, digits and hyphens; part of its consumer group's name
 */
record RouteConfig(String name, AlertMatcher matcher, Pacing pacing, Receiver receiver) {}
