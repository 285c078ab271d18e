package io.trainwatt.agent.publish;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Commits as the agent does, each refused commit taken over by the next one, and says what the disk
 * took ({@code stored N}) and what it refused ({@code refused N}).
 */
final class SpoolFullDiskChild {

  static final String LAST = "last";

  private SpoolFullDiskChild() {}

  public static void main(String[] args) throws IOException {
    Random random = new Random(Long.parseLong(args[1]));
    SpoolConfig config =
        new SpoolConfig(Path.of(args[0]), SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofMillis(50));
    try (Spool spool = Spool.open(config, System::nanoTime)) {
      System.out.println(spool.wasUnreadable() ? "lost" : "open");
      long number = SpoolCrashChild.number(spool, LAST) + 1;
      Commit failed = new Commit();
      while (true) {
        Commit next =
            new Commit()
                .send(sample(number, random.nextInt(20_000)))
                .put(Table.COUNTERS, LAST, ByteBuffer.allocate(8).putLong(number).array())
                .after(failed);
        try {
          spool.commit(next);
          failed = new Commit();
          System.out.println("stored " + number);
        } catch (SpoolFailure e) {
          failed = next;
          System.out.println("refused " + number);
        }
        number++;
      }
    }
  }

  private static Outgoing sample(long number, int size) {
    byte[] value = ByteBuffer.allocate(Long.BYTES + size).putLong(number).array();
    return new Outgoing(Topic.SAMPLES, "n", "epoch", GivesWay.EVERY_SECOND, value);
  }
}
