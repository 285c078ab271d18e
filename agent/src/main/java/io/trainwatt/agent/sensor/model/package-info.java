/** What a CPU and its memory probably draw, where nothing measures them. */
@NullMarked
package io.trainwatt.agent.sensor.model;

import org.jspecify.annotations.NullMarked;
