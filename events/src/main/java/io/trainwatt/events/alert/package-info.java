/** What is wrong: the domain side of {@code trainwatt.alerts}. */
@NullMarked
package io.trainwatt.events.alert;

import org.jspecify.annotations.NullMarked;
