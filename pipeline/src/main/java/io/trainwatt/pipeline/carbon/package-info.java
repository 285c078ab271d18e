/** Grams of CO2 from energy: where a node stands, and the static table of grid means. */
@NullMarked
package io.trainwatt.pipeline.carbon;

import org.jspecify.annotations.NullMarked;
