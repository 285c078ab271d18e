/** What works here, what is missing, and the one line that mends it. */
@NullMarked
package io.trainwatt.cli.doctor;

import org.jspecify.annotations.NullMarked;
