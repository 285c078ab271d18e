/** The agent's Unix socket: where it lies, lines in, answers out. */
@NullMarked
package io.trainwatt.agent.control;

import org.jspecify.annotations.NullMarked;
