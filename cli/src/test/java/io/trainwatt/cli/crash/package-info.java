/**
 * The crash matrix: real processes of every part on stand-in hardware whose energy is known, killed
 * at random instants, with a network that fails and records that come again. It owns the rules by
 * which all of them are compared to the microjoule.
 */
@NullMarked
package io.trainwatt.cli.crash;

import org.jspecify.annotations.NullMarked;
