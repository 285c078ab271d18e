/** The command line: one command a file. Imported by nothing. */
@NullMarked
package io.trainwatt.cli;

import org.jspecify.annotations.NullMarked;
