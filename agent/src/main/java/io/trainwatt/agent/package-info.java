/** The agent of a training node: its settings, its parts put together, its start and its end. */
@NullMarked
package io.trainwatt.agent;

import org.jspecify.annotations.NullMarked;
