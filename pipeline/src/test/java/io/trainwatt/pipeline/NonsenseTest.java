package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nonsense is refused with its reason, counted, and changes nothing else. */
class NonsenseTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void tick(long second) {
    bench.sample(
        sample(
            NODE,
            second,
            List.of(alive("r")),
            device("gpu0", Component.GPU, second, used("r", Quality.COUNTED, second * 1_000_000))));
  }

  private StageCount stage(String name) {
    return bench.books().counts().stream()
        .filter(count -> count.stage().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private DeadLetter onlyLetter() {
    List<DeadLetter> letters = bench.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.getFirst();
  }

  // Field 7 is the intensity; a later field of the same number replaces it.
  private static byte[] withIntensity(GridFactor factor, long milligrams) {
    byte[] bytes = GridCodec.encode(factor);
    byte[] more = new byte[bytes.length + 11];
    System.arraycopy(bytes, 0, more, 0, bytes.length);
    more[bytes.length] = 7 << 3;
    long rest = milligrams;
    for (int i = 0; i < 10; i++) {
      more[bytes.length + 1 + i] = (byte) (i < 9 ? (rest & 0x7F) | 0x80 : rest & 0x01);
      rest >>>= 7;
    }
    return more;
  }

  @Test
  void gridRecordsThatNoGridHasAreRefusedCountedAndMeetNoEnergy() throws Exception {
    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.empty()));
    bench.grid(GridBench.average("FR", 0, 3_600, 50));
    tick(3_600);
    Account.OfRun before = bench.run("r");
    GridFactor factor = GridBench.average("FR", 0, 3_600, 70);

    bench.send(Topic.GRID, factor.key(), withIntensity(factor, -5_000));
    bench.send(Topic.GRID, factor.key(), withIntensity(factor, 1_000_000_000_000L));
    bench.send(Topic.GRID, factor.key(), new byte[] {1, 2, 3});
    bench.send(Topic.GRID, "another key", GridCodec.encode(factor));
    bench.send(Topic.GRID, factor.key(), withValidTo(factor, factor.validFromWallMicros() - 1));
    bench.send(Topic.GRID, factor.key(), withZone(factor, ""));
    bench.grid(GridBench.factor("FR", "a", IntensityKind.AVERAGE, 0, 3_600, 70, 2 * 86_400));

    assertThat(bench.run("r")).isEqualTo(before);
    assertThat(stage("grid").dropped())
        .isEqualTo(Map.of("invalid", 5L, "undecodable", 1L, "clock ahead", 1L));
    assertThat(stage("grid").out()).isEqualTo(1);
    assertThat(stage("grid").in()).isEqualTo(8);
    List<DeadLetter> letters = bench.deadLetters();
    assertThat(letters)
        .extracting(DeadLetter::detail)
        .satisfiesExactly(
            said -> assertThat(said).startsWith("milligrams_per_kilowatt_hour is outside 0 to"),
            said -> assertThat(said).startsWith("milligrams_per_kilowatt_hour is outside 0 to"),
            said -> assertThat(said).isNotEmpty(),
            said -> assertThat(said).startsWith("the key is \"another key\""),
            said -> assertThat(said).startsWith("valid_to_wall_micros is no time between"),
            said -> assertThat(said).isEqualTo("zone is empty"),
            said -> assertThat(said).startsWith("published_wall_micros is PT4"));
    assertThat(letters)
        .allMatch(letter -> letter.topic().equals(Topic.GRID.topicName()))
        .allMatch(letter -> letter.stage().equals("grid"));
  }

  private static byte[] withValidTo(GridFactor factor, long validToWallMicros)
      throws InvalidProtocolBufferException {
    return io.trainwatt.events.wire.v1.GridFactor.parseFrom(GridCodec.encode(factor)).toBuilder()
        .setValidToWallMicros(validToWallMicros)
        .build()
        .toByteArray();
  }

  private static byte[] withZone(GridFactor factor, String zone)
      throws InvalidProtocolBufferException {
    return io.trainwatt.events.wire.v1.GridFactor.parseFrom(GridCodec.encode(factor)).toBuilder()
        .setZone(zone)
        .build()
        .toByteArray();
  }

  @Test
  void aClockADayAheadIsRefusedAndTheNextSampleLosesNothing() {
    tick(1);
    tick(86_401);

    DeadLetter letter = onlyLetter();
    assertThat(letter.cause()).isEqualTo("clock ahead");
    assertThat(letter.detail()).contains("set the node's clock");
    assertThat(bench.run("r").ledger().asOfWallMicros()).isEqualTo(micros(1));

    tick(2);

    assertThat(bench.run("r").ledger().total().energy().joules()).isEqualTo(2);
    assertThat(bench.run("r").ledger().asOfWallMicros()).isEqualTo(micros(2));
    assertThat(bench.node(NODE).books().refused()).isEqualTo(1);
    assertThat(stage("meter").dropped()).isEqualTo(Map.of("clock ahead", 1L));
  }

  @Test
  void progressOfADayAheadIsRefused() {
    tick(1);
    bench.progress(progress("r", NODE, 0, 86_400_000, 5, new Loss.Finite(2)));

    assertThat(onlyLetter().cause()).isEqualTo("clock ahead");
    assertThat(bench.run("r").progress()).isEmpty();
  }

  @Test
  void aLossBeyondAnyLossIsRefused() {
    tick(1);
    bench.progress(progress("r", NODE, 0, 1_000, 5, new Loss.Finite(1e300)));

    DeadLetter letter = onlyLetter();
    assertThat(letter.cause()).isEqualTo("invalid");
    assertThat(letter.detail()).isEqualTo("loss is beyond +-1.0E100: 1.0E300");
    assertThat(bench.run("r").progress()).isEmpty();
  }

  @Test
  void negativeTokensAreRefused() {
    tick(1);
    byte[] record =
        io.trainwatt.events.codec.ProgressCodec.encode(
            progress("r", NODE, 0, 1_000, 5, new Loss.Finite(2)));
    bench.send(Topic.PROGRESS, "r", withNegativeTokens(record));

    DeadLetter letter = onlyLetter();
    assertThat(letter.cause()).isEqualTo("invalid");
    assertThat(letter.detail()).contains("tokens").contains("negative");
    assertThat(bench.run("r").progress()).isEmpty();
  }

  // The message of work, field 12, once more with its field 2 at -1: both are merged, the later
  // value holds.
  private static byte[] withNegativeTokens(byte[] record) {
    byte[] work = {12 << 3 | 2, 11, 2 << 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    byte[] more = new byte[record.length + work.length];
    System.arraycopy(record, 0, more, 0, record.length);
    System.arraycopy(work, 0, more, record.length, work.length);
    return more;
  }

  @Test
  void aMillionLabelsAreRefused() {
    bench.row(row("r", NODE, Map.of("strategy", "dense")));
    tick(1);
    Account.OfRun before = bench.run("r");
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 1_000_000; i++) {
      labels.put("label-" + i, "x");
    }
    bench.row(row("r", NODE, labels));

    DeadLetter letter = onlyLetter();
    assertThat(letter.cause()).isEqualTo("invalid");
    assertThat(letter.detail()).isEqualTo("labels are 1000000, at most 64 are taken");
    assertThat(letter.truncated()).isTrue();
    assertThat(bench.run("r")).isEqualTo(before);
  }
}
