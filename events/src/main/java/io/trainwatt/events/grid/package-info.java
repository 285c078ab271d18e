/** What a kilowatt-hour means for carbon and money: the domain side of {@code trainwatt.grid}. */
@NullMarked
package io.trainwatt.events.grid;

import org.jspecify.annotations.NullMarked;
