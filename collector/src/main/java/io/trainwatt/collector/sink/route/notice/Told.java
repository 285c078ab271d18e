package io.trainwatt.collector.sink.route.notice;

import io.trainwatt.events.alert.Alert;

/**
 * An alert as a notice tells it.
 *
 * @param news whether the receiver has not been told this state of it before
 */
public record Told(Alert alert, boolean news) {}
