/**
 * A single-node Kafka broker (KRaft) as a child process: for one machine, and for tests that want
 * the real thing. Kafka itself is never on a caller's class path.
 */
@NullMarked
package io.trainwatt.broker;

import org.jspecify.annotations.NullMarked;
