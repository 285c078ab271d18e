/** The collector's topology: how records flow from samples to accounts, series and alerts. */
@NullMarked
package io.trainwatt.pipeline;

import org.jspecify.annotations.NullMarked;
