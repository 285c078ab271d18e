/** Files of a training: which format one is of, and what is new in it since the last look. */
@NullMarked
package io.trainwatt.agent.progress.file;

import org.jspecify.annotations.NullMarked;
