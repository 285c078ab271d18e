/**
 * The single-machine stack: broker, collector and agent as child processes of one data directory.
 */
@NullMarked
package io.trainwatt.cli.stack;

import org.jspecify.annotations.NullMarked;
