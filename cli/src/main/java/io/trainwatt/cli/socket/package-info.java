/** Talks to the agent of this node over its socket, as docs/reference/agent-protocol.md says. */
@NullMarked
package io.trainwatt.cli.socket;

import org.jspecify.annotations.NullMarked;
