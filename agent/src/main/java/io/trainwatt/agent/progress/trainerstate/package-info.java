/** Progress read from the Hugging Face Trainer's checkpoints. */
@NullMarked
package io.trainwatt.agent.progress.trainerstate;

import org.jspecify.annotations.NullMarked;
