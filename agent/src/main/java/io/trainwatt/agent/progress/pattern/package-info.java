/** Progress read from lines by a user's own pattern. */
@NullMarked
package io.trainwatt.agent.progress.pattern;

import org.jspecify.annotations.NullMarked;
