package io.trainwatt.agent;

import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.Table;
import io.trainwatt.events.sample.AgentInstance;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Who this process is, and the numbers that go on from the one before.
 *
 * @param instance new at each start
 * @param sequence of the next sample
 */
record Identity(AgentInstance instance, long sequence) {

  static final String SEQUENCE = "sequence";
  static final String ORDINAL = "ordinal";

  private static final int ID_BYTES = 8;

  /**
   * Goes on from what is stored. Where nothing is, the numbers begin at the seconds of the wall
   * clock: a node that lost its disk then still counts up, and is not taken for its own past.
   */
  static Identity of(Spool spool, RandomGenerator random, long wallMicros) {
    long fresh = wallMicros / 1_000_000;
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    long ordinal = stored(spool, ORDINAL).orElse(fresh - 1) + 1;
    long sequence = stored(spool, SEQUENCE).orElse(fresh);
    return new Identity(new AgentInstance(HexFormat.of().formatHex(id), ordinal), sequence);
  }

  private static OptionalLong stored(Spool spool, String key) {
    Optional<byte[]> row = spool.row(Table.COUNTERS, key);
    return row.isPresent()
        ? OptionalLong.of(ByteBuffer.wrap(row.get()).getLong())
        : OptionalLong.empty();
  }

  static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
