/** What a training script says about itself over the agent's socket. */
@NullMarked
package io.trainwatt.agent.progress.hook;

import org.jspecify.annotations.NullMarked;
