/** Progress read from a command's own output. */
@NullMarked
package io.trainwatt.agent.progress.console;

import org.jspecify.annotations.NullMarked;
