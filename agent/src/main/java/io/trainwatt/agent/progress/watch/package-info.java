/** Progress of runs that were not changed: their files are found, followed and read. */
@NullMarked
package io.trainwatt.agent.progress.watch;

import org.jspecify.annotations.NullMarked;
