/** The whole flow on one machine on a real small training run, ending in a report. */
@NullMarked
package io.trainwatt.cli.demo;

import org.jspecify.annotations.NullMarked;
