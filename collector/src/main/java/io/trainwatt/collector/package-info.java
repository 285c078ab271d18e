/** The Quarkus service: settings, wiring, lifecycle and health. Imported by nobody. */
@NullMarked
package io.trainwatt.collector;

import org.jspecify.annotations.NullMarked;
