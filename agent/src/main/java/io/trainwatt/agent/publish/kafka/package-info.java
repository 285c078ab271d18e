/** From the spool to Kafka, in order, for as long as it takes. */
@NullMarked
package io.trainwatt.agent.publish.kafka;

import org.jspecify.annotations.NullMarked;
