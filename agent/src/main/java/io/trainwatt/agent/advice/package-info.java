/**
 * What the collector advises this node's runs to do: read while a run here asked for it, told to
 * its hook, and what became of it told back as an event. Owns the only consumer of the agent.
 */
@NullMarked
package io.trainwatt.agent.advice;

import org.jspecify.annotations.NullMarked;
