package io.trainwatt.agent.publish;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Commits as fast as it can and says after each commit which one the disk has, until it is killed.
 */
final class SpoolCrashChild {

  static final int RECORDS_A_COMMIT = 3;
  static final String LAST = "last";
  static final String ACKNOWLEDGED = "acknowledged";

  private SpoolCrashChild() {}

  public static void main(String[] args) throws IOException {
    Random random = new Random();
    SpoolConfig config =
        new SpoolConfig(Path.of(args[0]), SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofMillis(50));
    try (Spool spool = Spool.open(config, System::nanoTime)) {
      long commit = number(spool, LAST) + 1;
      long acknowledged = number(spool, ACKNOWLEDGED);
      while (true) {
        Commit next = new Commit();
        for (int i = 0; i < RECORDS_A_COMMIT; i++) {
          next.send(record(commit * RECORDS_A_COMMIT + i, random.nextInt(20_000)));
        }
        // The oldest leave now and then, as if a broker had them; the commit says up to which. As
        // many leave as come, so that the store is never full and none gives way, however fast.
        if (random.nextBoolean()) {
          for (Stored stored : spool.next(0, random.nextInt(13), Long.MAX_VALUE)) {
            spool.acknowledged(stored.id(), Topic.SAMPLES);
            acknowledged = ByteBuffer.wrap(stored.record().value()).getLong();
          }
        }
        next.put(Table.COUNTERS, LAST, bytes(commit));
        next.put(Table.COUNTERS, ACKNOWLEDGED, bytes(acknowledged));
        next.put(Table.CHECKPOINT, "meter", new byte[random.nextInt(10_000)]);
        spool.commit(next);
        System.out.println(commit);
        commit++;
      }
    }
  }

  private static Outgoing record(long number, int size) {
    byte[] value = ByteBuffer.allocate(Long.BYTES + size).putLong(number).array();
    return new Outgoing(Topic.SAMPLES, "n", "epoch", GivesWay.EVERY_SECOND, value);
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** 0 where nothing is stored. */
  static long number(Spool spool, String key) {
    return spool.row(Table.COUNTERS, key).map(row -> ByteBuffer.wrap(row).getLong()).orElse(0L);
  }
}
