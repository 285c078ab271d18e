/**
 * The C library: pseudo-terminals, raw mode, window size, spawning, signals. The one package of
 * this module that calls native code.
 */
@NullMarked
package io.trainwatt.cli.terminal;

import org.jspecify.annotations.NullMarked;
