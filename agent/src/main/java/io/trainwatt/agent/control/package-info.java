/** The agent's Unix socket: lines in, answers out, and the client that speaks to it. */
@NullMarked
package io.trainwatt.agent.control;

import org.jspecify.annotations.NullMarked;
