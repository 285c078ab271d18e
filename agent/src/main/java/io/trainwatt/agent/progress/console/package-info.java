/** Progress read from what a training prints. */
@NullMarked
package io.trainwatt.agent.progress.console;

import org.jspecify.annotations.NullMarked;
