package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whatever the server refuses, exactly that is parked and all the rest is written. */
final class BatchWriterPropertyTest {
  /** Refuses a whole request that holds a poisonous line, as the strictest servers do. */
  private static final class Strict implements LineWriter {
    private final Set<String> written = new HashSet<>();

    @Override
    public WriteResult write(List<String> lines) {
      if (lines.stream().anyMatch(line -> line.startsWith("poison"))) {
        return new WriteResult.Refused("bad line");
      }
      written.addAll(lines);
      return new WriteResult.Written();
    }
  }

  @Property(tries = 300)
  void poisonIsFoundAndTheRestIsWritten(
      @ForAll @Size(max = 40) List<Boolean> poisonous,
      @ForAll @IntRange(min = 1, max = 50) int most) {
    List<PendingPoint> batch = new ArrayList<>();
    Set<String> good = new HashSet<>();
    List<PendingPoint> bad = new ArrayList<>();
    for (int i = 0; i < poisonous.size(); i++) {
      PendingPoint point = point((poisonous.get(i) ? "poison" : "good") + i);
      batch.add(point);
      if (poisonous.get(i)) {
        bad.add(point);
      } else {
        good.add(point.line());
      }
    }
    Strict server = new Strict();

    BatchWriter.Outcome outcome = new BatchWriter(server).write(batch, most);

    assertThat(outcome.unavailable()).isEmpty();
    assertThat(outcome.poison()).extracting(BatchWriter.Poison::point).isEqualTo(bad);
    assertThat(server.written).isEqualTo(good);
  }

  @Example
  void serverThatGoesAwayHalfwayDecidesNothing() {
    LineWriter gone =
        lines ->
            lines.size() > 1
                ? new WriteResult.Refused("bad line")
                : new WriteResult.Unavailable("gone", Optional.of(Duration.ofSeconds(3)));

    BatchWriter.Outcome outcome = new BatchWriter(gone).write(List.of(point("a"), point("b")), 10);

    assertThat(outcome.unavailable()).map(WriteResult.Unavailable::reason).contains("gone");
  }

  private static PendingPoint point(String line) {
    return new PendingPoint(
        new ConsumerRecord<>("t", 0, 0, null, line.getBytes(StandardCharsets.UTF_8)), line);
  }
}
