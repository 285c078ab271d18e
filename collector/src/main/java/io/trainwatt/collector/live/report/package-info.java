/**
 * The view in the shape that users read: reports, nodes, alerts and points of
 * docs/reference/rest-api.md.
 */
@NullMarked
package io.trainwatt.collector.live.report;

import org.jspecify.annotations.NullMarked;
