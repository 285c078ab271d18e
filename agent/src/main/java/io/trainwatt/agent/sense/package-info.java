/** All sensors of a machine in one list, and what they would see on it. */
@NullMarked
package io.trainwatt.agent.sense;

import org.jspecify.annotations.NullMarked;
