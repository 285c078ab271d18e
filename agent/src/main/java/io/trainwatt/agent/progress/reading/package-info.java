/** How any file or output is read as it grows, whatever its format. */
@NullMarked
package io.trainwatt.agent.progress.reading;

import org.jspecify.annotations.NullMarked;
