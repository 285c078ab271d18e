/** What waits for Kafka: one atomic commit a tick, bounded on disk. */
@NullMarked
package io.trainwatt.agent.publish;

import org.jspecify.annotations.NullMarked;
