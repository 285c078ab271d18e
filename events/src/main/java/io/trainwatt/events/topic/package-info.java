/** Names, keys, partitions, cleanup and retention of every topic, in one place. */
@NullMarked
package io.trainwatt.events.topic;

import org.jspecify.annotations.NullMarked;
