/** Progress read from TensorBoard's event files. */
@NullMarked
package io.trainwatt.agent.progress.tensorboard;

import org.jspecify.annotations.NullMarked;
