/** A command under measurement: on a pseudo-terminal or pipes, its output read as it passes. */
@NullMarked
package io.trainwatt.cli.run;

import org.jspecify.annotations.NullMarked;
