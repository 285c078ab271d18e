/**
 * Which processes of a node are a training, found without being told: by control group, by
 * environment, by what they map and hold. It says what a process would be a run of; making runs is
 * not its business.
 */
@NullMarked
package io.trainwatt.agent.discovery;

import org.jspecify.annotations.NullMarked;
