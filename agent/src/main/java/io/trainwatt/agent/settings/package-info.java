/** Settings from a file and the environment, with errors that name file, line, key and remedy. */
@NullMarked
package io.trainwatt.agent.settings;

import org.jspecify.annotations.NullMarked;
