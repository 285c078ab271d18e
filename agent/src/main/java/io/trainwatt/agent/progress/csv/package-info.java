/** Progress read from tables: Lightning's and Keras' CSV loggers. */
@NullMarked
package io.trainwatt.agent.progress.csv;

import org.jspecify.annotations.NullMarked;
