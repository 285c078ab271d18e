/**
 * Load from a declared synthetic fleet whose energy is known beforehand. The one package of this
 * module that writes to Kafka.
 */
@NullMarked
package io.trainwatt.cli.simulate;

import org.jspecify.annotations.NullMarked;
