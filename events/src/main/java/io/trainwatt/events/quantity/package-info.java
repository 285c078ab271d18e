/** Physical quantities and how good they are: energy, power, quality, band. */
@NullMarked
package io.trainwatt.events.quantity;

import org.jspecify.annotations.NullMarked;
