/**
 * Fills {@code trainwatt.grid}: one class a provider of carbon intensities, files of factors,
 * contracts and tariffs, and the feed that asks them, each at its own pace, and publishes what is
 * new. Nothing here is waited for by anything else.
 */
@NullMarked
package io.trainwatt.collector.grid;

import org.jspecify.annotations.NullMarked;
